#include "CCurl.h"

#include <fcntl.h>

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "curl_" #name,
    FDNIX_CURL_API(NAME)
#undef NAME
        NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, struct fdnix_curl_api);

const struct fdnix_curl_api *fdnix_curl_load(const char *path, char **error) {
    const struct fdnix_curl_api *api = fdnix_load_table(path, symbols, sizeof *api, error);
    if (!api) return NULL;
    int code = api->global_init(FDNIX_CURL_GLOBAL_DEFAULT);
    if (code != FDNIX_CURLE_OK) {
        fdnix_load_error(error, "it cannot start: ", api->easy_strerror(code));
        return NULL;
    }
    return api;
}

int fdnix_curl_set_long(const struct fdnix_curl_api *api, fdnix_curl_easy *easy, int option, long value) {
    return api->easy_setopt(easy, option, value);
}

int fdnix_curl_set_offset(const struct fdnix_curl_api *api, fdnix_curl_easy *easy, int option, int64_t value) {
    return api->easy_setopt(easy, option, value);
}

int fdnix_curl_set_pointer(const struct fdnix_curl_api *api, fdnix_curl_easy *easy, int option, void *value) {
    return api->easy_setopt(easy, option, value);
}

int fdnix_curl_set_string(const struct fdnix_curl_api *api, fdnix_curl_easy *easy, int option, const char *value) {
    return api->easy_setopt(easy, option, value);
}

int fdnix_curl_set_bytes_callback(const struct fdnix_curl_api *api, fdnix_curl_easy *easy, int option,
                                  fdnix_curl_bytes_callback callback) {
    return api->easy_setopt(easy, option, callback);
}

int fdnix_curl_set_seek_callback(const struct fdnix_curl_api *api, fdnix_curl_easy *easy,
                                 fdnix_curl_seek_callback callback) {
    return api->easy_setopt(easy, FDNIX_CURLOPT_SEEKFUNCTION, callback);
}

// curl_sockopt_callback; 0 is CURL_SOCKOPT_OK.
static int close_on_exec(void *context, int socket, int purpose) {
    (void)context, (void)purpose;
    (void)fcntl(socket, F_SETFD, FD_CLOEXEC);
    return 0;
}

int fdnix_curl_close_on_exec(const struct fdnix_curl_api *api, fdnix_curl_easy *easy) {
    return api->easy_setopt(easy, FDNIX_CURLOPT_SOCKOPTFUNCTION, close_on_exec);
}

long fdnix_curl_get_long(const struct fdnix_curl_api *api, fdnix_curl_easy *easy, int info) {
    long value = 0;
    return api->easy_getinfo(easy, info, &value) == FDNIX_CURLE_OK ? value : 0;
}

double fdnix_curl_get_double(const struct fdnix_curl_api *api, fdnix_curl_easy *easy, int info) {
    double value = 0;
    return api->easy_getinfo(easy, info, &value) == FDNIX_CURLE_OK ? value : 0;
}

int fdnix_curl_multi_set_long(const struct fdnix_curl_api *api, fdnix_curl_multi *multi, int option, long value) {
    return api->multi_setopt(multi, option, value);
}
