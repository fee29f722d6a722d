/// Sorts libgit2's account of a failed connection; where it has no number for a case, by its words.
///
/// The words are those of libgit2 1.5 and libssh2 1.10, and of `git upload-pack` and the forges on the other side.
struct RemoteFailure {
    private let failure: LibraryFailure
    private let remote: GitRemote

    init(_ failure: LibraryFailure, _ remote: GitRemote) {
        self.failure = failure
        self.remote = remote
    }

    /// The error about `name`, which is what the user calls the remote.
    func error(_ name: String) -> GitError {
        let text = failure.text
        for (words, code, hint) in Self.table where text.contains(words) {
            return GitError(code, .fetch, name, text, hint: hint)
        }
        if remote.transport == .file, failure.code == .filesystem || failure.code == .other(-3) {
            return GitError(.repositoryNotFound, .fetch, name, text)
        }
        return GitError(failure.code, .fetch, name, text)
    }

    private static let table: [(words: String, code: GitError.Code, hint: String?)] = [
        ("status code: 404", .repositoryNotFound, nil),
        ("status code: 410", .repositoryNotFound, nil),
        ("status code: 403", .unauthorized, "give credentials that may read this repository"),
        ("status code: 407", .unauthorized, "give the proxy's user and password in http.proxy"),
        ("status code: 429", .network, "wait, the server limits how often it may be asked"),
        ("invalid content-type", .repositoryNotFound, "give the address of the repository, not of its web page"),
        ("cannot redirect from", .invalid, "use the address that the server redirects to"),
        ("does not appear to be a git repository", .repositoryNotFound, nil),
        ("repository not found", .repositoryNotFound, nil),
        ("Repository not found", .repositoryNotFound, nil),
        ("could not find repository", .repositoryNotFound, nil),
        ("early EOF", .network, "check that the repository exists on that server, then try again"),
        ("validity has expired", .tls, "renew the server's certificate, or correct this machine's clock"),
        ("Common Name", .tls, "use the host name that the server's certificate is made for"),
        ("not correctly signed", .tls, "give the CA that signed the server's certificate"),
        ("known_hosts", .filesystem, "set HOME, and make ~/.ssh/known_hosts a file of host keys"),
        (
            "Unable to exchange encryption keys", .network,
            "list the server's ed25519 or ECDSA key before its RSA key in known_hosts"
        ),
        ("Wrong passphrase", .unauthorized, "give the key's passphrase"),
        ("Unable to open private key file", .unauthorized, "give a private key file that exists and is readable"),
        ("Failed to authenticate SSH session", .unauthorized, "give a key that the server knows, and its passphrase"),
        ("error authenticating", .unauthorized, "start ssh-agent and add the key, or name a key file"),
    ]
}
