// The part of libzip that fdnix uses to read archives, as a table filled at run time. Names and layouts are those of
// <zip.h> (libzip.so.4 and .5): <https://libzip.org/documentation/>.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

typedef struct fdnix_zip_archive fdnix_zip_archive;  // zip_t
typedef struct fdnix_zip_file fdnix_zip_file;        // zip_file_t
typedef struct fdnix_zip_source fdnix_zip_source;    // zip_source_t

// zip_error_t.
typedef struct {
    int code, system;
    char *text;
} fdnix_zip_error;

// zip_stat_t.
typedef struct {
    uint64_t valid;
    const char *name;
    uint64_t index, size, compressed_size;
    time_t modified;
    uint32_t checksum;
    uint16_t compression, encryption;
    uint32_t flags;
} fdnix_zip_entry;

enum { FDNIX_ZIP_READ_ONLY = 16 };
enum { FDNIX_ZIP_RAW_NAME = 64 };
enum { FDNIX_ZIP_HAS_COMPRESSED_SIZE = 8, FDNIX_ZIP_HAS_ENCRYPTION = 128 };

typedef struct {
    fdnix_zip_source *(*source)(const void *bytes, uint64_t count, int owns, fdnix_zip_error *);
    void (*source_free)(fdnix_zip_source *);
    // Takes the source where it succeeds.
    fdnix_zip_archive *(*open)(fdnix_zip_source *, int flags, fdnix_zip_error *);
    void (*discard)(fdnix_zip_archive *);
    int64_t (*count)(fdnix_zip_archive *, uint32_t flags);
    int (*entry)(fdnix_zip_archive *, uint64_t index, uint32_t flags, fdnix_zip_entry *);
    fdnix_zip_file *(*file)(fdnix_zip_archive *, uint64_t index, uint32_t flags);
    int64_t (*read)(fdnix_zip_file *, void *buffer, uint64_t count);
    int (*close)(fdnix_zip_file *);
    void (*error_start)(fdnix_zip_error *);
    const char *(*error_text)(fdnix_zip_error *);
    void (*error_end)(fdnix_zip_error *);
} fdnix_zip_api;

// Loads the library named `path` and fills the table, which stays for the life of the process. Returns null where that
// fails, with a message to be freed in `error`.
const fdnix_zip_api *fdnix_zip_load(const char *path, char **error);
