internal import CGit2
import Glibc
import Synchronization

/// The CAs that HTTPS servers are checked against.
///
/// libgit2 keeps one list for the whole process, and Debian's build (mbedTLS) frees the old list when a new one is
/// set. So transfers with the same CA file run side by side, and one with another waits until none is under way.
enum TrustStore {
    private struct State {
        /// The file that is loaded; nil until the first transfer chooses.
        var loaded: String?
        var users = 0
    }

    private static let state = Mutex(State())

    /// While this lives, the CAs of one file are trusted and no others.
    struct Lease: ~Copyable {
        fileprivate init() {}

        deinit { TrustStore.leave() }
    }

    /// Waits until `file` may be loaded, and loads it; nil means the system's CAs.
    static func trust(_ file: String?, for transfer: Transfer) throws(GitError) -> Lease {
        let path = file ?? environmentText("SSL_CERT_FILE") ?? "/etc/ssl/certs/ca-certificates.crt"
        while try !enter(path) {
            if let error = transfer.stopError(.open, path) { throw error }
            usleep(5000)
        }
        return Lease()
    }

    private static func leave() { state.withLock { $0.users -= 1 } }

    /// Loads the file unless it is loaded; false while others use another one.
    private static func enter(_ path: String) throws(GitError) -> Bool {
        let outcome: Swift.Result<Bool, GitError> = state.withLock { state in
            guard state.loaded == path || state.users == 0 else { return .success(false) }
            if state.loaded != path {
                let status = unsafe git_set_ca_file(path)
                guard status == 0 else { return .failure(refusal(of: path, LibraryFailure(status).text)) }
                state.loaded = path
            }
            state.users += 1
            return .success(true)
        }
        return try outcome.get()
    }

    private static func refusal(of path: String, _ detail: String) -> GitError {
        GitError(
            .tls, .parse, path, detail,
            hint: "give a PEM file of CA certificates, or install the package ca-certificates")
    }
}
