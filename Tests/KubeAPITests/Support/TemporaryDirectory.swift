import Glibc

/// A directory for one test, removed with all it holds when the test is done.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/reconcile-kube-tests.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(errno: errno) }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit { Self.remove(path) }

    struct Failure: Error { var errno: Int32 }

    func write(_ text: String, to name: String) throws {
        guard let file = fopen("\(path)/\(name)", "w") else { throw Failure(errno: errno) }
        defer { fclose(file) }
        fputs(text, file)
    }

    func read(_ name: String) throws -> [UInt8] { try Self.read("\(path)/\(name)") }

    static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Failure(errno: errno) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let got = fread(&buffer, 1, buffer.count, file), got > 0 { bytes += buffer[..<got] }
        return bytes
    }

    /// The paths of every file below, sorted.
    var files: [String] { Self.files(path).sorted() }

    private static func files(_ directory: String) -> [String] {
        entries(directory).flatMap { path in
            var facts = stat()
            guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { return [path] }
            return files(path)
        }
    }

    private static func entries(_ directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var paths: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { paths.append("\(directory)/\(name)") }
        }
        return paths
    }

    private static func remove(_ path: String) {
        for file in files(path) { unlink(file) }
        for directory in entries(path) { remove(directory) }
        rmdir(path)
    }
}
