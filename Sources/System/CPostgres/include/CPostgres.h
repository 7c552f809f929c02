// The part of libpq's documented C API (https://www.postgresql.org/docs/current/libpq.html) that fdnix uses, as a table of
// function pointers filled at run time.
//
// fdnix does not link libpq: only who speaks to a Postgres server loads it. Every symbol is written once, in
// FDNIX_POSTGRES_API.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

// Opaque handles.
typedef struct fdnix_pg_connection fdnix_pg_connection;
typedef struct fdnix_pg_result fdnix_pg_result;
typedef struct fdnix_pg_cancel fdnix_pg_cancel;

typedef void (*fdnix_pg_notice_processor)(void *context, const char *message);

// PQconninfoOption: a setting of a connection and its value.
typedef struct {
    char *keyword;
    char *envvar;
    char *compiled;
    char *val;
    char *label;
    char *dispchar;
    int dispsize;
} fdnix_pg_option;

// ConnStatusType
enum {
    FDNIX_PG_CONNECTION_OK = 0,
    FDNIX_PG_CONNECTION_BAD = 1,
};

// PostgresPollingStatusType
enum {
    FDNIX_PG_POLLING_READING = 1,
    FDNIX_PG_POLLING_WRITING = 2,
    FDNIX_PG_POLLING_OK = 3,
};

// ExecStatusType
enum {
    FDNIX_PG_EMPTY_QUERY = 0,
    FDNIX_PG_COMMAND_OK = 1,
    FDNIX_PG_TUPLES_OK = 2,
    FDNIX_PG_COPY_IN = 4,
    FDNIX_PG_BAD_RESPONSE = 5,
    FDNIX_PG_FATAL_ERROR = 7,
    FDNIX_PG_SINGLE_TUPLE = 9,
};

// PGTransactionStatusType
enum {
    FDNIX_PG_IDLE = 0,
    FDNIX_PG_IN_TRANSACTION = 2,
    FDNIX_PG_IN_FAILED_TRANSACTION = 3,
};

enum {
    FDNIX_PG_VERBOSE = 2,     // PGVerbosity
    FDNIX_PG_SQLSTATE = 'C',  // PG_DIAG_SQLSTATE
    FDNIX_PG_PRIMARY = 'M',   // PG_DIAG_MESSAGE_PRIMARY
};

// X(result type, name without "PQ", parameters)
#define FDNIX_POSTGRES_API(X)                                                                                         \
    X(int, libVersion, (void))                                                                                        \
    X(void, freemem, (void *memory))                                                                                  \
    /* connections */                                                                                                 \
    X(fdnix_pg_option *, conninfoParse, (const char *text, char **error))                                             \
    X(void, conninfoFree, (fdnix_pg_option * options))                                                                \
    X(fdnix_pg_connection *, connectStartParams,                                                                      \
      (const char *const *keywords, const char *const *values, int expand_dbname))                                    \
    X(int, connectPoll, (fdnix_pg_connection * connection))                                                           \
    X(int, status, (const fdnix_pg_connection *connection))                                                           \
    X(int, socket, (const fdnix_pg_connection *connection))                                                           \
    X(char *, errorMessage, (const fdnix_pg_connection *connection))                                                  \
    X(int, setErrorVerbosity, (fdnix_pg_connection * connection, int verbosity))                                      \
    X(fdnix_pg_notice_processor, setNoticeProcessor,                                                                  \
      (fdnix_pg_connection * connection, fdnix_pg_notice_processor processor, void *context))                         \
    X(int, setnonblocking, (fdnix_pg_connection * connection, int is_nonblocking))                                    \
    X(int, transactionStatus, (const fdnix_pg_connection *connection))                                                \
    X(void, finish, (fdnix_pg_connection * connection))                                                               \
    X(fdnix_pg_cancel *, getCancel, (fdnix_pg_connection * connection))                                               \
    X(int, cancel, (fdnix_pg_cancel * cancel, char *error, int error_size))                                           \
    X(void, freeCancel, (fdnix_pg_cancel * cancel))                                                                   \
    /* statements */                                                                                                  \
    X(int, sendQuery, (fdnix_pg_connection * connection, const char *sql))                                            \
    X(int, sendQueryParams,                                                                                           \
      (fdnix_pg_connection * connection, const char *sql, int count, const uint32_t *types, const char *const *values, \
       const int *lengths, const int *formats, int result_format))                                                    \
    X(int, setSingleRowMode, (fdnix_pg_connection * connection))                                                      \
    X(int, flush, (fdnix_pg_connection * connection))                                                                 \
    X(int, consumeInput, (fdnix_pg_connection * connection))                                                          \
    X(int, isBusy, (fdnix_pg_connection * connection))                                                                \
    X(int, putCopyData, (fdnix_pg_connection * connection, const char *bytes, int count))                             \
    X(int, putCopyEnd, (fdnix_pg_connection * connection, const char *error))                                         \
    /* results */                                                                                                     \
    X(fdnix_pg_result *, getResult, (fdnix_pg_connection * connection))                                               \
    X(int, resultStatus, (const fdnix_pg_result *result))                                                             \
    X(char *, resultErrorField, (const fdnix_pg_result *result, int field))                                           \
    X(int, nfields, (const fdnix_pg_result *result))                                                                  \
    X(char *, getvalue, (const fdnix_pg_result *result, int row, int column))                                         \
    X(int, getlength, (const fdnix_pg_result *result, int row, int column))                                           \
    X(int, getisnull, (const fdnix_pg_result *result, int row, int column))                                           \
    X(char *, cmdTuples, (fdnix_pg_result * result))                                                                  \
    X(void, clear, (fdnix_pg_result * result))

// One field a function, named without the prefix "PQ".
struct fdnix_pg_api {
#define FDNIX_POSTGRES_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_POSTGRES_API(FDNIX_POSTGRES_FIELD)
#undef FDNIX_POSTGRES_FIELD
};

// Loads the library at `path` (a bare name is left to the system's loader) and resolves every function.
// The table and the library stay for the life of the process. NULL on failure, with a message to be freed in `error`.
const struct fdnix_pg_api *_Nullable fdnix_pg_load(const char *_Nonnull path, char *_Nullable *_Nonnull error);

#pragma clang diagnostic pop
