/// The URL of an API server or a proxy, taken apart as far as it must be understood before curl has it.
struct ServerURL: Hashable, Sendable {
    var scheme: String
    /// Whether it has `user:password@`.
    var hasLogin: Bool
    /// Without the brackets of an IPv6 address; lower case.
    var host: String
    /// Brackets, if any, included: `[::1]:6443`.
    var authority: String
    /// Begins with `/` or is empty; no query, no fragment, no slash at its end.
    var path: String

    /// Why a text is no URL that can be used; never quotes the text, which may hold a password.
    struct Problem: Error, Hashable {
        var detail: String
    }

    /// Reads `text`; without a scheme, `defaultScheme` is meant (`host:port`, as client-go's `DefaultServerURL` has it).
    init(_ text: String, defaultScheme: String?) throws(Problem) {
        let printable = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        guard printable else { throw Problem(detail: "the URL has white space or a character that needs escaping") }
        var rest = text[...]
        if let mark = text.firstRange(of: "://") {
            scheme = text[..<mark.lowerBound].lowercased()
            rest = text[mark.upperBound...]
        } else if let defaultScheme {
            scheme = defaultScheme
        } else {
            throw Problem(detail: "the URL has no scheme")
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        path = Self.path(rest[end...])
        var authority = rest[..<end]
        hasLogin = authority.contains("@")
        if let mark = authority.lastIndex(of: "@") { authority = authority[authority.index(after: mark)...] }
        self.authority = authority.lowercased()
        host = try Self.host(authority)
    }

    /// This machine itself: what is sent there leaves it on no wire.
    var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "0:0:0:0:0:0:0:1" || Self.isIPv4Loopback(host)
    }

    private static func path(_ text: Substring) -> String {
        var path = text.prefix { $0 != "?" && $0 != "#" }
        while path.last == "/" { path.removeLast() }
        return String(path)
    }

    /// The host of `host`, `host:port`, `[v6]` or `[v6]:port`, once all of it is seen to be right.
    private static func host(_ authority: Substring) throws(Problem) -> String {
        var host = authority
        var port: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else {
                throw Problem(detail: "the URL's '[' is not closed")
            }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.first == ":" else { throw Problem(detail: "the URL has text after ']'") }
            port = after.isEmpty ? nil : after.dropFirst()
            guard host.utf8.allSatisfy(isIPv6Character), host.contains(":") else {
                throw Problem(detail: "the URL has no IPv6 address in its brackets")
            }
        } else if let colon = authority.firstIndex(of: ":") {
            (host, port) = (authority[..<colon], authority[authority.index(after: colon)...])
        }
        guard !host.isEmpty else { throw Problem(detail: "the URL has no host") }
        guard authority.first == "[" || host.utf8.allSatisfy(isHostCharacter) else {
            throw Problem(detail: "the URL's host has a character that no host name has")
        }
        if let port {
            guard port.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(port), (1...65535).contains(number)
            else { throw Problem(detail: "the URL's port is not a number from 1 to 65535") }
        }
        return host.lowercased()
    }

    private static func isIPv4Loopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// A zone (`%25eth0`) included.
    private static func isIPv6Character(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "%")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
