#include "CZip.h"

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

FDNIX_ONE_NAME_A_FIELD(symbols, fdnix_zip_api);

const fdnix_zip_api *fdnix_zip_load(const char *path, char **error) {
    return fdnix_load_table(path, symbols, sizeof(fdnix_zip_api), error);
}
