#include "CWhisper.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "CLoading.h"

static const char *const symbols[] = {
#define NAME(result, name, parameters) "whisper_" #name,
    FDNIX_WHISPER_API(NAME)
#undef NAME
        NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, struct fdnix_whisper_api);

_Static_assert(sizeof(struct fdnix_whisper_options) == 304, "whisper_full_params of version 1.8.5");

static void say_nothing(int level, const char *text, void *data) {
    (void)level, (void)text, (void)data;
}

// The options are passed by value and grow with versions: what the library sets by itself, and how much memory it takes for
// it, tells whether they are laid out as here.
static int is_known(const struct fdnix_whisper_api *api) {
    struct fdnix_whisper_options *options = api->full_default_params_by_ref(0);
    if (!options) return 0;
    int known = options->strategy == 0 && options->text_context == 16384 && options->offset == 0 &&
                options->duration == 0 && options->prints_progress == 1 && options->prints_special == 0 &&
                options->is_single_segment == 0 && options->prints_timestamps == 1;
#ifdef __GLIBC__
    size_t size = malloc_usable_size(options);
    known = known && size >= sizeof *options && size < sizeof *options + 24;
#endif
    api->free_params(options);
    return known;
}

const struct fdnix_whisper_api *fdnix_whisper_load(const char *path, char **error) {
    const struct fdnix_whisper_api *api = fdnix_load_table(path, symbols, sizeof *api, error);
    if (!api) return NULL;
    if (!is_known(api)) {
        fdnix_load_error(error, "version 1.8.5 is needed, it is another: ", path);
        return NULL;
    }
    api->log_set(say_nothing, NULL);
    return api;
}

int fdnix_whisper_hear(const struct fdnix_whisper_api *api, fdnix_whisper_model model, const float *samples, int count,
                       int threads) {
    struct fdnix_whisper_options *options = api->full_default_params_by_ref(0);
    if (!options) return -1;
    options->thread_count = threads;
    options->prints_progress = 0;
    options->prints_timestamps = 0;
    int result = api->full(model, *options, samples, count);
    api->free_params(options);
    return result;
}
