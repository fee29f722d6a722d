#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One parsed JSON text: simdjson's tape and string buffer, owned until `csimdjson_free`.
typedef struct csimdjson_document csimdjson_document;

/// Parses `length` bytes of UTF-8; the bytes are copied. Returns NULL without memory.
/// `*error` is 0, or the code of `csimdjson_error_text`; the document must be freed in either case.
csimdjson_document *_Nullable csimdjson_parse(
    const uint8_t *_Nullable bytes, size_t length, size_t max_depth, int *_Nonnull error);

void csimdjson_free(csimdjson_document *_Nullable document);

/// The tape (https://github.com/simdjson/simdjson/blob/master/doc/tape.md): one 64-bit word a node.
const uint64_t *_Nonnull csimdjson_tape(const csimdjson_document *_Nonnull document);

/// The string buffer: at each string's offset a native-endian 32-bit length, the bytes, a NUL.
const uint8_t *_Nonnull csimdjson_strings(const csimdjson_document *_Nonnull document);

/// simdjson's own words for a code; static.
const char *_Nonnull csimdjson_error_text(int error);

#ifdef __cplusplus
}
#endif
