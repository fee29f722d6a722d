import CMicroHTTPD
import Synchronization

/// Queues the answer of one request; `NO` makes the library close the connection.
func send(_ response: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
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
