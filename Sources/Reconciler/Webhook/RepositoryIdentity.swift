import ObjectModel

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
        guard let address = RepositoryAddress(address) else { return nil }
        host = Self.names[address.host] ?? address.host
        path = address.path.joined(separator: "/").lowercased()
    }

    /// Hosts that serve SSH under another name, on port 443.
    private static let names = ["ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"]
}
