// The part of DuckDB's documented C API that fdnix uses, as a table of function pointers filled at run time.
//
// fdnix does not link DuckDB: a search never pays for loading 70 MB, a build needs no DuckDB, and a missing library
// is one clear line. Every symbol is written once, in FDNIX_DUCKDB_API; types and layouts are those of DuckDB 1.5.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Only the table's fields are known not to be NULL; parameters and results stay as the documentation leaves them.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"

typedef uint64_t idx_t;

// Opaque handles.
typedef struct fdnix_duckdb_database *duckdb_database;
typedef struct fdnix_duckdb_connection *duckdb_connection;
typedef struct fdnix_duckdb_config *duckdb_config;
typedef struct fdnix_duckdb_statement *duckdb_prepared_statement;
typedef struct fdnix_duckdb_appender *duckdb_appender;
typedef struct fdnix_duckdb_chunk *duckdb_data_chunk;
typedef struct fdnix_duckdb_vector *duckdb_vector;
typedef struct fdnix_duckdb_logical_type *duckdb_logical_type;

typedef enum { DuckDBSuccess = 0, DuckDBError = 1 } duckdb_state;

// The types fdnix reads or writes, with the numbers of the C API.
typedef enum {
    DUCKDB_TYPE_INVALID = 0,
    DUCKDB_TYPE_BOOLEAN = 1,
    DUCKDB_TYPE_TINYINT = 2,
    DUCKDB_TYPE_SMALLINT = 3,
    DUCKDB_TYPE_INTEGER = 4,
    DUCKDB_TYPE_BIGINT = 5,
    DUCKDB_TYPE_UTINYINT = 6,
    DUCKDB_TYPE_USMALLINT = 7,
    DUCKDB_TYPE_UINTEGER = 8,
    DUCKDB_TYPE_UBIGINT = 9,
    DUCKDB_TYPE_FLOAT = 10,
    DUCKDB_TYPE_DOUBLE = 11,
    DUCKDB_TYPE_HUGEINT = 16,
    DUCKDB_TYPE_VARCHAR = 17,
    DUCKDB_TYPE_LIST = 24,
    DUCKDB_TYPE_ARRAY = 33,
} duckdb_type;

typedef enum { DUCKDB_ERROR_INTERRUPT = 29 } duckdb_error_type;

// 128 bits, two's complement.
typedef struct {
    uint64_t lower;
    int64_t upper;
} duckdb_hugeint;

// Where a LIST's elements lie in its child vector.
typedef struct {
    uint64_t offset;
    uint64_t length;
} duckdb_list_entry;

// A VARCHAR: up to 12 bytes inline, longer ones behind a pointer.
typedef struct {
    union {
        struct {
            uint32_t length;
            char prefix[4];
            char *ptr;
        } pointer;
        struct {
            uint32_t length;
            char inlined[12];
        } inlined;
    } value;
} duckdb_string_t;

// A result; only `internal_data` is alive, the rest is kept for the layout.
typedef struct {
    idx_t deprecated_column_count;
    idx_t deprecated_row_count;
    idx_t deprecated_rows_changed;
    void *deprecated_columns;
    char *deprecated_error_message;
    void *internal_data;
} duckdb_result;

_Static_assert(sizeof(duckdb_hugeint) == 16 && sizeof(duckdb_list_entry) == 16, "layout of the C API");
_Static_assert(sizeof(duckdb_string_t) == 16 && sizeof(duckdb_result) == 48, "layout of the C API");

// X(result type, name without "duckdb_", parameters)
#define FDNIX_DUCKDB_API(X)                                                                                           \
    X(const char *, library_version, (void))                                                                          \
    X(idx_t, vector_size, (void))                                                                                     \
    X(void, free, (void *pointer))                                                                                    \
    /* databases and connections */                                                                                   \
    X(duckdb_state, create_config, (duckdb_config * out))                                                             \
    X(duckdb_state, set_config, (duckdb_config config, const char *name, const char *option))                         \
    X(void, destroy_config, (duckdb_config * config))                                                                 \
    X(duckdb_state, open_ext, (const char *path, duckdb_database *out, duckdb_config config, char **error))           \
    X(void, close, (duckdb_database * database))                                                                      \
    X(duckdb_state, connect, (duckdb_database database, duckdb_connection *out))                                      \
    X(void, disconnect, (duckdb_connection * connection))                                                             \
    X(void, interrupt, (duckdb_connection connection))                                                                \
    /* statements and results */                                                                                      \
    X(duckdb_state, query, (duckdb_connection connection, const char *sql, duckdb_result *out))                       \
    X(duckdb_state, prepare, (duckdb_connection connection, const char *sql, duckdb_prepared_statement *out))         \
    X(const char *, prepare_error, (duckdb_prepared_statement statement))                                             \
    X(void, destroy_prepare, (duckdb_prepared_statement * statement))                                                 \
    X(idx_t, nparams, (duckdb_prepared_statement statement))                                                          \
    X(duckdb_state, clear_bindings, (duckdb_prepared_statement statement))                                            \
    X(duckdb_state, bind_null, (duckdb_prepared_statement statement, idx_t index))                                    \
    X(duckdb_state, bind_boolean, (duckdb_prepared_statement statement, idx_t index, bool value))                     \
    X(duckdb_state, bind_int64, (duckdb_prepared_statement statement, idx_t index, int64_t value))                    \
    X(duckdb_state, bind_hugeint, (duckdb_prepared_statement statement, idx_t index, duckdb_hugeint value))           \
    X(duckdb_state, bind_double, (duckdb_prepared_statement statement, idx_t index, double value))                    \
    X(duckdb_state, bind_varchar_length,                                                                              \
      (duckdb_prepared_statement statement, idx_t index, const char *value, idx_t length))                            \
    X(duckdb_state, execute_prepared, (duckdb_prepared_statement statement, duckdb_result *out))                      \
    X(duckdb_state, execute_prepared_streaming, (duckdb_prepared_statement statement, duckdb_result *out))            \
    X(void, destroy_result, (duckdb_result * result))                                                                 \
    X(const char *, result_error, (duckdb_result * result))                                                           \
    X(duckdb_error_type, result_error_type, (duckdb_result * result))                                                 \
    X(idx_t, column_count, (duckdb_result * result))                                                                  \
    X(const char *, column_name, (duckdb_result * result, idx_t column))                                              \
    X(idx_t, rows_changed, (duckdb_result * result))                                                                  \
    X(duckdb_data_chunk, fetch_chunk, (duckdb_result result))                                                         \
    /* types */                                                                                                       \
    X(duckdb_type, get_type_id, (duckdb_logical_type type))                                                           \
    X(duckdb_logical_type, list_type_child_type, (duckdb_logical_type type))                                          \
    X(duckdb_logical_type, array_type_child_type, (duckdb_logical_type type))                                         \
    X(idx_t, array_type_array_size, (duckdb_logical_type type))                                                       \
    X(void, destroy_logical_type, (duckdb_logical_type * type))                                                       \
    /* chunks and vectors */                                                                                          \
    X(duckdb_data_chunk, create_data_chunk, (duckdb_logical_type * types, idx_t count))                               \
    X(void, destroy_data_chunk, (duckdb_data_chunk * chunk))                                                          \
    X(void, data_chunk_reset, (duckdb_data_chunk chunk))                                                              \
    X(idx_t, data_chunk_get_column_count, (duckdb_data_chunk chunk))                                                  \
    X(duckdb_vector, data_chunk_get_vector, (duckdb_data_chunk chunk, idx_t column))                                  \
    X(idx_t, data_chunk_get_size, (duckdb_data_chunk chunk))                                                          \
    X(void, data_chunk_set_size, (duckdb_data_chunk chunk, idx_t size))                                               \
    X(duckdb_logical_type, vector_get_column_type, (duckdb_vector vector))                                            \
    X(void *, vector_get_data, (duckdb_vector vector))                                                                \
    X(uint64_t *, vector_get_validity, (duckdb_vector vector))                                                        \
    X(void, vector_ensure_validity_writable, (duckdb_vector vector))                                                  \
    X(void, vector_assign_string_element_len,                                                                         \
      (duckdb_vector vector, idx_t index, const char *bytes, idx_t length))                                           \
    X(duckdb_vector, array_vector_get_child, (duckdb_vector vector))                                                  \
    X(duckdb_vector, list_vector_get_child, (duckdb_vector vector))                                                   \
    X(idx_t, list_vector_get_size, (duckdb_vector vector))                                                            \
    X(duckdb_state, list_vector_set_size, (duckdb_vector vector, idx_t size))                                         \
    X(duckdb_state, list_vector_reserve, (duckdb_vector vector, idx_t capacity))                                      \
    /* bulk loading */                                                                                                \
    X(duckdb_state, appender_create_ext,                                                                              \
      (duckdb_connection connection, const char *catalog, const char *schema, const char *table,                      \
       duckdb_appender *out))                                                                                         \
    X(idx_t, appender_column_count, (duckdb_appender appender))                                                       \
    X(duckdb_logical_type, appender_column_type, (duckdb_appender appender, idx_t column))                            \
    X(const char *, appender_error, (duckdb_appender appender))                                                       \
    X(duckdb_state, append_data_chunk, (duckdb_appender appender, duckdb_data_chunk chunk))                           \
    X(duckdb_state, appender_close, (duckdb_appender appender))                                                       \
    X(duckdb_state, appender_destroy, (duckdb_appender * appender))

// One field a function, named without the prefix "duckdb_".
struct fdnix_duckdb_api {
#define FDNIX_DUCKDB_FIELD(result, name, parameters) result(*_Nonnull name) parameters;
    FDNIX_DUCKDB_API(FDNIX_DUCKDB_FIELD)
#undef FDNIX_DUCKDB_FIELD
};

// Loads the library at `path` (a bare name is left to the system's loader) and resolves every function.
// The table and the library stay for the life of the process. NULL on failure, with a message to be freed in `error`.
const struct fdnix_duckdb_api *_Nullable fdnix_duckdb_load(const char *_Nonnull path, char *_Nullable *_Nonnull error);

#pragma clang diagnostic pop
