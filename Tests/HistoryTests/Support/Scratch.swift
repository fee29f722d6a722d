import Glibc

/// A directory for one test. All are removed when the process ends, because a store may outlive what made its file.
struct Scratch: Sendable {
    let path: String

    init() throws {
        let root = try Self.root.get()
        path = "\(root)/\(UInt64.random(in: 0 ... .max))"
        mkdir(path, 0o755)
        chmod(path, 0o755)  // whatever the umask: PostgreSQL does not run as root
    }

    private static let root: Result<String, any Error> = Result {
        var template = Array("/tmp/reconcile-history.XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Command.Failure(description: "no temporary directory") }
        let path = String(cString: made)
        chmod(path, 0o755)  // a server that runs as another user has its own directory inside
        atexit { if let root = try? Scratch.root.get() { _ = try? Command(["rm", "-rf", "--", root]) } }
        return path
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    static func write(_ text: String, to path: String) throws {
        guard let stream = fopen(path, "w") else {
            throw Command.Failure(description: "cannot write \(path): \(errno)")
        }
        defer { fclose(stream) }
        fputs(text, stream)
    }

    static func read(_ path: String) throws -> String {
        guard let stream = fopen(path, "r") else {
            throw Command.Failure(description: "cannot read \(path): \(errno)")
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Names in a directory, sorted.
    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            found.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return found.filter { $0 != "." && $0 != ".." }.sorted()
    }
}
