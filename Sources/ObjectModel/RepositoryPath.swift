/// Paths inside a repository, from its root, with `/`.
package enum RepositoryPath {
    /// Without `.`, `..` and empty parts; the root is empty. `nil` for an absolute path and one that leaves the root.
    package static func normalised(_ path: String) -> String? {
        guard path.utf8.first != UInt8(ascii: "/"), !path.utf8.contains(0) else { return nil }
        var parts: [String] = []
        // By bytes: a mark that combines with a slash does not make it part of a name.
        for part in path.utf8.split(separator: UInt8(ascii: "/")).map({ String(Substring($0)) }) where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// Whether `file` stands in `directory` or below.
    package static func contains(_ directory: String, _ file: String) -> Bool {
        directory.isEmpty || file == directory || file.hasPrefix(directory + "/")
    }

    /// Everything before the last slash; empty for a file at the root.
    package static func directory(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    }

    /// `name` inside `directory`, which is empty for the root.
    package static func joined(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : "\(directory)/\(name)"
    }

    package static func name(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[file.index(after: $0)...]) } ?? file
    }
}
