#include "CPostgres.h"

#include <stdlib.h>

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "PQ" #name,
    FDNIX_POSTGRES_API(NAME)
#undef NAME
        NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    struct fdnix_pg_api api;
    void *addresses[sizeof(struct fdnix_pg_api) / sizeof(void *)];
};

const struct fdnix_pg_api *fdnix_pg_load(const char *path, char **error) {
    union table *table = malloc(sizeof *table);
    if (!table) {
        fdnix_load_error(error, "out of memory", "");
        return NULL;
    }
    if (!fdnix_load(path, symbols, table->addresses, error)) {
        free(table);
        return NULL;
    }
    return &table->api;
}
