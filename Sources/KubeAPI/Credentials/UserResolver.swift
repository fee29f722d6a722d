/// Checks one user entry by client-go's `validateAuthInfo` and makes the source of its credentials.
///
/// Which of several methods is used: a token file before a token, either before a plugin, a password before a plugin;
/// a client certificate is presented beside any of them.
struct UserResolver {
    let name: String
    let user: KubeConfigFile.User?
    let cluster: ResolvedCluster
    let options: KubeConfigOptions
    let environment: KubeConfigEnvironment

    init(
        name: String, user: KubeConfigFile.User?, cluster: ResolvedCluster, _ options: KubeConfigOptions,
        _ environment: KubeConfigEnvironment
    ) {
        self.name = name
        self.user = user
        self.cluster = cluster
        self.options = options
        self.environment = environment
    }

    /// What is wrong is added to `problems`; the result is of use only when nothing was.
    func resolve(_ problems: inout [KubeConfigError]) -> any CredentialSource {
        var parts = StoredCredentials.Parts(name: name)
        // kubectl presents nothing over plain HTTP either.
        guard let user, cluster.isTLS else { return stored(parts) }
        checkMethods(of: user, &problems)
        checkImpersonation(of: user, &problems)
        readToken(of: user, into: &parts, &problems)
        readCertificate(of: user, into: &parts, &problems)
        if !user.username.isEmpty || !user.password.isEmpty {
            parts.basic = Credentials.BasicLogin(user: user.username, password: user.password)
        }
        let hasOther = parts.token != nil || parts.tokenFile != nil || parts.basic != nil
        guard let plugin = user.plugin else { return stored(parts) }
        do throws(KubeConfigError) {
            let call = try PluginCall(plugin, of: user, name: name, cluster, options, environment)
            if !hasOther { return PluginCredentials(call, base: stored(parts), environment) }
        } catch {
            problems.append(error)
        }
        return stored(parts)
    }

    private func stored(_ parts: StoredCredentials.Parts) -> StoredCredentials {
        StoredCredentials(parts, files: environment.files, now: environment.now)
    }

    private func checkMethods(of user: KubeConfigFile.User, _ problems: inout [KubeConfigError]) {
        if !user.token.isEmpty, !user.username.isEmpty || !user.password.isEmpty {
            problems.append(
                problem(.conflictingValues, user, "token", "it has a token and a password", hint: "remove one of them"))
        }
        if let provider = user.authProvider {
            let detail = "auth-provider '\(provider)' is a method that Kubernetes has given up"
            let hint = Self.replacement(of: provider)
            problems.append(problem(.unsupported, user, "auth-provider", detail, hint: hint))
        }
    }

    /// The exec plugin that took each provider's place (Kubernetes 1.26 removed them, OIDC aside).
    private static func replacement(of provider: String) -> String {
        switch provider {
        case "gcp": "install gke-gcloud-auth-plugin and run 'gcloud container clusters get-credentials' again"
        case "azure": "install kubelogin and run 'kubelogin convert-kubeconfig'"
        case "oidc": "install kubelogin and use it as exec plugin ('kubectl oidc-login setup')"
        default: "use an exec plugin, such as gke-gcloud-auth-plugin, kubelogin or 'aws eks get-token'"
        }
    }

    private func checkImpersonation(of user: KubeConfigFile.User, _ problems: inout [KubeConfigError]) {
        let who = user.impersonation
        if who.user.isEmpty, !who.groups.isEmpty || !who.extra.isEmpty || !who.uid.isEmpty {
            problems.append(
                problem(
                    .invalidValue, user, "as-groups", "it asks for a uid, groups or extra, but impersonates nobody",
                    hint: "set 'as' too"))
        }
        let values = [who.user, who.uid] + who.groups + who.extra.keys + who.extra.values.joined()
        if values.contains(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x7F } }) {
            problems.append(
                problem(
                    .invalidValue, user, "as", "whom it impersonates has a character that no HTTP header can carry",
                    hint: "remove control characters and line breaks from 'as' and what belongs to it"))
        }
    }

    private func readToken(
        of user: KubeConfigFile.User, into parts: inout StoredCredentials.Parts, _ problems: inout [KubeConfigError]
    ) {
        if !user.token.isEmpty {
            if let detail = BearerToken.problem(in: Array(user.token.utf8)) {
                problems.append(
                    problem(.invalidValue, user, "token", detail, hint: "write the token on one line without spaces"))
            }
            parts.token = BearerToken.text(of: Array(user.token.utf8))
        }
        guard !user.tokenFile.isEmpty else { return }
        let part = CredentialPart(file: user.tokenFile, data: [], origin: user.origin)
        if case .file(let path) = part { parts.tokenFile = path }
        do throws(CredentialPart.Problem) {
            if let bytes = try part.bytes(environment.files), let detail = BearerToken.problem(in: bytes) {
                throw .unusable(detail)
            }
        } catch {
            // With a token beside it the file may come later (client-go's transport falls back to the token).
            if error != .foreignFile, parts.token != nil { return }
            let hint = "put the token into the file"
            problems.append(KubeConfigError(error, of: "tokenFile", .useUser, name, user.origin, hint: hint))
        }
    }

    private func readCertificate(
        of user: KubeConfigFile.User, into parts: inout StoredCredentials.Parts, _ problems: inout [KubeConfigError]
    ) {
        parts.certificate = CredentialPart(
            file: user.clientCertificate, data: user.clientCertificateData, origin: user.origin)
        parts.key = CredentialPart(file: user.clientKey, data: user.clientKeyData, origin: user.origin)
        if case .none = parts.certificate {
            // A key alone presents nothing; client-go ignores it.
            parts.key = .none
            return
        }
        if case .none = parts.key {
            problems.append(
                problem(
                    .invalidValue, user, "client-certificate-data", "it has a client certificate but no key",
                    hint: "add client-key-data or client-key"))
        }
        check(parts.certificate, "client-certificate", PEMText.problemWithCertificates, user, &problems)
        check(parts.key, "client-key", PEMText.problemWithKey, user, &problems)
    }

    private func check(
        _ part: CredentialPart, _ key: String, _ problem: ([UInt8]) -> String?, _ user: KubeConfigFile.User,
        _ problems: inout [KubeConfigError]
    ) {
        do throws(CredentialPart.Problem) {
            if let bytes = try part.bytes(environment.files), let detail = problem(bytes) { throw .unusable(detail) }
        } catch {
            let hint =
                key == "client-key"
                ? "put the certificate's own PEM key there, without a passphrase" : "put a PEM certificate there"
            problems.append(KubeConfigError(error, of: key, .useUser, name, user.origin, hint: hint))
        }
    }

    private func problem(
        _ code: KubeConfigError.Code, _ user: KubeConfigFile.User, _ field: String, _ detail: String, hint: String
    ) -> KubeConfigError {
        KubeConfigError(code, .useUser, name, "\(detail) (\(user.origin.place(field)))", hint: hint)
    }
}
