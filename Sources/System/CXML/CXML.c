#include "CXML.h"

#include "CLoading.h"

_Static_assert(sizeof(fdnix_xml_handler) == 32 * sizeof(void *), "layout of the C API");

// In the order of the table's fields.
static const char *const symbols[] = {
    "xmlInitParser",    "xmlCreatePushParserCtxt", "xmlCtxtUseOptions",        "xmlParseChunk",
    "xmlFreeParserCtxt", "xmlStopParser",          "htmlCreatePushParserCtxt", "htmlCtxtUseOptions",
    "htmlParseChunk",   "htmlFreeParserCtxt",      NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, fdnix_xml_api);

const fdnix_xml_api *fdnix_xml_load(const char *path, char **error) {
    const fdnix_xml_api *api = fdnix_load_table(path, symbols, sizeof *api, error);
    if (!api) return NULL;
    api->start();
    return api;
}
