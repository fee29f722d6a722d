/// Who sends webhooks; the raw value is the last part of the path that takes them.
package enum Forge: String, CaseIterable, Hashable, Sendable { case github, gitlab }

/// One delivery as it arrived, with nothing of it believed.
package struct WebhookDelivery: Sendable {
    package var forge: Forge
    /// By lower-case name.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(forge: Forge, headers: [String: String], body: [UInt8]) {
        self.forge = forge
        self.headers = headers
        self.body = body
    }
}

/// What a delivery comes to.
package enum WebhookOutcome: Hashable, Sendable {
    case push(WebhookPush)
    /// The forge tries whether it is heard.
    case ping
    /// Believed, and nothing that matters here.
    case ignored(reason: String)
    /// An HTTP status and one sentence for whoever reads the forge's list of deliveries; no secret is in it.
    case refused(status: Int, reason: String)
}

/// A ref that has moved.
package struct WebhookPush: Hashable, Sendable {
    /// Every spelling that the forge gave, in its order; never empty.
    package var repositoryURLs: [String]
    /// `refs/heads/main`, `refs/tags/v1`.
    package var ref: String
    /// 40 or 64 hex digits; `nil` where the ref was deleted.
    package var commit: String?

    package init(repositoryURLs: [String], ref: String, commit: String?) {
        self.repositoryURLs = repositoryURLs
        self.ref = ref
        self.commit = commit
    }

    /// Whether somebody who follows `ref` of `repository` should look now; `nil` is the default branch, whichever it is.
    ///
    /// A push is only a reason to look, so what cannot be told from the name alone, such as a commit id, counts.
    package func concerns(repository: String, ref followed: String?) -> Bool {
        guard let wanted = RepositoryIdentity(repository),
            repositoryURLs.contains(where: { RepositoryIdentity($0) == wanted })
        else { return false }
        guard let followed, followed != "HEAD" else { return ref.hasPrefix("refs/heads/") }
        return [followed, "refs/heads/\(followed)", "refs/tags/\(followed)"].contains(ref)
    }
}

/// What a forge and this program share. Nothing that describes a value tells it.
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    /// `nil` for an empty secret, which anybody could guess; a line break at the end of a file does not belong to it.
    package init?(_ content: [UInt8]) {
        var bytes = content[...]
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        self.bytes = Array(bytes)
    }

    package var description: String { "WebhookSecret (masked)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
