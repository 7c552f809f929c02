#include "CSQLite.h"

#include <stdlib.h>

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "sqlite3_" #name,
    FDNIX_SQLITE_API(NAME)
#undef NAME
        NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    struct fdnix_sqlite_api api;
    void *addresses[sizeof(struct fdnix_sqlite_api) / sizeof(void *)];
};

const struct fdnix_sqlite_api *fdnix_sqlite_load(const char *path, char **error) {
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

// SQLITE_TRANSIENT
#define COPIED ((fdnix_sqlite_destructor)(intptr_t)-1)

// An empty text or blob has no address, which would bind NULL.
int fdnix_sqlite_bind_text(const struct fdnix_sqlite_api *api, fdnix_sqlite_statement *statement, int index,
                           const void *text, int length) {
    return api->bind_text(statement, index, text ? text : "", length, COPIED);
}

int fdnix_sqlite_bind_blob(const struct fdnix_sqlite_api *api, fdnix_sqlite_statement *statement, int index,
                           const void *bytes, int length) {
    return api->bind_blob(statement, index, bytes ? bytes : "", length, COPIED);
}
