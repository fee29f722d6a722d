import GitServers
import GitSource
import Glibc
import Testing

/// Over SSH: the server is known by its key before it learns anything of ours.
@Suite(.timeLimit(.minutes(2))) struct SSHTests {
    private let origin: WorkTree
    private let server: SSHServer
    private let knownHosts: String
    private var scratch: Scratch { origin.scratch }
    private var url: String { "ssh://\(server.user)@127.0.0.1:\(server.port)\(origin.path)" }

    init() throws {
        origin = try WorkTree()
        try origin.add("apps/web.yaml", "kind: Service\n")
        try origin.commit("First")
        server = try SSHServer(in: origin.scratch)
        knownHosts = origin.scratch.path + "/known_hosts"
        try write("# hosts\n\n" + server.hostLine + " a comment\n", to: knownHosts)
    }

    private func clone(_ login: GitCredentials.Login, _ url: String? = nil) throws -> GitRepository {
        var options = GitRepository.Options()
        options.cacheDirectory = scratch.path + "/cache"
        options.credentials = GitCredentials(login, knownHosts: [knownHosts, "/nowhere/known_hosts"])
        return try GitRepository(GitRemote(url ?? self.url), options)
    }

    private func failure(_ login: GitCredentials.Login, _ url: String? = nil) async throws -> GitError {
        do {
            let found = try await clone(login, url).fetch("main")
            throw Command.Failure(description: "was let in: \(found)")
        } catch let error as GitError {
            return error
        }
    }

    private var key: GitCredentials.Login { .sshKey(path: server.key, passphrase: nil) }

    @Test func aKeyIsLetIn() async throws {
        let locked = GitCredentials.Login.sshKey(path: server.lockedKey, passphrase: Secret(SSHServer.passphrase))
        for login in [key, locked] {
            try Command.run(["rm", "-rf", scratch.path + "/cache"])
            let repository = try clone(login)
            let found = try await repository.fetch("main")
            #expect(found.cache == .created)
            let file = try await repository.files(at: found.revision.commit, under: "apps").files.first
            #expect(file?.content == Array("kind: Service\n".utf8))
            try origin.commit("Next")
            #expect(try await repository.fetch().cache == .updated)
        }
    }

    @Test func theAgentIsAsked() async throws {
        let socket = scratch.path + "/agent"
        let agent = try Server(["ssh-agent", "-D", "-a", socket], log: scratch.path + "/agent.log") {
            access(socket, F_OK) == 0
        }
        let before = getenv("SSH_AUTH_SOCK").map { String(cString: $0) }
        setenv("SSH_AUTH_SOCK", socket, 1)
        defer { if let before { setenv("SSH_AUTH_SOCK", before, 1) } else { unsetenv("SSH_AUTH_SOCK") } }
        let refused = try await failure(.sshAgent)
        #expect(refused.code == .unauthorized, "\(refused)")
        try Command.run(["ssh-add", "-q", server.key], environment: ["SSH_AUTH_SOCK": socket])
        #expect(try await clone(.sshAgent).fetch("main").cache != .unchanged)
        try Command.run(["rm", "-rf", scratch.path + "/cache"])
        #expect(try await clone(.automatic).fetch("main").cache == .created)
        withExtendedLifetime(agent) {}
    }

    @Test func aStrangersKeyIsRefused() async throws {
        let error = try await failure(.sshKey(path: server.strangersKey, passphrase: nil))
        #expect(error.code == .unauthorized)
        #expect(error.detail == "the server refuses the credentials")
        let wrong = try await failure(.sshKey(path: server.lockedKey, passphrase: Secret("wr0ng-secret")))
        #expect(wrong.code == .unauthorized, "\(wrong)")
        #expect(!wrong.description.contains("wr0ng-secret"))
        let nowhere = try await failure(.sshKey(path: "/nowhere/key", passphrase: nil))
        #expect(nowhere.code == .unauthorized || nowhere.code == .filesystem, "\(nowhere)")
    }

    /// Should libssh2 learn to sign RSA with SHA-2, this test fails, and the hint it checks can go.
    @Test func anRSAKeyIsRefusedWithTheReason() async throws {
        for (name, format) in [("rsa", "RFC4716"), ("rsa.old", "PEM")] {
            let file = "\(scratch.path)/ssh/\(name)"
            try Command.run(["ssh-keygen", "-q", "-t", "rsa", "-m", format, "-N", "", "-f", file])
            try Command.run(["sh", "-c", "cat \(file).pub >> \(scratch.path)/ssh/authorized"])
            let error = try await failure(.sshKey(path: file, passphrase: nil))
            #expect(error.code == .unauthorized)
            #expect(error.hint == "use an ed25519 or ECDSA key")
        }
    }

    @Test func anUnknownHostIsRefusedWithItsFingerprint() async throws {
        for text in ["", "[127.0.0.2]:\(server.port) ssh-ed25519 AAAA\n", "# nothing\n"] {
            try write(text, to: knownHosts)
            let error = try await failure(key)
            #expect(error.code == .hostKeyUnknown)
            #expect(error.subject == url)
            #expect(
                error.detail == "the host 127.0.0.1 is unknown, its key is ssh-ed25519 \(server.fingerprint)")
            #expect(error.hint.hasSuffix("then run: ssh-keyscan -p \(server.port) 127.0.0.1 >> \(knownHosts)"))
        }
        try Command.run(["rm", knownHosts])
        #expect(try await failure(key).code == .hostKeyUnknown)
    }

    @Test func theHintOfAnUnknownHostWorks() async throws {
        try write("", to: knownHosts)
        let hint = try await failure(key).hint
        let command = try #require(hint.split(separator: "run: ").last)
        try Command.run(["sh", "-c", String(command)])
        #expect(try await clone(key).fetch("main").revision.reference == "refs/heads/main")
    }

    @Test func aHostOfWhichOnlyAnotherTypeIsKnownSaysSo() async throws {
        let other = try Scratch()
        let server = try SSHServer(in: other, hostKeyTypes: ["ed25519", "ecdsa"])
        try write(server.hostLine, to: knownHosts)
        let error = try await failure(key, "ssh://\(server.user)@127.0.0.1:\(server.port)\(origin.path)")
        #expect(error.code == .hostKeyUnknown)
        #expect(error.detail.contains("(only its ssh-ed25519 key is known), its key is ecdsa-sha2-nistp256 SHA256:"))
    }

    @Test func aChangedOrRevokedKeyIsRefused() async throws {
        let other = try Command.run(["cut", "-d", " ", "-f", "1,2", server.strangersKey + ".pub"])
        try write("# moved\n[127.0.0.1]:\(server.port) \(other)", to: knownHosts)
        let changed = try await failure(key)
        #expect(changed.code == .hostKeyMismatch)
        #expect(changed.detail.contains("which is not the one at \(knownHosts):2"))
        try write(
            server.hostLine + "\n@revoked * " + server.hostLine.drop { $0 != " " }.dropFirst() + "\n", to: knownHosts)
        let revoked = try await failure(key)
        #expect(revoked.code == .hostKeyMismatch)
        #expect(revoked.detail.hasSuffix("is revoked at \(knownHosts):2"))
    }

    @Test func aHashedNameIsKnown() async throws {
        try Command.run(["ssh-keygen", "-q", "-H", "-f", knownHosts])
        #expect(try Command.run(["cat", knownHosts]).contains("|1|"))
        #expect(try await clone(key).fetch("main").cache == .created)
    }

    @Test func aRepositoryThatIsNotThereSaysSo() async throws {
        let error = try await failure(key, "ssh://\(server.user)@127.0.0.1:\(server.port)/nowhere.git")
        #expect(error.code == .repositoryNotFound, "\(error)")
    }
}
