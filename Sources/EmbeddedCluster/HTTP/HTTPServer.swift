import CMicroHTTPD
import Glibc
import Synchronization

/// Sole owner of one libmicrohttpd daemon on loopback, which has a thread for each connection.
///
/// The library calls `exchange` from those threads, several at once. `stop()` returns when every thread has ended.
@safe final class HTTPServer: Sendable {
    /// Answers one request; may block, it has the connection's thread to itself.
    typealias Exchange = @Sendable (HTTPRequest) -> HTTPResponse

    struct Limits: Sendable {
        var bodyBytes = 16 << 20
        var headBytes = 256 << 10
        var connections: UInt32 = 512
        var idleSeconds: UInt32 = 600
    }

    let port: UInt16
    private let daemon: Mutex<DaemonHandle?>
    /// Retained once for the daemon here, released once in `stop()` after the daemon's last call.
    private let handler: Unmanaged<ExchangeHandler>

    init(limits: Limits, exchange: @escaping Exchange) throws(EmbeddedClusterError) {
        let handler = unsafe Unmanaged.passRetained(ExchangeHandler(limits: limits, exchange: exchange))
        var settings = unsafe rc_mhd_settings(
            handler: mhdReceive, completed: mhdCompleted, context: handler.toOpaque(),
            connection_limit: limits.connections, head_limit: limits.headBytes, idle_seconds: limits.idleSeconds)
        guard let started = unsafe rc_mhd_start(&settings) else {
            let reason = unsafe String(cString: strerror(errno))
            unsafe handler.release()
            throw EmbeddedClusterError(code: .cannotListen, step: .start, subject: "127.0.0.1", detail: reason)
        }
        port = unsafe rc_mhd_port(started)
        daemon = unsafe Mutex(DaemonHandle(pointer: started))
        unsafe self.handler = unsafe handler
    }

    /// Ends every connection and waits for their threads. Streams must have been told to end before.
    func stop() {
        let taken = daemon.withLock { handle in
            let taken = handle
            handle = nil
            return taken
        }
        guard let taken else { return }
        unsafe MHD_stop_daemon(taken.pointer)
        unsafe handler.release()
    }

    deinit { stop() }
}

/// The daemon's pointer. libmicrohttpd lets any thread stop a daemon, and it is used for nothing else.
@safe private struct DaemonHandle: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// What the callbacks work with, for as long as the daemon lives.
private final class ExchangeHandler: Sendable {
    let limits: HTTPServer.Limits
    let exchange: HTTPServer.Exchange

    init(limits: HTTPServer.Limits, exchange: @escaping HTTPServer.Exchange) {
        self.limits = limits
        self.exchange = exchange
    }
}

/// The body of one request while it arrives. Retained at the first call for a request, released in `mhdCompleted`.
private final class IncomingBody {
    var bytes: [UInt8] = []
    var isTooLarge = false
}

/// libmicrohttpd calls this once with the head, once for each piece of body, and once more without any: then answer.
private func mhdReceive(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
    uploadSize: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let connection = unsafe connection, let url = unsafe url,
        let method = unsafe method, let uploadSize = unsafe uploadSize, let state = unsafe state
    else { return MHD_Result.NO }
    let handler = unsafe Unmanaged<ExchangeHandler>.fromOpaque(context).takeUnretainedValue()
    guard let current = unsafe state.pointee else {
        unsafe state.pointee = unsafe Unmanaged.passRetained(IncomingBody()).toOpaque()
        return .YES
    }
    let body = unsafe Unmanaged<IncomingBody>.fromOpaque(current).takeUnretainedValue()
    if unsafe uploadSize.pointee > 0, let upload = unsafe upload {
        let size = unsafe uploadSize.pointee
        body.isTooLarge = body.isTooLarge || body.bytes.count + size > handler.limits.bodyBytes
        if !body.isTooLarge {
            unsafe body.bytes.append(contentsOf: UnsafeRawBufferPointer(start: upload, count: size))
        }
        unsafe uploadSize.pointee = 0
        return .YES
    }
    guard !body.isTooLarge else {
        let status = APIStatus.requestEntityTooLarge("limit is \(handler.limits.bodyBytes)")
        return unsafe send(status.response, on: connection)
    }
    let request = unsafe HTTPRequest(
        method: String(cString: method), path: String(cString: url),
        query: values(of: connection, MHD_ValueKind.GET_ARGUMENT_KIND),
        headers: Dictionary(
            values(of: connection, MHD_ValueKind.HEADER_KIND).map { (asciiLowercased($0.name), $0.value) },
            uniquingKeysWith: { first, _ in first }),
        body: body.bytes)
    body.bytes = []
    return unsafe send(handler.exchange(request), on: connection)
}

private func mhdCompleted(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
    guard let state = unsafe state, let current = unsafe state.pointee else { return }
    unsafe Unmanaged<IncomingBody>.fromOpaque(current).release()
    unsafe state.pointee = nil
}

/// Header fields or query parameters in their order; what is no UTF-8 is repaired.
private func values(of connection: OpaquePointer, _ kind: MHD_ValueKind) -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    unsafe withUnsafeMutablePointer(to: &found) { pointer in
        _ = unsafe MHD_get_connection_values(
            connection, kind,
            { context, _, name, value in
                guard let context = unsafe context, let name = unsafe name else { return .YES }
                let text = unsafe value.map { unsafe String(cString: $0) } ?? ""
                unsafe context.assumingMemoryBound(to: [(name: String, value: String)].self).pointee
                    .append((String(cString: name), text))
                return .YES
            }, pointer)
    }
    return found
}

private func asciiLowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
}

private func send(_ response: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
    guard let raw = unsafe makeResponse(response.body, socket: rc_mhd_socket(connection)) else { return MHD_Result.NO }
    defer { unsafe MHD_destroy_response(raw) }  // the daemon holds a reference of its own while it sends
    for (name, value) in response.headers { unsafe MHD_add_response_header(raw, name, value) }
    return unsafe MHD_queue_response(connection, UInt32(response.status), raw)
}

private func makeResponse(_ body: HTTPResponse.Body, socket: Int32) -> OpaquePointer? {
    switch body {
    case .bytes(let bytes):
        return unsafe bytes.withUnsafeBytes { buffer in
            let start = unsafe UnsafeMutableRawPointer(mutating: buffer.baseAddress)
            return unsafe MHD_create_response_from_buffer(buffer.count, start, MHD_ResponseMemoryMode.RESPMEM_MUST_COPY)
        }
    case .cut(let bytes, let announced):
        return unsafe makeResponse(
            OutgoingBody(stream: CutBody(bytes), socket: socket), size: UInt64(max(announced, bytes.count + 1)))
    case .stream(let stream):
        return unsafe makeResponse(OutgoingBody(stream: stream, socket: socket), size: .max)
    }
}

/// `size` is `MHD_SIZE_UNKNOWN` (all ones) for a chunked body.
private func makeResponse(_ body: OutgoingBody, size: UInt64) -> OpaquePointer? {
    // Retained for the response here, released in `mhdFree` when the response is destroyed.
    let context = unsafe Unmanaged.passRetained(body).toOpaque()
    return unsafe MHD_create_response_from_callback(size, 64 << 10, mhdProduce, context, mhdFree)
}

/// A streamed body on its way: what its stream gave and the socket has not taken yet.
private final class OutgoingBody {
    private let stream: any HTTPBodyStream
    private let socket: Int32
    private var pending: ArraySlice<UInt8> = []

    init(stream: any HTTPBodyStream, socket: Int32) {
        self.stream = stream
        self.socket = socket
    }

    /// At most `limit` bytes; `nil` at the end.
    func take(_ limit: Int) -> ArraySlice<UInt8>? {
        if pending.isEmpty {
            guard let piece = stream.next(socket: socket) else { return nil }
            pending = piece[...]
        }
        let taken = pending.prefix(limit)
        pending = pending.dropFirst(limit)
        return taken
    }

    var endsEarly: Bool { stream is CutBody }

    func close() { stream.close() }
}

private final class CutBody: HTTPBodyStream {
    private let rest: Mutex<[UInt8]?>

    init(_ bytes: [UInt8]) { rest = Mutex(bytes.isEmpty ? nil : bytes) }

    func next(socket: Int32) -> [UInt8]? {
        rest.withLock { rest in
            let piece = rest
            rest = nil
            return piece
        }
    }

    func close() {}
}

/// -1 ends the body, -2 breaks the connection (`MHD_CONTENT_READER_END_OF_STREAM`, `…_END_WITH_ERROR`).
private func mhdProduce(
    context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, size: Int
) -> Int {
    guard let context = unsafe context, let buffer = unsafe buffer else { return -2 }
    let body = unsafe Unmanaged<OutgoingBody>.fromOpaque(context).takeUnretainedValue()
    guard let piece = body.take(size) else { return body.endsEarly ? -2 : -1 }
    unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size).copyBytes(from: piece)
    return piece.count
}

private func mhdFree(context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    let body = unsafe Unmanaged<OutgoingBody>.fromOpaque(context)
    unsafe body.takeUnretainedValue().close()
    unsafe body.release()
}
