import ObjectModel

/// Where an API server is and how to be let in: what a kubeconfig context or a Pod's service account says.
///
/// Holds no live state; `credentials` is asked before each request and told when the server answered 401.
package struct ClusterConnection: Sendable, Masked {
    /// `https://host:port`, with a path where the server stands behind one; no trailing slash.
    package var server: String
    /// What messages and reports call it: the context's name, or `in-cluster`.
    package var name: String
    /// The namespace for objects that name none.
    package var namespace: String
    /// What the server's certificate must lead to; `nil` for what the system trusts.
    package var certificateAuthority: CertificateAuthority?
    /// The name that the server's certificate must have, where it is not the URL's host.
    package var tlsServerName: String?
    /// `http://`, `https://` or `socks5://` proxy; `nil` leaves the environment's variables in force.
    /// May hold a login: it is never printed.
    package var proxyURL: String?
    /// Sent as `Impersonate-User`, `Impersonate-Group`; empty for nobody.
    package var impersonateUser: String
    package var impersonateGroups: [String]
    /// Sent as `Impersonate-Uid`; empty for none. `impersonationHeaders` has all of them.
    package var impersonateUID: String
    /// Sent as `Impersonate-Extra-KEY`, a header for each value; the key percent-encoded where it is no header name.
    package var impersonateExtra: [String: [String]]
    package var credentials: any CredentialSource

    package init(server: String, name: String, namespace: String = "default", credentials: any CredentialSource) {
        self.server = server
        self.name = name
        self.namespace = namespace
        self.credentials = credentials
        impersonateUser = ""
        impersonateGroups = []
        impersonateUID = ""
        impersonateExtra = [:]
    }

    /// The headers that impersonation takes, in the order of client-go's transport; none for nobody.
    package var impersonationHeaders: [(name: String, value: String)] {
        guard !impersonateUser.isEmpty else { return [] }
        var headers = [(name: "Impersonate-User", value: impersonateUser)]
        if !impersonateUID.isEmpty { headers.append((name: "Impersonate-Uid", value: impersonateUID)) }
        headers += impersonateGroups.map { (name: "Impersonate-Group", value: $0) }
        for (key, values) in impersonateExtra.sorted(by: { $0.key < $1.key }) {
            headers += values.map { (name: "Impersonate-Extra-" + Self.headerKey(key), value: $0) }
        }
        return headers
    }

    /// `key` with every byte that no header name may have (RFC 9110 section 5.6.2), and `%`, as `%XX`.
    private static func headerKey(_ key: String) -> String { key.percentEncoded(keeping: "!#$&'*+^`|") }

    package var description: String { "connection '\(name)' to \(server)" }
}

/// What is presented to the server; each part may be absent. Never printed: it has no description of its own values.
package struct Credentials: Hashable, Sendable, Masked {
    package var bearerToken: String?
    package var basic: BasicLogin?
    package var clientCertificate: ClientCertificate?

    package struct BasicLogin: Hashable, Sendable, Masked {
        package var user: String
        package var password: String
        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// PEM texts; the chain first, then the key.
    package struct ClientCertificate: Hashable, Sendable, Masked {
        package var certificate: [UInt8]
        package var key: [UInt8]
        package init(certificate: [UInt8], key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    package init(
        bearerToken: String? = nil, basic: BasicLogin? = nil, clientCertificate: ClientCertificate? = nil
    ) {
        self.bearerToken = bearerToken
        self.basic = basic
        self.clientCertificate = clientCertificate
    }

    package var description: String { "credentials (masked)" }
}

/// Gives the credentials for the next request; a file is read again when it changed, a plugin run again when it expired.
package protocol CredentialSource: Sendable {
    func current() async throws -> Credentials
    /// The server answered 401 to `rejected`: the next `current()` must not come from a cache.
    func invalidate(_ rejected: Credentials) async
}
