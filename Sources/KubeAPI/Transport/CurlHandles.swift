import CCurl

/// Sole owner of one multi handle: the transfers of one server and the connections they share.
///
/// Not `Sendable`: the loop's thread has it. Only `curl_multi_wakeup` may be called from elsewhere (its manual page),
/// which is what `Waker` is for.
@safe struct CurlMulti: ~Copyable {
    private let raw: UnsafeMutableRawPointer

    init?() {
        guard CurlLibrary.isReady, let made = unsafe curl_multi_init() else { return nil }
        unsafe raw = made
        set(CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    deinit { unsafe curl_multi_cleanup(raw) }

    var waker: Waker { unsafe Waker(raw) }

    func set(_ option: CURLMoption, _ value: Int) { _ = unsafe ccurl_multi_set_long(raw, option, value) }

    /// `false` where libcurl refuses, which means that the handle is already in use or memory has run out.
    func add(_ easy: borrowing CurlEasy) -> Bool { unsafe curl_multi_add_handle(raw, easy.raw) == CURLM_OK }

    func remove(_ easy: borrowing CurlEasy) { _ = unsafe curl_multi_remove_handle(raw, easy.raw) }

    func perform() {
        var running: Int32 = 0
        _ = unsafe curl_multi_perform(raw, &running)
    }

    /// Waits for a socket, one of libcurl's own timers, a wake-up, or the end of `milliseconds`.
    func poll(milliseconds: Int32) {
        var ready: Int32 = 0
        _ = unsafe curl_multi_poll(raw, nil, 0, milliseconds, &ready)
    }

    /// The context of a transfer that has ended, and how; `nil` when there is no more.
    func nextFinished() -> (context: UnsafeMutableRawPointer, result: CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(raw, &left) {
            // The message dies with the next call on the handle, so both parts are taken now.
            let result = unsafe message.pointee.data.result
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle
            else { continue }
            var context: UnsafeMutableRawPointer?
            _ = unsafe ccurl_get_pointer(easy, CURLINFO_PRIVATE, &context)
            if let context = unsafe context { return unsafe (context, result) }
        }
        return nil
    }

    /// Wakes the loop from another thread.
    ///
    /// `@unchecked Sendable`: libcurl allows this one call from any thread while the multi handle lives, and `Inbox`,
    /// its only holder, lets go of it under its lock before the handle is freed.
    @safe struct Waker: @unchecked Sendable {
        private let raw: UnsafeMutableRawPointer
        fileprivate init(_ raw: UnsafeMutableRawPointer) { unsafe self.raw = unsafe raw }
        func wake() { _ = unsafe curl_multi_wakeup(raw) }
    }
}

/// Sole owner of one easy handle: one transfer at a time, reset between them.
@safe struct CurlEasy: ~Copyable {
    fileprivate let raw: UnsafeMutableRawPointer

    init?() {
        guard CurlLibrary.isReady, let made = unsafe curl_easy_init() else { return nil }
        unsafe raw = made
    }

    deinit { unsafe curl_easy_cleanup(raw) }

    /// Forgets every option; connections and caches stay with the multi handle.
    func reset() { unsafe curl_easy_reset(raw) }

    /// Options that this libcurl does not know are not set; which ones matter is checked in `CurlLibrary.isReady`.
    func set(_ option: CURLoption, _ value: Int) -> CURLcode { unsafe ccurl_set_long(raw, option, value) }
    func set(_ option: CURLoption, _ text: String) -> CURLcode { unsafe ccurl_set_text(raw, option, text) }

    func set(_ option: CURLoption, blob bytes: [UInt8]) -> CURLcode {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return CURLE_BAD_FUNCTION_ARGUMENT }
            return unsafe ccurl_set_blob(raw, option, base, buffer.count)
        }
    }

    func setBody(_ bytes: [UInt8]) -> CURLcode {
        // An empty array may have no address, and libcurl wants one even for no bytes.
        unsafe (bytes.isEmpty ? [0] : bytes).withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return CURLE_BAD_FUNCTION_ARGUMENT }
            return unsafe ccurl_set_body(raw, base, bytes.count)
        }
    }

    /// The server's certificate as PEM, while a transfer with `CURLOPT_CERTINFO` runs.
    var certificate: [UInt8]? {
        guard let text = unsafe ccurl_get_certificate(raw) else { return nil }
        return unsafe Array(String(cString: text).utf8)
    }

    /// libcurl keeps the list's address: `list` must live as long as the transfer.
    func set(_ option: CURLoption, list: borrowing CurlList) -> CURLcode {
        unsafe ccurl_set_pointer(raw, option, list.raw)
    }

    /// libcurl writes its words here while the transfer runs: `buffer` must live as long.
    @unsafe func setErrorBuffer(_ buffer: UnsafeMutablePointer<CChar>) {
        _ = unsafe ccurl_set_pointer(raw, CURLOPT_ERRORBUFFER, buffer)
    }

    /// `context` is handed to the callbacks and comes back from `CurlMulti.nextFinished`.
    @unsafe func setCallbacks(
        ready: curl_prereq_callback, header: curl_write_callback, body: curl_write_callback,
        context: UnsafeMutableRawPointer
    ) {
        _ = unsafe ccurl_set_ready_callback(raw, ready, context)
        _ = unsafe ccurl_set_callbacks(raw, header, body, context)
        _ = unsafe ccurl_set_pointer(raw, CURLOPT_PRIVATE, context)
        _ = unsafe ccurl_set_socket_callback(raw, prepareSocket)
    }

    func resume() { _ = unsafe curl_easy_pause(raw, CURLPAUSE_CONT) }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe ccurl_get_long(raw, info, &value) == CURLE_OK ? value : 0
    }

    func offset(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        return unsafe ccurl_get_offset(raw, info, &value) == CURLE_OK ? Int64(value) : 0
    }
}

/// Sole owner of a list of texts.
@safe struct CurlList: ~Copyable {
    private(set) fileprivate var raw: UnsafeMutablePointer<curl_slist>?

    init() { unsafe raw = nil }
    deinit { unsafe curl_slist_free_all(raw) }

    mutating func append(_ text: String) {
        // Without memory libcurl returns NULL and leaves the list as it was.
        if let longer = unsafe curl_slist_append(raw, text) { unsafe raw = longer }
    }
}

/// libcurl's words for a code.
func curlText(_ code: CURLcode) -> String { unsafe String(cString: curl_easy_strerror(code)) }

/// The library as a whole, set up once.
enum CurlLibrary {
    /// Whether it is set up and can do TLS; HTTP/2 is used where it has it.
    ///
    /// Sets also how the process frees large blocks: responses are the largest it has, and with glibc's own rule a list
    /// of 10,000 objects had 55 MiB at its peak instead of 34.
    static let isReady: Bool = {
        ccurl_return_large_blocks()
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    }()
}
