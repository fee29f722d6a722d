/// A file that others replace while this runs, such as a Pod's token: read again when it changed or grew old.
struct CredentialFile: Sendable, Masked {
    /// Tokens, certificates and keys are a few KiB, a bundle of every public CA a quarter of a MiB.
    static let sizeLimit = 1 << 20
    /// client-go's minute less its ten seconds of leeway: half of what is left of a bound token when it is replaced.
    static let age = Duration.seconds(50)

    let path: String
    private var content: [UInt8]?
    private var stamp: FileStamp?
    private var readAt = Duration.zero

    init(path: String) { self.path = path }

    /// The bytes, from memory where they are fresh. What `check` finds fault with, and a file that cannot be read, is an
    /// error only if nothing good was read before: it may be in the middle of being replaced.
    mutating func bytes(
        _ files: FileAccess, now: Duration, check: ([UInt8]) -> String?
    ) throws(FileFailure) -> [UInt8] {
        let found = files.stamp(path)
        if let content, found == stamp, now >= readAt, now - readAt < Self.age { return content }
        do throws(FileFailure) {
            let bytes = try files.read(path, Self.sizeLimit)
            if let problem = check(bytes) { throw .failed(problem) }
            (content, stamp, readAt) = (bytes, found, now)
            return bytes
        } catch {
            guard let content else { throw error }
            return content
        }
    }

    /// The next bytes come from the file, whatever is remembered.
    mutating func forget() { content = nil }
}
