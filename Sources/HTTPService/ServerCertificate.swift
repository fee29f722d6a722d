import CMicroHTTPD
import Glibc
import Synchronization

/// The certificate and key that a server shows; read again when their files change.
///
/// Kubernetes renews a mounted Secret by exchanging a symbolic link, cert-manager by writing anew. Between the two files
/// a reader may see one old and one new: such a pair is refused, the last good one serves on, and the next connection
/// looks again.
final class ServerCertificate: Sendable {
    struct Pair: Sendable {
        var certificate: [UInt8]
        var key: [UInt8]
    }

    private struct State {
        var pair: Pair
        /// Of the files when they were last read.
        var stamps: [FileStamp?]
    }

    private static let fileLimit = 1 << 20
    private let files: HTTPServerSettings.Certificate
    private let state: Mutex<State>

    init(_ files: HTTPServerSettings.Certificate) throws(HTTPServiceError) {
        self.files = files
        let stamps = Self.stamps(files)
        state = Mutex(State(pair: try Self.read(files), stamps: stamps))
    }

    /// What a connection that starts now is shown; two `stat` calls while nothing changes.
    func current() -> Pair {
        let (pair, refusal) = state.withLock { state -> (Pair, HTTPServiceError?) in
            // Taken before reading: what is written meanwhile shows as a change the next time.
            let stamps = Self.stamps(files)
            guard stamps != state.stamps else { return (state.pair, nil) }
            state.stamps = stamps
            do throws(HTTPServiceError) {
                state.pair = try Self.read(files)
                return (state.pair, nil)
            } catch {
                return (state.pair, error)
            }
        }
        if let refusal { files.onRefusal(refusal) }
        return pair
    }

    private static func stamps(_ files: HTTPServerSettings.Certificate) -> [FileStamp?] {
        [FileStamp(path: files.certificateFile), FileStamp(path: files.keyFile)]
    }

    private static func read(_ files: HTTPServerSettings.Certificate) throws(HTTPServiceError) -> Pair {
        let pair = Pair(certificate: try read(files.certificateFile), key: try read(files.keyFile))
        let status = unsafe pair.certificate.withUnsafeBytes { certificate in
            unsafe pair.key.withUnsafeBytes { key in
                guard let first = certificate.baseAddress, let second = key.baseAddress else {
                    return Int32(GNUTLS_E_NO_CERTIFICATE_FOUND)
                }
                return unsafe rc_tls_check(first, UInt32(certificate.count), second, UInt32(key.count))
            }
        }
        guard status == 0 else {
            throw refusal("\(files.certificateFile), \(files.keyFile)", unsafe String(cString: gnutls_strerror(status)))
        }
        return pair
    }

    private static func read(_ path: String) throws(HTTPServiceError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw refusal(path, unsafe String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { throw refusal(path, unsafe String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= fileLimit else { throw refusal(path, "the file has more than 1 MiB") }
        }
    }

    private static func refusal(_ subject: String, _ detail: String) -> HTTPServiceError {
        HTTPServiceError(code: .badCertificate, step: .certificate, subject: subject, detail: detail)
    }
}

/// By what a change of a file is seen.
private struct FileStamp: Equatable {
    private var numbers: [Int]

    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        numbers = [
            Int(status.st_dev), Int(bitPattern: UInt(status.st_ino)), Int(status.st_size), status.st_mtim.tv_sec,
            status.st_mtim.tv_nsec,
        ]
    }
}

/// Gives one handshake its chain and key, which GnuTLS frees afterwards (`GNUTLS_CERT_RETR_DEINIT_ALL`).
func gnutlsCertificate(
    session: gnutls_session_t?, info: UnsafePointer<gnutls_cert_retr_st>?,
    chain: UnsafeMutablePointer<UnsafeMutablePointer<gnutls_pcert_st>?>?, chainSize: UnsafeMutablePointer<UInt32>?,
    stapled: UnsafeMutablePointer<UnsafeMutablePointer<gnutls_ocsp_data_st>?>?,
    stapledSize: UnsafeMutablePointer<UInt32>?, key: UnsafeMutablePointer<gnutls_privkey_t?>?,
    flags: UnsafeMutablePointer<UInt32>?
) -> Int32 {
    guard let session = unsafe session, let chain = unsafe chain, let chainSize = unsafe chainSize,
        let key = unsafe key, let flags = unsafe flags, let kept = unsafe rc_tls_kept(session),
        let certificate = unsafe Unmanaged<Connection>.fromOpaque(kept).takeUnretainedValue().service.certificate
    else { return -1 }
    let pair = certificate.current()
    let status = unsafe pair.certificate.withUnsafeBytes { text in
        unsafe pair.key.withUnsafeBytes { secret in
            guard let first = text.baseAddress, let second = secret.baseAddress else { return Int32(-1) }
            return unsafe rc_tls_import(
                first, UInt32(text.count), second, UInt32(secret.count), chain, chainSize, key)
        }
    }
    guard status == 0 else { return -1 }
    unsafe flags.pointee = UInt32(GNUTLS_CERT_RETR_DEINIT_ALL)
    // No OCSP response is stapled.
    if let stapledSize = unsafe stapledSize { unsafe stapledSize.pointee = 0 }
    return 0
}
