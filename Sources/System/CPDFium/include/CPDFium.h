// The part of PDFium's public API that fdnix uses, as a table of function pointers filled at run time
// (<https://pdfium.googlesource.com/pdfium/+/refs/heads/main/public/>; types and layouts are those of build 8149).
//
// PDFium keeps state for the whole process and is not safe for several threads: one thread of a process uses it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// Opaque handles.
typedef struct fdnix_pdfium_document *fdnix_pdfium_document;
typedef struct fdnix_pdfium_page *fdnix_pdfium_page;
typedef struct fdnix_pdfium_text *fdnix_pdfium_text;
typedef struct fdnix_pdfium_form *fdnix_pdfium_form;
typedef struct fdnix_pdfium_annotation *fdnix_pdfium_annotation;
typedef struct fdnix_pdfium_bitmap *fdnix_pdfium_bitmap;

// What FPDF_GetLastError tells of a document that was not loaded.
enum { FDNIX_PDFIUM_ERROR_FORMAT = 3, FDNIX_PDFIUM_ERROR_PASSWORD = 4, FDNIX_PDFIUM_ERROR_SECURITY = 5 };

// FPDFAnnot_GetSubtype, FPDFAnnot_GetFormFieldType, FPDF_GetFormType.
enum { FDNIX_PDFIUM_ANNOTATION_WIDGET = 20 };
enum {
    FDNIX_PDFIUM_FIELD_PUSH_BUTTON = 1,
    FDNIX_PDFIUM_FIELD_CHECK_BOX = 2,
    FDNIX_PDFIUM_FIELD_RADIO_BUTTON = 3,
    FDNIX_PDFIUM_FIELD_COMBO_BOX = 4,
    FDNIX_PDFIUM_FIELD_LIST_BOX = 5,
    FDNIX_PDFIUM_FIELD_TEXT = 6,
    FDNIX_PDFIUM_FIELD_SIGNATURE = 7,
};
enum { FDNIX_PDFIUM_FORM_NONE = 0 };

// Bitmaps of one byte a pixel; how a page is drawn into one: in grey.
enum { FDNIX_PDFIUM_BITMAP_GRAY = 1 };
enum { FDNIX_PDFIUM_RENDER_GRAYSCALE = 0x08 };

typedef struct {
    float left, top, right, bottom;
} fdnix_pdfium_rectangle;

// FPDF_LIBRARY_CONFIG, version 2.
typedef struct {
    int version;
    const char **user_font_paths;
    void *isolate;
    unsigned v8_embedder_slot;
} fdnix_pdfium_configuration;

// FPDF_FORMFILLINFO, version 1: no script and no callback, which PDFium allows. Longer than the structure is.
typedef struct {
    int version;
    void *callbacks[47];
} fdnix_pdfium_form_information;

// X(result, name after "FPDF", parameters)
#define FDNIX_PDFIUM_API(X)                                                                                           \
    /* documents */                                                                                                   \
    X(void, _InitLibraryWithConfig, (const fdnix_pdfium_configuration *configuration))                                \
    X(fdnix_pdfium_document, _LoadMemDocument64, (const void *bytes, size_t count, const char *password))             \
    X(unsigned long, _GetLastError, (void))                                                                           \
    X(void, _CloseDocument, (fdnix_pdfium_document document))                                                         \
    X(int, _GetPageCount, (fdnix_pdfium_document document))                                                           \
    X(unsigned long, _GetMetaText,                                                                                    \
      (fdnix_pdfium_document document, const char *name, void *utf16, unsigned long bytes))                           \
    /* pages */                                                                                                       \
    X(fdnix_pdfium_page, _LoadPage, (fdnix_pdfium_document document, int index))                                      \
    X(void, _ClosePage, (fdnix_pdfium_page page))                                                                     \
    X(float, _GetPageWidthF, (fdnix_pdfium_page page))                                                                \
    X(float, _GetPageHeightF, (fdnix_pdfium_page page))                                                               \
    X(int, Page_GetRotation, (fdnix_pdfium_page page))                                                                \
    /* text: characters by their places in the page's list */                                                         \
    X(fdnix_pdfium_text, Text_LoadPage, (fdnix_pdfium_page page))                                                     \
    X(void, Text_ClosePage, (fdnix_pdfium_text text))                                                                 \
    X(int, Text_CountChars, (fdnix_pdfium_text text))                                                                 \
    X(unsigned, Text_GetUnicode, (fdnix_pdfium_text text, int index))                                                 \
    X(int, Text_HasUnicodeMapError, (fdnix_pdfium_text text, int index))                                              \
    X(int, Text_IsGenerated, (fdnix_pdfium_text text, int index))                                                     \
    X(int, Text_GetLooseCharBox, (fdnix_pdfium_text text, int index, fdnix_pdfium_rectangle *box))                    \
    /* forms */                                                                                                       \
    X(int, _GetFormType, (fdnix_pdfium_document document))                                                            \
    X(fdnix_pdfium_form, DOC_InitFormFillEnvironment,                                                                 \
      (fdnix_pdfium_document document, fdnix_pdfium_form_information *information))                                   \
    X(void, DOC_ExitFormFillEnvironment, (fdnix_pdfium_form form))                                                    \
    X(int, Page_GetAnnotCount, (fdnix_pdfium_page page))                                                              \
    X(fdnix_pdfium_annotation, Page_GetAnnot, (fdnix_pdfium_page page, int index))                                    \
    X(void, Page_CloseAnnot, (fdnix_pdfium_annotation annotation))                                                    \
    X(int, Annot_GetSubtype, (fdnix_pdfium_annotation annotation))                                                    \
    X(int, Annot_GetFormFieldType, (fdnix_pdfium_form form, fdnix_pdfium_annotation annotation))                      \
    X(unsigned long, Annot_GetFormFieldName,                                                                          \
      (fdnix_pdfium_form form, fdnix_pdfium_annotation annotation, uint16_t *utf16, unsigned long bytes))             \
    X(unsigned long, Annot_GetFormFieldValue,                                                                         \
      (fdnix_pdfium_form form, fdnix_pdfium_annotation annotation, uint16_t *utf16, unsigned long bytes))             \
    X(int, Annot_GetOptionCount, (fdnix_pdfium_form form, fdnix_pdfium_annotation annotation))                        \
    X(int, Annot_IsOptionSelected, (fdnix_pdfium_form form, fdnix_pdfium_annotation annotation, int index))           \
    X(unsigned long, Annot_GetOptionLabel,                                                                            \
      (fdnix_pdfium_form form, fdnix_pdfium_annotation annotation, int index, uint16_t *utf16, unsigned long bytes))  \
    X(int, Annot_IsChecked, (fdnix_pdfium_form form, fdnix_pdfium_annotation annotation))                             \
    /* pictures of pages */                                                                                           \
    X(fdnix_pdfium_bitmap, Bitmap_CreateEx, (int width, int height, int format, void *pixels, int stride))            \
    X(void, Bitmap_Destroy, (fdnix_pdfium_bitmap bitmap))                                                             \
    X(void, _RenderPageBitmap,                                                                                        \
      (fdnix_pdfium_bitmap bitmap, fdnix_pdfium_page page, int x, int y, int width, int height, int rotation,         \
       int flags))

// One field a function, named without the prefix "FPDF".
struct fdnix_pdfium_api {
#define FDNIX_PDFIUM_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_PDFIUM_API(FDNIX_PDFIUM_FIELD)
#undef FDNIX_PDFIUM_FIELD
};

// Loads the library at `path` (a bare name is left to the system's loader), resolves every function and starts it. The
// table and the library stay for the life of the process. NULL on failure, with a message to be freed in `error`.
const struct fdnix_pdfium_api *_Nullable fdnix_pdfium_load(const char *_Nonnull path, char *_Nullable *_Nonnull error);

#pragma clang diagnostic pop
