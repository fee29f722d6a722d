internal import CGit2

extension Repository {
    /// What `url.<base>.insteadOf` makes of the address; `nil` where no such setting concerns it. The longest one counts.
    ///
    /// libgit2 does the same by a regular expression, and 1.5 loses 20 KiB for each setting that does not match, at every
    /// fetch: of a controller that is a leak without end.
    func replacement(for address: String) throws(GitError) -> String? {
        var configuration: OpaquePointer?
        try check(unsafe git_repository_config_snapshot(&configuration, raw), .fetch, name)
        defer { unsafe git_config_free(configuration) }
        var iterator: OpaquePointer?
        try check(unsafe git_config_iterator_new(&iterator, configuration), .fetch, name)
        defer { unsafe git_config_iterator_free(iterator) }
        var best: (base: String, prefix: String)?
        var entry: UnsafeMutablePointer<git_config_entry>?
        while true {
            let status = unsafe git_config_next(&entry, iterator)
            if status == GIT_ITEROVER.rawValue { break }
            try check(status, .fetch, name)
            guard let found = unsafe entry?.pointee, let key = unsafe String(validatingCString: found.name),
                key.hasPrefix(Self.section), key.hasSuffix(Self.variable),
                let prefix = unsafe String(validatingCString: found.value), address.hasPrefix(prefix),
                prefix.utf8.count > best?.prefix.utf8.count ?? 0
            else { continue }
            best = (String(key.dropFirst(Self.section.count).dropLast(Self.variable.count)), prefix)
        }
        return best.map { $0.base + address.dropFirst($0.prefix.count) }
    }

    // libgit2 tells sections and variables in lower case; what stands between them as it was written.
    private static var section: String { "url." }
    private static var variable: String { ".insteadof" }
}
