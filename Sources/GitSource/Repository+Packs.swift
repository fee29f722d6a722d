internal import CGit2
import Glibc

extension Repository {
    /// Joins the packs in `directory`, its `objects/pack`, into one, but for the largest; the lock must be held.
    ///
    /// Every fetch adds a pack, and every look-up asks them all. The largest is the clone, so that the work is for what
    /// came since and not for the whole history; git-repack(1) `--geometric` has the same thought. Where more came since
    /// than there was, nothing is done and the answer is false: a clone anew costs no more than what was fetched already,
    /// and lets go of what no branch has any longer.
    ///
    /// The old ones go when the new one is whole. A process that is killed in between leaves objects that are there twice,
    /// and at most one pack without an index, which nobody reads and the next join removes.
    func joinPacks(in directory: String, for transfer: Transfer) throws(GitError) -> Bool {
        let packs = try packs(in: directory)
        guard let largest = packs.max(by: { $0.bytes < $1.bytes }) else { return true }
        let old = packs.filter { $0.name != largest.name }
        guard old.reduce(0, { $0 + $1.bytes }) <= largest.bytes else { return false }
        let new = try write(objectsOf: old.map { "\(directory)/\($0.name).idx" }, for: transfer)
        for pack in old where pack.name != "pack-\(new)" {
            for suffix in ["idx", "pack", "rev"] { try remove("\(directory)/\(pack.name).\(suffix)") }
        }
        return true
    }

    /// Those that have an index. One that has none is removed.
    private func packs(in directory: String) throws(GitError) -> [(name: String, bytes: Int)] {
        let names = Set(
            try Descriptor(root: directory).names(directory).compactMap { String(validating: $0, as: UTF8.self) })
        var found: [(name: String, bytes: Int)] = []
        for file in names.sorted() where file.hasSuffix(".pack") {
            let name = String(file.dropLast(".pack".count))
            if names.contains("\(name).idx") {
                found.append((name, size("\(directory)/\(file)")))
            } else {
                try remove("\(directory)/\(file)")
            }
        }
        return found
    }

    private func size(_ path: String) -> Int {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }

    private func remove(_ path: String) throws(GitError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw systemError(.repair, path) }
    }

    /// Writes one pack of everything that the packs with these indices have; answers its name, without `pack-`.
    private func write(objectsOf indices: [String], for transfer: Transfer) throws(GitError) -> String {
        var made: OpaquePointer?
        try check(unsafe git_packbuilder_new(&made, raw), .repair, name)
        defer { unsafe git_packbuilder_free(made) }
        try check(
            unsafe git_packbuilder_set_callbacks(made, { _, _, _, _ in Transfer.verdict }, nil), .repair, name)
        for index in indices { try unsafe insert(objectsOf: index, into: made) }
        let status = unsafe git_packbuilder_write(made, nil, 0, { _, _ in Transfer.verdict }, nil)
        if let stopped = transfer.stopError(.repair, name) { throw stopped }
        try check(status, .repair, name)
        guard let written = unsafe git_packbuilder_name(made) else { return "" }
        return unsafe String(cString: written)
    }

    private func insert(objectsOf index: String, into builder: OpaquePointer?) throws(GitError) {
        var pack: UnsafeMutablePointer<git_odb_backend>?
        try check(unsafe git_odb_backend_one_pack(&pack, index), .repair, index)
        var database: OpaquePointer?
        let status = unsafe git_odb_new(&database)
        defer { unsafe git_odb_free(database) }
        try check(status, .repair, index)
        // From here on the database owns the backend.
        try check(unsafe git_odb_add_backend(database, pack, 1), .repair, index)
        let inserted = unsafe git_odb_foreach(
            database,
            { id, builder in unsafe git_packbuilder_insert(builder.map { OpaquePointer($0) }, id, nil) },
            builder.map { unsafe UnsafeMutableRawPointer($0) })
        try check(inserted, .repair, index)
    }
}

extension Transfer {
    /// What a callback of libgit2 answers: below zero ends what it is doing, for a transfer that was stopped.
    fileprivate static var verdict: Int32 { current?.stopped == nil ? 0 : -1 }
}
