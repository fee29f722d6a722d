import CCurl
import Glibc

/// Called with each new socket before it connects: a peer that is gone is noticed within half a minute.
///
/// Keep-alive probes cover an idle connection; `TCP_USER_TIMEOUT` one with unanswered bytes, for which the kernel would
/// go on resending for a quarter of an hour. Without both, a connection through a dead load balancer would be chosen
/// for every new HTTP/2 stream until then.
func prepareSocket(
    _ context: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ purpose: curlsocktype
) -> Int32 {
    set(socket, SOL_SOCKET, SO_KEEPALIVE, 1)
    set(socket, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 15)
    set(socket, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5)
    set(socket, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    set(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 30_000)
    return CURL_SOCKOPT_OK
}

/// A kernel without the option keeps its own timing, which is slower and not wrong.
private func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    _ = unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
}
