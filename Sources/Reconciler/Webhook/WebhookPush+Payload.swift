import ObjectModel

extension WebhookPush {
    /// The longest URL or ref that is taken over.
    private static let textLimit = 2_048

    /// Reads the payload of a push to a branch or a tag; `nil` where it lacks what a push has.
    ///
    /// Members are those of GitHub's `push` event, and of GitLab's `push` and `tag_push` events.
    init?(_ payload: JSONValue, from forge: Forge) {
        guard let ref = Self.text(payload["ref"]), ref.hasPrefix("refs/"), let after = Self.text(payload["after"]),
            [40, 64].contains(after.utf8.count), after.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
        else { return nil }
        let urls = Self.repositoryMembers(of: forge)
            .compactMap { Self.text(payload[$0.part]?[$0.member]) }
        guard !urls.isEmpty else { return nil }
        var seen: Set<String> = []
        repositoryURLs = urls.filter { seen.insert($0).inserted }
        self.ref = ref
        commit = after.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : after.lowercased()
    }

    private static func repositoryMembers(of forge: Forge) -> [(part: String, member: String)] {
        switch forge {
        case .github: ["clone_url", "ssh_url", "git_url", "html_url"].map { ("repository", $0) }
        case .gitlab:
            ["git_http_url", "git_ssh_url", "web_url"].map { ("project", $0) }
                + ["git_http_url", "git_ssh_url", "homepage"].map { ("repository", $0) }
        }
    }

    /// Text of one line and bounded length.
    private static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.string, (1...textLimit).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { return nil }
        return text
    }
}
