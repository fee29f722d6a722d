#pragma once
#include <git2.h>
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

static inline int git_set_ca_file(const char *_Nonnull path) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, path, (const char *)0);
}
