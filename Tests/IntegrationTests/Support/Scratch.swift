import Glibc
import Synchronization

/// A directory for one test, removed with all it holds when the test is done.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/reconcile-integration.XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw ProgramRun.Failure(description: "no temporary directory") }
        path = String(cString: made)
    }

    deinit { Self.remove(path) }

    /// One that several tests share; removed when the process ends, since nothing else ends a static.
    static func forTheWholeRun() -> Scratch? {
        guard let scratch = try? Scratch() else { return nil }
        shared.withLock { paths in
            if paths.isEmpty { atexit { Scratch.shared.withLock { $0 }.forEach(Scratch.remove) } }
            paths.append(scratch.path)
        }
        return scratch
    }

    private static let shared = Mutex<[String]>([])

    /// The path of `name` inside.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and makes the directories above it.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        var directory = path
        for part in name.split(separator: "/").dropLast() {
            directory += "/\(part)"
            mkdir(directory, 0o755)
        }
        return try Self.write(bytes, to: file(name))
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    @discardableResult
    static func write(_ bytes: [UInt8], to path: String) throws -> String {
        guard let stream = fopen(path, "w") else {
            throw ProgramRun.Failure(description: "cannot write \(path): \(errno)")
        }
        defer { fclose(stream) }
        guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else {
            throw ProgramRun.Failure(description: "cannot write \(path): \(errno)")
        }
        return path
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let stream = fopen(path, "r") else {
            throw ProgramRun.Failure(description: "cannot read \(path): \(errno)")
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    static func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }

    /// Every file below `path`, sorted; links are not followed.
    static func files(below path: String) -> [String] {
        entries(path).flatMap { isDirectory($0) ? files(below: $0) : [$0] }.sorted()
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func isDirectory(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    private static func entries(_ path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { found.append("\(path)/\(name)") }
        }
        return found
    }

    private static func remove(_ path: String) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 { empty(directory) }
        rmdir(path)
    }

    /// Removes everything in `directory` and closes it; by the names as they are, which need not be UTF-8.
    private static func empty(_ directory: Int32) {
        guard let stream = fdopendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                guard let name = bytes.baseAddress?.assumingMemoryBound(to: CChar.self), strcmp(name, ".") != 0,
                    strcmp(name, "..") != 0, unlinkat(directory, name, 0) != 0
                else { return }
                let child = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                if child >= 0 { empty(child) }
                unlinkat(directory, name, AT_REMOVEDIR)
            }
        }
    }
}
