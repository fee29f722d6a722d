#pragma once
#include <libpq-fe.h>

/// The fields of `PQresultErrorField` that are read; the header has them as character constants, which Swift's
/// importer gives the type of an int.
static inline const char *_Nullable rc_pq_sqlstate(const PGresult *_Nullable result) {
    return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

static inline const char *_Nullable rc_pq_message(const PGresult *_Nullable result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}
