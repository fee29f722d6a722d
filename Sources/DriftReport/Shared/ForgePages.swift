package import ObjectModel

/// An address that a page may link to: HTTP or HTTPS, a host of plain characters, everything else percent-encoded.
package struct WebLink: Hashable, Sendable {
    package let text: String

    fileprivate init(origin: String, path: [String], fragment: String = "") {
        text = origin + path.map { "/" + $0.percentEncoded }.joined() + fragment
    }
}

/// Where the forge that holds a repository shows its commits and files on the web.
///
/// GitHub and GitLab are known by their names, their own installations by a name that says so or, for GitLab, by groups
/// within groups, which no other common forge has. A forge that is not recognised has no links, rather than wrong ones.
package struct ForgePages: Hashable, Sendable {
    private enum Form: Hashable { case github, gitlab }

    private let form: Form
    /// `https://git.example.com:8443`
    private let origin: String
    private let project: [String]

    /// `nil` where `remote` is no address of a forge that is known.
    package init?(remote: String) {
        guard let address = RepositoryAddress(remote), let form = Self.form(of: address),
            address.path.allSatisfy({ $0 != "." && $0 != ".." }), let origin = Self.origin(of: address)
        else { return nil }
        self.form = form
        self.origin = origin
        project = address.path
    }

    package func commit(_ id: String) -> WebLink? {
        guard Self.isCommit(id) else { return nil }
        return WebLink(origin: origin, path: project + (form == .gitlab ? ["-"] : []) + ["commit", id])
    }

    /// The line of a file as `commit` has it.
    package func line(_ location: SourceLocation, at commit: String) -> WebLink? {
        let file = location.file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard Self.isCommit(commit), location.line > 0, file.allSatisfy({ !["", ".", ".."].contains($0) }) else {
            return nil
        }
        return WebLink(
            origin: origin, path: project + (form == .gitlab ? ["-"] : []) + ["blob", commit] + file,
            fragment: "#L\(location.line)")
    }

    private static func isCommit(_ id: String) -> Bool {
        (7...64).contains(id.utf8.count) && id.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    private static func form(of address: RepositoryAddress) -> Form? {
        let labels = address.host.split(separator: ".").flatMap { $0.split(separator: "-") }
        if labels.contains("github") { return address.path.count == 2 ? .github : nil }
        guard address.path.count >= 2 else { return nil }
        if labels.contains("gitlab") { return .gitlab }
        // Two names are what every forge has. Further ones also come from other forges' own words in the path.
        let foreign = ["scm", "_git", "r", "p", "git", "v3", "plugins"]
        let others = [
            "bitbucket", "azure", "visualstudio", "gitea", "forgejo", "codeberg", "gogs", "googlesource", "amazonaws",
            "sr",
        ]
        guard address.path.count >= 3, !address.path.contains(where: { foreign.contains($0) || $0.hasPrefix("~") }),
            !labels.contains(where: { others.contains(String($0)) })
        else { return nil }
        return .gitlab
    }

    /// The port of an SSH address is not that of the pages.
    private static func origin(of address: RepositoryAddress) -> String? {
        let isPlain = address.host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        let names = ["ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"]
        guard isPlain, address.host.utf8.first != UInt8(ascii: "-"), address.host.utf8.count <= 253 else { return nil }
        switch address.scheme {
        case .https, .http:
            let port = address.port.map { ":\($0)" } ?? ""
            return (address.scheme == .https ? "https://" : "http://") + address.host + port
        case .ssh, .git: return "https://" + (names[address.host] ?? address.host)
        }
    }
}

extension String {
    /// RFC 3986: everything but the unreserved characters (section 2.3) as `%XX`.
    var percentEncoded: String {
        var bytes: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += "%\(String(UInt16(byte) + 0x100, radix: 16, uppercase: true).dropFirst())".utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
