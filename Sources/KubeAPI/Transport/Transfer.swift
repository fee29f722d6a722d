import CCurl

/// One easy handle and the response it is bringing; used again for other exchanges. Belongs to the loop's thread.
@safe final class Transfer {
    let easy: CurlEasy
    private(set) var exchange: Exchange?
    /// The connection was up, so the request has gone out or is about to.
    private(set) var isConnected = false
    private(set) var isPaused = false
    /// Why a callback stopped the transfer, where libcurl would only say that one did.
    private(set) var refusal: TransferFailure?

    private var head = HTTPHead(status: 0)
    private var headerBytes = 0
    private var bodyBytes = 0
    private var hasHead = false
    private var headerList = CurlList()
    private var connectList = CurlList()
    private let errorBuffer: UnsafeMutablePointer<CChar>

    init?() {
        guard let easy = CurlEasy() else { return nil }
        self.easy = easy
        unsafe errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    }

    deinit { unsafe errorBuffer.deallocate() }

    /// Makes the handle ready for `exchange`. Each call is paired with one `end()`, which releases what libcurl holds.
    func begin(_ exchange: Exchange, _ settings: TransportSettings) throws(TransferFailure) {
        self.exchange = exchange
        unsafe errorBuffer.pointee = 0
        unsafe easy.setErrorBuffer(errorBuffer)
        unsafe easy.setCallbacks(
            ready: connectionReady, header: headerArrived, body: bodyArrived,
            context: Unmanaged.passRetained(self).toOpaque())
        try easy.configure(exchange, settings, headers: &headerList, connect: &connectList)
        _ = easy.set(CURLOPT_HTTPHEADER, list: headerList)
        _ = easy.set(CURLOPT_CONNECT_TO, list: connectList)
    }

    /// To be called once the multi handle has let go of it.
    func end() {
        easy.reset()
        exchange = nil
        (isConnected, isPaused, refusal, hasHead) = (false, false, nil, false)
        (headerBytes, bodyBytes) = (0, 0)
        head = HTTPHead(status: 0)
        headerList = CurlList()
        connectList = CurlList()
        unsafe Unmanaged.passUnretained(self).release()
    }

    /// libcurl's words for what went wrong; empty when it gave none.
    var errorText: String { unsafe String(cString: errorBuffer) }

    func resume() {
        guard isPaused else { return }
        isPaused = false
        easy.resume()
    }

    fileprivate func ready() { isConnected = true }

    /// One line of a head: a status line, a field, or the empty line that ends it.
    fileprivate func header(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let limits = exchange?.limits else { return false }
        headerBytes += line.count
        guard headerBytes <= limits.headerBytes else {
            refuse("the head of the response is longer than \(limits.headerBytes) bytes")
            return false
        }
        let text = unsafe String(decoding: line, as: UTF8.self).trimmedOfWhitespace
        if text.isEmpty {
            finishHead()
        } else if text.hasPrefix("HTTP/"), !text.contains(": ") {
            head = HTTPHead(status: 0)
        } else if let colon = text.firstIndex(of: ":") {
            head.headers.append(
                text[..<colon].trimmedOfWhitespace, text[text.index(after: colon)...].trimmedOfWhitespace)
        }
        return true
    }

    /// Interim heads (1xx) are passed over; fields after the body (trailers) are not looked at.
    private func finishHead() {
        head.status = easy.long(CURLINFO_RESPONSE_CODE)
        guard head.status >= 200, !hasHead, let exchange else { return }
        hasHead = true
        head.isHTTP2 = easy.long(CURLINFO_HTTP_VERSION) == Int(CURL_HTTP_VERSION_2_0)
        head.isOnNewConnection = easy.long(CURLINFO_NUM_CONNECTS) > 0
        let wait = easy.offset(CURLINFO_RETRY_AFTER)
        if head.headers["retry-after"] != nil { head.retryAfter = .seconds(max(0, min(wait, 86_400))) }
        if exchange.request.wantsCertificate { head.certificate = easy.certificate }
        // A stream may be quiet for as long as it likes once it has begun.
        if exchange.isStream { _ = easy.set(CURLOPT_LOW_SPEED_LIMIT, 0) }
        exchange.sink.head(head)
    }

    fileprivate func body(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let exchange else { return 0 }
        let limit = exchange.limits.bodyBytes
        guard exchange.isStream || bodyBytes + bytes.count <= limit else {
            refuse("the response is longer than \(limit >> 20) MiB")
            return 0
        }
        guard unsafe exchange.sink.body(bytes) else {
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        bodyBytes += bytes.count
        return bytes.count
    }

    private func refuse(_ detail: String) {
        refusal = TransferFailure(
            .tooLarge, detail, hint: "check that the server URL is that of a Kubernetes API server",
            mayHaveBeenReceived: true)
    }
}

private func connectionReady(
    _ context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?, _: Int32,
    _: Int32
) -> Int32 {
    guard let transfer = unsafe transfer(context) else { return CURL_PREREQFUNC_ABORT }
    transfer.ready()
    return CURL_PREREQFUNC_OK
}

private func headerArrived(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = unsafe transfer(context) else { return 0 }
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe transfer.header(line) ? line.count : 0
}

private func bodyArrived(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = unsafe transfer(context) else { return 0 }
    return unsafe transfer.body(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

/// The transfer that `begin` gave to libcurl and `end` has not taken back.
@unsafe private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

extension StringProtocol {
    /// Without the white space of HTTP (space, tab, CR, LF) at both ends.
    var trimmedOfWhitespace: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(self[first...last])
    }
}
