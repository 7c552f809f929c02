#include "CSQLite.h"

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "sqlite3_" #name,
    FDNIX_SQLITE_API(NAME)
#undef NAME
        NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, struct fdnix_sqlite_api);

const struct fdnix_sqlite_api *fdnix_sqlite_load(const char *path, char **error) {
    return fdnix_load_table(path, symbols, sizeof(struct fdnix_sqlite_api), error);
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
