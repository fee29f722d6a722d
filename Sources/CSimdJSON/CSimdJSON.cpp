#include "CSimdJSON.h"

#include <new>
#include <simdjson.h>

struct csimdjson_document {
    simdjson::dom::parser parser;
};

csimdjson_document *csimdjson_parse(const uint8_t *bytes, size_t length, size_t max_depth, int *error) {
    auto *document = new (std::nothrow) csimdjson_document;
    if (document == nullptr) return nullptr;
    simdjson::error_code code = document->parser.allocate(length, max_depth);
    if (code == simdjson::SUCCESS) {
        // simdjson reads past the end and so copies into a padded buffer (realloc_if_needed).
        code = document->parser.parse(bytes, length, true).error();
    }
    *error = static_cast<int>(code);
    return document;
}

void csimdjson_free(csimdjson_document *document) { delete document; }

const uint64_t *csimdjson_tape(const csimdjson_document *document) { return document->parser.doc.tape.get(); }

const uint8_t *csimdjson_strings(const csimdjson_document *document) { return document->parser.doc.string_buf.get(); }

const char *csimdjson_error_text(int error) {
    return simdjson::error_message(static_cast<simdjson::error_code>(error));
}
