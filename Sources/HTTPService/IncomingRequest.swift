import CMicroHTTPD

/// The body of one request while it arrives. Retained at the first call for a request, released in `mhdCompleted`.
///
/// Only the thread of its connection touches it.
private final class IncomingRequest {
    enum State { case whole, tooLarge, noRoom }

    private let service: Service
    private var bytes: [UInt8] = []
    private(set) var state = State.whole
    /// Of the allowance that all bodies share.
    private var reserved = 0
    private var dropped = 0

    init(service: Service) { self.service = service }

    /// False when so much has been thrown away that the connection must be closed.
    func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        if state == .whole {
            if bytes.count + piece.count > service.limits.bodyBytes {
                refuse(.tooLarge)
            } else if !service.connections.reserve(piece.count) {
                refuse(.noRoom)
            } else {
                reserved += piece.count
                unsafe bytes.append(contentsOf: piece)
                return true
            }
        }
        dropped += piece.count
        return dropped <= service.limits.droppedBytes
    }

    private func refuse(_ state: State) {
        self.state = state
        release()
    }

    /// The body leaves for the exchange; its part of the allowance stays taken until the request is over.
    func take() -> [UInt8] {
        let taken = bytes
        bytes = []
        return taken
    }

    func release() {
        service.connections.release(reserved)
        (bytes, reserved) = ([], 0)
    }
}

extension HTTPServerSettings.Limits {
    /// Bytes of a refused body that are read and thrown away, so that a client that sends before it reads is answered.
    fileprivate var droppedBytes: Int { max(4 * bodyBytes, 64 << 10) }
}

/// libmicrohttpd calls this once with the head, once for each piece of body, and once more without any: then answer.
func mhdReceive(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
    uploadSize: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let connection = unsafe connection, let url = unsafe url,
        let method = unsafe method, let uploadSize = unsafe uploadSize, let state = unsafe state
    else { return MHD_Result.NO }
    let service = unsafe Unmanaged<Service>.fromOpaque(context).takeUnretainedValue()
    guard let current = unsafe state.pointee else {
        unsafe state.pointee = unsafe Unmanaged.passRetained(IncomingRequest(service: service)).toOpaque()
        service.connections.began()
        return unsafe announcesTooMuch(connection, service.limits) ? send(service.tooLarge, on: connection) : .YES
    }
    let request = unsafe Unmanaged<IncomingRequest>.fromOpaque(current).takeUnretainedValue()
    if unsafe uploadSize.pointee > 0, let upload = unsafe upload {
        let piece = unsafe UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
        unsafe uploadSize.pointee = 0
        return unsafe request.append(piece) ? .YES : .NO
    }
    return unsafe send(
        answer(to: request, of: service) {
            unsafe HTTPRequest(
                method: String(cString: method), path: String(cString: url),
                query: values(of: connection, MHD_ValueKind.GET_ARGUMENT_KIND),
                headers: Dictionary(
                    values(of: connection, MHD_ValueKind.HEADER_KIND).map { (asciiLowercased($0.name), $0.value) },
                    uniquingKeysWith: { first, _ in first }))
        }, on: connection)
}

private func answer(to request: IncomingRequest, of service: Service, head: () -> HTTPRequest) -> HTTPResponse {
    switch request.state {
    case .tooLarge: return service.tooLarge
    case .noRoom: return HTTPResponse.noRoom
    case .whole:
        var whole = head()
        whole.body = request.take()
        return service.exchange(whole)
    }
}

func mhdCompleted(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
    guard let context = unsafe context, let connection = unsafe connection, let state = unsafe state,
        let current = unsafe state.pointee
    else { return }
    let request = unsafe Unmanaged<IncomingRequest>.fromOpaque(current)
    unsafe request.takeUnretainedValue().release()
    unsafe request.release()
    unsafe state.pointee = nil
    let kept = unsafe rc_mhd_kept(connection).map {
        unsafe Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue()
    }
    unsafe Unmanaged<Service>.fromOpaque(context).takeUnretainedValue().connections.ended(kept)
}

/// Whether the head says that more follows than would even be thrown away; it is answered before the body.
private func announcesTooMuch(_ connection: OpaquePointer, _ limits: HTTPServerSettings.Limits) -> Bool {
    guard let text = unsafe MHD_lookup_connection_value(connection, MHD_ValueKind.HEADER_KIND, "Content-Length") else {
        return false
    }
    // What is no number the library refuses; one beyond 64 bits is too much.
    return unsafe Int(String(cString: text)).map { $0 > limits.droppedBytes } ?? true
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

extension HTTPResponse {
    fileprivate static let noRoom = HTTPResponse(
        status: 503, headers: [("Retry-After", "1"), ("Content-Type", "text/plain; charset=utf-8")],
        body: .bytes(Array("too much is being sent at once\n".utf8)))
}
