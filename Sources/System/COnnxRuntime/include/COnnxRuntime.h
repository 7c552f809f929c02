// The part of ONNX Runtime's C API that fdnix uses, as a table of function pointers filled at run time
// (<https://onnxruntime.ai/docs/api/c/struct_ort_api.html>, version 1.28). The library exports one function, which gives a
// table of all others; new ones are only ever added at that table's end, so that a function is known by its place in it.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// Opaque handles.
typedef struct fdnix_onnxruntime_environment *fdnix_onnxruntime_environment;
typedef struct fdnix_onnxruntime_options *fdnix_onnxruntime_options;
typedef struct fdnix_onnxruntime_session *fdnix_onnxruntime_session;
typedef struct fdnix_onnxruntime_memory *fdnix_onnxruntime_memory;
typedef struct fdnix_onnxruntime_value *fdnix_onnxruntime_value;
// NULL where all is well; else to be released.
typedef struct fdnix_onnxruntime_status *fdnix_onnxruntime_status;

// OrtLoggingLevel, OrtAllocatorType, OrtMemType, ONNXTensorElementDataType.
enum { FDNIX_ONNXRUNTIME_LOG_FATAL = 4 };
enum { FDNIX_ONNXRUNTIME_DEVICE_ALLOCATOR = 0, FDNIX_ONNXRUNTIME_MEMORY_DEFAULT = 0 };
enum { FDNIX_ONNXRUNTIME_FLOAT = 1, FDNIX_ONNXRUNTIME_INT64 = 7 };

// The version whose table this is, as the library tells it before the second point.
#define FDNIX_ONNXRUNTIME_VERSION "1.28"

// X(place in the table, result, name, parameters)
#define FDNIX_ONNXRUNTIME_API(X)                                                                                      \
    X(2, const char *, GetErrorMessage, (fdnix_onnxruntime_status status))                                            \
    X(3, fdnix_onnxruntime_status, CreateEnv,                                                                         \
      (int log_level, const char *log_name, fdnix_onnxruntime_environment *environment))                              \
    X(6, fdnix_onnxruntime_status, DisableTelemetryEvents, (fdnix_onnxruntime_environment environment))               \
    X(7, fdnix_onnxruntime_status, CreateSession,                                                                     \
      (fdnix_onnxruntime_environment environment, const char *path, fdnix_onnxruntime_options options,                \
       fdnix_onnxruntime_session *session))                                                                           \
    /* several threads may run one session at once */                                                                 \
    X(9, fdnix_onnxruntime_status, Run,                                                                               \
      (fdnix_onnxruntime_session session, const void *options, const char *const *input_names,                        \
       const fdnix_onnxruntime_value *inputs, size_t input_count, const char *const *output_names,                    \
       size_t output_count, fdnix_onnxruntime_value *outputs))                                                        \
    X(10, fdnix_onnxruntime_status, CreateSessionOptions, (fdnix_onnxruntime_options *options))                       \
    X(17, fdnix_onnxruntime_status, DisableMemPattern, (fdnix_onnxruntime_options options))                           \
    X(24, fdnix_onnxruntime_status, SetIntraOpNumThreads, (fdnix_onnxruntime_options options, int count))             \
    X(49, fdnix_onnxruntime_status, CreateTensorWithDataAsOrtValue,                                                   \
      (fdnix_onnxruntime_memory memory, void *data, size_t bytes, const int64_t *shape, size_t rank, int type,        \
       fdnix_onnxruntime_value *value))                                                                               \
    X(69, fdnix_onnxruntime_status, CreateCpuMemoryInfo,                                                              \
      (int allocator, int memory_type, fdnix_onnxruntime_memory *memory))                                             \
    X(93, void, ReleaseStatus, (fdnix_onnxruntime_status status))                                                     \
    X(95, void, ReleaseSession, (fdnix_onnxruntime_session session))                                                  \
    X(96, void, ReleaseValue, (fdnix_onnxruntime_value value))                                                        \
    X(100, void, ReleaseSessionOptions, (fdnix_onnxruntime_options options))

// One field a function.
struct fdnix_onnxruntime_api {
#define FDNIX_ONNXRUNTIME_FIELD(place, result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_ONNXRUNTIME_API(FDNIX_ONNXRUNTIME_FIELD)
#undef FDNIX_ONNXRUNTIME_FIELD
};

// Loads the library at `path` (a bare name is left to the system's loader), with its telemetry turned off. The table and the
// library stay for the life of the process; call it once. NULL on failure, and where the library is of another version,
// with a message to be freed in `error`.
const struct fdnix_onnxruntime_api *_Nullable fdnix_onnxruntime_load(
    const char *_Nonnull path, char *_Nullable *_Nonnull error);

#pragma clang diagnostic pop
