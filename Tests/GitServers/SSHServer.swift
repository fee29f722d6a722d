import Glibc

/// A real sshd on loopback, for the user who runs the tests, with host keys and authorised keys of its own.
package final class SSHServer: Sendable {
    package let port: Int
    package let user: String
    /// A key that is let in, without a passphrase; beside it are `locked`, with one, and `stranger`, not let in.
    package let key: String
    package let lockedKey: String
    package let strangersKey: String
    package static let passphrase = "open sesame"
    /// The line of known_hosts for the server's ed25519 key.
    package let hostLine: String
    package let fingerprint: String
    private let daemon: Server

    package init(in scratch: Scratch, hostKeyTypes: [String] = ["ed25519"]) throws {
        let sshd = try requireTool("sshd", package: "openssh-server")
        let place = try scratch.directory("ssh")
        func makeKey(_ name: String, type: String = "ed25519", passphrase: String = "") throws -> String {
            try Command.run(["ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", name, "-f", "\(place)/\(name)"])
            return "\(place)/\(name)"
        }
        let hostKeys = try hostKeyTypes.map { try makeKey("host_\($0)", type: $0) }
        key = try makeKey("user")
        lockedKey = try makeKey("locked", passphrase: Self.passphrase)
        strangersKey = try makeKey("stranger")
        try Command.run(["sh", "-c", "cat user.pub locked.pub > authorized; mkdir -p /run/sshd || true"], in: place)
        user = try Command.run(["id", "-un"]).filter { $0 != "\n" }
        let port = try freePort()
        self.port = port
        let settings = """
            ListenAddress 127.0.0.1:\(port)
            PidFile none
            AuthorizedKeysFile \(place)/authorized
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            \(hostKeys.map { "HostKey \($0)" }.joined(separator: "\n"))

            """
        try write(settings, to: place + "/sshd_config")
        let shown = try Command.run(["cut", "-d", " ", "-f", "1,2", "\(hostKeys[0]).pub"]).filter { $0 != "\n" }
        hostLine = "[127.0.0.1]:\(port) \(shown)"
        let print = try Command.run(["ssh-keygen", "-l", "-f", hostKeys[0]]).split(separator: " ")
        fingerprint = String(print[1])
        daemon = try Server([sshd, "-D", "-e", "-f", place + "/sshd_config"], log: place + "/sshd.log") {
            isListening(port)
        }
    }
}
