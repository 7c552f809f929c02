// The part of whisper.cpp's C API that fdnix uses (<whisper.h> of version 1.8), as a table of function pointers filled at
// run time, and the one call that passes a structure of the library's.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// A model with what it heard last; not for several threads at a time.
typedef struct fdnix_whisper_model *fdnix_whisper_model;

// whisper_full_params as far as it is used here; the rest stays as the library sets it.
struct fdnix_whisper_options {
    int strategy;
    int thread_count;
    int text_context;
    int offset;
    int duration;
    uint8_t translates;
    uint8_t forgets_context;
    uint8_t omits_timestamps;
    uint8_t is_single_segment;
    uint8_t prints_special;
    uint8_t prints_progress;
    uint8_t prints_realtime;
    uint8_t prints_timestamps;
    uint8_t rest[276];
} __attribute__((aligned(8)));

// X(result, name after "whisper_", parameters)
#define FDNIX_WHISPER_API(X)                                                                                          \
    X(fdnix_whisper_model, init_from_file, (const char *path))                                                        \
    X(void, free, (fdnix_whisper_model model))                                                                        \
    X(struct fdnix_whisper_options *, full_default_params_by_ref, (int strategy))                                     \
    X(void, free_params, (struct fdnix_whisper_options * options))                                                    \
    X(int, full,                                                                                                      \
      (fdnix_whisper_model model, struct fdnix_whisper_options options, const float *samples, int count))             \
    X(int, full_n_segments, (fdnix_whisper_model model))                                                              \
    /* in hundredths of a second */                                                                                   \
    X(int64_t, full_get_segment_t0, (fdnix_whisper_model model, int segment))                                         \
    X(const char *, full_get_segment_text, (fdnix_whisper_model model, int segment))                                  \
    X(void, log_set, (void (*log)(int level, const char *text, void *data), void *data))

// One field a function, named without the prefix "whisper_".
struct fdnix_whisper_api {
#define FDNIX_WHISPER_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_WHISPER_API(FDNIX_WHISPER_FIELD)
#undef FDNIX_WHISPER_FIELD
};

// Loads the library at `path` (a bare name is left to the system's loader), resolves every function and silences it. The
// table and the library stay for the life of the process. NULL on failure, also where the library's options are not laid
// out as here, with a message to be freed in `error`.
const struct fdnix_whisper_api *_Nullable fdnix_whisper_load(const char *_Nonnull path,
                                                             char *_Nullable *_Nonnull error);

// Hears `count` samples of 16 kHz on `threads` threads; 0 where all is well.
int fdnix_whisper_hear(const struct fdnix_whisper_api *_Nonnull api, fdnix_whisper_model _Nonnull model,
                       const float *_Nonnull samples, int count, int threads);

#pragma clang diagnostic pop
