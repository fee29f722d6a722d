import ObjectModel

/// The host keys that the user trusts, read the way sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT", describes.
///
/// Lines for certificate authorities are passed over: libssh2 knows no host certificates.
struct KnownHosts {
    /// What the files say of a server's key.
    enum Judgement: Hashable {
        case trusted
        /// No line is about this host; `types` are the key types that lines of the host have.
        case unknown(types: [String])
        /// A line of this host has another key of the same type.
        case mismatch(place: String)
        case revoked(place: String)
    }

    private struct Line {
        let hosts: Substring
        let type: Substring
        let key: Substring
        let revoked: Bool
        let place: String
    }

    private let lines: [Line]

    /// Reads each file's text; a line that is not understood is passed over, as OpenSSH does.
    init(files: [(path: String, text: String)]) {
        lines = files.flatMap { file in
            file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
                .compactMap { Self.line($1, place: "\(file.path):\($0 + 1)") }
        }
    }

    private static func line(_ text: Substring, place: String) -> Line? {
        var words = text.split(maxSplits: 5, whereSeparator: { $0 == " " || $0 == "\t" })[...]
        guard let first = words.first, !first.hasPrefix("#") else { return nil }
        let marker = first.hasPrefix("@") ? words.removeFirst() : nil
        guard words.count >= 3, marker == nil || marker == "@revoked" else { return nil }
        let fields = Array(words)
        return Line(hosts: fields[0], type: fields[1], key: fields[2], revoked: marker != nil, place: place)
    }

    /// Judges the raw public key that a server showed.
    ///
    /// With a port other than 22 the lines for `[host]:port` count, then those for the host alone, as in ssh(1).
    func judge(host: String, port: Int, key: [UInt8]) -> Judgement {
        let host = host.lowercased()
        guard port != 22 else { return judge(name: host, key: key) }
        let exact = judge(name: "[\(host)]:\(port)", key: key)
        guard case .unknown = exact else { return exact }
        switch judge(name: host, key: key) {
        case .trusted: return .trusted
        case .revoked(let place): return .revoked(place: place)
        case .unknown, .mismatch: return exact
        }
    }

    private func judge(name: String, key: [UInt8]) -> Judgement {
        let (text, type) = (Base64.encode(key, isPadded: false), Self.type(of: key))
        let about = lines.filter { Self.matches($0.hosts, name) }
        func isSame(_ line: Line) -> Bool { line.key.prefix { $0 != "=" } == text }
        if let line = about.first(where: { $0.revoked && isSame($0) }) { return .revoked(place: line.place) }
        let trusted = about.filter { !$0.revoked }
        if trusted.contains(where: isSame) { return .trusted }
        if let line = trusted.first(where: { $0.type == type }) { return .mismatch(place: line.place) }
        return .unknown(types: Set(trusted.map { String($0.type) }).sorted())
    }

    /// The name of the key's algorithm, which stands first in it; source: RFC 4253 section 6.6.
    static func type(of key: [UInt8]) -> String {
        guard key.count > 4 else { return "unknown" }
        let count = key.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= 64, key.count >= 4 + count else { return "unknown" }
        return String(validating: key[4..<4 + count], as: UTF8.self) ?? "unknown"
    }

    private static func matches(_ patterns: Substring, _ name: String) -> Bool {
        if patterns.hasPrefix("|") { return matchesHash(patterns, name) }
        var found = false
        for pattern in patterns.lowercased().split(separator: ",") {
            let isNegated = pattern.hasPrefix("!")
            guard matchesWildcard(Array((isNegated ? pattern.dropFirst() : pattern).utf8), Array(name.utf8)) else {
                continue
            }
            if isNegated { return false }
            found = true
        }
        return found
    }

    /// `|1|salt|hash`, where the hash is the HMAC-SHA-1 of the name, keyed with the salt.
    private static func matchesHash(_ pattern: Substring, _ name: String) -> Bool {
        let parts = pattern.split(separator: "|")
        guard parts.count == 3, parts[0] == "1", let salt = Base64.decode(parts[1]),
            let hash = Base64.decode(parts[2])
        else { return false }
        return SHA1.authentication(key: salt, Array(name.utf8)) == hash
    }

    /// `*` and `?` as in ssh(1); goes back only to the last `*`, so that no pattern takes long.
    private static func matchesWildcard(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var (place, index, star): (Int, Int, (place: Int, index: Int)?) = (0, 0, nil)
        while index < name.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, index)
                place += 1
            } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == name[index] {
                (place, index) = (place + 1, index + 1)
            } else if let last = star {
                star = (last.place, last.index + 1)
                (place, index) = (last.place + 1, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
