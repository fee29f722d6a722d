import Glibc

/// Sole owner of one file descriptor.
struct Descriptor: ~Copyable {
    private let number: Int32

    /// What stands under a name, by lstat(2).
    enum Kind {
        case file(size: Int, executable: Bool)
        case directory, link, other
    }

    init(root: String) throws(GitError) {
        number = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw systemError(.open, root) }
    }

    init(file: String) throws(GitError) {
        number = unsafe open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else { throw systemError(.read, file) }
    }

    private init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens `name` in this directory for reading, never through a symbolic link.
    func opening(_ name: String, _ flags: Int32, _ place: String) throws(GitError) -> Descriptor {
        let opened = unsafe openat(number, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | flags)
        guard opened >= 0 else { throw systemError(.read, place) }
        return Descriptor(opened)
    }

    func kind(of name: String, _ place: String) throws(GitError) -> Kind {
        guard let kind = try kindIfAny(of: name, place) else { throw systemError(.read, place) }
        return kind
    }

    /// Nil if there is nothing of this name.
    func kindIfAny(of name: String, _ place: String) throws(GitError) -> Kind? {
        var facts = stat()
        guard unsafe fstatat(number, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw systemError(.read, place)
        }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: return .file(size: facts.st_size, executable: facts.st_mode & S_IXUSR != 0)
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        default: return .other
        }
    }

    func has(_ name: String, _ place: String) throws(GitError) -> Bool { try kindIfAny(of: name, place) != nil }

    /// Removes `name` from this directory; `AT_REMOVEDIR` for an empty directory.
    func remove(_ name: String, _ flags: Int32, _ place: String) throws(GitError) {
        guard unsafe unlinkat(number, name, flags) == 0 || errno == ENOENT else { throw systemError(.repair, place) }
    }

    /// Where the symbolic link `name` leads, as its bytes say.
    func target(of name: String, _ place: String) throws(GitError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe start.map { unsafe readlinkat(number, name, $0, buffer.count) } ?? -1
        }
        guard count >= 0 else { throw systemError(.read, place) }
        return Array(bytes.prefix(count))
    }

    /// The names in this directory but `.` and `..`, sorted by their bytes.
    func names(_ place: String) throws(GitError) -> [[UInt8]] {
        let copy = unsafe openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw systemError(.list, place) }
        guard let stream = unsafe fdopendir(copy) else {
            let error = systemError(.list, place)
            close(copy)
            throw error
        }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The first names in this directory, for a message.
    func shownNames(_ place: String) throws(GitError) -> [String] {
        try names(place).filter { $0 != Array(".git".utf8) }.prefix(12).map { escaped($0) }
    }

    /// The whole file, unless it grew past `limit` bytes since it was measured.
    func content(limit: Int, _ place: String) throws(GitError) -> [UInt8] {
        var facts = stat()
        guard unsafe fstat(number, &facts) == 0 else { throw systemError(.read, place) }
        var content: [UInt8] = []
        let expected = min(max(facts.st_size, 0), limit)
        while true {
            let room = max(expected - content.count, 0) + 1
            let before = content.count
            var failed = false
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                let got = unsafe read(number, buffer.baseAddress, room)
                (failed, count) = (got < 0, max(got, 0))
            }
            guard !failed else { throw systemError(.read, place) }
            if content.isEmpty { content = chunk } else { content += chunk }
            guard content.count <= limit else { throw tooLarge(place, size: content.count, limit: limit) }
            if content.count == before { return content }
        }
    }
}

/// What errno says now, as an error about `subject`.
func systemError(_ step: GitError.Step, _ subject: String) -> GitError {
    let number = errno
    let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    return GitError(.filesystem, step, subject, text)
}

/// The absolute path without symbolic links.
func realPath(of path: String) throws(GitError) -> String {
    guard let text = unsafe realpath(path, nil) else { throw systemError(.open, path) }
    defer { unsafe free(text) }
    guard let real = unsafe String(validatingCString: text) else {
        throw GitError(.badName, .open, path, "the path is not UTF-8")
    }
    return real
}

/// The whole file at `path`, which may be reached through links.
func readFile(_ path: String, limit: Int) throws(GitError) -> [UInt8] {
    try Descriptor(file: path).content(limit: limit, path)
}
