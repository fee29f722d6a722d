#pragma once
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/stream.h>

/// `git_libgit2_opts` is variadic, so each option that is used has a function of its own.
static inline int git_set_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

/// Lets repositories be opened that use extensions which change nothing for a reader.
static inline int git_accept_reader_extensions(void) {
    static const char *const names[] = {"worktreeconfig", "partialclone", "preciousobjects"};
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, (size_t)3);
}

/// Bounds libgit2's cache of trees and commits, in bytes.
static inline int git_set_cache_size(ssize_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

/// Bounds the memory that a pack from a remote can take: the number of its objects, and the bytes of each.
static inline int git_set_pack_limits(size_t objects, size_t bytes) {
    int status = git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, objects);
    return status < 0 ? status : git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE, bytes);
}

static inline int git_set_ca_file(const char *_Nonnull path) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, path, (const char *)0);
}

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

// The SSH transport reads the socket's number out of the stream by this layout, which is that of libgit2 1.5
// (src/libgit2/streams/socket.h); look there before another version is allowed.
_Static_assert(LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR == 5, "check the layout of git_socket_stream");

/// A socket stream that can be stopped from another thread: libgit2's own layout, then what is ours.
typedef struct {
    git_stream parent;
    char *_Nullable host;
    char *_Nullable port;
    int socket;
    void *_Nullable transfer;
} reconcile_socket_stream;

/// Milliseconds since data was last sent or received on a TCP socket; -1 where the kernel does not say.
static inline long reconcile_socket_idle(int socket) {
    struct tcp_info info;
    socklen_t size = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return -1;
    return info.tcpi_last_data_recv < info.tcpi_last_data_sent ? info.tcpi_last_data_recv : info.tcpi_last_data_sent;
}
