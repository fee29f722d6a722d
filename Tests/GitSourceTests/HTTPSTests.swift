import GitServers
import GitSource
import Glibc
import Testing

/// Over HTTPS: what is let in, what is refused, and in which words.
@Suite(.timeLimit(.minutes(2))) struct HTTPSTests {
    private let origin: WorkTree
    private let server: HTTPSServer
    private var scratch: Scratch { origin.scratch }

    init() throws {
        origin = try WorkTree("served/repo.git")
        try origin.add("apps/web.yaml", "kind: Service\n")
        try origin.commit("First")
        server = try HTTPSServer(origin.scratch.path + "/served", in: origin.scratch)
    }

    private func clone(
        _ url: String, _ login: GitCredentials.Login = .automatic, authority: String? = nil,
        _ change: (inout GitRepository.Options) -> Void = { _ in }
    ) throws -> GitRepository {
        var options = GitRepository.Options()
        options.cacheDirectory = scratch.path + "/cache"
        options.credentials = GitCredentials(login, caFile: authority ?? server.authority)
        change(&options)
        return try GitRepository(GitRemote(url), options)
    }

    private func failure(_ repository: GitRepository) async throws -> GitError {
        do {
            let found = try await repository.fetch("main")
            throw Command.Failure(description: "was let in: \(found)")
        } catch let error as GitError {
            return error
        }
    }

    @Test func whoeverIsKnownIsLetIn() async throws {
        let head = try origin.git("rev-parse", "HEAD")
        let inURL = "https://ada:correct%20horse@localhost:\(server.port)/private/repo.git"
        for (url, login) in [
            (server.url("open/repo.git"), .automatic), (server.url("moved/repo.git"), .automatic),
            (server.url("private/repo.git"), .basic(user: HTTPSServer.user, password: Secret(HTTPSServer.password))),
            (server.url("private/repo.git"), .token(Secret(HTTPSServer.token))), (inURL, .automatic),
        ] as [(String, GitCredentials.Login)] {
            try Command.run(["rm", "-rf", scratch.path + "/cache"])
            let repository = try clone(url, login)
            let found = try await repository.fetch("main")
            #expect(found.cache == .created)
            #expect(found.revision.commit.description == head)
            let file = try await repository.files(at: found.revision.commit, under: "").files.first
            #expect(file?.content == Array("kind: Service\n".utf8))
        }
    }

    @Test func aTokenThatIsReplacedIsTaken() async throws {
        let file = scratch.path + "/token"
        let repository = try clone(server.url("private/repo.git"), .tokenFile(path: file))
        #expect(try await failure(repository).code == .unauthorized, "there is no file yet")
        try write("0ld-token\n", to: file)
        let refused = try await failure(repository)
        #expect(refused.code == .unauthorized && !"\(refused)".contains("0ld-token"))
        try write("\(HTTPSServer.token)\n", to: file)
        #expect(try await repository.fetch("main").cache == .created)
        let open = try clone(server.url("open/repo.git"), .tokenFile(path: file + "-that-is-not-there"))
        _ = try await open.fetch("main")
    }

    @Test func onlyTheWantedBranchIsFetched() async throws {
        try origin.git("checkout", "--quiet", "-b", "other")
        try origin.add("other.yaml", "kind: Other\n")
        let other = try origin.commit()
        let repository = try clone(server.url("open/repo.git"))
        _ = try await repository.fetch("main")
        let cache = try Command.run(["sh", "-c", "ls -d \(scratch.path)/cache/*[0-9a-f]"]).filter { $0 != "\n" }
        #expect(try Command(["git", "cat-file", "-e", other], in: cache).status != 0)
        #expect(try await repository.fetch(other).revision.commit.description == other)
        #expect(try Command(["git", "cat-file", "-e", other], in: cache).status == 0)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var path: String
        var login: GitCredentials.Login = .automatic
        var code: GitError.Code
        var detail: String
    }

    @Test(arguments: [
        Case(
            testDescription: "a wrong password", path: "private/repo.git",
            login: .basic(user: HTTPSServer.user, password: Secret("wr0ng-secret")), code: .unauthorized,
            detail: "the server refuses the credentials"),
        Case(
            testDescription: "a wrong token", path: "private/repo.git", login: .token(Secret("wr0ng-secret")),
            code: .unauthorized, detail: "the server refuses the credentials"),
        Case(
            testDescription: "no credentials", path: "private/repo.git", code: .unauthorized,
            detail: "the server wants credentials, there are none"),
        Case(
            testDescription: "a repository that is not there", path: "open/nowhere.git", code: .repositoryNotFound,
            detail: "unexpected http status code: 404"),
        Case(
            testDescription: "a forbidden repository", path: "forbidden/repo.git", code: .unauthorized,
            detail: "unexpected http status code: 403"),
        Case(
            testDescription: "a web page", path: "page/repo.git", code: .repositoryNotFound,
            detail: "invalid content-type: 'text/html'"),
        Case(
            testDescription: "a redirect to another host", path: "away/repo.git", code: .invalid,
            detail: "cannot redirect from 'localhost' to '127.0.0.1'"),
        Case(testDescription: "half an answer", path: "half/repo.git", code: .network, detail: ""),
        Case(testDescription: "no answer at all", path: "nothing/repo.git", code: .network, detail: ""),
        Case(
            testDescription: "a server error", path: "broken/repo.git", code: .network,
            detail: "unexpected http status code: 500"),
    ])
    func isRefused(_ refused: Case) async throws {
        let error = try await failure(try clone(server.url(refused.path), refused.login))
        #expect(error.code == refused.code, "\(error)")
        #expect(error.subject == server.url(refused.path))
        if !refused.detail.isEmpty { #expect(error.detail == refused.detail) }
        #expect(!error.description.contains("wr0ng-secret"))
    }

    @Test func aServerThatIsNotTrustedIsRefusedBeforeItSeesCredentials() async throws {
        let untrusted = try await failure(try clone(server.url("open/repo.git"), authority: server.otherAuthority))
        #expect(untrusted.code == .tls)
        #expect(untrusted.detail.contains("not correctly signed"))
        #expect(untrusted.hint == "give the CA that signed the server's certificate")
        let system = try await failure(try clone(server.url("open/repo.git")) { $0.credentials.caFile = nil })
        #expect(system.code == .tls)
        let address = "https://127.0.0.1:\(server.port)/open/repo.git"
        let unnamed = try await failure(try clone(address))
        #expect(unnamed.code == .tls)
        #expect(unnamed.hint == "use the host name that the server's certificate is made for")
        let nonsense = try await failure(try clone(server.url("open/repo.git"), authority: "/etc/hostname"))
        #expect(nonsense.code == .tls)
        #expect(nonsense.subject == "/etc/hostname")
        #expect(try await clone(server.url("open/repo.git")).fetch("main").cache != .unchanged)
    }

    @Test func anExpiredCertificateSaysSo() async throws {
        let other = try Scratch()
        let server = try HTTPSServer(scratch.path + "/served", in: other, isExpired: true)
        let error = try await failure(try clone(server.url("open/repo.git"), authority: server.authority))
        #expect(error.code == .tls)
        #expect(error.detail.contains("expired"), "\(error)")
    }

    @Test func nobodyListeningSaysSo() async throws {
        let port = try freePort()
        let error = try await failure(try clone("https://localhost:\(port)/repo.git"))
        #expect(error.code == .network)
        #expect(error.retry)
        #expect(error.detail == "cannot connect to localhost port \(port): Connection refused")
        let unknown = try await failure(try clone("https://no-such-host.invalid/repo.git"))
        #expect(unknown.code == .network)
        #expect(unknown.detail.hasPrefix("cannot find no-such-host.invalid: "))
    }

    @Test func differentAuthoritiesAtOnceDoNotMix() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<12 {
                let isTrusted = round % 2 == 0
                let repository = try clone(
                    server.url("open/repo.git"), authority: isTrusted ? server.authority : server.otherAuthority
                ) { $0.cacheDirectory = scratch.path + "/cache\(round)" }
                group.addTask { () async throws in
                    if isTrusted {
                        #expect(try await repository.fetch("main").cache == .created)
                    } else {
                        let error = await #expect(throws: GitError.self) { try await repository.fetch("main") }
                        #expect(error?.code == .tls)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func aTransferThatIsCancelledStopsAtOnceAndLeavesNothing() async throws {
        try Command.run(["sh", "-c", "head -c 8000000 /dev/urandom > noise.bin"], in: origin.path)
        try origin.commit("Noise")
        let repository = try clone(server.url("slow/repo.git"))
        let task = Task { try await repository.fetch("main") }
        let part = "ls \(scratch.path)/cache/*/objects/pack/*_git2_* >/dev/null 2>&1"
        let deadline = ContinuousClock.now + .seconds(30)
        while try Command(["sh", "-c", part]).status != 0, ContinuousClock.now < deadline { usleep(10_000) }
        let began = ContinuousClock.now
        task.cancel()
        let error = await #expect(throws: GitError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(ContinuousClock.now - began < .seconds(20))
        let again = try clone(server.url("open/repo.git"))
        #expect(try await again.fetch("main").revision.reference == "refs/heads/main")
    }

    @Test func aTransferThatIsTooLargeIsRefused() async throws {
        try Command.run(["sh", "-c", "head -c 3000000 /dev/urandom > noise.bin"], in: origin.path)
        try origin.commit("Noise")
        let error = try await failure(try clone(server.url("open/repo.git")) { $0.transfer.bytes = 1 << 20 })
        #expect(error.code == .tooLarge)
        #expect(error.detail == "the server sent more than 1 MiB")
    }
}

/// A server that takes the connection and says nothing ends in an error within the time that is set.
@Suite(.timeLimit(.minutes(2))) struct SilentServerTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func clone(_ url: String, _ change: (inout TransferLimits) -> Void) throws -> GitRepository {
        var options = GitRepository.Options()
        options.cacheDirectory = scratch.path + "/cache"
        change(&options.transfer)
        return try GitRepository(GitRemote(url), options)
    }

    @Test(arguments: ["https://127.0.0.1:", "http://127.0.0.1:", "ssh://git@127.0.0.1:"])
    func silenceEnds(_ address: String) async throws {
        let server = try SilentServer()
        let repository = try clone("\(address)\(server.port)/repo.git") { $0.silence = .milliseconds(400) }
        let error = await #expect(throws: GitError.self) { try await repository.fetch() }
        #expect(error?.code == .timeout, "\(String(describing: error))")
        #expect(error?.detail == "the server sent nothing for 0.4 seconds")
    }

    @Test(arguments: ["https://127.0.0.1:", "ssh://git@127.0.0.1:"])
    func cancellationEnds(_ address: String) async throws {
        let server = try SilentServer()
        let repository = try clone("\(address)\(server.port)/repo.git") { $0.silence = .seconds(60) }
        let task = Task { try await repository.fetch() }
        let deadline = ContinuousClock.now + .seconds(30)
        while !server.hasConnection, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
        #expect(server.hasConnection, "nothing to cancel: no connection was made")
        task.cancel()
        let error = await #expect(throws: GitError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func aConnectionThatNeverStandsEnds() async throws {
        let server = try SilentServer(isFull: true)
        let repository = try clone("http://127.0.0.1:\(server.port)/repo.git") { $0.connect = .milliseconds(300) }
        let error = await #expect(throws: GitError.self) { try await repository.fetch() }
        #expect(error?.code == .timeout)
        #expect(error?.detail == "no connection within 0.3 seconds")
    }
}
