#include "CXML.h"

#include <stdlib.h>

#include "CLoading.h"

_Static_assert(sizeof(fdnix_xml_handler) == 32 * sizeof(void *), "layout of the C API");

// In the order of the table's fields.
static const char *const symbols[] = {
    "xmlInitParser",    "xmlCreatePushParserCtxt", "xmlCtxtUseOptions",        "xmlParseChunk",
    "xmlFreeParserCtxt", "xmlStopParser",          "htmlCreatePushParserCtxt", "htmlCtxtUseOptions",
    "htmlParseChunk",   "htmlFreeParserCtxt",      NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    fdnix_xml_api api;
    void *addresses[sizeof(fdnix_xml_api) / sizeof(void *)];
};
_Static_assert(sizeof symbols / sizeof *symbols == sizeof(fdnix_xml_api) / sizeof(void *) + 1, "one name a field");

const fdnix_xml_api *fdnix_xml_load(const char *path, char **error) {
    union table *table = malloc(sizeof *table);
    if (!table) {
        fdnix_load_error(error, "out of memory", "");
        return NULL;
    }
    if (!fdnix_load(path, symbols, table->addresses, error)) {
        free(table);
        return NULL;
    }
    table->api.start();
    return &table->api;
}
