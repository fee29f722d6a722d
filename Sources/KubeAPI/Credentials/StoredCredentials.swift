/// Credentials that stand in a kubeconfig or in files it names; files are read again as `CredentialFile` says.
actor StoredCredentials: CredentialSource, Masked {
    /// What a user entry, or a service account, has.
    struct Parts: Sendable, Masked {
        /// The user's name, or the service account's directory, for messages.
        var name: String
        var step: KubeConfigError.Step = .useUser
        /// Used where there is no token file, or it cannot be read.
        var token: String?
        /// An absolute path.
        var tokenFile: String?
        var basic: Credentials.BasicLogin?
        var certificate = CredentialPart.none
        var key = CredentialPart.none
    }

    private let parts: Parts
    private let files: FileAccess
    private let now: @Sendable () -> Duration
    private var tokenFile: CredentialFile?
    private var certificateFile: CredentialFile?
    private var keyFile: CredentialFile?

    init(_ parts: Parts, files: FileAccess, now: @escaping @Sendable () -> Duration) {
        self.parts = parts
        self.files = files
        self.now = now
        tokenFile = parts.tokenFile.map(CredentialFile.init)
        certificateFile = parts.certificate.path.map(CredentialFile.init)
        keyFile = parts.key.path.map(CredentialFile.init)
    }

    func current() async throws -> Credentials { try read() }

    /// A token or a certificate that was refused is read from its file next; what stands inline stays as it is.
    func invalidate(_ rejected: Credentials) async {
        tokenFile?.forget()
        certificateFile?.forget()
        keyFile?.forget()
    }

    private func read() throws(KubeConfigError) -> Credentials {
        Credentials(bearerToken: try token(), basic: parts.basic, clientCertificate: try certificate())
    }

    private func token() throws(KubeConfigError) -> String? {
        do throws(FileFailure) {
            let bytes = try tokenFile?.bytes(files, now: now(), check: BearerToken.problem(in:))
            return bytes.map(BearerToken.text(of:)) ?? parts.token
        } catch {
            if let token = parts.token { return token }
            throw problem("token file '\(parts.tokenFile ?? "")'", error, hint: "check that the token is still mounted")
        }
    }

    private func certificate() throws(KubeConfigError) -> Credentials.ClientCertificate? {
        let hint = "check that the certificate and its key are still there"
        do throws(FileFailure) {
            guard
                let certificate = try certificateFile?.bytes(
                    files, now: now(), check: PEMText.problemWithCertificates) ?? parts.certificate.inline,
                let key = try keyFile?.bytes(files, now: now(), check: PEMText.problemWithKey) ?? parts.key.inline
            else { return nil }
            return Credentials.ClientCertificate(certificate: certificate, key: key)
        } catch {
            throw problem("client certificate", error, hint: hint)
        }
    }

    private func problem(_ what: String, _ failure: FileFailure, hint: String) -> KubeConfigError {
        KubeConfigError(
            failure == .missing ? .fileMissing : .fileUnreadable, parts.step, parts.name,
            "the \(what) cannot be read: \(failure.detail)", hint: hint, retry: true)
    }

    nonisolated var description: String { "credentials of '\(parts.name)' (masked)" }
}

extension CredentialPart {
    fileprivate var path: String? {
        guard case .file(let path) = self else { return nil }
        return path
    }

    fileprivate var inline: [UInt8]? {
        guard case .data(let bytes) = self else { return nil }
        return bytes
    }
}

/// A token as it goes into a header (RFC 6750 section 2.1), which no line break may get into.
enum BearerToken {
    /// What is wrong with a file's or a plugin's text as a token; `nil` for nothing.
    static func problem(in bytes: [UInt8]) -> String? {
        let text = text(of: bytes)
        if text.isEmpty { return "the token is empty" }
        let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isVisible ? nil : "the token has a character that no HTTP header can carry"
    }

    static func text(of bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).trimmed }
}
