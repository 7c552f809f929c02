// The part of SQLite's documented C API (https://sqlite.org/c3ref/intro.html) that fdnix uses, as a table of function
// pointers filled at run time.
//
// fdnix does not link SQLite: a search never pays for loading it, and a missing library is one clear line. Every symbol is
// written once, in FDNIX_SQLITE_API.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// Opaque handles.
typedef struct fdnix_sqlite_connection fdnix_sqlite_connection;
typedef struct fdnix_sqlite_statement fdnix_sqlite_statement;

typedef void (*fdnix_sqlite_destructor)(void *);

// Results and kinds of columns, with the numbers of the C API.
enum {
    FDNIX_SQLITE_OK = 0,
    FDNIX_SQLITE_BUSY = 5,
    FDNIX_SQLITE_LOCKED = 6,
    FDNIX_SQLITE_READONLY = 8,
    FDNIX_SQLITE_IOERR = 10,
    FDNIX_SQLITE_CORRUPT = 11,
    FDNIX_SQLITE_FULL = 13,
    FDNIX_SQLITE_CANTOPEN = 14,
    FDNIX_SQLITE_NOTADB = 26,
    FDNIX_SQLITE_ROW = 100,
    FDNIX_SQLITE_DONE = 101,
    FDNIX_SQLITE_NULL = 5,
};

enum {
    FDNIX_SQLITE_OPEN_READONLY = 0x1,
    FDNIX_SQLITE_OPEN_READWRITE = 0x2,
    FDNIX_SQLITE_OPEN_CREATE = 0x4,
    FDNIX_SQLITE_OPEN_URI = 0x40,
    FDNIX_SQLITE_OPEN_NOMUTEX = 0x8000,
};

// X(result type, name without "sqlite3_", parameters)
#define FDNIX_SQLITE_API(X)                                                                                           \
    X(int, libversion_number, (void))                                                                                 \
    /* connections */                                                                                                 \
    X(int, open_v2, (const char *path, fdnix_sqlite_connection **out, int flags, const char *vfs))                    \
    X(int, close_v2, (fdnix_sqlite_connection * connection))                                                          \
    X(int, busy_timeout, (fdnix_sqlite_connection * connection, int milliseconds))                                    \
    X(const char *, errmsg, (fdnix_sqlite_connection * connection))                                                   \
    X(int, changes, (fdnix_sqlite_connection * connection))                                                           \
    X(int64_t, last_insert_rowid, (fdnix_sqlite_connection * connection))                                             \
    X(int, get_autocommit, (fdnix_sqlite_connection * connection))                                                    \
    X(int, exec, (fdnix_sqlite_connection * connection, const char *sql, void *callback, void *context, char **error)) \
    /* statements */                                                                                                  \
    X(int, prepare_v2,                                                                                                \
      (fdnix_sqlite_connection * connection, const char *sql, int length, fdnix_sqlite_statement **out,               \
       const char **rest))                                                                                            \
    X(int, finalize, (fdnix_sqlite_statement * statement))                                                            \
    X(int, reset, (fdnix_sqlite_statement * statement))                                                               \
    X(int, clear_bindings, (fdnix_sqlite_statement * statement))                                                      \
    X(int, step, (fdnix_sqlite_statement * statement))                                                                \
    X(int, bind_parameter_count, (fdnix_sqlite_statement * statement))                                                \
    X(int, bind_null, (fdnix_sqlite_statement * statement, int index))                                                \
    X(int, bind_int64, (fdnix_sqlite_statement * statement, int index, int64_t value))                                \
    X(int, bind_text,                                                                                                 \
      (fdnix_sqlite_statement * statement, int index, const char *text, int length, fdnix_sqlite_destructor destroy)) \
    X(int, bind_blob,                                                                                                 \
      (fdnix_sqlite_statement * statement, int index, const void *bytes, int length, fdnix_sqlite_destructor destroy)) \
    X(int, column_type, (fdnix_sqlite_statement * statement, int column))                                             \
    X(int64_t, column_int64, (fdnix_sqlite_statement * statement, int column))                                        \
    X(double, column_double, (fdnix_sqlite_statement * statement, int column))                                        \
    X(const void *, column_blob, (fdnix_sqlite_statement * statement, int column))                                    \
    X(int, column_bytes, (fdnix_sqlite_statement * statement, int column))

// One field a function, named without the prefix "sqlite3_".
struct fdnix_sqlite_api {
#define FDNIX_SQLITE_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_SQLITE_API(FDNIX_SQLITE_FIELD)
#undef FDNIX_SQLITE_FIELD
};

// Loads the library at `path` (a bare name is left to the system's loader) and resolves every function.
// The table and the library stay for the life of the process. NULL on failure, with a message to be freed in `error`.
const struct fdnix_sqlite_api *_Nullable fdnix_sqlite_load(const char *_Nonnull path, char *_Nullable *_Nonnull error);

// Binds text or bytes that SQLite copies: the destructor that says so is not a function that Swift could name.
int fdnix_sqlite_bind_text(const struct fdnix_sqlite_api *_Nonnull api, fdnix_sqlite_statement *_Nullable statement,
                           int index, const void *_Nullable text, int length);
int fdnix_sqlite_bind_blob(const struct fdnix_sqlite_api *_Nonnull api, fdnix_sqlite_statement *_Nullable statement,
                           int index, const void *_Nullable bytes, int length);

#pragma clang diagnostic pop
