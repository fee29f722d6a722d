import GitServers
import GitSource
import Glibc
import Testing

/// A process that is killed while it clones or fetches leaves a cache that the next one uses or makes anew.
@Suite(.timeLimit(.minutes(2))) struct KilledProcessTests {
    private let origin: WorkTree
    private let server: HTTPSServer
    private var caches: String { origin.scratch.path + "/cache" }

    init() throws {
        origin = try WorkTree("served/repo.git")
        try origin.add("apps/web.yaml", "kind: Service\n")
        try origin.commit("First")
        server = try HTTPSServer(origin.scratch.path + "/served", in: origin.scratch)
    }

    private func clone(_ path: String) throws -> GitRepository {
        try Self.clone(server.url(path), authority: server.authority, caches: caches)
    }

    private static func clone(_ url: String, authority: String, caches: String) throws -> GitRepository {
        var options = GitRepository.Options()
        options.cacheDirectory = caches
        options.credentials.caFile = authority
        return try GitRepository(GitRemote(url), options)
    }

    /// Fetches in a process that is killed as soon as part of a pack has arrived.
    private func fetchAndDie() async {
        let (url, authority, caches) = (server.url("slow/repo.git"), server.authority, caches)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [url = url as String, authority = authority as String, caches = caches as String] in
            let repository = try Self.clone(url, authority: authority, caches: caches)
            let task = Task { try await repository.fetch("main") }
            let part = "cat \(caches)/*/objects/pack/*_git2_* | head -c 100000 | wc -c | grep -qx 100000"
            let deadline = ContinuousClock.now + .seconds(60)
            while try Command(["sh", "-c", part]).status != 0, ContinuousClock.now < deadline { usleep(5000) }
            // A transfer that never began ends without the signal, and so fails the test.
            guard ContinuousClock.now < deadline else { return }
            _ = task
            kill(getpid(), SIGKILL)
            pause()
        }
    }

    private func addNoise() throws -> String {
        try Command.run(["sh", "-c", "head -c 4000000 /dev/urandom > noise.bin"], in: origin.path)
        return try origin.commit("Noise")
    }

    private func leftovers() throws -> String {
        try Command.run([
            "sh", "-c",
            "find \(caches) -name '*_git2_*' -o -name '*.new' -o -name '*.old' -o -name '*.lock' | grep -v 'cache/[^/]*.lock$' || true",
        ])
    }

    @Test func duringTheFirstClone() async throws {
        let head = try addNoise()
        await fetchAndDie()
        #expect(try leftovers().contains(".new"))
        let found = try await clone("slow/repo.git").fetch("main")
        #expect(found.revision.commit.description == head)
    }

    @Test func duringALaterFetch() async throws {
        let first = try await clone("slow/repo.git").fetch("main").revision.commit
        let head = try addNoise()
        await fetchAndDie()
        #expect(try leftovers().contains("_git2_"))
        let repository = try clone("slow/repo.git")
        #expect(try await repository.fetch(first.description).cache == .unchanged)
        #expect(try await repository.files(at: first, under: "").files.count == 1)
        #expect(try leftovers() == "")
        #expect(try await repository.fetch(head.description).revision.commit.description == head)
    }
}

/// What the user's own Git configuration says is honoured, and checked like everything else.
@Suite(.timeLimit(.minutes(2))) struct UserConfigurationTests {
    @Test func insteadOfIsHonoured() async throws {
        let origin = try WorkTree()
        try origin.add("a.yaml", "a: 1\n")
        let head = try origin.commit()
        let home = try origin.scratch.directory("home")
        try write(
            "[url \"file://\(origin.path)\"]\n\tinsteadOf = https://git.example.org/repo\n", to: home + "/.gitconfig")
        await #expect(processExitsWith: .success) { [home = home as String, head = head as String] in
            setenv("HOME", home, 1)
            var options = GitRepository.Options()
            options.cacheDirectory = home + "/cache"
            let repository = try GitRepository(GitRemote("https://git.example.org/repo"), options)
            let found = try await repository.fetch()
            try #require(found.revision.commit.description == head)
        }
    }

    @Test func insteadOfCannotLeadToPlainHTTP() async throws {
        let home = try Scratch()
        let path = home.path
        try write(
            "[url \"http://git.example.net/\"]\n\tinsteadOf = https://git.example.org/\n", to: path + "/.gitconfig")
        await #expect(processExitsWith: .success) { [path = path as String] in
            setenv("HOME", path, 1)
            var options = GitRepository.Options()
            options.cacheDirectory = path + "/cache"
            options.credentials.login = .token(Secret("t"))
            let repository = try GitRepository(GitRemote("https://git.example.org/repo"), options)
            let error = await #expect(throws: GitError.self) { try await repository.fetch() }
            try #require(error?.code == .invalid)
        }
    }
}
