import ObjectModel

/// A cluster entry once it is checked and its CA read.
struct ResolvedCluster: Sendable, Masked {
    /// No slash at its end.
    var server = ""
    /// Whether credentials may be sent: they may not in plain text.
    var isTLS = true
    var certificateAuthority: CertificateAuthority?
    var tlsServerName: String?
    var proxyURL: String?
    var pluginConfiguration: JSONValue?
}

/// Checks one cluster entry by client-go's `validateClusterInfo`, and that TLS will be verified.
struct ClusterResolver {
    let name: String
    let cluster: KubeConfigFile.Cluster
    let files: FileAccess
    let now: @Sendable () -> Duration

    /// What is wrong is added to `problems`; the result is of use only when nothing was.
    func resolve(_ problems: inout [KubeConfigError]) -> ResolvedCluster {
        var result = ResolvedCluster()
        if cluster.skipsVerification {
            problems.append(
                problem(
                    .insecure, "insecure-skip-tls-verify",
                    "insecure-skip-tls-verify is true, but TLS is always verified",
                    hint: "remove it; name the server's CA in certificate-authority, its name in tls-server-name"))
        }
        do throws(KubeConfigError) { try readServer(into: &result) } catch { problems.append(error) }
        do throws(KubeConfigError) { try readProxy(into: &result) } catch { problems.append(error) }
        do throws(KubeConfigError) { try readAuthority(into: &result) } catch { problems.append(error) }
        if !cluster.tlsServerName.isEmpty { result.tlsServerName = cluster.tlsServerName }
        result.pluginConfiguration = cluster.pluginConfiguration
        return result
    }

    /// Without a scheme kubectl speaks HTTP; only to this machine itself is that let through, as for `kubectl proxy`.
    private func readServer(into result: inout ResolvedCluster) throws(KubeConfigError) {
        guard !cluster.server.isEmpty else {
            throw problem(.invalidValue, "server", "it has no server", hint: "set server to https://HOST:PORT")
        }
        let url: ServerURL
        do throws(ServerURL.Problem) {
            url = try ServerURL(cluster.server, defaultScheme: "http")
        } catch {
            throw problem(.invalidValue, "server", error.detail, hint: "set server to https://HOST:PORT")
        }
        guard url.scheme == "https" || url.scheme == "http" else {
            throw problem(
                .unsupported, "server", "the server's scheme is '\(url.scheme)'",
                hint: "set server to https://HOST:PORT")
        }
        guard !url.hasLogin else {
            throw problem(
                .unsupported, "server", "the server's URL has a login in it",
                hint: "move it to username and password of the user")
        }
        guard url.scheme == "https" || url.isLoopback else {
            throw problem(
                .insecure, "server", "the server is reached in plain text, without TLS",
                hint: "set server to https://\(url.authority)")
        }
        result.server = "\(url.scheme)://\(url.authority)\(url.path)"
        result.isTLS = url.scheme == "https"
    }

    private func readProxy(into result: inout ResolvedCluster) throws(KubeConfigError) {
        guard !cluster.proxyURL.isEmpty else { return }
        let hint = "set proxy-url to http://, https:// or socks5:// with a host"
        do throws(ServerURL.Problem) {
            let url = try ServerURL(cluster.proxyURL, defaultScheme: nil)
            guard ["http", "https", "socks5"].contains(url.scheme) else {
                throw ServerURL.Problem(detail: "the scheme is '\(url.scheme)'")
            }
        } catch {
            throw problem(.invalidValue, "proxy-url", "proxy-url cannot be used: \(error.detail)", hint: hint)
        }
        result.proxyURL = cluster.proxyURL
    }

    private func readAuthority(into result: inout ResolvedCluster) throws(KubeConfigError) {
        let key = "certificate-authority"
        let part = CredentialPart(
            file: cluster.certificateAuthority, data: cluster.certificateAuthorityData, origin: cluster.origin)
        let hint = "put the PEM certificate of the CA that signed the server's there"
        do throws(CredentialPart.Problem) {
            guard let bytes = try part.bytes(files) else { return }
            if let detail = PEMText.problemWithCertificates(bytes) { throw .unusable(detail) }
            result.certificateAuthority =
                if case .file(let path) = part {
                    CertificateAuthority(file: path, holding: bytes, files, now: now)
                } else {
                    CertificateAuthority(pem: bytes)
                }
        } catch {
            throw KubeConfigError(error, of: key, .useCluster, name, cluster.origin, hint: hint)
        }
    }

    private func problem(
        _ code: KubeConfigError.Code, _ field: String, _ detail: String, hint: String
    ) -> KubeConfigError {
        KubeConfigError(code, .useCluster, name, "\(detail) (\(cluster.origin.place(field)))", hint: hint)
    }
}
