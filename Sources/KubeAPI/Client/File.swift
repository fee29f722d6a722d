import Glibc

/// The few file operations of the cache, over system calls.
struct File {
    /// What a file under construction is called; the process id is before it.
    static let unfinishedSuffix = ".unfinished"
    /// Nothing larger is read.
    private static let sizeLimit = 512 << 20

    let path: String

    init(_ path: String) { self.path = path }

    /// The whole file; `nil` where it is not there, not a file, or cannot be read.
    func read() -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            (0...Self.sizeLimit).contains(Int(facts.st_size))
        else { return nil }
        let size = Int(facts.st_size)
        var isWhole = true
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, size - count)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { break }
                count += got
            }
            isWhole = count == size
        }
        return isWhole ? bytes : nil
    }

    /// Writes beside it and renames, so that no reader ever sees a part. `false` where that fails.
    @discardableResult
    func replace(with bytes: [UInt8]) -> Bool {
        let unfinished = "\(path).\(getpid()).\(UInt64.random(in: 0...UInt64.max))\(Self.unfinishedSuffix)"
        let descriptor = unsafe open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        let isWritten = Self.write(bytes, to: descriptor)
        close(descriptor)
        guard isWritten, unsafe rename(unfinished, path) == 0 else {
            unsafe unlink(unfinished)
            return false
        }
        return true
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let put = unsafe Glibc.write(
                    descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
                if put < 0, errno == EINTR { continue }
                guard put > 0 else { return false }
                done += put
            }
            return true
        }
    }

    /// Makes `path` and what is above it, readable by this user only; `false` where it is not then a directory.
    static func makeDirectory(_ path: String) -> Bool {
        var facts = stat()
        if unsafe stat(path, &facts) == 0 { return facts.st_mode & S_IFMT == S_IFDIR }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            guard makeDirectory(String(path[..<slash])) else { return false }
        }
        return unsafe mkdir(path, 0o700) == 0 || errno == EEXIST
    }

    /// The files of a directory: name, size in bytes, seconds since the last change.
    static func listing(_ directory: String) -> [(name: String, size: Int, age: Int)] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var files: [(name: String, size: Int, age: Int)] = []
        let now = time(nil)
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
                unsafe String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            }
            var facts = stat()
            guard unsafe lstat("\(directory)/\(name)", &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { continue }
            files.append((name, Int(facts.st_size), now - facts.st_mtim.tv_sec))
        }
        return files
    }
}
