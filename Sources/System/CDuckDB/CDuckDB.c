#include "CDuckDB.h"

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "duckdb_" #name,
    FDNIX_DUCKDB_API(NAME)
#undef NAME
        NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, struct fdnix_duckdb_api);

const struct fdnix_duckdb_api *fdnix_duckdb_load(const char *path, char **error) {
    return fdnix_load_table(path, symbols, sizeof(struct fdnix_duckdb_api), error);
}
