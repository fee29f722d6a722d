/// Tells what kustomize would clone or download from what it reads from disk.
///
/// Source: kustomize's `NewRepoSpecFromURL` and `IsRemoteFile`, of old versions too; rather too much than too little.
enum RemoteReference {
    static func isURL(_ text: String) -> Bool {
        let text = text.lowercased()
        return text.hasPrefix("http:") || text.hasPrefix("https:")
    }

    static func isRemote(_ text: String) -> Bool {
        let text = text.lowercased()
        let prefixes = [
            "git::", "gh:", "git@", "github.com/", "github.com:", "http:", "https:", "ssh:", "oci:", "file:",
        ]
        if prefixes.contains(where: text.hasPrefix) || text.contains("://") || text.contains("?ref=") { return true }
        return isSecureCopyStyle(text)
    }

    /// `user@host:path` and `user@host/organisation/repository`.
    private static func isSecureCopyStyle(_ text: String) -> Bool {
        let user = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let host = text[user.endIndex...]
        guard user.first?.isLetter == true, host.first == "@" else { return false }
        return host.prefix { $0 != "/" }.contains(":") || host.count { $0 == "/" } >= 2
    }
}
