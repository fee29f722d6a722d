import CMicroHTTPD
import Glibc
import Synchronization

/// Sole owner of one libmicrohttpd daemon, which has a thread for each connection.
///
/// The library calls `exchange` from those threads, several at once. `stop` returns when every thread has ended.
@safe package final class HTTPServer: Sendable {
    /// Answers one request; may block, it has the connection's thread to itself.
    package typealias Exchange = @Sendable (HTTPRequest) -> HTTPResponse

    /// Where it listens, the one that the kernel picked included.
    package let port: UInt16
    private let daemon: Mutex<DaemonHandle?>
    /// Retained once for the daemon here, released once in `stop` after the daemon's last call.
    private let service: Unmanaged<Service>

    package init(
        _ settings: HTTPServerSettings = HTTPServerSettings(), exchange: @escaping Exchange
    ) throws(HTTPServiceError) {
        let certificate: ServerCertificate? =
            if let files = settings.certificate { try ServerCertificate(files) } else { nil }
        let limits = settings.limits
        let socket = try Self.listen(settings)
        port = rc_bound_port(socket)
        let service = unsafe Unmanaged.passRetained(
            Service(
                limits: limits, tooLarge: settings.tooLarge, certificate: certificate,
                connections: Connections(limits: limits), exchange: exchange))
        var options = unsafe rc_mhd_settings(
            listen_socket: socket, handler: mhdReceive, completed: mhdCompleted, connection: mhdConnection,
            context: service.toOpaque(), certificate: certificate == nil ? nil : gnutlsCertificate,
            connection_limit: limits.connections, address_limit: limits.connectionsOfAddress,
            head_limit: limits.headBytes, idle_seconds: limits.idleSeconds)
        guard let started = unsafe rc_mhd_start(&options) else {
            // The library has closed the socket on nearly all ways here, so closing it again could hit another file.
            let reason = unsafe String(cString: strerror(errno))
            unsafe service.release()
            throw HTTPServiceError(
                code: .cannotListen, step: .listen, subject: "\(settings.address):\(port)", detail: reason)
        }
        daemon = unsafe Mutex(DaemonHandle(pointer: started))
        unsafe self.service = unsafe service
    }

    private static func listen(_ settings: HTTPServerSettings) throws(HTTPServiceError) -> Int32 {
        let name =
            switch settings.address {
            case .loopback: "127.0.0.1"
            case .all: ""
            case .numeric(let text): text.isEmpty ? "-" : text
            }
        let socket = unsafe rc_listen(name, settings.port)
        guard socket < 0 else { return socket }
        let reason = errno
        let code: HTTPServiceError.Code =
            switch reason {
            case EADDRINUSE: .addressInUse
            case EACCES: .forbidden
            case EINVAL, EADDRNOTAVAIL: .badAddress
            default: .cannotListen
            }
        let detail: String =
            switch reason {
            case EADDRINUSE: "port \(settings.port) is in use"
            case EINVAL: "this is no IP address"
            default: unsafe String(cString: strerror(reason))
            }
        throw HTTPServiceError(
            code: code, step: .listen, subject: "\(settings.address):\(settings.port)", detail: detail)
    }

    /// Takes no more connections, lets requests that are under way finish for up to `grace`, then ends every connection
    /// and waits for its thread. Streams must have been told to end before.
    package func stop(grace: Duration = .zero) {
        let taken = daemon.withLock { handle in
            let taken = handle
            handle = nil
            return taken
        }
        guard let taken else { return }
        let socket = unsafe MHD_quiesce_daemon(taken.pointer)
        // Who connects from here on is refused instead of waiting for an answer that never comes.
        if socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
        unsafe service.takeUnretainedValue().connections.waitForRequests(grace)
        unsafe MHD_stop_daemon(taken.pointer)
        if socket >= 0 { close(socket) }
        unsafe service.release()
    }

    deinit { stop() }
}

/// The daemon's pointer. libmicrohttpd lets any thread stop a daemon, and it is used for nothing else.
@safe private struct DaemonHandle: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// What the callbacks work with, for as long as the daemon lives.
final class Service: Sendable {
    let limits: HTTPServerSettings.Limits
    let tooLarge: HTTPResponse
    let certificate: ServerCertificate?
    let connections: Connections
    let exchange: HTTPServer.Exchange

    init(
        limits: HTTPServerSettings.Limits, tooLarge: HTTPResponse, certificate: ServerCertificate?,
        connections: Connections, exchange: @escaping HTTPServer.Exchange
    ) {
        self.limits = limits
        self.tooLarge = tooLarge
        self.certificate = certificate
        self.connections = connections
        self.exchange = exchange
    }
}
