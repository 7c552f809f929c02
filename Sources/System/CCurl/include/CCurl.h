// The part of libcurl's documented API that fdnix uses, as a table of function pointers filled at run time.
//
// fdnix does not link libcurl: a search never pays for loading it and the TLS library behind it, a build needs no
// headers, and a missing library is one clear line. Names, numbers and layouts are those of <curl/curl.h> and
// <curl/multi.h>, which keep them for as long as the library is called libcurl.so.4 (since 2006):
// <https://curl.se/libcurl/abi.html>. Nothing here is newer than 7.68 (2020), except what is marked optional.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// Opaque handles: CURL, CURLM and the list of header lines.
typedef struct fdnix_curl_easy fdnix_curl_easy;
typedef struct fdnix_curl_multi fdnix_curl_multi;
typedef struct fdnix_curl_slist fdnix_curl_slist;
typedef struct fdnix_curl_waitfd fdnix_curl_waitfd;  // always null here

// CURLoption: 0… takes a long, 10000… a pointer, 20000… a function, 30000… a curl_off_t.
enum {
    FDNIX_CURLOPT_NOPROGRESS = 43,
    FDNIX_CURLOPT_NOBODY = 44,
    FDNIX_CURLOPT_UPLOAD = 46,
    FDNIX_CURLOPT_FOLLOWLOCATION = 52,
    FDNIX_CURLOPT_SSL_VERIFYPEER = 64,
    FDNIX_CURLOPT_HTTPGET = 80,
    FDNIX_CURLOPT_SSL_VERIFYHOST = 81,
    FDNIX_CURLOPT_HTTP_VERSION = 84,
    FDNIX_CURLOPT_BUFFERSIZE = 98,
    FDNIX_CURLOPT_NOSIGNAL = 99,
    FDNIX_CURLOPT_CONNECTTIMEOUT_MS = 156,
    FDNIX_CURLOPT_PROTOCOLS = 181,
    FDNIX_CURLOPT_TCP_KEEPALIVE = 213,
    FDNIX_CURLOPT_PATH_AS_IS = 234,
    FDNIX_CURLOPT_SUPPRESS_CONNECT_HEADERS = 265,
    FDNIX_CURLOPT_UPLOAD_BUFFERSIZE = 280,
    FDNIX_CURLOPT_QUICK_EXIT = 322,  // optional, 7.87
    FDNIX_CURLOPT_WRITEDATA = 10001,
    FDNIX_CURLOPT_URL = 10002,
    FDNIX_CURLOPT_PROXY = 10004,
    FDNIX_CURLOPT_READDATA = 10009,
    FDNIX_CURLOPT_ERRORBUFFER = 10010,
    FDNIX_CURLOPT_HTTPHEADER = 10023,
    FDNIX_CURLOPT_HEADERDATA = 10029,
    FDNIX_CURLOPT_CUSTOMREQUEST = 10036,
    FDNIX_CURLOPT_CAINFO = 10065,
    FDNIX_CURLOPT_CAPATH = 10097,
    FDNIX_CURLOPT_SEEKDATA = 10168,
    FDNIX_CURLOPT_NOPROXY = 10177,
    FDNIX_CURLOPT_PROXY_CAINFO = 10246,
    FDNIX_CURLOPT_PROXY_CAPATH = 10247,
    FDNIX_CURLOPT_WRITEFUNCTION = 20011,
    FDNIX_CURLOPT_READFUNCTION = 20012,
    FDNIX_CURLOPT_HEADERFUNCTION = 20079,
    FDNIX_CURLOPT_SOCKOPTFUNCTION = 20148,
    FDNIX_CURLOPT_SEEKFUNCTION = 20167,
    FDNIX_CURLOPT_INFILESIZE_LARGE = 30115,
};

// Values of options.
enum {
    FDNIX_CURL_HTTP_VERSION_2TLS = 4,
    FDNIX_CURLPROTO_HTTP = 1,
    FDNIX_CURLPROTO_HTTPS = 2,
    FDNIX_CURL_GLOBAL_DEFAULT = 3,
    FDNIX_CURL_ERROR_SIZE = 256,
};

// CURLMoption.
enum { FDNIX_CURLMOPT_MAXCONNECTS = 6 };

// CURLINFO: 2097152 + … is a long, 3145728 + … a double.
enum {
    FDNIX_CURLINFO_HTTP_CONNECTCODE = 2097174,
    FDNIX_CURLINFO_PRETRANSFER_TIME = 3145734,
};

// What callbacks return, and the bits of curl_easy_pause.
enum {
    FDNIX_CURL_WRITEFUNC_PAUSE = 0x10000001,
    FDNIX_CURL_READFUNC_ABORT = 0x10000000,
    FDNIX_CURL_READFUNC_PAUSE = 0x10000001,
    FDNIX_CURL_SEEKFUNC_OK = 0,
    FDNIX_CURL_SEEKFUNC_FAIL = 1,
    FDNIX_CURLPAUSE_RECV = 1,
    FDNIX_CURLPAUSE_SEND = 4,
};

// CURLcode, as far as causes are told apart.
enum {
    FDNIX_CURLE_OK = 0,
    FDNIX_CURLE_UNSUPPORTED_PROTOCOL = 1,  // also HTTP/0.9, which is what anything but HTTP looks like
    FDNIX_CURLE_COULDNT_RESOLVE_PROXY = 5,
    FDNIX_CURLE_COULDNT_RESOLVE_HOST = 6,
    FDNIX_CURLE_COULDNT_CONNECT = 7,
    FDNIX_CURLE_WEIRD_SERVER_REPLY = 8,
    FDNIX_CURLE_HTTP2 = 16,
    FDNIX_CURLE_PARTIAL_FILE = 18,
    FDNIX_CURLE_OUT_OF_MEMORY = 27,
    FDNIX_CURLE_OPERATION_TIMEDOUT = 28,
    FDNIX_CURLE_SSL_CONNECT_ERROR = 35,
    FDNIX_CURLE_GOT_NOTHING = 52,
    FDNIX_CURLE_SSL_ENGINE_NOTFOUND = 53,
    FDNIX_CURLE_SSL_ENGINE_SETFAILED = 54,
    FDNIX_CURLE_SEND_ERROR = 55,
    FDNIX_CURLE_RECV_ERROR = 56,
    FDNIX_CURLE_SSL_CERTPROBLEM = 58,
    FDNIX_CURLE_SSL_CIPHER = 59,
    FDNIX_CURLE_PEER_FAILED_VERIFICATION = 60,
    FDNIX_CURLE_SEND_FAIL_REWIND = 65,
    FDNIX_CURLE_SSL_CACERT_BADFILE = 77,
    FDNIX_CURLE_SSL_CRL_BADFILE = 82,
    FDNIX_CURLE_SSL_ISSUER_ERROR = 83,
    FDNIX_CURLE_SSL_PINNEDPUBKEYNOTMATCH = 90,
    FDNIX_CURLE_SSL_INVALIDCERTSTATUS = 91,
    FDNIX_CURLE_HTTP2_STREAM = 92,
    FDNIX_CURLE_PROXY = 97,
    FDNIX_CURLE_SSL_CLIENTCERT = 98,
};

// CURLMcode.
enum { FDNIX_CURLM_OK = 0 };

// CURLMsg; the only kind of message is 1, "this transfer is over".
typedef struct {
    int msg;
    fdnix_curl_easy *easy;
    union {
        void *whatever;
        int result;
    } data;
} fdnix_curl_message;

enum { FDNIX_CURLMSG_DONE = 1 };

_Static_assert(sizeof(fdnix_curl_message) == 3 * sizeof(void *), "layout of the C API");

// Callbacks; `context` is what the option ending in DATA gave.
typedef size_t (*fdnix_curl_bytes_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*fdnix_curl_seek_callback)(void *context, int64_t offset, int origin);

// X(result type, name without "curl_", parameters)
#define FDNIX_CURL_API(X)                                                                                             \
    X(int, global_init, (long flags))                                                                                 \
    X(char *, version, (void))                                                                                        \
    X(fdnix_curl_slist *, slist_append, (fdnix_curl_slist * list, const char *text))                                  \
    X(void, slist_free_all, (fdnix_curl_slist * list))                                                                \
    /* one transfer */                                                                                                \
    X(fdnix_curl_easy *, easy_init, (void))                                                                           \
    X(void, easy_cleanup, (fdnix_curl_easy * easy))                                                                   \
    X(int, easy_setopt, (fdnix_curl_easy * easy, int option, ...))                                                    \
    X(int, easy_getinfo, (fdnix_curl_easy * easy, int info, ...))                                                     \
    X(int, easy_pause, (fdnix_curl_easy * easy, int directions))                                                      \
    X(const char *, easy_strerror, (int code))                                                                        \
    /* many at once */                                                                                                \
    X(fdnix_curl_multi *, multi_init, (void))                                                                         \
    X(int, multi_cleanup, (fdnix_curl_multi * multi))                                                                 \
    X(int, multi_setopt, (fdnix_curl_multi * multi, int option, ...))                                                 \
    X(int, multi_add_handle, (fdnix_curl_multi * multi, fdnix_curl_easy * easy))                                      \
    X(int, multi_remove_handle, (fdnix_curl_multi * multi, fdnix_curl_easy * easy))                                   \
    X(int, multi_perform, (fdnix_curl_multi * multi, int *running))                                                   \
    X(int, multi_poll,                                                                                                \
      (fdnix_curl_multi * multi, fdnix_curl_waitfd * extra, unsigned count, int milliseconds, int *ready))            \
    X(int, multi_wakeup, (fdnix_curl_multi * multi))                                                                  \
    X(fdnix_curl_message *, multi_info_read, (fdnix_curl_multi * multi, int *left))                                   \
    X(const char *, multi_strerror, (int code))

// One field a function, named without the prefix "curl_".
struct fdnix_curl_api {
#define FDNIX_CURL_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_CURL_API(FDNIX_CURL_FIELD)
#undef FDNIX_CURL_FIELD
};

// Loads the library at `path` (a bare name is left to the system's loader), resolves every function and calls
// curl_global_init; call it from one thread at a time. The table and the library stay for the life of the process.
// NULL on failure, with a message to be freed in `error`.
const struct fdnix_curl_api *_Nullable fdnix_curl_load(const char *_Nonnull path, char *_Nullable *_Nonnull error);

// curl_easy_setopt takes its value as a variable argument, which Swift cannot pass: one function a type. They return a
// CURLcode.
int fdnix_curl_set_long(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy, int option,
                        long value);
int fdnix_curl_set_offset(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy, int option,
                          int64_t value);
int fdnix_curl_set_pointer(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy, int option,
                           void *_Nullable value);
int fdnix_curl_set_string(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy, int option,
                          const char *_Nullable value);
int fdnix_curl_set_bytes_callback(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy,
                                  int option, fdnix_curl_bytes_callback _Nonnull callback);
int fdnix_curl_set_seek_callback(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy,
                                 fdnix_curl_seek_callback _Nonnull callback);

// Keeps the sockets of a transfer from the programs that this process starts.
int fdnix_curl_close_on_exec(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy);

// A long or a double that curl_easy_getinfo knows; 0 where it does not.
long fdnix_curl_get_long(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy, int info);
double fdnix_curl_get_double(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_easy *_Nonnull easy, int info);

// curl_multi_setopt with a long; returns a CURLMcode.
int fdnix_curl_multi_set_long(const struct fdnix_curl_api *_Nonnull api, fdnix_curl_multi *_Nonnull multi,
                              int option, long value);

#pragma clang diagnostic pop
