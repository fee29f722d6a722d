import Glibc
import ProcessRunner

/// Why a file gave no bytes.
enum FileFailure: Error, Hashable {
    case missing
    case directory
    case tooLarge(limit: Int)
    /// The system's words.
    case failed(String)

    var detail: String {
        switch self {
        case .missing: "no such file"
        case .directory: "it is a directory"
        case .tooLarge(let limit): "it is larger than \(limit) bytes"
        case .failed(let words): words
        }
    }
}

/// What changes when a file is written or replaced.
struct FileStamp: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var modifiedSeconds: Int
    var modifiedNanoseconds: Int
}

/// The file system as credentials see it; tests give a dictionary.
package struct FileAccess: Sendable {
    /// At most `limit` bytes of a file.
    var read: @Sendable (_ path: String, _ limit: Int) throws(FileFailure) -> [UInt8]
    /// `nil` where there is no such file.
    var stamp: @Sendable (_ path: String) -> FileStamp?
    /// Whether `path` is a file that this process may execute.
    var isExecutable: @Sendable (_ path: String) -> Bool

    /// The machine's own.
    package static let system = FileAccess(read: readFile, stamp: stampOfFile, isExecutable: isExecutableFile)
}

@Sendable private func readFile(_ path: String, _ limit: Int) throws(FileFailure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(of: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var page = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let capacity = page.count
        let count = unsafe page.withUnsafeMutableBytes { buffer in
            unsafe Glibc.read(descriptor, buffer.baseAddress, capacity)
        }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw failure(of: errno) }
        guard count > 0 else { return bytes }
        guard bytes.count + count <= limit else { throw FileFailure.tooLarge(limit: limit) }
        bytes += page[..<count]
    }
}

private func failure(of code: Int32) -> FileFailure {
    switch code {
    case ENOENT: .missing
    case EISDIR: .directory
    default: .failed(systemWords(code))
    }
}

@Sendable private func stampOfFile(_ path: String) -> FileStamp? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return FileStamp(
        device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
        modifiedSeconds: status.st_mtim.tv_sec, modifiedNanoseconds: status.st_mtim.tv_nsec)
}

@Sendable private func isExecutableFile(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return unsafe access(path, X_OK) == 0
}
