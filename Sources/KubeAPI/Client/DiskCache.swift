import Glibc
import ObjectModel

/// Documents of one server that are kept between runs: whole files, replaced by rename, so that a kill at any moment
/// leaves the old one or the new one.
///
/// Nothing here is ever relied on: what is damaged, unreadable or foreign counts as absent, and a directory that
/// cannot be written only costs time. No document with user data (objects, credentials) is kept.
struct DiskCache: Sendable {
    /// One kept document.
    struct Entry: Sendable, Hashable {
        /// The server's name for this content: an `ETag` or a hash of its own; empty where it gives none.
        var tag = ""
        var contentType = ""
        /// Seconds since 1970 when it was stored.
        var storedAt: Int64 = 0
        var bytes: [UInt8] = []

        /// Whether it was stored in the last `seconds`; a time in the future is a wrong clock, and not fresh.
        func isFresh(for seconds: Int64, now: Int64) -> Bool { (0..<seconds).contains(now - storedAt) }
    }

    let root: String
    /// Bytes of all files together; the oldest are removed beyond it.
    var sizeLimit = 256 << 20

    /// `directory` is made when first written to, for this user only.
    init(directory: String, server: String) {
        let readable = server.utf8.map { byte -> Character in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber || character == ".") ? character : "_"
        }
        // Two servers may read alike; the hash keeps them apart.
        root = "\(directory)/\(String(readable.prefix(80)))-\(StableHash.of(Array(server.utf8)).hexText)"
    }

    func read(_ key: String) -> Entry? { File(path(of: key)).read().flatMap(Entry.init(fileBytes:)) }

    /// Best effort: a cache that cannot be written is one that is slow.
    func store(_ entry: Entry, as key: String) {
        guard File.makeDirectory(root) else { return }
        File(path(of: key)).replace(with: entry.fileBytes)
    }

    func remove(_ key: String) { unsafe unlink(path(of: key)) }

    /// Removes the oldest files until the rest is within the limit, and left-overs of writers that were killed.
    func trim() {
        var files = File.listing(root)
        for left in files where left.name.hasSuffix(File.unfinishedSuffix) && left.age > 3600 {
            unsafe unlink("\(root)/\(left.name)")
        }
        var total = files.reduce(0) { $0 + $1.size }
        files.sort { ($0.age, $0.name) > ($1.age, $1.name) }
        for file in files where total > sizeLimit {
            unsafe unlink("\(root)/\(file.name)")
            total -= file.size
        }
    }

    static var now: Int64 { Int64(time(nil)) }

    private func path(of key: String) -> String { "\(root)/\(StableHash.of(Array(key.utf8)).hexText)" }
}

extension DiskCache.Entry {
    private static let magic = Array("reconcile-cache-1\n".utf8)

    /// Magic, hash of the rest, time, tag and type with their lengths, the bytes. Integers are 8 bytes, low first.
    fileprivate var fileBytes: [UInt8] {
        var rest: [UInt8] = []
        rest.reserveCapacity(bytes.count + tag.utf8.count + contentType.utf8.count + 32)
        rest.append(integer: UInt64(bitPattern: storedAt))
        for text in [tag, contentType] {
            rest.append(integer: UInt64(text.utf8.count))
            rest += Array(text.utf8)
        }
        rest += bytes
        var file = Self.magic
        file.append(integer: StableHash.of(rest))
        return file + rest
    }

    /// `nil` for a file that is cut, damaged or not of this form.
    fileprivate init?(fileBytes: [UInt8]) {
        var rest = fileBytes[...]
        guard rest.starts(with: Self.magic) else { return nil }
        rest = rest.dropFirst(Self.magic.count)
        guard let hash = rest.takeInteger(), hash == StableHash.of(Array(rest)), let time = rest.takeInteger(),
            let tag = rest.takeText(), let type = rest.takeText()
        else { return nil }
        self.init(tag: tag, contentType: type, storedAt: Int64(bitPattern: time), bytes: Array(rest))
    }
}

extension [UInt8] {
    fileprivate mutating func append(integer: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { append(UInt8(truncatingIfNeeded: integer >> UInt64(shift))) }
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func takeInteger() -> UInt64? {
        guard count >= 8 else { return nil }
        let number = prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self = dropFirst(8)
        return number
    }

    fileprivate mutating func takeText() -> String? {
        guard let length = takeInteger(), length <= UInt64(count) else { return nil }
        let text = String(decoding: prefix(Int(length)), as: UTF8.self)
        self = dropFirst(Int(length))
        return text
    }
}

/// A hash that is the same in every run: FNV-1a over 64-bit words. It finds damage; it is no defence against a person
/// who can write the file, who is the user.
enum StableHash {
    static func of(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        unsafe bytes.withUnsafeBytes { buffer in
            var place = 0
            while place + 8 <= buffer.count {
                hash = unsafe (hash ^ buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x100_0000_01B3
                // FNV's multiplication carries only upwards; the turn lets high bits reach low ones.
                hash = hash << 31 | hash >> 33
                place += 8
            }
            while place < buffer.count {
                hash = unsafe (hash ^ UInt64(buffer[place])) &* 0x100_0000_01B3
                place += 1
            }
        }
        return hash
    }
}
