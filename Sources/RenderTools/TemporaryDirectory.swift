import Glibc
import ProcessRunner

/// A directory of this process alone, gone with the last reference to it.
package final class TemporaryDirectory: Sendable {
    package let path: String

    /// Below `$TMPDIR`, or `/tmp`.
    package init(_ variables: [String: String]) throws(RenderToolError) {
        let base = variables["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var template = Array("\(base)/reconcile-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw RenderToolError(
                .disk, step: "make a temporary directory in", subject: base, detail: systemWords(errno),
                hint: "set TMPDIR to a directory that can be written")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path, depth: 0) }

    /// Makes a directory below, and those above it.
    package func makeDirectory(_ directory: String) throws(RenderToolError) {
        var made = path
        for part in try parts(of: directory) {
            made += "/\(part)"
            guard unsafe mkdir(made, 0o700) == 0 || errno == EEXIST else { throw failure(directory) }
        }
    }

    /// Writes a new file below the directory, which exists.
    package func write(_ bytes: [UInt8], to file: String) throws(RenderToolError) {
        let place = "\(path)/\(try parts(of: file).joined(separator: "/"))"
        let descriptor = unsafe open(place, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(file) }
            rest = rest.dropFirst(count)
        }
    }

    /// What leads out is refused here, too, though no tree has such a name.
    private func parts(of path: String) throws(RenderToolError) -> [Substring] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) }) else {
            throw RenderToolError(
                .disk, step: "write", subject: path, detail: "this is no path inside a directory", hint: nil)
        }
        return parts
    }

    private func failure(_ file: String) -> RenderToolError {
        RenderToolError(
            .disk, step: "write", subject: file, detail: "\(systemWords(errno)) (in \(path))",
            hint: "make room there, or set TMPDIR to another directory")
    }

    /// Deeper ones than this no tool makes; they stay.
    private static let depthLimit = 200

    /// Depth first; links are removed, not followed.
    private static func remove(_ path: String, depth: Int) {
        if depth < depthLimit, let directory = unsafe opendir(path) {
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                    unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                guard name != ".", name != ".." else { continue }
                if unsafe unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)", depth: depth + 1) }
            }
            unsafe closedir(directory)
        }
        unsafe rmdir(path)
    }
}
