import Glibc

/// Names of zones: which may be asked for, and which there are.
package enum ZoneName {
    /// Letters, digits and `_+-`, in parts between slashes: nothing that leads out of the database's directory.
    ///
    /// The names in `posix/` and `right/` (with leap seconds, which Unix time has not) are copies, and `localtime` is
    /// another zone on each machine.
    static func isWellFormed(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard name.utf8.count <= 64, let first = parts.first else { return false }
        let isOurs = !["posix", "right", "localtime", "posixrules"].contains(String(decoding: first, as: UTF8.self))
        return isOurs && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isNameByte) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The zones and links of the system's database, sorted; empty where its index cannot be read. For hints alone.
    ///
    /// The index is `tzdata.zi` (zic(8)): a line `Z name …` for each zone, `L target name` for each link.
    package static func all() -> [String] {
        let text = read("/usr/share/zoneinfo/tzdata.zi")
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 3)
            switch (words.first, words.count) {
            case ("Z", 2...): return String(words[1])
            case ("L", 3): return String(words[2])
            default: return nil
            }
        }.sorted()
    }

    /// At most 1 MiB of a file; empty for one that cannot be read, which is an answer here.
    private static func read(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        let limit = 1 << 20
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), limit - count)
                guard got > 0 else { return }
                count += got
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
