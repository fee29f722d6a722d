import CCurl

/// The parts of an API server's URL, read by libcurl's own URL parser so that both see the same host.
package struct ServerAddress: Hashable, Sendable {
    package var isSecure: Bool
    /// As it stands in a URL: an IPv6 address has its brackets.
    package var host: String
    package var port: Int
    /// Empty, or begins with `/` and does not end with one.
    package var path: String

    /// Throws `badConnection` for anything but `http` and `https` with a host, no user, no query.
    package init(url: String) throws(KubeError) {
        guard let parts = URLParts(url) else { throw Self.error(url, "it is not a URL") }
        guard let scheme = parts[CURLUPART_SCHEME], ["http", "https"].contains(scheme) else {
            throw Self.error(url, "its scheme is neither https nor http")
        }
        guard parts[CURLUPART_USER] == nil, parts[CURLUPART_QUERY] == nil else {
            throw Self.error(parts[CURLUPART_HOST] ?? "server", "it has a user name or a query")
        }
        guard let host = parts[CURLUPART_HOST], let port = parts[CURLUPART_PORT].flatMap({ Int($0) }) else {
            throw Self.error(url, "it has no host")
        }
        isSecure = scheme == "https"
        self.host = host
        self.port = port
        let path = parts[CURLUPART_PATH] ?? ""
        self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    package var hostAndPort: String { "\(host):\(port)" }

    /// Go's clients, kubectl among them, never use the environment's proxy for these.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && host.allSatisfy { $0 != ":" })
    }

    private static func error(_ url: String, _ detail: String) -> KubeError {
        KubeError(
            .badConnection, step: "read the server address", subject: url, detail: detail,
            hint: "write it as https://host:port in the cluster entry of the kubeconfig")
    }
}

/// Sole owner of one `CURLU`.
@safe private struct URLParts: ~Copyable {
    private let raw: OpaquePointer

    init?(_ url: String) {
        guard let made = unsafe curl_url() else { return nil }
        guard unsafe curl_url_set(made, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
            unsafe curl_url_cleanup(made)
            return nil
        }
        unsafe raw = made
    }

    deinit { unsafe curl_url_cleanup(raw) }

    subscript(part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(raw, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text = unsafe text
        else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(validatingCString: text)
    }
}
