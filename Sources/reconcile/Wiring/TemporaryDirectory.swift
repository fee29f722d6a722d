import Glibc
import Reconciler

/// A directory of this process alone, gone with the last reference to it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws(ReconcileError) {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/reconcile-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ReconcileError(
                .internalFault, step: "make a temporary directory in", subject: base,
                detail: String(cString: strerror(errno)), hint: "set TMPDIR to a directory that can be written")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Writes a file below the directory; `file` has been checked to stay inside.
    func write(_ bytes: [UInt8], to file: String) throws(ReconcileError) {
        var directory = path
        for part in RepositoryPath.directory(of: file).split(separator: "/") {
            directory += "/\(part)"
            mkdir(directory, 0o700)
        }
        guard let stream = fopen("\(path)/\(file)", "wb") else { throw failure(file) }
        let written = fwrite(bytes, 1, bytes.count, stream)
        guard fclose(stream) == 0, written == bytes.count else { throw failure(file) }
    }

    private func failure(_ file: String) -> ReconcileError {
        ReconcileError(
            .internalFault, step: "write", subject: "\(path)/\(file)", detail: String(cString: strerror(errno)))
    }

    /// Depth first; links are removed, not followed.
    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name != ".", name != ".." else { continue }
                if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
