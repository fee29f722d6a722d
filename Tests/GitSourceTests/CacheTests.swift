import GitServers
import GitSource
import Glibc
import Testing

/// A remote's cache is made, updated, and made anew where it is damaged, whatever happened to it.
@Suite(.timeLimit(.minutes(2))) struct CacheTests {
    private let origin: WorkTree
    private let caches: String
    private var files: String { caches + "/git" }

    init() throws {
        origin = try WorkTree("origin")
        caches = origin.scratch.path + "/cache"
        try origin.add("apps/web.yaml", "kind: Service\n")
        try origin.commit("First")
    }

    private func clone(_ path: String? = nil, _ change: (inout GitRepository.Options) -> Void = { _ in }) throws
        -> GitRepository
    {
        var options = GitRepository.Options()
        options.cacheDirectory = caches
        change(&options)
        return try GitRepository(GitRemote("file://" + (path ?? origin.path)), options)
    }

    private func text(_ repository: GitRepository, _ commit: CommitID, _ path: String = "apps/web.yaml") async throws
        -> String
    {
        let found = try await repository.files(at: commit, under: path).files.first
        return String(decoding: try #require(found?.content), as: UTF8.self)
    }

    /// Where the only cached repository is.
    private func cached() throws -> String {
        let names = try Command.run(["ls", caches]).split(separator: "\n").filter { !$0.hasSuffix(".lock") }
        #expect(names.count == 1)
        return try #require(names.first.map { "\(caches)/\($0)" })
    }

    @Test func theFirstFetchMakesTheCacheTheNextOnesUseIt() async throws {
        let first = try await clone().fetch()
        #expect(first.cache == .created)
        #expect(first.revision.reference == "refs/heads/main")
        let again = try clone()
        #expect(try await again.fetch("main").cache == .unchanged)
        #expect(try await text(again, first.revision.commit) == "kind: Service\n")
        try origin.add("apps/web.yaml", "kind: Other\n")
        let head = try origin.commit("Second")
        let second = try await again.fetch("main")
        #expect(second.cache == .updated)
        #expect(second.revision.commit.description == head)
        #expect(second.forcePush == nil)
        #expect(try await text(again, second.revision.commit) == "kind: Other\n")
    }

    @Test func everySpellingOfARevisionIsFetched() async throws {
        let first = try origin.git("rev-parse", "HEAD")
        try origin.git("tag", "light")
        try origin.git("tag", "-a", "-m", "a release", "v1.0")
        try origin.git("branch", "release/1")
        let second = try origin.commit("Second")
        try origin.git("branch", "feed5")
        try origin.git("checkout", "--quiet", "--orphan", "aside")
        try origin.add("aside.yaml", "kind: Aside\n")
        let aside = try origin.commit("Aside")
        try origin.git("checkout", "--quiet", "main")
        for (text, commit, reference) in [
            (nil, second, "refs/heads/main"), ("HEAD", second, "refs/heads/main"), ("HEAD~1", first, "refs/heads/main"),
            ("main~1", first, "refs/heads/main"), ("light", first, "refs/tags/light"),
            ("v1.0", first, "refs/tags/v1.0"), ("refs/tags/v1.0", first, "refs/tags/v1.0"),
            ("v1.0^{}", "", nil), ("release/1", first, "refs/heads/release/1"), ("feed5", second, "refs/heads/feed5"),
            (first, first, nil), (String(aside.prefix(9)), aside, nil), (aside, aside, nil),
            (second + "~1", first, nil),
            ("nowhere", "", nil), (String(repeating: "0", count: 40), "", nil),
        ] as [(String?, String, String?)] {
            try Command.run(["rm", "-rf", caches])
            let repository = try clone()
            if commit.isEmpty {
                let error = await #expect(throws: GitError.self) { try await repository.fetch(text) }
                #expect(error?.code == .refNotFound)
                #expect(error?.detail.contains("there are ") == true)
                continue
            }
            let found = try await repository.fetch(text)
            #expect(found.revision.commit.description == commit, "\(text ?? "nil")")
            #expect(found.revision.reference == reference, "\(text ?? "nil")")
        }
    }

    private func packs() throws -> [String] {
        try Command.run(["ls", "\(try cached())/objects/pack"]).split(separator: "\n").map(String.init)
    }

    /// Commits and fetches; what was fetched.
    private func follow(_ repository: GitRepository, commits count: Int) async throws -> [FetchedRevision] {
        var found: [FetchedRevision] = []
        for number in 1...count {
            try origin.add("apps/web.yaml", "number: \(number)\n")
            try origin.commit("Change \(number)")
            found.append(try await repository.fetch("main"))
        }
        return found
    }

    @Test func thePacksOfManyFetchesAreJoined() async throws {
        // A clone that is larger than what comes afterwards.
        let noise = (0..<100_000).map { _ in UInt8.random(in: .min ... .max) }
        try origin.add("apps/noise.yaml", "data: \(noise.map { String($0, radix: 16) }.joined())\n")
        try origin.commit("Noise")
        let (writer, reader) = (try clone(), try clone())
        var found = [try await writer.fetch("main")]
        found += try await follow(writer, commits: 40)
        _ = try await reader.fetch("main")
        #expect(try await text(reader, found[20].revision.commit) == "number: 20\n", "some packs are open now")
        found += try await follow(writer, commits: 110)
        #expect(found.dropFirst().allSatisfy { $0.cache == .updated }, "no fetch makes the cache anew")
        let packs = try packs()
        #expect(packs.count { $0.hasSuffix(".pack") } <= 65)
        #expect(packs.count { $0.hasSuffix(".idx") } == packs.count { $0.hasSuffix(".pack") })
        _ = try Command.run(["git", "-C", try cached(), "fsck", "--full", "--strict"])
        // The reader has not looked since; its packs are gone, but for those it had opened.
        for (number, fetched) in found[...40].enumerated().dropFirst() {
            #expect(try await text(reader, fetched.revision.commit) == "number: \(number)\n")
        }
        let late = try clone()
        #expect(try await late.fetch("main").cache == .unchanged)
        for (number, fetched) in found[41...].enumerated() {
            #expect(try await text(late, fetched.revision.commit) == "number: \(number + 1)\n")
        }
    }

    @Test func aPackWithoutAnIndexIsLeftOut() async throws {
        let noise = (0..<100_000).map { _ in UInt8.random(in: .min ... .max) }
        try origin.add("apps/noise.yaml", "data: \(noise.map { String($0, radix: 16) }.joined())\n")
        try origin.commit("Noise")
        let repository = try clone()
        _ = try await repository.fetch("main")
        _ = try await follow(repository, commits: 60)
        // What a process leaves that is killed between the two.
        try write("PACK", to: "\(try cached())/objects/pack/pack-0000.pack")
        #expect(try await follow(repository, commits: 10).allSatisfy { $0.cache == .updated })
        #expect(try !packs().contains("pack-0000.pack"))
    }

    @Test func aCacheThatHasGrownToMoreThanItsCloneIsMadeAnew() async throws {
        let repository = try clone()
        _ = try await repository.fetch("main")
        let found = try await follow(repository, commits: 70)
        let anew = found.filter { if case .rebuilt = $0.cache { true } else { false } }
        #expect(anew.count == 1)
        #expect(try packs().count { $0.hasSuffix(".pack") } < 10)
    }

    @Test func aShallowRepositoryIsFollowed() async throws {
        let path = origin.scratch.path + "/shallow"
        _ = try Command.run(["git", "clone", "--quiet", "--depth", "1", "file://" + origin.path, path])
        let repository = try GitRepository(GitRemote(path))
        let old = try await repository.fetch("main").revision.commit
        for _ in 0..<2 {
            try origin.git("commit", "--quiet", "--allow-empty", "-m", "More")
            _ = try Command.run(["git", "-C", path, "fetch", "--quiet", "--depth", "1", "origin"])
            _ = try Command.run(["git", "-C", path, "reset", "--quiet", "--hard", "origin/main"])
            let found = try await repository.fetch("main", after: old)
            #expect(found.revision.commit != old && found.forcePush == nil, "what cannot be known is not said")
        }
    }

    @Test func aForcePushIsFollowedAndSaid() async throws {
        let repository = try clone()
        let old = try await repository.fetch("main").revision.commit
        try origin.add("apps/web.yaml", "kind: Rewritten\n")
        try origin.git("commit", "--quiet", "--all", "--amend", "-m", "Rewritten")
        let found = try await repository.fetch("main")
        #expect(found.forcePush?.old == old)
        #expect(found.forcePush?.new == found.revision.commit)
        #expect(found.revision.commit.description == (try origin.git("rev-parse", "HEAD")))
        #expect(try await text(repository, found.revision.commit) == "kind: Rewritten\n")
        #expect(try await repository.fetch("main").forcePush == nil)
    }

    @Test func aForcePushIsSaidToEachFollowerOfOneCache() async throws {
        let (first, second) = (try clone(), try clone())
        let old = try await first.fetch("main").revision.commit
        #expect(try await second.fetch("main").revision.commit == old)
        try origin.git("commit", "--quiet", "--allow-empty", "--amend", "-m", "Rewritten")
        let new = try #require(CommitID(hex: try origin.git("rev-parse", "HEAD")))
        let told = try #require(try await first.fetch("main", after: old).forcePush)
        #expect(told.old == old && told.new == new)
        #expect(try await second.fetch("main").forcePush == nil, "the cache has followed")
        #expect(try await second.fetch("main", after: old).forcePush == told)
        #expect(try await second.fetch("main", after: new).forcePush == nil)

        try origin.git("commit", "--quiet", "--allow-empty", "-m", "More")
        #expect(try await second.fetch("main", after: new).forcePush == nil, "more commits are no force-push")
        let gone = try #require(CommitID(hex: String(repeating: "ab", count: 20)))
        #expect(try await second.fetch("main", after: gone).forcePush?.old == gone, "a cache made anew lacks it")
    }

    @Test func inPlaceAForcePushIsSaidToo() async throws {
        let repository = try GitRepository(GitRemote(origin.path))
        let old = try await repository.fetch("main").revision.commit
        try origin.git("commit", "--quiet", "--allow-empty", "--amend", "-m", "Rewritten")
        #expect(try await repository.fetch("main", after: old).forcePush?.old == old)
    }

    @Test func aBranchThatIsGoneIsNotServedFromTheCache() async throws {
        try origin.git("branch", "passing")
        _ = try await clone().fetch("passing")
        try origin.git("branch", "-D", "passing")
        let error = await #expect(throws: GitError.self) { try await clone().fetch("passing") }
        #expect(error?.code == .refNotFound)
    }

    @Test func aKnownCommitNeedsNoRemote() async throws {
        let commit = try await clone().fetch("main").revision.commit
        try Command.run(["mv", origin.path, origin.path + ".away"])
        let found = try await clone().fetch(commit.description)
        #expect(found.cache == .unchanged)
        let error = await #expect(throws: GitError.self) { try await clone().fetch("main") }
        #expect(error?.code == .repositoryNotFound)
        #expect(error?.subject == "file://" + origin.path)
    }

    @Test func anEmptyRemoteSaysSo() async throws {
        let empty = try WorkTree("empty", in: origin.scratch)
        for text in [nil, "main"] as [String?] {
            let error = await #expect(throws: GitError.self) { try await clone(empty.path).fetch(text) }
            #expect(error?.code == .emptyRepository)
        }
        let commit = try empty.commit("Nothing")
        let repository = try clone(empty.path)
        let found = try await repository.fetch()
        #expect(found.revision.commit.description == commit)
        #expect(try await repository.files(at: found.revision.commit, under: "").files.isEmpty)
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// A shell script that runs in the cached repository.
        var script: String
        /// The damage shows when the fetch is made, not only when files are read.
        var isSeenByFetch = true
    }

    @Test(arguments: [
        Damage(
            testDescription: "a pack cut short",
            script: "chmod u+w objects/pack/*.pack; truncate -s 30 objects/pack/*.pack"),
        Damage(
            testDescription: "an empty pack index",
            script: "chmod u+w objects/pack/*.idx; truncate -s 0 objects/pack/*.idx"),
        Damage(testDescription: "no objects", script: "rm -rf objects; mkdir objects"),
        Damage(testDescription: "no object directory", script: "rm -rf objects"),
        Damage(testDescription: "an unreadable HEAD", script: "printf 'nonsense' > HEAD"),
        Damage(testDescription: "no HEAD", script: "rm HEAD"),
        Damage(testDescription: "a broken configuration", script: "printf '[core\\n\\0' > config"),
        Damage(testDescription: "a branch that points nowhere", script: "printf '%040d' 1 > refs/heads/main"),
        Damage(testDescription: "a branch that is no id", script: "printf 'x' > refs/heads/main"),
        Damage(testDescription: "no refs", script: "rm -rf refs"),
        Damage(testDescription: "an empty directory", script: "rm -rf ./*"),
        Damage(
            testDescription: "bytes changed inside a file",
            script: "git unpack-objects -q < $(ls objects/pack/*.pack | sed 's/.*/&.moved/') 2>/dev/null; true",
            isSeenByFetch: false),
    ])
    func damageIsRepairedFromTheRemote(_ damage: Damage) async throws {
        let commit = try await clone().fetch("main").revision.commit
        if damage.isSeenByFetch {
            try Command.run(["sh", "-c", damage.script], in: try cached())
        } else {
            try corruptBlob("apps/web.yaml")
        }
        let repository = try clone()
        let found = try await repository.fetch("main")
        #expect(found.revision.commit == commit)
        #expect(try await text(repository, commit) == "kind: Service\n")
        if damage.isSeenByFetch, damage.testDescription != "an unreadable HEAD" {
            guard case .rebuilt(let reason) = found.cache else {
                Issue.record("\(damage.testDescription): \(found.cache)")
                return
            }
            #expect(!reason.isEmpty)
        }
        #expect(try await clone().fetch("main").cache == .unchanged)
    }

    /// Replaces the blob by another loose object of the same name.
    private func corruptBlob(_ path: String) throws {
        let cache = try cached()
        let blob = try origin.git("rev-parse", "HEAD:" + path)
        try Command.run(["sh", "-c", "mv objects/pack/*.pack \(caches)/moved.lock"], in: cache)
        try Command.run(["sh", "-c", "rm -f objects/pack/*; git unpack-objects -q < \(caches)/moved.lock"], in: cache)
        let file = "objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        let other = try Command.run(["git", "hash-object", "-w", "--stdin"], in: cache, input: "kind: Forged\n")
        let source = "objects/\(other.prefix(2))/\(other.dropFirst(2).prefix(38))"
        try Command.run(["cp", "-f", source, file], in: cache)
    }

    @Test func whatAKilledProcessLeftIsSweptAway() async throws {
        let commit = try await clone().fetch("main").revision.commit
        let cache = try cached()
        try Command.run(
            [
                "sh", "-c",
                """
                touch HEAD.lock config.lock packed-refs.lock refs/heads/main.lock objects/pack/pack_git2_ab12cd
                touch objects/pack/tmp_pack_x; mkdir -p \(cache).new/objects; touch \(cache).new/HEAD
                mkdir \(cache).old; touch \(cache).old/x
                """,
            ], in: cache)
        try origin.add("apps/web.yaml", "kind: Next\n")
        let next = try origin.commit()
        let found = try await clone().fetch("main")
        #expect(found.cache == .updated)
        #expect(found.revision.commit.description == next)
        #expect(found.revision.commit != commit)
        let left = try Command.run(
            ["sh", "-c", "find . -name '*.lock' -o -name '*_git2_*' -o -name 'tmp_*'"], in: cache)
        #expect(left.isEmpty)
        #expect(try cached() == cache)
    }

    @Test func manyAtOnceAgree() async throws {
        let head = try origin.git("rev-parse", "HEAD")
        let repositories = try (0..<8).map { _ in try clone() }
        let found = try await withThrowingTaskGroup(of: FetchedRevision.self) { group in
            for repository in repositories { group.addTask { try await repository.fetch("main") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found.allSatisfy { $0.revision.commit.description == head })
        #expect(found.count { $0.cache == .created } == 1)
        #expect(found.count { $0.cache == .unchanged } == 7)
    }

    @Test func aLockThatAnotherProcessHoldsEndsInAnError() async throws {
        _ = try await clone().fetch("main")
        let lock = open(try cached() + ".lock", O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX) == 0)
        let waiting = try clone { $0.transfer.total = .milliseconds(300) }
        let error = await #expect(throws: GitError.self) { try await waiting.fetch("main") }
        #expect(error?.code == .locked)
        let task = Task { try await clone().fetch("main") }
        task.cancel()
        let stopped = await #expect(throws: GitError.self) { try await task.value }
        #expect(stopped?.code == .cancelled)
    }

    @Test func theCacheIsForItsOwnerAlone() async throws {
        _ = try await clone().fetch("main")
        var facts = stat()
        #expect(stat(try cached(), &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o700)
    }
}
