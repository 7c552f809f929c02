#include "CDuckDB.h"

#include <stdlib.h>

#include "CLoading.h"

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

const struct fdnix_duckdb_api *fdnix_duckdb_load(const char *path, char **error) {
    union table *table = malloc(sizeof *table);
    if (!table) {
        fdnix_load_error(error, "out of memory", "");
        return NULL;
    }
    if (!fdnix_load(path, fdnix_duckdb_symbols, table->addresses, error)) {
        free(table);
        return NULL;
    }
    return &table->api;
}
