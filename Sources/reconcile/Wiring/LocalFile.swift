import Glibc
import Reconciler

/// Files that the user names on the command line.
enum LocalFile {
    private static let sizeLimit = 512 << 20

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The file at `path`, or the manifests below it, by path.
    static func manifests(at path: String) throws -> [String] {
        guard isDirectory(path) else { return [path] }
        var files: [String] = []
        collect(path, depth: 0, into: &files)
        return files.sorted()
    }

    /// Links to directories are not followed: two that lead back would be walked in every order.
    private static func collect(_ path: String, depth: Int, into files: inout [String]) {
        guard depth < 32, let directory = opendir(path) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let full = "\(path)/\(name)"
            if isDirectory(full), !isLink(full) {
                collect(full, depth: depth + 1, into: &files)
            } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
                files.append(full)
            }
        }
    }

    static func read(_ path: String) throws(ReconcileError) -> [UInt8] {
        guard let stream = fopen(path, "rb") else { throw failure("read", path) }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            bytes += buffer[..<count]
            guard bytes.count <= sizeLimit else {
                throw ReconcileError(
                    .input, step: "read", subject: path, detail: "the file has more than \(sizeLimit >> 20) MiB",
                    hint: "split it")
            }
            if count < buffer.count {
                guard ferror(stream) == 0 else { throw failure("read", path) }
                return bytes
            }
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws(ReconcileError) {
        guard let stream = fopen(path, "wb") else { throw failure("write", path) }
        let written = fwrite(bytes, 1, bytes.count, stream)
        guard fclose(stream) == 0, written == bytes.count else { throw failure("write", path) }
    }

    /// With every directory above it, for this user alone; failing shows when something is written there.
    static func makeDirectory(_ path: String) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            mkdir(made, 0o700)
        }
    }

    private static func failure(_ step: String, _ path: String) -> ReconcileError {
        ReconcileError(
            .input, step: step, subject: path, detail: String(cString: strerror(errno)),
            hint: "check the path and its permissions")
    }
}
