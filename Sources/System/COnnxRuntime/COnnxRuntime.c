#include "COnnxRuntime.h"

#include <stdlib.h>
#include <string.h>

#include "CLoading.h"

// OrtApiBase: what the one exported function gives.
struct base {
    const void *const *(*get_api)(uint32_t version);
    const char *(*get_version)(void);
};

static const size_t places[] = {
#define PLACE(place, result, name, parameters) place,
    FDNIX_ONNXRUNTIME_API(PLACE)
#undef PLACE
};

// The table seen as an array of addresses; every field is a function pointer.
union table {
    struct fdnix_onnxruntime_api api;
    const void *addresses[sizeof(struct fdnix_onnxruntime_api) / sizeof(void *)];
};
_Static_assert(sizeof places / sizeof *places == sizeof(struct fdnix_onnxruntime_api) / sizeof(void *),
               "one place a field");

const struct fdnix_onnxruntime_api *fdnix_onnxruntime_load(const char *path, char **error) {
    static const char *const symbols[] = {"OrtGetApiBase", NULL};
    static union table table;
    // Later versions send home what they are used for unless this is set when they are loaded.
    setenv("ORT_DISABLE_TELEMETRY", "1", 1);
    void *get_base;
    if (!fdnix_load(path, symbols, &get_base, error)) return NULL;
    const struct base *base = ((const struct base *(*)(void))get_base)();
    const char *version = base->get_version();
    size_t length = strlen(FDNIX_ONNXRUNTIME_VERSION ".");
    // An older library would print a complaint if it were asked for this table.
    const void *const *slots =
        strncmp(version, FDNIX_ONNXRUNTIME_VERSION ".", length) ? NULL : base->get_api(28);
    if (!slots) {
        fdnix_load_error(error, "version " FDNIX_ONNXRUNTIME_VERSION " is needed, it is ", version);
        return NULL;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) table.addresses[i] = slots[places[i]];
    return &table.api;
}
