#include "CZip.h"

#include <stdlib.h>

#include "CLoading.h"

// In the order of the table's fields.
static const char *const symbols[] = {
    "zip_source_buffer_create",
    "zip_source_free",
    "zip_open_from_source",
    "zip_discard",
    "zip_get_num_entries",
    "zip_stat_index",
    "zip_fopen_index",
    "zip_fread",
    "zip_fclose",
    "zip_error_init",
    "zip_error_strerror",
    "zip_error_fini",
    NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    fdnix_zip_api api;
    void *addresses[sizeof(fdnix_zip_api) / sizeof(void *)];
};
_Static_assert(sizeof symbols / sizeof *symbols == sizeof(fdnix_zip_api) / sizeof(void *) + 1, "one name a field");

const fdnix_zip_api *fdnix_zip_load(const char *path, char **error) {
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
