internal import CGit2
import Glibc
import ObjectModel

/// Sole owner of one `git_tree`.
@safe struct Tree: ~Copyable {
    let raw: OpaquePointer

    init(_ id: ObjectID, in repository: borrowing Repository, path: String) throws(GitError) {
        var found: OpaquePointer?
        var id = id.raw
        let status = unsafe git_tree_lookup(&found, repository.raw, &id)
        guard status == 0, let found = unsafe found else {
            throw GitError(.corrupt, .read, path, LibraryFailure(status).text)
        }
        unsafe raw = found
    }

    deinit { unsafe git_tree_free(raw) }

    var count: Int { unsafe git_tree_entrycount(raw) }

    func entry(_ index: Int) -> TreeEntry? { unsafe git_tree_entry_byindex(raw, index).map { unsafe TreeEntry($0) } }

    func entry(named name: String) -> TreeEntry? {
        unsafe git_tree_entry_byname(raw, name).map { unsafe TreeEntry($0) }
    }
}

/// One line of a tree object, copied out of it.
struct TreeEntry {
    enum Kind { case file, executable, link, directory, submodule }

    let id: ObjectID
    let kind: Kind
    /// Nil if the name is not UTF-8.
    let name: String?
    /// The name, or what can be shown of it.
    let shownName: String

    init(_ entry: OpaquePointer) {
        id = unsafe git_tree_entry_id(entry).map { unsafe ObjectID(copying: $0.pointee) } ?? ObjectID { _ in 0 }
        switch unsafe git_tree_entry_filemode(entry) {
        case GIT_FILEMODE_TREE: kind = .directory
        case GIT_FILEMODE_LINK: kind = .link
        case GIT_FILEMODE_COMMIT: kind = .submodule
        case GIT_FILEMODE_BLOB_EXECUTABLE: kind = .executable
        default: kind = .file
        }
        guard let text = unsafe git_tree_entry_name(entry) else {
            name = nil
            shownName = ""
            return
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
        let plain = unsafe String(validating: bytes, as: UTF8.self)
        name = plain
        shownName = unsafe plain ?? escaped(bytes)
    }
}

extension Repository {
    /// The files below `path` at `commit`; as `selection` has it.
    ///
    /// Throws if the path does not exist or a limit is exceeded; what is wrong with single entries is in `problems`.
    func files(
        at commit: CommitID, under path: String, limits: SourceLimits, selection: FileSelection
    ) throws(GitError) -> SourceTree {
        let root = try rootTree(of: commit)
        let asked = try TreePath(path)
        var gathering = Gathering(limits: limits, selection: selection)
        let found = try node(at: asked, asked: path, root: root)
        switch found.entry.kind {
        case .directory:
            try gather(found.entry.id, at: asked.text, depth: 0, root: root, into: &gathering)
        case .submodule:
            throw submodule(asked.text)
        case .file, .executable, .link:
            try gatherFile(found, at: asked.text, linked: found.path != asked.text, into: &gathering)
        }
        return gathering.finished()
    }

    /// The content of one blob; more than `limit` bytes are refused before they are read.
    func content(of blob: BlobID, path: String, limit: Int) throws(GitError) -> [UInt8] {
        let size = try size(of: blob.object, path: path)
        guard size <= limit else { throw tooLarge(path, size: size, limit: limit) }
        return try read(blob, path: path)
    }

    private func read(_ blob: BlobID, path: String) throws(GitError) -> [UInt8] {
        var object: OpaquePointer?
        var id = blob.object.raw
        let status = unsafe git_odb_read(&object, objects, &id)
        guard status == 0, let object = unsafe object else {
            throw GitError(.corrupt, .read, path, LibraryFailure(status).text)
        }
        defer { unsafe git_odb_object_free(object) }
        guard unsafe git_odb_object_type(object) == GIT_OBJECT_BLOB else {
            throw GitError(.corrupt, .read, path, "\(blob) is not a file")
        }
        let count = unsafe git_odb_object_size(object)
        return unsafe Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: count))
    }

    func rootTree(of commit: CommitID) throws(GitError) -> ObjectID {
        unsafe try withCommit(commit) { found throws(GitError) in
            guard let tree = unsafe git_commit_tree_id(found) else {
                throw GitError(.corrupt, .read, commit.description, "the commit names no tree")
            }
            return unsafe ObjectID(copying: tree.pointee)
        }
    }

    /// In bytes, from the object's header.
    private func size(of object: ObjectID, path: String) throws(GitError) -> Int {
        var (size, type, id) = (0, GIT_OBJECT_ANY, object.raw)
        let status = unsafe git_odb_read_header(&size, &type, objects, &id)
        guard status == 0 else { throw GitError(.corrupt, .read, path, LibraryFailure(status).text) }
        return size
    }

    private func gather(
        _ tree: ObjectID, at path: String, depth: Int, root: ObjectID, into gathering: inout Gathering
    ) throws(GitError) {
        let tree = try Tree(tree, in: self, path: path)
        for index in 0..<tree.count {
            guard let entry = tree.entry(index) else { continue }
            let place = RepositoryPath.joined(path, entry.shownName)
            try gathering.enter(place, depth: depth)
            guard let name = entry.name, isPlain(name) else {
                let reason = entry.name == nil ? "the file name is not UTF-8" : "this is no name for a file"
                gathering.add(GitError(.badName, .read, place, reason))
                continue
            }
            switch entry.kind {
            case .directory:
                try gather(entry.id, at: place, depth: depth + 1, root: root, into: &gathering)
            case .submodule:
                gathering.add(submodule(place))
            case .file, .executable:
                try gatherFile((entry, place), at: place, linked: false, into: &gathering)
            case .link:
                try gatherLink(place, root: root, into: &gathering)
            }
        }
    }

    private func gatherLink(_ place: String, root: ObjectID, into gathering: inout Gathering) throws(GitError) {
        do {
            let target = try node(at: try TreePath(place), asked: place, root: root)
            switch target.entry.kind {
            case .file, .executable, .link: try gatherFile(target, at: place, linked: true, into: &gathering)
            case .submodule: gathering.add(submodule(place))
            case .directory: gathering.add(linkToDirectory(place, target: target.path))
            }
        } catch  where error.code == .unsafeLink || error.code == .pathNotFound {
            gathering.add(link: place, error)
        }
    }

    private func gatherFile(
        _ found: (entry: TreeEntry, path: String), at place: String, linked: Bool, into gathering: inout Gathering
    ) throws(GitError) {
        guard gathering.selection.matches(place) else { return }
        let blob = BlobID(found.entry.id)
        let size = try size(of: found.entry.id, path: place)
        if let problem = gathering.excess(size, place) { return gathering.add(problem) }
        let content = gathering.selection.isKnown(blob) ? nil : try read(blob, path: place)
        let plain: SourceFile.Kind = found.entry.kind == .executable ? .executable : .file
        try gathering.add(
            SourceFile(
                path: place, blob: blob, size: size, kind: linked ? .link(to: found.path) : plain, content: content))
    }

    /// What stands at `path` below the tree `root`, symbolic links followed, with the path where it really is.
    private func node(
        at path: TreePath, asked: String, root: ObjectID
    ) throws(GitError) -> (entry: TreeEntry, path: String) {
        var walk = LinkWalk(path, asked: asked)
        var place: [TreeEntry] = [TreeEntry(directory: root)]
        while let name = walk.next() {
            let here = place.dropFirst().map(\.shownName)
            if name == "." { continue }
            if name == ".." {
                guard place.count > 1 else { throw walk.leaving(at: asked) }
                place.removeLast()
                continue
            }
            guard let directory = place.last, directory.kind == .directory else {
                throw missing(asked, here.joined(separator: "/"), "is not a directory")
            }
            let tree = try Tree(directory.id, in: self, path: asked)
            let spot = (here + [name]).joined(separator: "/")
            guard let entry = tree.entry(named: name) else {
                throw missing(asked, spot, "does not exist", beside: tree.names)
            }
            guard entry.kind == .link else {
                place.append(entry)
                continue
            }
            try walk.follow(try content(of: BlobID(entry.id), path: spot, limit: 4096), at: spot)
        }
        let real = place.dropFirst().map(\.shownName).joined(separator: "/")
        return (place.last ?? TreeEntry(directory: root), real)
    }
}

extension TreeEntry {
    fileprivate init(directory: ObjectID) {
        id = directory
        kind = .directory
        name = ""
        shownName = ""
    }
}

extension Tree {
    /// The first names in this directory, for a message.
    fileprivate var names: [String] { (0..<min(count, 12)).compactMap { entry($0)?.shownName }.sorted() }
}

/// A name that a path can hold: not empty, not `.` or `..`, not `.git`, without `/`.
func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && name != ".git" && !name.utf8.contains(UInt8(ascii: "/"))
}

func submodule(_ path: String) -> GitError {
    GitError(
        .unsupported, .read, path, "it is a submodule",
        hint: "read the submodule's repository itself, or keep its files in this one")
}

func linkToDirectory(_ path: String, target: String) -> GitError {
    GitError(
        .unsafeLink, .read, path, "the symbolic link leads to the directory \(target.isEmpty ? "." : target)",
        hint: "name the directory itself as a path, so that its files are read once")
}

func missing(_ asked: String, _ spot: String, _ what: String, beside names: [String] = []) -> GitError {
    let list = names.isEmpty ? "" : "; beside it are \(names.joined(separator: ", "))"
    return GitError(.pathNotFound, .read, asked, "'\(spot)' \(what)\(list)")
}
