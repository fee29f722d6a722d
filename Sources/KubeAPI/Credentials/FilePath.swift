/// A path as Go's `filepath` handles it: by its text, without looking at the disk.
enum FilePath {
    /// `path` itself when absolute, else below `directory`; cleaned of `.`, `..` and doubled slashes.
    static func resolve(_ path: String, in directory: String) -> String {
        path.hasPrefix("/") ? path : clean(directory + "/" + path)
    }

    /// The directory part of an absolute path.
    static func directory(of path: String) -> String { clean(path + "/..") }

    /// `a//b/./c/..` is `a/b`; above the root there is only the root.
    static func clean(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
