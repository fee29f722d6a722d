/// The address of a repository on a host, taken apart: `https://host:8443/a/b.git`, `ssh://git@host/a/b`, `git@host:a/b`.
///
/// Only reads; whether a repository may be fetched from there is decided by what fetches.
package struct RepositoryAddress: Hashable, Sendable {
    package enum Scheme: Hashable, Sendable { case https, http, ssh, git }

    package let scheme: Scheme
    /// In lower case, without a dot at the end; an IPv6 address without its brackets.
    package let host: String
    package let port: UInt16?
    /// The parts of the path that are not empty, the last without `.git`; there is at least one.
    package let path: [String]

    /// `nil` for what names no host: a path, a `file:` URL.
    package init?(_ text: String) {
        guard text.utf8.count <= 4_096, let (scheme, authority, path) = Self.parts(of: text) else { return nil }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        var names = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
        if let last = names.last, last.lowercased().hasSuffix(".git") {
            names[names.count - 1] = String(last.dropLast(4))
        }
        let (host, port) = Self.hostAndPort(place)
        guard !host.isEmpty, let last = names.last, !last.isEmpty else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = names
    }

    private static let schemes: [String: Scheme] = [
        "https": .https, "git+https": .https, "http": .http, "ssh": .ssh, "git+ssh": .ssh, "ssh+git": .ssh, "git": .git,
    ]

    private static func parts(of text: String) -> (scheme: Scheme, authority: Substring, path: Substring)? {
        if let mark = text.firstRange(of: "://") {
            guard let scheme = schemes[asciiLowercased(text[..<mark.lowerBound])] else { return nil }
            let rest = text[mark.upperBound...]
            let authority = rest.prefix { $0 != "/" }
            return (scheme, authority, rest[authority.endIndex...])
        }
        // `user@host:path`: the colon comes before any slash.
        let head = text.prefix { $0 != "/" }
        let bracket = head.lastIndex(of: "]") ?? head.startIndex
        guard let colon = head[bracket...].firstIndex(of: ":"), colon != text.startIndex else { return nil }
        return (.ssh, text[..<colon], text[text.index(after: colon)...])
    }

    private static func hostAndPort(_ place: Substring) -> (host: String, port: UInt16?) {
        if place.first == "[" {
            let host = place.dropFirst().prefix { $0 != "]" }
            return (asciiLowercased(host), UInt16(place[host.endIndex...].dropFirst(2)))
        }
        let name = asciiLowercased(place.prefix { $0 != ":" })
        return (name.last == "." ? String(name.dropLast()) : name, UInt16(place.drop { $0 != ":" }.dropFirst()))
    }

    private static func asciiLowercased(_ text: Substring) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
