#include "CLoading.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fdnix_load_error(char **error, const char *what, const char *detail) {
    size_t size = strlen(what) + strlen(detail) + 1;
    *error = malloc(size);
    if (*error) snprintf(*error, size, "%s%s", what, detail);
}

int fdnix_load(const char *path, const char *const *symbols, void **addresses, char **error) {
    *error = NULL;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        fdnix_load_error(error, "", reason ? reason : "unknown reason");
        return 0;
    }
    for (size_t i = 0; symbols[i]; i++) {
        addresses[i] = dlsym(library, symbols[i]);
        if (!addresses[i]) {
            fdnix_load_error(error, "it lacks the function ", symbols[i]);
            dlclose(library);
            return 0;
        }
    }
    return 1;
}

const void *fdnix_load_table(const char *path, const char *const *symbols, size_t size, char **error) {
    void **addresses = malloc(size);
    if (!addresses) {
        fdnix_load_error(error, "out of memory", "");
        return NULL;
    }
    if (fdnix_load(path, symbols, addresses, error)) return addresses;
    free(addresses);
    return NULL;
}
