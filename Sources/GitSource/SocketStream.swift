internal import CGit2
import Glibc

/// The sockets that libgit2 opens, replaced by ones that a transfer watches and that connect within a time limit.
enum SocketStream {
    /// Makes libgit2 use these streams for HTTP, under TLS and for SSH.
    static func register() -> Int32 {
        var registration = git_stream_registration()
        registration.version = GIT_STREAM_VERSION
        unsafe registration.`init` = { out, host, port in unsafe makeStream(out, host, port) }
        return unsafe git_stream_register(GIT_STREAM_STANDARD, &registration)
    }
}

private typealias Stream = UnsafeMutablePointer<reconcile_socket_stream>

/// The stream keeps its transfer alive: one retain here, one release in `freeStream`.
private func makeStream(
    _ out: UnsafeMutablePointer<UnsafeMutablePointer<git_stream>?>?, _ host: UnsafePointer<CChar>?,
    _ port: UnsafePointer<CChar>?
) -> Int32 {
    guard let out = unsafe out, let host = unsafe host, let port = unsafe port else { return -1 }
    let stream = Stream.allocate(capacity: 1)
    unsafe stream.initialize(to: reconcile_socket_stream())
    unsafe stream.pointee.host = strdup(host)
    unsafe stream.pointee.port = strdup(port)
    unsafe stream.pointee.socket = -1
    unsafe stream.pointee.transfer = Transfer.current.map { unsafe Unmanaged.passRetained($0).toOpaque() }
    unsafe stream.pointee.parent.version = GIT_STREAM_VERSION
    unsafe stream.pointee.parent.connect = { unsafe connectSocket(own($0)) }
    unsafe stream.pointee.parent.read = { unsafe receive(own($0), $1, $2) }
    unsafe stream.pointee.parent.write = { unsafe transmit(own($0), $1, $2, $3) }
    unsafe stream.pointee.parent.close = { unsafe closeSocket(own($0)) }
    unsafe stream.pointee.parent.free = { unsafe freeStream(own($0)) }
    unsafe out.pointee = UnsafeMutableRawPointer(stream).assumingMemoryBound(to: git_stream.self)
    return 0
}

/// The stream that begins with what libgit2 hands back.
private func own(_ parent: UnsafeMutablePointer<git_stream>?) -> Stream? {
    unsafe parent.map { unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: reconcile_socket_stream.self) }
}

private func transferOf(_ stream: Stream) -> Transfer? {
    unsafe stream.pointee.transfer.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private func connectSocket(_ stream: Stream?) -> Int32 {
    guard let stream = unsafe stream, let host = unsafe stream.pointee.host, let port = unsafe stream.pointee.port
    else { return -1 }
    let transfer = unsafe transferOf(stream)
    var (hints, list): (addrinfo, UnsafeMutablePointer<addrinfo>?) = unsafe (addrinfo(), nil)
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    let failure = unsafe getaddrinfo(host, port, &hints, &list)
    guard failure == 0 else {
        let reason = unsafe gai_strerror(failure).map { unsafe String(cString: $0) } ?? "error \(failure)"
        return fail("cannot find \(unsafe String(cString: host)): \(reason)")
    }
    defer { unsafe freeaddrinfo(list) }
    var reason = "no address"
    var next = unsafe list
    while let address = unsafe next {
        let attempt = unsafe openSocket(address.pointee, for: transfer)
        if attempt.socket >= 0 {
            unsafe stream.pointee.socket = attempt.socket
            return 0
        }
        reason = attempt.reason
        unsafe next = address.pointee.ai_next
    }
    return fail("cannot connect to \(unsafe String(cString: host)) port \(unsafe String(cString: port)): \(reason)")
}

/// Connects to one address; the socket, or -1 and why not.
private func openSocket(_ address: addrinfo, for transfer: Transfer?) -> (socket: Int32, reason: String) {
    let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let socket = unsafe Glibc.socket(address.ai_family, address.ai_socktype | flags, address.ai_protocol)
    guard socket >= 0 else { return (-1, reason(of: errno)) }
    guard transfer?.watch(socket) ?? true else {
        Glibc.close(socket)
        return (-1, "stopped")
    }
    var status = unsafe Glibc.connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno
    if status == EINPROGRESS { status = finish(socket, transfer) }
    guard status == 0 else {
        shut(socket, transfer)
        return (-1, reason(of: status))
    }
    transfer?.connected(socket)
    _ = fcntl(socket, F_SETFL, 0)  // libgit2 waits in recv(2)
    return (socket, "")
}

/// Waits until the connection stands; 0 or the errno that says why not.
private func finish(_ socket: Int32, _ transfer: Transfer?) -> Int32 {
    let limit = transfer?.limits.connect ?? .seconds(10)
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&waiting, 1, 50) > 0 else {
            if transfer?.stopped != nil { return ECANCELED }
            continue
        }
        var (status, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        let asked = unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &status, &size)
        return asked == 0 ? status : errno
    }
    transfer?.stop(.connectTimeout)
    return ETIMEDOUT
}

private func receive(_ stream: Stream?, _ data: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    guard let stream = unsafe stream else { return -1 }
    while true {
        let got = unsafe recv(stream.pointee.socket, data, count, 0)
        if got >= 0 { return got }
        if errno != EINTR { return Int(fail("cannot receive: \(reason(of: errno))")) }
    }
}

private func transmit(_ stream: Stream?, _ data: UnsafePointer<CChar>?, _ count: Int, _ flags: Int32) -> Int {
    guard let stream = unsafe stream else { return -1 }
    while true {
        let sent = unsafe send(stream.pointee.socket, data, count, flags | Int32(MSG_NOSIGNAL))
        if sent >= 0 { return sent }
        if errno != EINTR { return Int(fail("cannot send: \(reason(of: errno))")) }
    }
}

private func closeSocket(_ stream: Stream?) -> Int32 {
    guard let stream = unsafe stream, unsafe stream.pointee.socket >= 0 else { return 0 }
    unsafe shut(stream.pointee.socket, transferOf(stream))
    unsafe stream.pointee.socket = -1
    return 0
}

private func freeStream(_ stream: Stream?) {
    guard let stream = unsafe stream else { return }
    _ = unsafe closeSocket(stream)
    unsafe Glibc.free(stream.pointee.host)
    unsafe Glibc.free(stream.pointee.port)
    unsafe stream.pointee.transfer.map { unsafe Unmanaged<Transfer>.fromOpaque($0).release() }
    unsafe stream.deallocate()
}

private func shut(_ socket: Int32, _ transfer: Transfer?) {
    if let transfer { transfer.close(socket) } else { _ = Glibc.close(socket) }
}

private func reason(of number: Int32) -> String {
    unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}

/// Leaves `text` as libgit2's last error.
private func fail(_ text: String) -> Int32 {
    _ = unsafe git_error_set_str(Int32(GIT_ERROR_NET.rawValue), text)
    return -1
}
