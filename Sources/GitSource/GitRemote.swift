/// Where a repository is: an address or a path, checked, without its credentials.
package struct GitRemote: Hashable, Sendable, CustomStringConvertible {
    /// How the repository is reached.
    package enum Transport: Hashable, Sendable {
        /// A path of this machine, read in place.
        case local
        /// `file://`, cloned like any other remote.
        case file
        case https(host: String)
        /// Plain text, to this machine only.
        case http(host: String)
        case ssh(host: String, port: Int, user: String)
    }

    package let transport: Transport
    /// What libgit2 is given: never with a password.
    let address: String
    /// User and password that stood in the URL, for HTTP and HTTPS.
    let userInfo: UserInfo?

    /// A user and a password that stood in an address.
    struct UserInfo: Hashable, Sendable {
        let user: String
        let password: Secret
    }

    /// The address without credentials.
    package var description: String { address }

    /// Reads `https://…`, `ssh://…`, `user@host:path`, `file://…`, `http://` to this machine, or a path.
    package init(_ text: String) throws(GitError) {
        guard !text.isEmpty else { throw Self.refusal(text, "the address is empty", "give a URL or a path") }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Self.refusal(Self.masked(text), "the address has a control character", "correct the address")
        }
        if let scheme = text.firstRange(of: "://") {
            try self.init(scheme: text[..<scheme.lowerBound].lowercased(), rest: text[scheme.upperBound...], of: text)
        } else if let colon = Self.hostColon(text) {
            try self.init(scp: text, colon: colon)
        } else {
            self.init(path: text)
        }
    }

    /// A path of this machine.
    package init(path: String) { (transport, address, userInfo) = (.local, path, nil) }

    private init(scheme: String, rest: Substring, of text: String) throws(GitError) {
        if scheme == "file" {
            guard rest.hasPrefix("/") else {
                throw Self.refusal(text, "a file URL has no host", "write file:///path/to/repository")
            }
            (transport, address, userInfo) = (.file, text, nil)
            return
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest[authority.endIndex...]
        let place = try Authority(authority, of: text)
        guard path.utf8.count > 1 else {
            throw Self.refusal(Self.masked(text), "the address names no repository", "add the path of the repository")
        }
        switch scheme {
        case "https", "http":
            guard scheme == "https" || place.isLoopback else {
                throw Self.refusal(
                    Self.masked(text), "plain HTTP would send the repository and the credentials unprotected",
                    "use https:// or ssh://")
            }
            transport = scheme == "https" ? .https(host: place.host) : .http(host: place.host)
            address = "\(scheme)://\(place.hostAndPort)\(path)"
            userInfo = place.user.map { UserInfo(user: $0, password: Secret(place.password ?? "")) }
        case "ssh", "git+ssh", "ssh+git":
            guard !path.contains("'") else {
                throw Self.refusal(Self.masked(text), "the path holds a quote", "use a path without quotes")
            }
            guard place.password == nil else {
                throw Self.refusal(Self.masked(text), "an SSH address holds a password", "use a key or the agent")
            }
            transport = .ssh(host: place.host, port: place.port ?? 22, user: place.user ?? "git")
            address = "ssh://\(place.user ?? "git")@\(place.hostAndPort)\(path)"
            userInfo = nil
        default:
            throw Self.refusal(
                Self.masked(text), "the protocol \(scheme) is not served", "use https://, ssh:// or a path",
                .unsupported)
        }
    }

    /// `user@host:path`, where the path is relative to the user's home or absolute.
    private init(scp text: String, colon: String.Index) throws(GitError) {
        let place = try Authority(text[..<colon], of: text)
        let path = text[text.index(after: colon)...]
        guard !path.isEmpty, !path.hasPrefix(":"), !path.contains("'"), place.password == nil, place.port == nil else {
            throw Self.refusal(text, "this is no SSH address", "write git@host:path/of/repository.git")
        }
        let user = place.user ?? "git"
        transport = .ssh(host: place.host, port: 22, user: user)
        address = "\(user)@\(place.hostAndPort):\(path)"
        userInfo = nil
    }

    /// The colon of `host:path`; nil for a path, which has a slash before any colon.
    private static func hostColon(_ text: String) -> String.Index? {
        let bracket = text.prefix { $0 != "/" }.firstIndex(of: "]") ?? text.startIndex
        guard let colon = text[bracket...].firstIndex(of: ":"), colon != text.startIndex else { return nil }
        return text[..<colon].contains("/") ? nil : colon
    }

    /// `text` with whatever stands before an `@` of the authority masked.
    static func masked(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return text[..<scheme.upperBound] + "***" + rest[at...]
    }

    fileprivate static func refusal(
        _ subject: String, _ detail: String, _ hint: String, _ code: GitError.Code = .invalid
    ) -> GitError {
        GitError(code, .parse, subject, detail, hint: hint)
    }
}

/// `user:password@host:port`, taken apart.
private struct Authority {
    let user: String?
    let password: String?
    let host: String
    let port: Int?

    init(_ text: Substring, of address: String) throws(GitError) {
        let shown = GitRemote.masked(address)
        var rest = text
        if let at = text.lastIndex(of: "@") {
            let info = text[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = Self.decoded(info[0])
            password = info.count > 1 ? Self.decoded(info[1]) : nil
            rest = text[text.index(after: at)...]
        } else {
            (user, password) = (nil, nil)
        }
        if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<close])
            rest = rest[rest.index(after: close)...]
        } else {
            host = rest.prefix { $0 != ":" }.lowercased()
            rest = rest.drop { $0 != ":" }
        }
        let plain = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#%'\"\\@".utf8.contains($0) }
        guard !host.isEmpty, plain, !host.hasPrefix("-"), user?.hasPrefix("-") != true else {
            throw GitRemote.refusal(shown, "the address has no host", "write scheme://host/path")
        }
        guard rest.isEmpty || rest.hasPrefix(":") else {
            throw GitRemote.refusal(shown, "the address has no host", "write scheme://host/path")
        }
        let digits = rest.dropFirst()
        port = Int(digits)
        guard digits.isEmpty || (1...65_535).contains(port ?? 0) else {
            throw GitRemote.refusal(shown, "the port is no number from 1 to 65535", "correct the port")
        }
    }

    var hostAndPort: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    var isLoopback: Bool { host == "localhost" || host == "::1" || isLoopbackAddress }

    private var isLoopbackAddress: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Percent-decoded; text that does not decode stays as it is.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let pair = String(rest.prefix(2)), let value = UInt8(pair, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? String(text)
    }
}
