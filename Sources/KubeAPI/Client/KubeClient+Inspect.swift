import CCurl
import JSONText
import ObjectModel

/// What a server shows of itself in one answer.
package struct ServerInspection: Sendable, Hashable {
    package var version: ServerVersion
    /// The server's clock, time since 1970 in whole seconds; `nil` where it does not tell.
    package var date: Duration?
    /// Of the server's own certificate; `nil` without TLS.
    package var certificate: CertificateDates?
}

/// Who the server takes a user for.
package struct UserIdentity: Sendable, Hashable {
    package var name: String
    /// Sorted.
    package var groups: [String]
}

extension KubeClient {
    /// Asks `/version` over a new connection, whose certificate and whose answer's date are looked at.
    package func inspect() async throws -> ServerInspection {
        var request = HTTPRequest(.get, "/version")
        request.wantsCertificate = true
        let (step, subject) = ("read the version of", connection.name)
        let response = try await respond(to: request, step: step, subject: subject)
        let value = try document(response, step: step, subject: subject, path: request.target).value()
        return ServerInspection(
            version: try ServerVersion(value, of: connection.name),
            date: response.head.headers["date"].flatMap(Self.date),
            certificate: response.head.certificate.flatMap { CertificateDates(pem: $0) })
    }

    /// An HTTP date (RFC 9110 section 5.6.7) as time since 1970.
    private static func date(_ text: String) -> Duration? {
        let seconds = unsafe curl_getdate(text, nil)
        return seconds < 0 ? nil : .seconds(seconds)
    }

    /// Who the server takes us for, by a SelfSubjectReview; `nil` where it does not serve that (before 1.26), which
    /// a server that grants little says by 403.
    package func identity() async throws -> UserIdentity? {
        for version in ["v1", "v1beta1", "v1alpha1"] {
            let path = "/apis/authentication.k8s.io/\(version)/selfsubjectreviews"
            var request = HTTPRequest(.post, path)
            request.body = JSONText.write([
                "apiVersion": .string("authentication.k8s.io/\(version)"), "kind": "SelfSubjectReview",
            ])
            // It is a question: nothing is stored.
            request.isRepeatable = true
            let step = "ask for the identity at"
            let response = try await respond(to: request, step: step, subject: connection.name, accepting: [403, 404])
            guard response.isSuccess else { continue }
            let user = try document(response, step: step, subject: connection.name, path: path)
                .value()["status"]?["userInfo"]
            guard let name = user?["username"]?.string else { return nil }
            return UserIdentity(name: name, groups: (user?["groups"]?.array ?? []).compactMap(\.string).sorted())
        }
        return nil
    }
}
