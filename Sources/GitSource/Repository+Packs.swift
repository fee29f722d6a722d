internal import CGit2
import Glibc

extension Repository {
    /// Joins the packs in `directory`, its `objects/pack`, into one, but for the largest.
    ///
    /// Every fetch adds a pack, and every look-up asks them all. The largest is the clone, so that the work is for what
    /// came since and not for the whole history; git-repack(1) `--geometric` has the same thought. The old ones go when
    /// the new one is whole: a process that is killed before leaves objects that are there twice, which is no harm.
    func joinPacks(in directory: String) throws(GitError) {
        let here = try Descriptor(root: directory)
        let names = try here.names(directory).compactMap { String(validating: $0, as: UTF8.self) }
        let packs = names.filter { $0.hasSuffix(".pack") }.map { String($0.dropLast(5)) }
        let sizes = packs.map { ($0, size("\(directory)/\($0).pack")) }
        guard let largest = sizes.max(by: { $0.1 < $1.1 })?.0 else { return }
        let old = packs.filter { $0 != largest }
        let new = try write(objectsOf: old.map { "\(directory)/\($0).idx" })
        for pack in old where pack != "pack-\(new)" {
            // The index first: a pack without one is not looked at.
            for suffix in ["idx", "pack", "rev"] {
                guard unsafe unlink("\(directory)/\(pack).\(suffix)") == 0 || errno == ENOENT else {
                    throw systemError(.repair, "\(directory)/\(pack).\(suffix)")
                }
            }
        }
    }

    private func size(_ path: String) -> Int {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }

    /// Writes one pack of everything that the packs with these indices have; answers its name, without `pack-`.
    private func write(objectsOf indices: [String]) throws(GitError) -> String {
        var made: OpaquePointer?
        try check(unsafe git_packbuilder_new(&made, raw), .repair, name)
        defer { unsafe git_packbuilder_free(made) }
        for index in indices { try unsafe insert(objectsOf: index, into: made) }
        try check(unsafe git_packbuilder_write(made, nil, 0, nil, nil), .repair, name)
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
