import KubeAPI

/// Whole responses, with the length right.
enum Answer {
    static func json(_ body: String, status: Int = 200, headers: [String] = []) -> ScriptedServer.Step {
        text(body, type: "application/json", status: status, headers: headers)
    }

    static func text(_ body: String, type: String, status: Int = 200, headers: [String] = []) -> ScriptedServer.Step {
        let fields = ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
        return .send("HTTP/1.1 \(status) Words\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n\(body)")
    }

    /// A `v1` Status as the API server writes it.
    static func status(
        _ code: Int, _ reason: String, _ message: String, details: String = "{}", headers: [String] = []
    ) -> ScriptedServer.Step {
        json(
            """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"\(message)",\
            "reason":"\(reason)","details":\(details),"code":\(code)}
            """, status: code, headers: headers)
    }

    static let version = json(#"{"major":"1","minor":"20","gitVersion":"v1.20.2","platform":"linux/amd64"}"#)
}

/// Credentials that never change.
struct FixedCredentials: CredentialSource {
    var credentials = Credentials()
    func current() async throws -> Credentials { credentials }
    func invalidate(_ rejected: Credentials) async {}
}

extension ScriptedServer {
    /// A client of this server that does not wait between attempts.
    func client(
        _ credentials: any CredentialSource = FixedCredentials(), change: (inout KubeClient.Options) -> Void = { _ in }
    ) throws -> KubeClient {
        var options = KubeClient.Options()
        options.pacing = RetryPacing(now: { .zero }, sleep: { _ in }, jitter: { 0 })
        change(&options)
        return try KubeClient(
            ClusterConnection(server: url, name: "scripted", credentials: credentials), options: options)
    }
}
