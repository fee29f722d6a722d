#pragma once
#include <curl/curl.h>
#include <malloc.h>
#include <string.h>
#include <sys/socket.h>

// libcurl's options are variadic, which Swift cannot call: one function for each type of argument.

static inline CURLcode ccurl_set_long(CURL *_Nonnull easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl copies the text.
static inline CURLcode ccurl_set_text(CURL *_Nonnull easy, CURLoption option, const char *_Nullable text) {
    return curl_easy_setopt(easy, option, text);
}

/// libcurl keeps the pointer.
static inline CURLcode ccurl_set_pointer(CURL *_Nonnull easy, CURLoption option, void *_Nullable pointer) {
    return curl_easy_setopt(easy, option, pointer);
}

/// libcurl copies the bytes.
static inline CURLcode ccurl_set_blob(
    CURL *_Nonnull easy, CURLoption option, const void *_Nonnull bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

/// Sets the request body; libcurl copies it.
static inline CURLcode ccurl_set_body(CURL *_Nonnull easy, const void *_Nonnull bytes, size_t count) {
    CURLcode status = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return status == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, (const char *)bytes) : status;
}

/// Sets what is called with each line of the response's head and each piece of its body.
static inline CURLcode ccurl_set_callbacks(
    CURL *_Nonnull easy, curl_write_callback _Nonnull on_header, curl_write_callback _Nonnull on_body,
    void *_Nonnull context) {
    CURLcode status = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    if (status == CURLE_OK) status = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    return status;
}

/// Sets what is called when a connection is up and the request is about to be sent.
static inline CURLcode ccurl_set_ready_callback(
    CURL *_Nonnull easy, curl_prereq_callback _Nonnull on_ready, void *_Nonnull context) {
    CURLcode status = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_ready);
    return status == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_PREREQDATA, context) : status;
}

/// libcurl 7.88 makes sockets that programs started from here inherit: they would keep a connection open as long as they
/// run, and could use it.
static inline curl_socket_t ccurl_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Sets what is called with each new socket before it connects.
static inline CURLcode ccurl_set_socket_callback(CURL *_Nonnull easy, curl_sockopt_callback _Nonnull on_socket) {
    CURLcode status = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, ccurl_open_socket);
    return status == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket) : status;
}

static inline CURLcode ccurl_get_long(CURL *_Nonnull easy, CURLINFO info, long *_Nonnull value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *_Nonnull easy, CURLINFO info, curl_off_t *_Nonnull value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_pointer(CURL *_Nonnull easy, CURLINFO info, void *_Nullable *_Nonnull value) {
    return curl_easy_getinfo(easy, info, value);
}

/// The server's certificate as PEM; NULL where libcurl was not told to keep it. Lives as long as the transfer.
static inline const char *_Nullable ccurl_get_certificate(CURL *_Nonnull easy) {
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain || chain->num_of_certs < 1) return NULL;
    for (struct curl_slist *line = chain->certinfo[0]; line; line = line->next) {
        if (strncmp(line->data, "Cert:", 5) == 0) return line->data + 5;
    }
    return NULL;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// Gives blocks of 256 KiB and more back to the system as soon as they are freed.
///
/// glibc raises its threshold to the size of the first large block that is freed (mallopt(3), M_MMAP_THRESHOLD); from
/// then on the pages of a list, and what they are parsed into, stay in the heaps of the threads that held them.
static inline void ccurl_return_large_blocks(void) { mallopt(M_MMAP_THRESHOLD, 256 << 10); }
