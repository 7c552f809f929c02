#include "CCurl.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>

#include "CLoading.h"

const char *const fdnix_curl_symbols[] = {
#define NAME(result, name, parameters) "curl_" #name,
    FDNIX_CURL_API(NAME)
#undef NAME
        NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    struct fdnix_curl_api api;
    void *addresses[sizeof(struct fdnix_curl_api) / sizeof(void *)];
};

const struct fdnix_curl_api *fdnix_curl_load(const char *path, char **error) {
    union table *table = malloc(sizeof *table);
    if (!table) {
        fdnix_load_error(error, "out of memory", "");
        return NULL;
    }
    void *library = fdnix_load(path, fdnix_curl_symbols, table->addresses, error);
    if (!library) {
        free(table);
        return NULL;
    }
    int code = table->api.global_init(FDNIX_CURL_GLOBAL_DEFAULT);
    if (code != FDNIX_CURLE_OK) {
        fdnix_load_error(error, "it cannot start: ", table->api.easy_strerror(code));
        dlclose(library);
        free(table);
        return NULL;
    }
    return &table->api;
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
