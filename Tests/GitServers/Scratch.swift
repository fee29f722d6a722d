import Glibc

/// A directory of one test, removed with everything in it when the test is done with it.
package final class Scratch: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/git-source-tests.XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Command.Failure(description: "no temporary directory") }
        path = String(cString: made)
    }

    deinit { _ = try? Command(["chmod", "-R", "u+w", path]); _ = try? Command(["rm", "-rf", path]) }

    /// A directory inside, made if need be.
    package func directory(_ name: String) throws -> String {
        try Command.run(["mkdir", "-p", "\(path)/\(name)"])
        return "\(path)/\(name)"
    }
}

/// Writes a file and the directories above it.
package func write(_ bytes: [UInt8], to path: String) throws {
    let parent = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    try Command.run(["mkdir", "-p", String(parent)])
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Command.Failure(description: "cannot write \(path)") }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw Command.Failure(description: "cannot write \(path)") }
        written += count
    }
}

package func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

/// A repository with a working tree, made by the `git` command.
package struct WorkTree {
    package let scratch: Scratch
    package let path: String

    package init(_ name: String = "repo", in scratch: Scratch? = nil) throws {
        self.scratch = try scratch ?? Scratch()
        path = try self.scratch.directory(name)
        try git("init", "--quiet", "--initial-branch=main")
    }

    @discardableResult
    package func git(_ words: String...) throws -> String {
        let output = try Command.run(["git", "-c", "protocol.file.allow=always"] + words, in: path)
        return output.hasSuffix("\n") ? String(output.dropLast()) : output
    }

    package func add(_ file: String, _ text: String) throws { try write(text, to: "\(path)/\(file)") }

    /// Commits everything and returns the commit's id.
    @discardableResult
    package func commit(_ subject: String = "Change something") throws -> String {
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "-m", subject)
        return try git("rev-parse", "HEAD")
    }
}
