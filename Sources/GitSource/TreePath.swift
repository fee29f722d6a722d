import ObjectModel

/// A path inside a repository: components without `.`, `..` and empty ones.
struct TreePath: Hashable {
    private(set) var components: [String]

    /// Reads what a person writes: `.`, `./a//b/`, `a/../b`; an absolute path or one that leaves the root is refused.
    init(_ text: String) throws(GitError) {
        guard !text.hasPrefix("/") else {
            throw GitError(
                .invalid, .read, text, "the path is absolute", hint: "give the path from the repository's root")
        }
        guard let path = RepositoryPath.normalised(text) else {
            throw GitError(
                .invalid, .read, text, "the path leaves the repository", hint: "give a path inside the repository")
        }
        components = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    /// With `/` between components; empty for the root.
    var text: String { components.joined(separator: "/") }
}

/// A walk along a path that follows symbolic links and never leaves the root.
struct LinkWalk {
    /// As many as Linux follows before it says ELOOP.
    private static let longest = 40

    /// Components still to be walked, the next one last.
    private(set) var pending: [String]
    private var followed = 0
    private let asked: String

    init(_ path: TreePath, asked: String) {
        pending = path.components.reversed()
        self.asked = asked
    }

    mutating func next() -> String? { pending.popLast() }

    /// Goes on along the target of a link, which stands in the directory where the walk is.
    mutating func follow(_ target: [UInt8], at path: String) throws(GitError) {
        followed += 1
        guard followed <= Self.longest else {
            throw GitError(.unsafeLink, .read, asked, "the symbolic links go round in a circle")
        }
        guard let text = String(validating: target, as: UTF8.self), !text.isEmpty else {
            throw GitError(.unsafeLink, .read, asked, "the symbolic link \(path) leads to '\(escaped(target))'")
        }
        guard !text.hasPrefix("/") else { throw leaving(at: path, to: text) }
        pending += text.utf8.split(separator: UInt8(ascii: "/")).reversed().map { String($0) ?? "" }
    }

    /// The refusal of a link that leads out of the repository.
    func leaving(at path: String, to target: String? = nil) -> GitError {
        let target = target.map { " to '\($0)'" } ?? ""
        let link = path == asked ? "the symbolic link" : "the symbolic link at \(path)"
        return GitError(.unsafeLink, .read, asked, "\(link) leads out of the repository\(target)")
    }
}
