import HTTPService
import Reconciler

/// What the command line says of the HTTP surface.
enum SurfaceOptions {
    static func settings(_ options: ParsedOptions, verb: String) throws -> ControllerSurface.Settings {
        var settings = ControllerSurface.Settings()
        try listen(options["listen"] ?? "127.0.0.1:8080", verb, &settings.http)
        switch (options["tls-cert"], options["tls-key"]) {
        case (let certificate?, let key?):
            settings.http.certificate = .init(certificateFile: certificate, keyFile: key)
        case (nil, nil): break
        default: throw UsageError("--tls-cert and --tls-key belong together", verb: verb, hint: "give both")
        }
        let files = [(Forge.github, "github-webhook-secret-file"), (Forge.gitlab, "gitlab-webhook-token-file")]
            .compactMap { forge, name in options[name].map { (forge, $0) } }
        // Read now, so that a wrong path is told at the start, and for each delivery, so that it may be exchanged.
        for (_, file) in files { _ = try LocalFile.read(file) }
        settings.webhookSecrets = {
            files.reduce(into: [:]) { secrets, entry in
                // A file that cannot be read just now believes nobody.
                let content = (try? LocalFile.read(entry.1)).map(Array.init) ?? []
                secrets[entry.0] = WebhookSecret(content).map { [$0] } ?? []
            }
        }
        return settings
    }

    /// `127.0.0.1:8080`, `[::1]:8080`, `:8080` and `0.0.0.0:8080` for every address.
    private static func listen(_ text: String, _ verb: String, _ http: inout HTTPServerSettings) throws(UsageError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw UsageError("--listen is '\(text)'", verb: verb, hint: "write it as in 127.0.0.1:8080")
        }
        http.port = port
        var address = String(text[..<colon])
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        switch address {
        case "", "0.0.0.0", "::", "*": http.address = .all
        case "127.0.0.1", "localhost": http.address = .loopback
        default: http.address = .numeric(address)
        }
    }
}
