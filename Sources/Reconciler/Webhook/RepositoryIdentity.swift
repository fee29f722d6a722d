/// Which repository of which host, whatever the address is written like: `https://host/a/b.git`, `git@host:a/b` and
/// `ssh://git@host:22/a/b/` are one.
///
/// Ports and users do not count, since one repository has several of them; nor does case, as on GitHub and GitLab. Two
/// repositories that this holds to be one cost a look at the repository, no more.
package struct RepositoryIdentity: Hashable, Sendable {
    package let host: String
    /// Without a slash at either end and without `.git`.
    package let path: String

    /// `nil` for what names no host: a path, a `file:` URL.
    package init?(_ address: String) {
        guard address.utf8.count <= 4_096, let (authority, path) = Self.parts(of: address) else { return nil }
        let host = Self.host(in: authority)
        var names = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map { Self.asciiLowercased($0) }
        if let last = names.last, last.hasSuffix(".git") { names[names.count - 1] = String(last.dropLast(4)) }
        guard !host.isEmpty, let last = names.last, !last.isEmpty else { return nil }
        self.host = Self.names[host] ?? host
        self.path = names.joined(separator: "/")
    }

    /// Hosts that serve SSH under another name, on port 443.
    private static let names = ["ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"]

    private static func parts(of address: String) -> (authority: Substring, path: Substring)? {
        if let mark = address.firstRange(of: "://") {
            let scheme = asciiLowercased(address[..<mark.lowerBound])
            guard ["https", "http", "ssh", "git", "git+ssh", "ssh+git", "git+https"].contains(scheme) else {
                return nil
            }
            let rest = address[mark.upperBound...]
            let authority = rest.prefix { $0 != "/" }
            return (authority, rest[authority.endIndex...])
        }
        // `user@host:path`: the colon comes before any slash.
        let head = address.prefix { $0 != "/" }
        let bracket = head.lastIndex(of: "]") ?? head.startIndex
        guard let colon = head[bracket...].firstIndex(of: ":"), colon != address.startIndex else { return nil }
        return (address[..<colon], address[address.index(after: colon)...])
    }

    private static func host(in authority: Substring) -> String {
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if place.first == "[" { return asciiLowercased(place.dropFirst().prefix { $0 != "]" }) }
        let name = asciiLowercased(place.prefix { $0 != ":" })
        return name.last == "." ? String(name.dropLast()) : name
    }

    private static func asciiLowercased(_ text: Substring) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
