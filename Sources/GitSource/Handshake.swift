internal import CGit2
import Glibc
import ObjectModel

/// What libgit2 asks while it connects and transfers: who we are, whom we trust, if it may go on.
///
/// Not `Sendable`: it lives within one blocking call on one thread.
final class Handshake {
    let remote: GitRemote
    let transfer: Transfer
    private let credentials: GitCredentials
    /// What is still to be shown to the server, the next one last.
    private var offers: [Offer]
    private var hasOffered = false
    /// An RSA key was shown, which libssh2 1.10 can sign with SHA-1 only.
    private var hasOfferedRSA = false
    /// Why we broke off, in more detail than libgit2's text.
    private(set) var refusal: GitError?

    /// One way to log in.
    private enum Offer {
        case password(user: String, Secret)
        case key(path: String, passphrase: Secret?)
        case agent
    }

    init(remote: GitRemote, credentials: GitCredentials, transfer: Transfer) {
        self.remote = remote
        self.credentials = credentials
        self.transfer = transfer
        offers = Self.offers(credentials.login, remote).reversed()
    }

    /// The callbacks, whose payload is this object; they are used only while it lives.
    func callbacks() throws(GitError) -> git_remote_callbacks {
        var callbacks = unsafe git_remote_callbacks()
        try check(
            unsafe git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION)), .fetch, "callbacks")
        unsafe callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        unsafe callbacks.credentials = { out, _, _, allowed, payload in
            guard let out = unsafe out else { return -1 }
            return unsafe handshake(payload)?.answer(out, allowed: allowed) ?? -1
        }
        unsafe callbacks.certificate_check = { certificate, _, _, payload in
            unsafe handshake(payload)?.judge(certificate) ?? -1
        }
        unsafe callbacks.transfer_progress = { progress, payload in
            let received = unsafe progress?.pointee.received_bytes ?? 0
            return unsafe handshake(payload)?.goOn(received: received) ?? -1
        }
        unsafe callbacks.sideband_progress = { _, _, payload in unsafe handshake(payload)?.goOn(received: 0) ?? -1 }
        return unsafe callbacks
    }

    fileprivate func goOn(received: Int) -> Int32 {
        if received > transfer.limits.bytes { transfer.stop(.bytes) }
        return transfer.stopped == nil ? 0 : GIT_EUSER.rawValue
    }

    /// Nothing but HTTPS to the right host, or SSH, is ever shown a credential.
    private static func offers(_ login: GitCredentials.Login, _ remote: GitRemote) -> [Offer] {
        switch (remote.transport, login) {
        case (.https, .token(let token)), (.http, .token(let token)): [.password(user: tokenUser, token)]
        case (.https, .tokenFile(let path)), (.http, .tokenFile(let path)):
            token(inFile: path).map { [.password(user: tokenUser, $0)] } ?? offers(.automatic, remote)
        case (.https, .basic(let user, let password)), (.http, .basic(let user, let password)):
            [.password(user: user, password)]
        case (.https, _), (.http, _):
            remote.userInfo.map { [.password(user: $0.user, $0.password)] } ?? []
        case (.ssh, .sshKey(let path, let passphrase)): [.key(path: path, passphrase: passphrase)]
        case (.ssh, .sshAgent): [.agent]
        case (.ssh(_, _, let user), .basic(_, let password)): [.password(user: user, password)]
        case (.ssh, _):
            (GitCredentials.agentSocket == nil ? [] : [.agent])
                + GitCredentials.usualKeys.map { .key(path: $0, passphrase: nil) }
        case (.local, _), (.file, _): []
        }
    }

    /// What the forges take for the user of an access token.
    private static let tokenUser = "x-access-token"

    /// The file's text without the space around it. A file that cannot be read holds no token: the server's refusal is
    /// then told, which says more than a missing file, since many repositories need none.
    private static func token(inFile path: String) -> Secret? {
        guard let bytes = try? readFile(path, limit: 1 << 16) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.count == 1 ? Secret(String(words[0])) : nil
    }

    fileprivate func answer(
        _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, allowed: UInt32
    ) -> Int32 {
        while let offer = offers.popLast() {
            guard allowed & Self.kind(of: offer) != 0 else { continue }
            hasOffered = true
            return unsafe make(offer, out)
        }
        refusal = noneLeft()
        return GIT_EAUTH.rawValue
    }

    private static func kind(of offer: Offer) -> UInt32 {
        switch offer {
        case .password: GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue
        case .key, .agent: GIT_CREDENTIAL_SSH_KEY.rawValue
        }
    }

    private func make(_ offer: Offer, _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>) -> Int32 {
        switch offer {
        case .password(let user, let password):
            return unsafe git_credential_userpass_plaintext_new(out, user, password.text)
        case .key(let path, let passphrase):
            hasOfferedRSA = hasOfferedRSA || isRSA(keyFile: path)
            return unsafe git_credential_ssh_key_new(out, sshUser, nil, path, passphrase?.text ?? "")
        case .agent:
            return unsafe git_credential_ssh_key_from_agent(out, sshUser)
        }
    }

    private var sshUser: String {
        if case .ssh(_, _, let user) = remote.transport { user } else { "git" }
    }

    private func noneLeft() -> GitError {
        if hasOfferedRSA {
            return GitError(
                .unauthorized, .fetch, remote.description,
                "the server refuses the credentials; newer servers refuse the SHA-1 signature that libssh2 makes with RSA",
                hint: "use an ed25519 or ECDSA key")
        }
        let isSSH = if case .ssh = remote.transport { true } else { false }
        let detail = hasOffered ? "the server refuses the credentials" : "the server wants credentials, there are none"
        let hint =
            isSSH
            ? "give a key that may read the repository by RECONCILE_GIT_SSH_KEY, or add it to ssh-agent"
            : "give RECONCILE_GIT_TOKEN, or RECONCILE_GIT_USERNAME and RECONCILE_GIT_PASSWORD"
        return GitError(.unauthorized, .fetch, remote.description, detail, hint: hint)
    }
}

extension Handshake {
    /// Leaves TLS to libgit2's own verdict; decides on an SSH host key by the known_hosts files.
    fileprivate func judge(_ certificate: UnsafeMutablePointer<git_cert>?) -> Int32 {
        guard let certificate = unsafe certificate else { return GIT_ECERTIFICATE.rawValue }
        switch unsafe certificate.pointee.cert_type {
        case GIT_CERT_X509: return GIT_PASSTHROUGH.rawValue
        case GIT_CERT_HOSTKEY_LIBSSH2:
            refusal = unsafe certificate.withMemoryRebound(to: git_cert_hostkey.self, capacity: 1) { shown in
                unsafe hostKeyRefusal(shown.pointee)
            }
            return refusal == nil ? 0 : GIT_ECERTIFICATE.rawValue
        default: return GIT_ECERTIFICATE.rawValue
        }
    }

    private func hostKeyRefusal(_ shown: git_cert_hostkey) -> GitError? {
        guard case .ssh(let host, let port, _) = remote.transport, let start = unsafe shown.hostkey,
            unsafe shown.type.rawValue & GIT_CERT_SSH_RAW.rawValue != 0
        else { return GitError(.hostKeyUnknown, .fetch, remote.description, "the server showed no key") }
        let key = unsafe Array(UnsafeRawBufferPointer(start: start, count: shown.hostkey_len))
        let digest = unsafe withUnsafeBytes(of: shown.hash_sha256) { unsafe Array($0) }
        let fingerprint = "\(KnownHosts.type(of: key)) SHA256:\(Base64.encode(digest, isPadded: false))"
        let judgement: KnownHosts.Judgement
        do throws(GitError) {
            judgement = try credentials.readKnownHosts().judge(host: host, port: port, key: key)
        } catch {
            return error
        }
        return HostKeyRefusal(host: host, port: port, fingerprint: fingerprint, files: credentials.knownHosts)
            .error(judgement, remote.description)
    }
}

/// The words for a server whose key is not trusted.
private struct HostKeyRefusal {
    let host: String
    let port: Int
    let fingerprint: String
    let files: [String]

    func error(_ judgement: KnownHosts.Judgement, _ subject: String) -> GitError? {
        let file = files.first ?? "~/.ssh/known_hosts"
        let scan = "ssh-keyscan \(port == 22 ? "" : "-p \(port) ")\(host) >> \(file)"
        switch judgement {
        case .trusted: return nil
        case .unknown(let types):
            let known = types.isEmpty ? "" : " (only its \(types.joined(separator: ", ")) key is known)"
            return GitError(
                .hostKeyUnknown, .fetch, subject, "the host \(host) is unknown\(known), its key is \(fingerprint)",
                hint: "compare the fingerprint with what the server's owner publishes, then run: \(scan)")
        case .mismatch(let place):
            return GitError(
                .hostKeyMismatch, .fetch, subject,
                "the key of \(host) is \(fingerprint), which is not the one at \(place); someone may be listening",
                hint:
                    "ask the server's owner, and only then run: ssh-keygen -R \(port == 22 ? host : "[\(host)]:\(port)")"
            )
        case .revoked(let place):
            return GitError(
                .hostKeyMismatch, .fetch, subject, "the key \(fingerprint) of \(host) is revoked at \(place)",
                hint: "ask the server's owner for its new key")
        }
    }
}

extension GitCredentials {
    /// The trusted host keys of all files; a file that is there and cannot be read is an error.
    fileprivate func readKnownHosts() throws(GitError) -> KnownHosts {
        var files: [(path: String, text: String)] = []
        for path in knownHosts {
            guard unsafe access(path, F_OK) == 0 else { continue }
            let bytes = try readFile(path, limit: 16 << 20)
            files.append((path, String(decoding: bytes, as: UTF8.self)))
        }
        return KnownHosts(files: files)
    }
}

/// True if the private key file, in OpenSSH's form or PEM, holds an RSA key; false if it cannot be read.
private func isRSA(keyFile path: String) -> Bool {
    // Whether the key can be read at all is libssh2's to say.
    guard let bytes = try? readFile(path, limit: 1 << 16) else { return false }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    if lines.first?.contains("BEGIN RSA") == true { return true }
    let key = Base64.decode(lines.filter { !$0.hasPrefix("-") }.joined()) ?? []
    return key.firstRange(of: Array("ssh-rsa".utf8)) != nil
}

private func handshake(_ payload: UnsafeMutableRawPointer?) -> Handshake? {
    unsafe payload.map { unsafe Unmanaged<Handshake>.fromOpaque($0).takeUnretainedValue() }
}
