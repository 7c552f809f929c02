#include "CPDFium.h"

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "FPDF" #name,
    FDNIX_PDFIUM_API(NAME)
#undef NAME
        NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, struct fdnix_pdfium_api);

const struct fdnix_pdfium_api *fdnix_pdfium_load(const char *path, char **error) {
    const struct fdnix_pdfium_api *api = fdnix_load_table(path, symbols, sizeof *api, error);
    if (!api) return NULL;
    fdnix_pdfium_configuration configuration = {.version = 2};
    api->_InitLibraryWithConfig(&configuration);
    return api;
}
