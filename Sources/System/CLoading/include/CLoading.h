// Loads a shared library when it is first needed, instead of linking it.
#pragma once
#include <stddef.h>

// Loads the library at `path` (a bare name is left to the system's loader) and finds each of `symbols`, NULL at the end,
// into `addresses`, in the same order. Gives 0 with a message to be freed in
// `error`, NULL there, too, where memory is out.
int fdnix_load(const char *path, const char *const *symbols, void **addresses, char **error);

// As fdnix_load, into a new table of `size` bytes, whose fields are pointers to functions in the order of `symbols`; never
// freed, and the library stays. NULL with a message in `error` where it cannot be had.
const void *fdnix_load_table(const char *path, const char *const *symbols, size_t size, char **error);

// Where `symbols`, NULL at its end, must have a name for each field of the type `table`.
#define FDNIX_ONE_NAME_A_FIELD(symbols, table) \
    _Static_assert(sizeof(symbols) / sizeof *(symbols) == sizeof(table) / sizeof(void *) + 1, "one name a field")

// Sets `error` to `what` and `detail` in one text, to be freed.
void fdnix_load_error(char **error, const char *what, const char *detail);
