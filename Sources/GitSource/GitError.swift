import ObjectModel

/// A Git step that failed: on what, in whose words, and what to do next.
package struct GitError: Error, Hashable, CustomStringConvertible {
    /// What went wrong; callers switch on this, never on text.
    package enum Code: Sendable, Hashable {
        /// There is no repository, or none that these credentials may see.
        case repositoryNotFound
        /// The repository has no such branch, tag or commit.
        case refNotFound
        /// More than one commit begins with the digits given.
        case ambiguous
        /// The commit has no such file or directory.
        case pathNotFound
        /// The repository has no commit yet.
        case emptyRepository
        /// The other side refuses the credentials, or wants some.
        case unauthorized
        /// The SSH server's key is in no known_hosts file.
        case hostKeyUnknown
        /// The SSH server's key is not the one that known_hosts names, or is revoked.
        case hostKeyMismatch
        /// The server's certificate cannot be trusted.
        case tls
        /// The other side cannot be reached, or broke off.
        case network
        /// The other side did not answer in time.
        case timeout
        /// The task was cancelled.
        case cancelled
        /// Objects are missing or damaged.
        case corrupt
        /// A file, a tree or a transfer exceeds a stated limit.
        case tooLarge
        /// A symbolic link leaves the repository, or goes round in a circle.
        case unsafeLink
        /// A file name that is not UTF-8 or not a name.
        case badName
        /// A thing that is understood and not served: a submodule, a Git LFS pointer, a protocol.
        case unsupported
        /// Text that is not what it should be: a URL, a setting.
        case invalid
        /// The local file system refuses.
        case filesystem
        /// Another process holds the cache.
        case locked
        /// Anything else, by libgit2's number.
        case other(Int32)
    }

    /// What was being done, as the message says it.
    package enum Step: String, Sendable, Hashable {
        case parse = "use"
        case open, fetch, resolve, list, read, lock, repair
    }

    package let code: Code
    package let step: Step
    /// Path, remote URL without credentials, or revision.
    package let subject: String
    /// The other side's own words where there are any.
    package let detail: String
    /// One imperative clause.
    package let hint: String
    /// The same call may succeed later with nothing changed here.
    package let retry: Bool

    package init(_ code: Code, _ step: Step, _ subject: String, _ detail: String, hint: String? = nil) {
        self.code = code
        self.step = step
        self.subject = subject
        self.detail = detail
        self.hint = hint ?? Self.usualHint(for: code)
        retry = code == .network || code == .timeout || code == .locked
    }

    /// One line; control characters of names and of the other side's words are escaped.
    package var description: String {
        "cannot \(step.rawValue) '\(subject.printable())': \(detail.printable()) (hint: \(hint.printable()))"
    }

    /// The same error about `subject`, where only the caller knows what was meant.
    func about(_ step: Step, _ subject: String) -> GitError {
        GitError(code, step, subject, detail, hint: hint)
    }

    private static func usualHint(for code: Code) -> String {
        switch code {
        case .repositoryNotFound: "check the address, and that the credentials may read it"
        case .refNotFound: "name a branch, a tag or a commit that the repository has"
        case .ambiguous: "give more digits of the commit id"
        case .pathNotFound: "check the path at that commit"
        case .emptyRepository: "push a first commit"
        case .unauthorized: "give a token, a password or an SSH key that may read the repository"
        case .hostKeyUnknown: "add the server's key to known_hosts after comparing its fingerprint"
        case .hostKeyMismatch: "find out why the server's key changed before you replace it in known_hosts"
        case .tls: "give the CA that signed the server's certificate"
        case .network: "check the address and the network, then try again"
        case .timeout: "check the server and the network between, then try again"
        case .cancelled: "run it again"
        case .corrupt: "run 'git fsck' in the repository and restore what it names"
        case .tooLarge: "keep large files out of the path that is read"
        case .unsafeLink: "replace the symbolic link with the file itself"
        case .badName: "rename the file"
        case .unsupported: "keep the manifests as plain files in the repository"
        case .invalid: "correct it"
        case .filesystem: "check that the path exists and that you may read it"
        case .locked: "wait for the other process to end"
        case .other: "run it again with GIT_TRACE=1 git ls-remote on the same address and compare"
        }
    }
}

/// Bytes that are no UTF-8, with everything but printable ASCII as `\xNN`.
func escaped(_ bytes: some Sequence<UInt8>) -> String {
    bytes.reduce(into: "") { result, byte in
        if (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") {
            result.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            let digits = String(byte, radix: 16, uppercase: true)
            result += "\\x" + (digits.count < 2 ? "0" : "") + digits
        }
    }
}
