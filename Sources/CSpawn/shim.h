#ifndef CSPAWN_SHIM_H
#define CSPAWN_SHIM_H

#include <fcntl.h>
#include <spawn.h>

/* glibc has these, but shows them only to those who ask for more than POSIX, which Swift's Glibc module does not. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int lowest);

/* The child begins with no descriptor from `lowest` on. The result is 0 or an errno. */
static inline int cspawn_close_from(posix_spawn_file_actions_t *actions, int lowest) {
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}

extern int pipe2(int ends[2], int flags);

/* A pipe that no child gets by accident: reading end first. The result is 0, or -1 with errno set. */
static inline int cspawn_pipe(int *ends) {
    return pipe2(ends, O_CLOEXEC);
}

#endif
