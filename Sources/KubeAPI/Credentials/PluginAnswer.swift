import JSONText
import ObjectModel

/// What a credential plugin printed: an `ExecCredential` with a status.
struct PluginAnswer: Sendable, Masked {
    let credentials: Credentials
    /// Time since 1970 from which they are no longer good; `nil` where the plugin set none.
    let expires: Duration?

    /// Bytes of standard output that are read.
    static let sizeLimit = 1 << 20

    /// Why an answer cannot be used; repeats nothing of it.
    struct Problem: Error, Hashable {
        var detail: String
    }

    init(reading bytes: [UInt8], apiVersion: String) throws(Problem) {
        guard !bytes.isEmpty else { throw Problem(detail: "it printed nothing") }
        let answer: JSONValue
        do throws(JSONError) {
            answer = try JSONText.read(bytes, subject: "credential plugin")
        } catch {
            throw Problem(detail: "it printed no JSON: \(error.detail)")
        }
        guard answer["kind"]?.string == "ExecCredential" else {
            throw Problem(detail: "it printed no ExecCredential")
        }
        guard let version = answer["apiVersion"]?.string, version == apiVersion else {
            let found = answer["apiVersion"]?.string ?? "none"
            throw Problem(detail: "it answered with apiVersion \(found), but the kubeconfig has \(apiVersion)")
        }
        guard let status = answer["status"], status.object != nil else {
            throw Problem(detail: "its answer has no status")
        }
        credentials = try Self.credentials(status)
        expires = try Self.expiry(status)
    }

    private static func credentials(_ status: JSONValue) throws(Problem) -> Credentials {
        let token = try text(status, "token")
        let certificate = try text(status, "clientCertificateData")
        let key = try text(status, "clientKeyData")
        guard token != nil || certificate != nil || key != nil else {
            throw Problem(detail: "its answer has neither a token nor a client certificate")
        }
        var credentials = Credentials()
        if let token {
            let bytes = Array(token.utf8)
            if let problem = BearerToken.problem(in: bytes) { throw Problem(detail: problem) }
            credentials.bearerToken = BearerToken.text(of: bytes)
        }
        if certificate != nil || key != nil {
            guard let certificate, let key else {
                throw Problem(detail: "its answer has a client certificate or a key, but not both")
            }
            credentials.clientCertificate = try clientCertificate(Array(certificate.utf8), Array(key.utf8))
        }
        return credentials
    }

    private static func clientCertificate(
        _ certificate: [UInt8], _ key: [UInt8]
    ) throws(Problem) -> Credentials.ClientCertificate {
        if let problem = PEMText.problemWithCertificates(certificate) {
            throw Problem(detail: "its clientCertificateData cannot be used: \(problem)")
        }
        if let problem = PEMText.problemWithKey(key) {
            throw Problem(detail: "its clientKeyData cannot be used: \(problem)")
        }
        return Credentials.ClientCertificate(certificate: certificate, key: key)
    }

    private static func expiry(_ status: JSONValue) throws(Problem) -> Duration? {
        guard let text = try text(status, "expirationTimestamp") else { return nil }
        guard let time = Timestamp(text) else {
            throw Problem(detail: "its expirationTimestamp is no time as RFC 3339 writes it")
        }
        return .seconds(time.seconds)
    }

    /// A string that is not empty; null and absent are `nil`.
    private static func text(_ status: JSONValue, _ key: String) throws(Problem) -> String? {
        guard let value = status[key], !value.isNull else { return nil }
        guard let text = value.string else {
            throw Problem(detail: "its \(key) is of type \(value.kindName), not string")
        }
        return text.isEmpty ? nil : text
    }
}
