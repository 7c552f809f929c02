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

FDNIX_ONE_NAME_A_FIELD(symbols, struct fdnix_tesseract_api);

const struct fdnix_tesseract_api *fdnix_tesseract_load(const char *path, char **error) {
    // With more threads than one it is several times slower; the OpenMP runtime reads this when it is loaded.
    setenv("OMP_THREAD_LIMIT", "1", 1);
    return fdnix_load_table(path, symbols, sizeof(struct fdnix_tesseract_api), error);
}
