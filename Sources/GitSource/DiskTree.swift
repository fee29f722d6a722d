internal import CGit2
import Glibc
import ObjectModel

/// Reads a directory tree from disk without ever opening anything outside its root.
///
/// Every directory is opened below its parent's descriptor and never through a symbolic link, so a link that is
/// planted while the tree is read cannot lead out either.
struct DiskTree {
    /// Says if an entry is left out, by its path from the root.
    typealias Ignoring = (_ path: String, _ isDirectory: Bool) throws(GitError) -> Bool

    private let root: String

    init(root: String) throws(GitError) { self.root = root }

    /// Gathers what is below `path`.
    func gather(_ path: String, into gathering: inout Gathering, ignoring: Ignoring) throws(GitError) {
        let asked = try TreePath(path)
        let found = try node(at: asked, asked: path)
        switch found.kind {
        case .directory:
            try gather(found.descriptor, at: asked.text, depth: 0, into: &gathering, ignoring: ignoring)
        case .file(let size, let executable):
            let kind: SourceFile.Kind =
                found.path == asked.text ? (executable ? .executable : .file) : .link(to: found.path)
            try gatherFile(found.descriptor, size: size, kind: kind, at: asked.text, into: &gathering)
        case .link, .other:
            throw GitError(.unsupported, .read, path, "it is neither a file nor a directory")
        }
    }

    private func gather(
        _ directory: borrowing Descriptor, at path: String, depth: Int, into gathering: inout Gathering,
        ignoring: Ignoring
    ) throws(GitError) {
        for name in try directory.names(path) where name != Array(".git".utf8) {
            let text = String(validating: name, as: UTF8.self)
            let place = RepositoryPath.joined(path, text ?? escaped(name))
            try gathering.enter(place, depth: depth)
            guard let text else {
                gathering.add(GitError(.badName, .read, place, "the file name is not UTF-8"))
                continue
            }
            do {
                try gatherEntry(text, of: directory, at: place, depth: depth, into: &gathering, ignoring: ignoring)
            } catch  where error.code == .filesystem {
                gathering.add(error)
            }
        }
    }

    private func gatherEntry(
        _ name: String, of directory: borrowing Descriptor, at place: String, depth: Int,
        into gathering: inout Gathering, ignoring: Ignoring
    ) throws(GitError) {
        switch try directory.kind(of: name, place) {
        case .link:
            guard try !ignoring(place, false) else { return }
            do {
                try gatherLink(place, into: &gathering)
            } catch  where error.code == .unsafeLink || error.code == .pathNotFound {
                gathering.add(link: place, error)
            }
        case .directory:
            guard try !ignoring(place, true) else { return }
            let inner = try directory.opening(name, O_DIRECTORY, place)
            if try inner.has(".git", place) { return gathering.add(submodule(place)) }
            try gather(inner, at: place, depth: depth + 1, into: &gathering, ignoring: ignoring)
        case .file(let size, let executable):
            guard gathering.selection.matches(place), try !ignoring(place, false) else { return }
            let file = try directory.opening(name, 0, place)
            try gatherFile(file, size: size, kind: executable ? .executable : .file, at: place, into: &gathering)
        case .other:
            return  // sockets, pipes and devices are no part of a repository
        }
    }

    private func gatherLink(_ place: String, into gathering: inout Gathering) throws(GitError) {
        let target = try node(at: try TreePath(place), asked: place)
        switch target.kind {
        case .directory:
            gathering.add(linkToDirectory(place, target: target.path))
        case .file(let size, _):
            try gatherFile(target.descriptor, size: size, kind: .link(to: target.path), at: place, into: &gathering)
        case .link, .other:
            gathering.add(GitError(.unsupported, .read, place, "the symbolic link leads to no file"))
        }
    }

    private func gatherFile(
        _ file: borrowing Descriptor, size: Int, kind: SourceFile.Kind, at place: String,
        into gathering: inout Gathering
    ) throws(GitError) {
        guard gathering.selection.matches(place) else { return }
        if let problem = gathering.excess(size, place) { return gathering.add(problem) }
        let content = try file.content(limit: gathering.limits.fileBytes, place)
        let blob = try blobID(of: content, place)
        let known = gathering.selection.isKnown(blob)
        try gathering.add(
            SourceFile(path: place, blob: blob, size: content.count, kind: kind, content: known ? nil : content))
    }

    private func blobID(of content: [UInt8], _ place: String) throws(GitError) -> BlobID {
        var id = git_oid()
        let status = unsafe content.withUnsafeBytes {
            unsafe git_odb_hash(&id, $0.baseAddress, $0.count, GIT_OBJECT_BLOB)
        }
        try check(status, .read, place)
        return BlobID(ObjectID(copying: id))
    }
}

extension DiskTree {
    /// What a path leads to, opened.
    private struct Node: ~Copyable {
        let descriptor: Descriptor
        let kind: Descriptor.Kind
        /// Where it really is, from the root.
        let path: String
    }

    /// Walks `path` from the root, following symbolic links by their text.
    private func node(at path: TreePath, asked: String) throws(GitError) -> Node {
        var walk = LinkWalk(path, asked: asked)
        var place: [String] = []
        var here = try Descriptor(root: root)
        while let name = walk.next() {
            if name == "." { continue }
            if name == ".." {
                guard place.popLast() != nil else { throw walk.leaving(at: asked) }
                here = try descend(place, asked)
                continue
            }
            let spot = (place + [name]).joined(separator: "/")
            guard name != ".git" else { throw missing(asked, spot, "belongs to Git itself") }
            switch try here.kindIfAny(of: name, asked) {
            case nil: throw missing(asked, spot, "does not exist", beside: try here.shownNames(asked))
            case .link: try walk.follow(try here.target(of: name, spot), at: spot)
            case .directory:
                here = try here.opening(name, O_DIRECTORY, spot)
                place.append(name)
            case let kind?:
                guard walk.pending.isEmpty else { throw missing(asked, spot, "is not a directory") }
                return Node(descriptor: try here.opening(name, 0, spot), kind: kind, path: spot)
            }
        }
        return Node(descriptor: here, kind: .directory, path: place.joined(separator: "/"))
    }

    private func descend(_ place: [String], _ asked: String) throws(GitError) -> Descriptor {
        var here = try Descriptor(root: root)
        for name in place { here = try here.opening(name, O_DIRECTORY, asked) }
        return here
    }
}
