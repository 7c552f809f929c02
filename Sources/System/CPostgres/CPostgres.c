#include "CPostgres.h"

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "PQ" #name,
    FDNIX_POSTGRES_API(NAME)
#undef NAME
        NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, struct fdnix_pg_api);

const struct fdnix_pg_api *fdnix_pg_load(const char *path, char **error) {
    return fdnix_load_table(path, symbols, sizeof(struct fdnix_pg_api), error);
}
