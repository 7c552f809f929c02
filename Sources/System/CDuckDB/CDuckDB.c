#include "CDuckDB.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fdnix_duckdb_symbols[] = {
#define NAME(result, name, parameters) "duckdb_" #name,
    FDNIX_DUCKDB_API(NAME)
#undef NAME
        NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    struct fdnix_duckdb_api api;
    void *addresses[sizeof(struct fdnix_duckdb_api) / sizeof(void *)];
};

static void *fail(const char *what, const char *detail, void *library, union table *table, char **error) {
    size_t size = strlen(what) + strlen(detail) + 1;
    *error = malloc(size);
    if (*error) snprintf(*error, size, "%s%s", what, detail);
    if (library) dlclose(library);
    free(table);
    return NULL;
}

const struct fdnix_duckdb_api *fdnix_duckdb_load(const char *path, char **error) {
    *error = NULL;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        return fail("", reason ? reason : "unknown reason", NULL, NULL, error);
    }
    union table *table = malloc(sizeof *table);
    if (!table) return fail("out of memory", "", library, NULL, error);
    for (size_t i = 0; fdnix_duckdb_symbols[i]; i++) {
        table->addresses[i] = dlsym(library, fdnix_duckdb_symbols[i]);
        if (!table->addresses[i]) {
            return fail("it lacks the function ", fdnix_duckdb_symbols[i], library, table, error);
        }
    }
    return &table->api;
}
