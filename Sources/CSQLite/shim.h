#pragma once
#include <sqlite3.h>

/// Binds a copy of `length` bytes of UTF-8; SQLITE_TRANSIENT is a cast of -1 to a function, which Swift cannot write.
static inline int rc_sqlite_bind_text(
    sqlite3_stmt *_Nonnull statement, int place, const char *_Nonnull text, sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, place, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}
