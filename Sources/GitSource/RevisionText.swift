/// A revision as people write it, taken apart: a name or commit id, and the steps back from it.
struct RevisionText: Hashable {
    let text: String
    /// The branch, tag, reference or commit id.
    let base: String
    /// Everything from the first `~` or `^`; empty or only those two and digits.
    let suffix: String

    init(_ text: String) {
        self.text = text
        let tail = text.firstIndex { $0 == "~" || $0 == "^" } ?? text.endIndex
        base = String(text[..<tail])
        suffix = String(text[tail...])
    }

    /// The references that `base` can mean, the first that exists wins; none if it cannot be the name of one.
    var references: [String] {
        guard isName else { return [] }
        if base == "HEAD" || base.hasPrefix("refs/") { return [base] }
        return ["refs/tags/" + base, "refs/heads/" + base, "refs/remotes/" + base, "refs/remotes/origin/" + base]
    }

    /// Hexadecimal digits, at least four as Git demands.
    var looksLikeCommitID: Bool {
        (4...40).contains(base.utf8.count) && base.allSatisfy { $0.isASCII && $0.isHexDigit } && hasPlainSuffix
    }

    /// A full commit id and nothing behind it.
    var commitID: CommitID? { suffix.isEmpty ? CommitID(hex: base) : nil }

    /// What git-check-ref-format(1) refuses, and `@{…}` and `:` expressions, which are not served.
    private var isName: Bool {
        let refused = base.unicodeScalars.contains {
            $0.value <= 0x20 || $0.value == 0x7F || "~^:?*[\\".contains(Character($0))
        }
        return !base.isEmpty && !refused && hasPlainSuffix && !base.contains("..") && !base.contains("@{")
    }

    private var hasPlainSuffix: Bool { suffix.allSatisfy { $0 == "~" || $0 == "^" || ($0.isASCII && $0.isNumber) } }

    /// The error that lists the names that exist, the nearest first, at most eight of them.
    func notFound(among references: [String]) -> GitError {
        let names = Set(references.compactMap(Self.shortName))
        let nearest = names.map { (distance: editDistance($0, base), name: $0) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .map(\.name)
        let shown = nearest.prefix(8).joined(separator: ", ")
        let rest = nearest.count > 8 ? " and \(nearest.count - 8) more" : ""
        let list = nearest.isEmpty ? "there is no branch and no tag" : "there are \(shown)\(rest)"
        return GitError(.refNotFound, .resolve, text, "no branch, tag or commit has this name; \(list)")
    }

    private static func shortName(_ reference: String) -> String? {
        for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/origin/", "refs/remotes/"]
        where reference.hasPrefix(prefix) {
            let name = String(reference.dropFirst(prefix.count))
            return name == "HEAD" ? nil : name
        }
        return nil
    }
}

/// Levenshtein's distance over the first 64 characters of each.
private func editDistance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.prefix(64)), Array(right.prefix(64)))
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let replaced = diagonal + (character == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
