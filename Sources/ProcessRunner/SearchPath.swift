import Glibc

/// The directories of a `PATH` variable.
package struct SearchPath: Sendable {
    private let directories: [String]

    /// A directory that is not absolute is passed over, as Go's `exec.LookPath` does: what lies in the directory that one
    /// happens to be in is not to be run.
    package init(_ variable: String?) {
        directories = (variable ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// The first file called `name` that this process may execute; `nil` where no directory has one.
    package func program(named name: String) -> String? {
        directories.lazy.map { "\($0)/\(name)" }.first(where: Self.isExecutable)
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }
}
