import CCurl

extension TransferFailure {
    /// What libcurl's result means for a person; `nil` for success.
    init?(of transfer: Transfer, _ result: CURLcode, _ address: ServerAddress) {
        guard result != CURLE_OK else { return nil }
        if let refusal = transfer.refusal {
            self = refusal
            return
        }
        let text = transfer.errorText
        let words = text.isEmpty ? curlText(result) : text
        let proxyStatus = transfer.easy.long(CURLINFO_HTTP_CONNECTCODE)
        if !transfer.isConnected, proxyStatus >= 300 {
            self = Self.proxy("the proxy answered \(proxyStatus): \(words)", address)
            return
        }
        switch result {
        case CURLE_PEER_FAILED_VERIFICATION:
            self = Self.distrust(transfer.easy.long(CURLINFO_SSL_VERIFYRESULT), words, address)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ISSUER_ERROR:
            self = Self.handshake(result, words, address)
        case CURLE_OPERATION_TIMEDOUT:
            self = Self.timeout(words, address, isConnected: transfer.isConnected)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            self = Self.proxy(words, address)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT:
            self.init(
                .unreachable, "\(address.hostAndPort): \(words)",
                hint: "check that the API server runs there and that this machine may reach it")
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_TOO_LARGE:
            self.init(
                .malformedResponse, "\(address.hostAndPort): \(words)",
                hint: "check that the server URL is that of a Kubernetes API server", mayHaveBeenReceived: true)
        default:
            self.init(
                .connectionLost, "\(address.hostAndPort): \(words)",
                hint: "run it again, and look at the API server's log if it stays so",
                mayHaveBeenReceived: transfer.isConnected)
        }
    }

    /// X509_V_ERR numbers of OpenSSL's x509_vfy.h. A chain that was not trusted has its own; the 1 that libcurl begins
    /// with is still there when only the name, which libcurl compares itself, did not match.
    private static func distrust(_ verdict: Int, _ words: String, _ address: ServerAddress) -> TransferFailure {
        let (detail, hint) =
            switch verdict {
            case 0, 1:
                (
                    "the certificate of \(address.hostAndPort) is for another name: \(words)",
                    "use a name that the certificate has as the server's host, or set tls-server-name to one"
                )
            case 9:
                (
                    "the certificate of \(address.hostAndPort) is not valid yet: \(words)",
                    "set the clock of this machine, or of the one that made the certificate"
                )
            case 10:
                (
                    "the certificate of \(address.hostAndPort) has expired: \(words)",
                    "renew the API server's certificate ('kubeadm certs renew'), and check this machine's clock"
                )
            default:
                (
                    "the certificate of \(address.hostAndPort) was not signed by a trusted authority: \(words)",
                    "set certificate-authority-data of the cluster to the authority that signed it"
                )
            }
        return TransferFailure(.tls, detail, hint: hint)
    }

    private static func proxy(_ words: String, _ address: ServerAddress) -> TransferFailure {
        TransferFailure(
            .unreachable, "\(address.hostAndPort): \(words)",
            hint: "check proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY in the environment")
    }

    private static func handshake(_ result: CURLcode, _ words: String, _ address: ServerAddress) -> TransferFailure {
        let hint =
            switch result {
            case CURLE_SSL_CACERT_BADFILE:
                "write PEM certificates into certificate-authority-data"
            case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CLIENTCERT:
                "check that client-certificate-data and client-key-data are PEM and belong together"
            default:
                "check that \(address.hostAndPort) speaks TLS 1.2 or newer, and that the URL should be https"
            }
        return TransferFailure(.tls, "\(address.hostAndPort): \(words)", hint: hint)
    }

    private static func timeout(_ words: String, _ address: ServerAddress, isConnected: Bool) -> TransferFailure {
        guard isConnected else {
            return TransferFailure(
                .unreachable, "\(address.hostAndPort): \(words)",
                hint: "check that the API server runs there and that no firewall drops the packets")
        }
        return TransferFailure(
            .timeout, "\(address.hostAndPort): \(words)",
            hint: "look at the load of the API server, or allow more time", mayHaveBeenReceived: true)
    }
}

/// The server sent more than libcurl takes for one head.
private let CURLE_TOO_LARGE = CURLcode(rawValue: 100)
