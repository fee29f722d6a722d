import Glibc
import ObjectModel
import Reconciler

/// Puts new files in the place of old ones: each is the old one or the new one whole, whenever the process ends.
///
/// Every new file is on disk before the first takes its place. Owner and mode stay.
struct FileReplacement {
    private struct Prepared {
        var path: String
        var temporary: String
        var old: [UInt8]
    }

    /// `files` are named from `root`; one that no longer holds `old`, or stands outside of `root`, is an error, and then
    /// none is replaced.
    static func replace(_ files: [(path: String, old: [UInt8], new: [UInt8])], in root: String) throws(ReconcileError) {
        var prepared: [Prepared] = []
        defer { for file in prepared { unlink(file.temporary) } }
        for file in files {
            let path = try realPath(of: file.path, in: root)
            guard try LocalFile.read(path) == file.old else { throw changed(path) }
            let temporary = try write(file.new, beside: path)
            prepared.append(Prepared(path: path, temporary: temporary, old: file.old))
        }
        for file in prepared {
            guard try LocalFile.read(file.path) == file.old else { throw changed(file.path) }
            guard rename(file.temporary, file.path) == 0 else { throw failure("write", file.path) }
            syncDirectory(of: file.path)
        }
    }

    /// Without links, so that a link stays one and its target is replaced.
    private static func realPath(of file: String, in root: String) throws(ReconcileError) -> String {
        guard let found = realpath("\(root)/\(file)", nil), let top = realpath(root, nil) else {
            throw failure("find", file)
        }
        defer {
            free(found)
            free(top)
        }
        let (path, directory) = (String(cString: found), String(cString: top))
        guard path.hasPrefix(directory == "/" ? "/" : directory + "/") else {
            throw ReconcileError(
                .input, step: "write", subject: file, detail: "it is a link that leaves the repository",
                hint: "edit the file that it points to by hand")
        }
        return path
    }

    private static func write(_ bytes: [UInt8], beside path: String) throws(ReconcileError) -> String {
        var template = Array("\(path).reconcile-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure("write beside", path) }
        let temporary = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        defer { close(descriptor) }
        guard take(bytes, descriptor, like: path) else {
            let error = failure("write", temporary)
            unlink(temporary)
            throw error
        }
        return temporary
    }

    private static func take(_ bytes: [UInt8], _ descriptor: Int32, like path: String) -> Bool {
        var status = stat()
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, stat(path, &status) == 0 else { return false }
        // Only root can give a file away; for everybody else it is theirs already, or becomes so.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        return writeAll(bytes, to: descriptor) && fchmod(descriptor, status.st_mode & 0o7777) == 0
            && fsync(descriptor) == 0
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || (count < 0 && errno == EINTR) else { return false }
            rest = rest.dropFirst(max(count, 0))
        }
        return true
    }

    /// A rename is lasting only when its directory is on disk; where that cannot be asked for, it happens by itself.
    private static func syncDirectory(of path: String) {
        let directory = open(RepositoryPath.directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        close(directory)
    }

    private static func changed(_ path: String) -> ReconcileError {
        ReconcileError(
            .input, step: "write", subject: path, detail: "the file is not the one that was compared",
            hint: "compare again, in a working directory at the revision of the environment")
    }

    private static func failure(_ step: String, _ subject: String) -> ReconcileError {
        ReconcileError(
            .input, step: step, subject: subject, detail: String(cString: strerror(errno)),
            hint: "check the path, its permissions and the space on its disk")
    }
}
