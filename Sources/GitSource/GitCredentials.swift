import Glibc

/// A password or a token; it prints as `***`, wherever it is printed.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// How a server is to know us, and how we know the server.
package struct GitCredentials: Hashable, Sendable {
    /// What is shown to the server.
    package enum Login: Hashable, Sendable {
        /// For HTTPS the user and password of the address, if any; for SSH the agent, then the user's own key files.
        case automatic
        /// An access token over HTTPS; the user name that goes with it is `x-access-token`, which the forges accept.
        case token(Secret)
        /// The same, in a file that others replace while this runs: it is read for each connection. A file that is not
        /// there, or empty, counts as no token, and so does any for SSH: then it is as `automatic`.
        case tokenFile(path: String)
        case basic(user: String, password: Secret)
        /// A private key file, with its passphrase if it has one.
        case sshKey(path: String, passphrase: Secret?)
        case sshAgent
    }

    package var login: Login
    /// PEM file of the CAs that may sign the server's certificate, instead of the system's.
    package var caFile: String?
    /// Files of trusted SSH host keys; one that does not exist counts as empty.
    package var knownHosts: [String]

    package init(_ login: Login = .automatic, caFile: String? = nil, knownHosts: [String]? = nil) {
        self.login = login
        self.caFile = caFile
        self.knownHosts = knownHosts ?? Self.usualKnownHosts
    }

    /// Reads `RECONCILE_GIT_TOKEN`, or `…_USERNAME` and `…_PASSWORD`, or `…_SSH_KEY` and `…_SSH_PASSPHRASE`, or
    /// `…_TOKEN_FILE`; `…_CA_FILE` (else Git's own `GIT_SSL_CAINFO`) and `…_KNOWN_HOSTS` (several separated by `:`).
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? { environment["RECONCILE_GIT_" + name].flatMap { $0.isEmpty ? nil : $0 } }
        let login: Login =
            if let token = value("TOKEN") {
                .token(Secret(token))
            } else if let password = value("PASSWORD") {
                .basic(user: value("USERNAME") ?? "git", password: Secret(password))
            } else if let key = value("SSH_KEY") {
                .sshKey(path: key, passphrase: value("SSH_PASSPHRASE").map { Secret($0) })
            } else if let file = value("TOKEN_FILE") {
                .tokenFile(path: file)
            } else {
                .automatic
            }
        self.init(
            login, caFile: value("CA_FILE") ?? environment["GIT_SSL_CAINFO"],
            knownHosts: value("KNOWN_HOSTS")?.split(separator: ":").map(String.init))
    }

    private static var usualKnownHosts: [String] {
        let own = homeDirectory.map { [$0 + "/.ssh/known_hosts", $0 + "/.ssh/known_hosts2"] } ?? []
        return own + ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
    }

    /// The user's own keys, in the order that ssh(1) tries them.
    static var usualKeys: [String] {
        guard let home = homeDirectory else { return [] }
        return ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" }
            .filter { unsafe access($0, R_OK) == 0 }
    }

    static var agentSocket: String? { environmentText("SSH_AUTH_SOCK") }

    private static var homeDirectory: String? { environmentText("HOME") }
}

/// A variable of the environment, nil if it is unset or empty.
func environmentText(_ name: String) -> String? {
    let text = unsafe getenv(name).flatMap { unsafe String(validatingCString: $0) } ?? ""
    return text.isEmpty ? nil : text
}
