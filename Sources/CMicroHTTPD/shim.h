#pragma once
#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/// A socket that listens at a numeric `address` (`""`: every address of this machine) and `port` (0: the kernel picks
/// one); -1 with `errno`, which is EINVAL where `address` is no address. The caller closes it, or gives it to a daemon.
static inline int rc_listen(const char *_Nonnull address, uint16_t port) {
    char service[8];
    snprintf(service, sizeof service, "%u", port);
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_PASSIVE};
    struct addrinfo *found = NULL;
    // `::` takes IPv4 as well; a machine without IPv6 has only the other.
    const char *names[2] = {address[0] == 0 ? "::" : address, address[0] == 0 ? "0.0.0.0" : NULL};
    errno = EINVAL;
    for (int i = 0; i < 2 && names[i] != NULL; i++) {
        if (getaddrinfo(names[i], service, &hints, &found) != 0) {
            errno = EINVAL;
            continue;
        }
        const int on = 1, off = 0;
        int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd >= 0) {
            setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
            if (found->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
            if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
                const int reason = errno;
                close(fd);
                errno = reason;
                fd = -1;
            }
        }
        freeaddrinfo(found);
        if (fd >= 0) return fd;
        if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL) break;
    }
    return -1;
}

/// The port that a listening socket has; 0 if the kernel does not say.
static inline uint16_t rc_bound_port(int fd) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0) return 0;
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

/// What `rc_mhd_start` needs; `MHD_start_daemon` itself is variadic, which Swift cannot call.
struct rc_mhd_settings {
    /// Belongs to the daemon once it has started, until it is quiesced.
    int listen_socket;
    MHD_AccessHandlerCallback _Nonnull handler;
    MHD_RequestCompletedCallback _Nonnull completed;
    MHD_NotifyConnectionCallback _Nonnull connection;
    void *_Nullable context;
    /// Gives each TLS connection its certificate; NULL for plain HTTP.
    gnutls_certificate_retrieve_function3 *_Nullable certificate;
    /// Connections at once; more are closed.
    unsigned connection_limit;
    /// Connections at once from one address, 0 for any number; more are closed.
    unsigned address_limit;
    /// Bytes of head (request line and fields) of one request.
    size_t head_limit;
    /// Seconds after which a connection without a byte in either direction is closed.
    unsigned idle_seconds;
};

/// Starts a daemon with a thread for each connection. NULL on failure.
static inline struct MHD_Daemon *_Nullable rc_mhd_start(const struct rc_mhd_settings *_Nonnull settings) {
    const bool tls = settings->certificate != NULL;
    // poll, since select cannot watch descriptors above 1023.
    const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL
        | MHD_USE_ITC | (tls ? MHD_USE_TLS : 0);
    struct MHD_OptionItem tls_options[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK2, 0, (void *)settings->certificate},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(
        flags, 0, NULL, NULL, settings->handler, settings->context,
        MHD_OPTION_LISTEN_SOCKET, settings->listen_socket,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_NOTIFY_CONNECTION, settings->connection, settings->context,
        MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->address_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->head_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_ARRAY, tls ? tls_options : &tls_options[2],
        MHD_OPTION_END);
}

/// The socket of a connection; -1 if the library does not say.
static inline int rc_mhd_socket(struct MHD_Connection *_Nonnull connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

/// What the connection callback has kept for a connection.
static inline void *_Nullable rc_mhd_kept(struct MHD_Connection *_Nonnull connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

/// The same for the connection of a TLS session: libmicrohttpd makes the connection the session's own pointer.
static inline void *_Nullable rc_tls_kept(gnutls_session_t _Nonnull session) {
    struct MHD_Connection *connection = (struct MHD_Connection *)gnutls_session_get_ptr(session);
    return connection == NULL ? NULL : rc_mhd_kept(connection);
}

/// Certificates that a chain may have.
#define RC_TLS_CHAIN_LIMIT 16

/// Makes a chain and its key out of PEM, which GnuTLS then frees. 0, or a GnuTLS error code.
static inline int rc_tls_import(
    const void *_Nonnull certificate, unsigned certificate_size, const void *_Nonnull key, unsigned key_size,
    gnutls_pcert_st *_Nullable *_Nonnull chain, unsigned *_Nonnull chain_size,
    gnutls_privkey_t _Nullable *_Nonnull private_key) {
    const gnutls_datum_t certificate_text = {(unsigned char *)certificate, certificate_size};
    const gnutls_datum_t key_text = {(unsigned char *)key, key_size};
    gnutls_pcert_st *list = (gnutls_pcert_st *)gnutls_calloc(RC_TLS_CHAIN_LIMIT, sizeof *list);
    unsigned count = RC_TLS_CHAIN_LIMIT;
    if (list == NULL) return GNUTLS_E_MEMORY_ERROR;
    int status = gnutls_pcert_list_import_x509_raw(list, &count, &certificate_text, GNUTLS_X509_FMT_PEM, 0);
    if (status < 0) {
        gnutls_free(list);
        return status;
    }
    gnutls_privkey_t made = NULL;
    status = gnutls_privkey_init(&made);
    if (status >= 0) status = gnutls_privkey_import_x509_raw(made, &key_text, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (status < 0) {
        if (made != NULL) gnutls_privkey_deinit(made);
        for (unsigned i = 0; i < count; i++) gnutls_pcert_deinit(&list[i]);
        gnutls_free(list);
        return status;
    }
    *chain = list;
    *chain_size = count;
    *private_key = made;
    return 0;
}

/// Whether a chain and a key in PEM can be read and belong together: 0, or a GnuTLS error code.
static inline int rc_tls_check(
    const void *_Nonnull certificate, unsigned certificate_size, const void *_Nonnull key, unsigned key_size) {
    const gnutls_datum_t certificate_text = {(unsigned char *)certificate, certificate_size};
    const gnutls_datum_t key_text = {(unsigned char *)key, key_size};
    gnutls_certificate_credentials_t credentials = NULL;
    int status = gnutls_certificate_allocate_credentials(&credentials);
    if (status < 0) return status;
    status = gnutls_certificate_set_x509_key_mem2(
        credentials, &certificate_text, &key_text, GNUTLS_X509_FMT_PEM, NULL, 0);
    gnutls_certificate_free_credentials(credentials);
    return status < 0 ? status : 0;
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
