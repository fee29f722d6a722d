#pragma once
#include <microhttpd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/eventfd.h>

/// What `rc_mhd_start` needs; `MHD_start_daemon` itself is variadic, which Swift cannot call.
struct rc_mhd_settings {
    MHD_AccessHandlerCallback _Nonnull handler;
    MHD_RequestCompletedCallback _Nonnull completed;
    void *_Nullable context;
    /// Connections at once; more wait in the kernel's queue.
    unsigned connection_limit;
    /// Bytes of head (request line and fields) of one request.
    size_t head_limit;
    /// Seconds after which an idle connection is closed.
    unsigned idle_seconds;
};

/// Starts a daemon on 127.0.0.1 at a port that the kernel picks, a thread for each connection. NULL on failure.
static inline struct MHD_Daemon *_Nullable rc_mhd_start(const struct rc_mhd_settings *_Nonnull settings) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, settings->handler, settings->context,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->head_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds,
        MHD_OPTION_END);
}

/// The port that the kernel picked; 0 if the library does not say.
static inline uint16_t rc_mhd_port(struct MHD_Daemon *_Nonnull daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info == NULL ? 0 : info->port;
}

/// The socket of a connection; -1 if the library does not say.
static inline int rc_mhd_socket(struct MHD_Connection *_Nonnull connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

/// A descriptor that one thread waits on and others wake; -1 with `errno` on failure. Closed by `close`.
static inline int rc_wake_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline void rc_wake_signal(int wake) { eventfd_write(wake, 1); }

/// Waits for a signal or `milliseconds` (-1: for ever); false once the peer at `socket` (-1: none) has hung up.
static inline bool rc_wake_wait(int wake, int socket, int milliseconds) {
    const short hung_up = 0x2000;  // POLLRDHUP, which glibc names only with _GNU_SOURCE
    struct pollfd waiting[2] = {{wake, POLLIN, 0}, {socket, hung_up, 0}};
    poll(waiting, 2, milliseconds);
    eventfd_t drained;
    eventfd_read(wake, &drained);
    return (waiting[1].revents & (hung_up | POLLHUP | POLLERR | POLLNVAL)) == 0;
}
