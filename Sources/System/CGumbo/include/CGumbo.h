// The part of gumbo, an HTML5 parser, that fdnix uses: its functions as a table filled at run time, its tree as
// <gumbo.h> of version 0.10.1 lays it out (libgumbo.so.1).
//
// Gumbo has no limits of its own, and some pages make it take minutes or gigabytes. Here it takes its memory from an arena
// that counts it and looks at the clock, and a page that goes beyond either is left in the middle.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    unsigned line, column, offset;
} fdnix_gumbo_position;

typedef struct {
    const char *data;
    size_t length;
} fdnix_gumbo_piece;

typedef struct {
    void **data;
    unsigned length, capacity;
} fdnix_gumbo_vector;

enum {
    FDNIX_GUMBO_DOCUMENT,
    FDNIX_GUMBO_ELEMENT,
    FDNIX_GUMBO_TEXT,
    FDNIX_GUMBO_CDATA,
    FDNIX_GUMBO_COMMENT,
    FDNIX_GUMBO_WHITESPACE,
    FDNIX_GUMBO_TEMPLATE,
};

enum { FDNIX_GUMBO_NAMESPACE_HTML = 0 };

typedef struct {
    fdnix_gumbo_vector children;
    bool has_doctype;
    const char *name, *public_identifier, *system_identifier;
    int quirks_mode;
} fdnix_gumbo_document;

typedef struct {
    fdnix_gumbo_vector children;
    int tag;
    int tag_namespace;
    fdnix_gumbo_piece original_tag, original_end_tag;
    fdnix_gumbo_position start, end;
    fdnix_gumbo_vector attributes;
} fdnix_gumbo_element;

typedef struct {
    const char *text;
    fdnix_gumbo_piece original_text;
    fdnix_gumbo_position start;
} fdnix_gumbo_text;

typedef struct fdnix_gumbo_node {
    int type;
    struct fdnix_gumbo_node *parent;
    size_t index_within_parent;
    int flags;
    union {
        fdnix_gumbo_document document;
        fdnix_gumbo_element element;
        fdnix_gumbo_text text;
    } v;
} fdnix_gumbo_node;

typedef struct {
    int attribute_namespace;
    const char *name;
    fdnix_gumbo_piece original_name;
    const char *value;
    fdnix_gumbo_piece original_value;
    fdnix_gumbo_position name_start, name_end, value_start, value_end;
} fdnix_gumbo_attribute;

typedef struct {
    void *(*allocator)(void *context, size_t size);
    void (*deallocator)(void *context, void *memory);
    void *context;
    int tab_stop;
    bool stop_on_first_error;
    int max_errors;
    int fragment_tag;
    int fragment_namespace;
} fdnix_gumbo_options;

typedef struct {
    fdnix_gumbo_node *document, *root;
    fdnix_gumbo_vector errors;
} fdnix_gumbo_output;

typedef struct {
    fdnix_gumbo_output *(*parse)(const fdnix_gumbo_options *options, const char *bytes, size_t count);
    const char *(*tag_name)(int tag);
    int (*tag_number)(const char *name);
    const fdnix_gumbo_options *defaults;
} fdnix_gumbo_api;

// Loads the library named `path` and fills the table, which stays for the life of the process. Returns null where that
// fails, with a message to be freed in `error`.
const fdnix_gumbo_api *fdnix_gumbo_load(const char *path, char **error);

// A page with the memory of its tree.
typedef struct fdnix_gumbo_page fdnix_gumbo_page;

enum { FDNIX_GUMBO_OK, FDNIX_GUMBO_OUT_OF_MEMORY, FDNIX_GUMBO_OUT_OF_TIME };

// Parses `count` bytes of UTF-8, which must live as long as the page. `memory` bounds the bytes of the tree, `nanoseconds`
// the thread's time on the processor. Returns null where a bound was met or the system has no memory, and says so in `status`.
fdnix_gumbo_page *fdnix_gumbo_parse(const fdnix_gumbo_api *api, const char *bytes, size_t count, size_t memory,
                                    int64_t nanoseconds, int *status);

// The tree's root, the document itself.
const fdnix_gumbo_node *fdnix_gumbo_tree(const fdnix_gumbo_page *page);

void fdnix_gumbo_free(fdnix_gumbo_page *page);
