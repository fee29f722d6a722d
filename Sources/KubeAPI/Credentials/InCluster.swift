/// The API server of the Pod that this runs in, by client-go's `rest.InClusterConfig`.
struct InCluster {
    private let environment: KubeConfigEnvironment

    init(_ environment: KubeConfigEnvironment) { self.environment = environment }

    private var tokenPath: String { environment.serviceAccountDirectory + "/token" }
    private var authorityPath: String { environment.serviceAccountDirectory + "/ca.crt" }

    /// Whether this is a Pod with a service account.
    var isPossible: Bool {
        environment.variable("KUBERNETES_SERVICE_HOST") != nil && environment.variable("KUBERNETES_SERVICE_PORT") != nil
            && environment.files.stamp(tokenPath) != nil
    }

    /// `POD_NAMESPACE`, else the service account's, else `default`.
    var namespace: String {
        if let namespace = environment.variable("POD_NAMESPACE") { return namespace }
        // A token without a namespace beside it is a mount of another maker: not an error for client-go either.
        let bytes = try? environment.files.read(environment.serviceAccountDirectory + "/namespace", 4096)
        let text = String(decoding: bytes ?? [], as: UTF8.self).trimmed
        return text.isEmpty ? "default" : text
    }

    func connection(namespace override: String?) throws(KubeConfigError) -> ClusterConnection {
        guard let host = environment.variable("KUBERNETES_SERVICE_HOST"),
            let port = environment.variable("KUBERNETES_SERVICE_PORT")
        else {
            throw KubeConfigError(
                .notInCluster, .readServiceAccount, environment.serviceAccountDirectory,
                "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set",
                hint: "run this in a Pod, or name a kubeconfig")
        }
        let server = "https://" + (host.contains(":") ? "[\(host)]" : host) + ":" + port
        do throws(ServerURL.Problem) {
            _ = try ServerURL(server, defaultScheme: nil)
        } catch {
            throw KubeConfigError(
                .invalidValue, .readServiceAccount, server, error.detail,
                hint: "correct KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT")
        }
        let authority = try authority()
        try checkToken()
        let parts = StoredCredentials.Parts(
            name: environment.serviceAccountDirectory, step: .readServiceAccount, tokenFile: tokenPath)
        let credentials = StoredCredentials(parts, files: environment.files, now: environment.now)
        let namespace = override.flatMap { $0.isEmpty ? nil : $0 } ?? namespace
        var connection = ClusterConnection(
            server: server, name: "in-cluster", namespace: namespace, credentials: credentials)
        connection.certificateAuthority = authority
        return connection
    }

    private func checkToken() throws(KubeConfigError) {
        let problem: String
        do throws(FileFailure) {
            let bytes = try environment.files.read(tokenPath, CredentialFile.sizeLimit)
            guard let found = BearerToken.problem(in: bytes) else { return }
            problem = found
        } catch {
            problem = error.detail
        }
        throw KubeConfigError(
            .fileUnreadable, .readServiceAccount, tokenPath, problem,
            hint: "mount the service account's token (automountServiceAccountToken: true)")
    }

    /// client-go only logs a missing CA and then trusts the system's; no cluster's certificate passes that.
    private func authority() throws(KubeConfigError) -> CertificateAuthority {
        let (files, path) = (environment.files, authorityPath)
        let problem: String
        do throws(FileFailure) {
            let bytes = try files.read(path, CredentialFile.sizeLimit)
            guard let found = PEMText.problemWithCertificates(bytes) else {
                return CertificateAuthority(file: path, holding: bytes, files, now: environment.now)
            }
            problem = found
        } catch {
            problem = error.detail
        }
        throw KubeConfigError(
            .fileUnreadable, .readServiceAccount, path, problem,
            hint: "mount the service account's ca.crt (automountServiceAccountToken: true)")
    }
}
