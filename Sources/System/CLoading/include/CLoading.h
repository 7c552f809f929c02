// Loads a shared library when it is first needed, instead of linking it.
#pragma once

// Loads the library at `path` (a bare name is left to the system's loader) and finds each of `symbols`, NULL at the end,
// into `addresses`, in the same order. Gives the library's handle for dlclose, or NULL with a message to be freed in
// `error`; NULL there, too, where memory is out.
void *fdnix_load(const char *path, const char *const *symbols, void **addresses, char **error);

// Sets `error` to `what` and `detail` in one text, to be freed.
void fdnix_load_error(char **error, const char *what, const char *detail);
