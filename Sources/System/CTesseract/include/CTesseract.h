// The part of tesseract's C API that fdnix uses (<tesseract/capi.h> of version 5), as a table of function pointers filled
// at run time: linking it would make every start of the program load sixty libraries.
#pragma once

#include <stddef.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// An engine with its languages; not for several threads at a time.
typedef struct fdnix_tesseract_engine *fdnix_tesseract_engine;

// X(result, name after "TessBaseAPI", parameters)
#define FDNIX_TESSERACT_API(X)                                                                                        \
    X(fdnix_tesseract_engine, Create, (void))                                                                         \
    X(void, Delete, (fdnix_tesseract_engine engine))                                                                  \
    X(int, Init3, (fdnix_tesseract_engine engine, const char *data_path, const char *languages))                      \
    X(int, SetVariable, (fdnix_tesseract_engine engine, const char *name, const char *value))                         \
    X(void, SetImage,                                                                                                 \
      (fdnix_tesseract_engine engine, const unsigned char *pixels, int width, int height, int bytes_per_pixel,        \
       int bytes_per_line))                                                                                           \
    X(void, SetSourceResolution, (fdnix_tesseract_engine engine, int dots_per_inch))                                  \
    X(char *, GetUTF8Text, (fdnix_tesseract_engine engine))                                                           \
    X(void, Clear, (fdnix_tesseract_engine engine))

// One field a function, named without the prefix "TessBaseAPI"; last the function that frees a text.
struct fdnix_tesseract_api {
#define FDNIX_TESSERACT_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_TESSERACT_API(FDNIX_TESSERACT_FIELD)
#undef FDNIX_TESSERACT_FIELD
    void (*_Nonnull DeleteText)(const char *text);
};

// Loads the library at `path` (a bare name is left to the system's loader) and resolves every function. The table and the
// library stay for the life of the process. NULL on failure, with a message to be freed in `error`.
const struct fdnix_tesseract_api *_Nullable fdnix_tesseract_load(const char *_Nonnull path,
                                                                 char *_Nullable *_Nonnull error);

#pragma clang diagnostic pop
