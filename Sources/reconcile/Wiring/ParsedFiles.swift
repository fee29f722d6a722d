import Glibc
import ObjectModel
import Reconciler

/// Parsed files of the last run in one file on disk, by content id; a damaged one counts as empty.
///
/// Written whole and renamed, so that a kill at any moment leaves the old or the new one. Never holds a Secret: the
/// loader keeps those back.
final class ParsedFiles: DocumentCache {
    private static let magic = "reconcile-parsed 1 \(Reconcile.version)\n"

    private let path: String
    private let bytes: [UInt8]
    private let entries: [String: Range<Int>]

    /// `name` tells one repository and directory from another.
    init(directory: String, name: String) {
        path = "\(directory)/\(FNV1a(Array(name.utf8)[...]).hexText).bin"
        let bytes = (try? LocalFile.read(path)) ?? []
        self.bytes = bytes
        // What cannot be read is as good as not there: everything is parsed again.
        entries = Self.index(bytes) ?? [:]
    }

    func holds(contentID: String) -> Bool { entries[contentID] != nil }

    func documents(contentID: String, file: String) -> [SourceDocument]? {
        guard let range = entries[contentID] else { return nil }
        return DocumentCodec.decode(bytes[range], file: file)
    }

    func replace(_ entries: [(contentID: String, documents: [SourceDocument])]) {
        var output = Array(Self.magic.utf8)
        for entry in entries {
            let encoded = DocumentCodec.encode(entry.documents)
            output += Array("\(entry.contentID) \(encoded.count) \(Self.checksum(encoded[...]))\n".utf8)
            output += encoded
        }
        LocalFile.makeDirectory(RepositoryPath.directory(of: path))
        let unfinished = "\(path).\(getpid())"
        // A cache that cannot be written costs the next run some milliseconds, no more.
        guard (try? LocalFile.write(output, to: unfinished)) != nil else {
            unlink(unfinished)
            return
        }
        rename(unfinished, path)
    }

    /// Where each entry's bytes are; `nil` where any part does not hold together.
    private static func index(_ bytes: [UInt8]) -> [String: Range<Int>]? {
        let magic = Array(magic.utf8)
        guard bytes.starts(with: magic) else { return nil }
        var place = magic.count
        var entries: [String: Range<Int>] = [:]
        while place < bytes.count {
            guard let end = bytes[place...].firstIndex(of: 0x0A) else { return nil }
            let words = String(decoding: bytes[place..<end], as: UTF8.self).split(separator: " ")
            guard words.count == 3, let count = Int(words[1]), count >= 0, count <= bytes.count - end - 1 else {
                return nil
            }
            let range = end + 1..<end + 1 + count
            guard String(words[2]) == "\(checksum(bytes[range]))" else { return nil }
            entries[String(words[0])] = range
            place = range.upperBound
        }
        return entries
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 { FNV1a(bytes).value }
}
