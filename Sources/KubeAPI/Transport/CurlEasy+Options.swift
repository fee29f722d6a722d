import CCurl

extension CurlEasy {
    /// Sets every option for `exchange`; `headers` and `connect` are filled and must outlive the transfer.
    ///
    /// Throws where libcurl refuses what the user gave: a certificate, a proxy, a header that would break the request.
    func configure(
        _ exchange: Exchange, _ settings: TransportSettings, headers: inout CurlList, connect: inout CurlList
    ) throws(TransferFailure) {
        setTarget(exchange.request, settings, headers: &headers, connect: &connect)
        setMethod(exchange.request)
        try setHeaders(exchange, &headers)
        try setTLS(exchange, settings)
        try setProxy(settings)
        setReuse(exchange, settings)
        if exchange.request.wantsCertificate { _ = set(CURLOPT_CERTINFO, 1) }
        setLimits(exchange.limits)
        _ = set(CURLOPT_USERAGENT, settings.userAgent)
        if settings.compresses, !exchange.isStream { _ = set(CURLOPT_ACCEPT_ENCODING, "gzip") }
    }

    /// With a TLS server name that differs from the host, that name stands in the URL, where libcurl takes SNI and the
    /// name to verify from, and `CONNECT_TO` leads it to the real host. The `Host` field stays the real one.
    private func setTarget(
        _ request: HTTPRequest, _ settings: TransportSettings, headers: inout CurlList, connect: inout CurlList
    ) {
        let address = settings.address
        var host = address.host
        if address.isSecure, let name = settings.tlsServerName, name != host {
            host = name
            connect.append("\(name):\(address.port):\(address.host):\(address.port)")
            headers.append("Host: \(address.hostAndPort)")
        }
        let scheme = address.isSecure ? "https" : "http"
        _ = set(CURLOPT_URL, "\(scheme)://\(host):\(address.port)\(address.path)\(request.target)")
        // A server that redirects is not the one that was asked for: 3xx is an answer, and never followed.
        _ = set(CURLOPT_FOLLOWLOCATION, 0)
        _ = set(CURLOPT_PATH_AS_IS, 1)
    }

    private func setMethod(_ request: HTTPRequest) {
        if let body = request.body {
            _ = setBody(body)
        } else {
            _ = set(CURLOPT_HTTPGET, 1)
        }
        _ = set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    private func setHeaders(_ exchange: Exchange, _ list: inout CurlList) throws(TransferFailure) {
        // Go's server answers `Expect` only after a delay; a refused body costs less.
        list.append("Expect:")
        for field in exchange.request.headers.fields {
            guard field.value.isSafeInHeader, field.name.isSafeInHeader else {
                throw TransferFailure(
                    .badConnection, "the value of the header \(field.name) has a line break or a NUL",
                    hint: "remove it from the kubeconfig or the command line")
            }
            list.append("\(field.name): \(field.value)")
        }
        if let token = exchange.credentials.bearerToken {
            guard token.isSafeInHeader, !token.isEmpty else {
                throw TransferFailure(
                    .badConnection, "the bearer token is empty or has a line break",
                    hint: "write the token as one line in the kubeconfig, the token file or the plugin's answer")
            }
            list.append("Authorization: Bearer \(token)")
        } else if let login = exchange.credentials.basic {
            _ = set(CURLOPT_HTTPAUTH, 1)  // CURLAUTH_BASIC, a macro that Swift does not import
            _ = set(CURLOPT_USERNAME, login.user)
            _ = set(CURLOPT_PASSWORD, login.password)
        }
    }

    /// Verification of the certificate and of its name is never off.
    private func setTLS(_ exchange: Exchange, _ settings: TransportSettings) throws(TransferFailure) {
        guard settings.address.isSecure else { return }
        _ = set(CURLOPT_SSL_VERIFYPEER, 1)
        _ = set(CURLOPT_SSL_VERIFYHOST, 2)
        _ = set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let authority = exchange.authority {
            try require(set(CURLOPT_CAINFO_BLOB, blob: authority), "the certificate authority")
            // As Go does: the proxy's certificate is held to the same authority.
            _ = set(CURLOPT_PROXY_CAINFO_BLOB, blob: authority)
        }
        if let client = exchange.credentials.clientCertificate {
            _ = set(CURLOPT_SSLCERTTYPE, "PEM")
            _ = set(CURLOPT_SSLKEYTYPE, "PEM")
            try require(set(CURLOPT_SSLCERT_BLOB, blob: client.certificate), "the client certificate")
            try require(set(CURLOPT_SSLKEY_BLOB, blob: client.key), "the client key")
        }
    }

    /// A given proxy is used for every host, as client-go does with `proxy-url`; the environment's never for loopback.
    private func setProxy(_ settings: TransportSettings) throws(TransferFailure) {
        guard let proxy = settings.proxyURL else {
            if settings.address.isLoopback { _ = set(CURLOPT_PROXY, "") }
            return
        }
        // Go lets a SOCKS5 proxy resolve the name; libcurl does so for `socks5h` only.
        let url = proxy.hasPrefix("socks5://") ? "socks5h://" + proxy.dropFirst("socks5://".count) : proxy
        try require(set(CURLOPT_PROXY, url), "the proxy URL")
        _ = set(CURLOPT_NOPROXY, "")
        _ = set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    /// Requests share one HTTP/2 connection. A stream has its own, in HTTP/1.1: a paused HTTP/2 stream makes libcurl
    /// 7.88 stop reading the whole connection (`on_data_chunk_recv` in lib/http2.c), so one slow reader of a watch
    /// would stop every other transfer, where TCP stops just the one.
    private func setReuse(_ exchange: Exchange, _ settings: TransportSettings) {
        let multiplexes = settings.address.isSecure && !exchange.isStream
        _ = set(CURLOPT_HTTP_VERSION, multiplexes ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
        _ = set(CURLOPT_PIPEWAIT, multiplexes ? 1 : 0)
        let request = exchange.request
        if exchange.isStream || !request.isRepeatable || request.wantsCertificate { _ = set(CURLOPT_FRESH_CONNECT, 1) }
        if exchange.isStream { _ = set(CURLOPT_FORBID_REUSE, 1) }
        _ = set(CURLOPT_BUFFERSIZE, 64 << 10)
    }

    private func setLimits(_ limits: TransferLimits) {
        _ = set(CURLOPT_NOSIGNAL, 1)
        _ = set(CURLOPT_QUICK_EXIT, 1)
        _ = set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
        if let stall = limits.stall {
            _ = set(CURLOPT_LOW_SPEED_LIMIT, 1)
            _ = set(CURLOPT_LOW_SPEED_TIME, max(1, Int(stall.components.seconds)))
        }
        if let total = limits.total { _ = set(CURLOPT_TIMEOUT_MS, total.milliseconds) }
    }

    private func require(_ status: CURLcode, _ what: String) throws(TransferFailure) {
        guard status != CURLE_OK else { return }
        throw TransferFailure(
            .badConnection, "libcurl does not take \(what): \(curlText(status))",
            hint: "check it in the kubeconfig")
    }

    private func set(_ option: CURLoption, _ version: some BinaryInteger) -> CURLcode { set(option, Int(version)) }
}

extension String {
    /// Whether it can stand in a header without ending it.
    fileprivate var isSafeInHeader: Bool { utf8.allSatisfy { $0 != 0x0A && $0 != 0x0D && $0 != 0 } }
}

extension Duration {
    /// At least one, since libcurl takes 0 for its default.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(clamping: seconds) &* 1000 &+ Int(attoseconds / 1_000_000_000_000_000))
    }
}
