#include "CTesseract.h"

#include <stdlib.h>

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "TessBaseAPI" #name,
    FDNIX_TESSERACT_API(NAME)
#undef NAME
        "TessDeleteText",
    NULL,
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    struct fdnix_tesseract_api api;
    void *addresses[sizeof(struct fdnix_tesseract_api) / sizeof(void *)];
};
_Static_assert(sizeof symbols / sizeof *symbols == sizeof(struct fdnix_tesseract_api) / sizeof(void *) + 1,
               "one name a field");

const struct fdnix_tesseract_api *fdnix_tesseract_load(const char *path, char **error) {
    // With more threads than one it is several times slower; the OpenMP runtime reads this when it is loaded.
    setenv("OMP_THREAD_LIMIT", "1", 1);
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
