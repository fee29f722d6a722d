import Glibc
import Testing

@testable import KubeAPI

/// The cache gives back what was stored or nothing, keeps within its size, and is for this user only.
@Suite struct DiskCacheTests {
    static let entry = DiskCache.Entry(tag: "t", contentType: "c", storedAt: 5, bytes: Array("content".utf8))

    @Test func givesBackWhatWasStored() throws {
        let directory = try TemporaryDirectory()
        let cache = DiskCache(directory: directory.path + "/a/b", server: "https://one:6443")
        #expect(cache.read("k") == nil)
        cache.store(Self.entry, as: "k")
        #expect(cache.read("k") == Self.entry)
        #expect(cache.read("l") == nil)
        #expect(DiskCache(directory: directory.path + "/a/b", server: "https://one_6443").read("k") == nil)
        cache.remove("k")
        #expect(cache.read("k") == nil)
    }

    @Test func noDamagedFileIsTakenForWhole() throws {
        let directory = try TemporaryDirectory()
        let cache = DiskCache(directory: directory.path, server: "s")
        cache.store(Self.entry, as: "k")
        let file = try #require(directory.files.first)
        let whole = try TemporaryDirectory.read(file)
        for place in whole.indices {
            var bytes = whole
            bytes[place] ^= 1
            #expect(File(file).replace(with: bytes))
            #expect(cache.read("k") == nil, "byte \(place)")
            #expect(File(file).replace(with: Array(whole[..<place])))
            #expect(cache.read("k") == nil, "cut at \(place)")
        }
        #expect(File(file).replace(with: whole))
        #expect(cache.read("k") == Self.entry)
    }

    @Test func isForThisUserOnlyAndFollowsNoLink() throws {
        let directory = try TemporaryDirectory()
        let cache = DiskCache(directory: directory.path + "/cache", server: "s")
        cache.store(Self.entry, as: "k")
        let file = try #require(directory.files.first)
        var facts = stat()
        #expect(stat(cache.root, &facts) == 0 && facts.st_mode & 0o777 == 0o700)
        #expect(stat(file, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        let elsewhere = directory.path + "/elsewhere"
        #expect(rename(file, elsewhere) == 0 && symlink(elsewhere, file) == 0)
        #expect(cache.read("k") == nil)
    }

    @Test func removesTheOldestBeyondItsSize() throws {
        let directory = try TemporaryDirectory()
        var cache = DiskCache(directory: directory.path, server: "s")
        for key in ["old", "middle", "new"] {
            let before = Set(directory.files)
            cache.store(Self.entry, as: key)
            let made = try #require(Set(directory.files).subtracting(before).first)
            var times = [timespec(), timespec()]
            let age = ["old": 300, "middle": 200, "new": 100][key] ?? 0
            times[1].tv_sec = time(nil) - age
            times[0] = times[1]
            #expect(utimensat(AT_FDCWD, made, times, 0) == 0)
        }
        cache.sizeLimit = try TemporaryDirectory.read(directory.files[0]).count * 2
        cache.trim()
        #expect(["old", "middle", "new"].map { cache.read($0) != nil } == [false, true, true])
    }
}
