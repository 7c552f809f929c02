#include "CGumbo.h"

#include <setjmp.h>
#include <stdlib.h>
#include <time.h>

#include "CLoading.h"

_Static_assert(sizeof(fdnix_gumbo_node) == 128 || sizeof(void *) != 8, "layout of the C API");
_Static_assert(sizeof(fdnix_gumbo_attribute) == 104 || sizeof(void *) != 8, "layout of the C API");
_Static_assert(sizeof(fdnix_gumbo_options) == 48 || sizeof(void *) != 8, "layout of the C API");

// In the order of the table's fields.
static const char *const symbols[] = {
    "gumbo_parse_with_options", "gumbo_normalized_tagname", "gumbo_tag_enum", "kGumboDefaultOptions", NULL,
};

FDNIX_ONE_NAME_A_FIELD(symbols, fdnix_gumbo_api);

const fdnix_gumbo_api *fdnix_gumbo_load(const char *path, char **error) {
    return fdnix_load_table(path, symbols, sizeof(fdnix_gumbo_api), error);
}

// --- The arena -----------------------------------------------------------------------------------------------------

enum { BLOCK = 1 << 18, ALIGNMENT = 16, CALLS_BETWEEN_LOOKS = 256 };

struct block {
    struct block *before;
    max_align_t bytes[];
};

struct fdnix_gumbo_page {
    struct block *block;
    char *free;
    size_t room;   // bytes left in the block
    size_t left;   // bytes that may still be taken
    unsigned calls;
    int64_t deadline;
    jmp_buf exit;
    fdnix_gumbo_output *output;
};

static int64_t processor_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Gumbo does not look whether it got memory: what cannot be had ends the parsing.
static void *allocate(void *context, size_t size) {
    fdnix_gumbo_page *page = context;
    if (size > page->left) longjmp(page->exit, FDNIX_GUMBO_OUT_OF_MEMORY);
    if (++page->calls % CALLS_BETWEEN_LOOKS == 0 && processor_time() > page->deadline)
        longjmp(page->exit, FDNIX_GUMBO_OUT_OF_TIME);
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > page->room) {
        size_t room = size > BLOCK ? size : BLOCK;
        struct block *block = malloc(sizeof *block + room);
        if (!block) longjmp(page->exit, FDNIX_GUMBO_OUT_OF_MEMORY);
        block->before = page->block;
        page->block = block;
        page->free = (char *)block->bytes;
        page->room = room;
    }
    page->left -= size < page->left ? size : page->left;
    page->room -= size;
    char *memory = page->free;
    page->free += size;
    return memory;
}

// All of it goes with the page.
static void deallocate(void *context, void *memory) { (void)context, (void)memory; }

fdnix_gumbo_page *fdnix_gumbo_parse(const fdnix_gumbo_api *api, const char *bytes, size_t count, size_t memory,
                                    int64_t nanoseconds, int *status) {
    fdnix_gumbo_page *page = calloc(1, sizeof *page);
    *status = FDNIX_GUMBO_OUT_OF_MEMORY;
    if (!page) return NULL;
    page->left = memory;
    page->deadline = processor_time() + nanoseconds;
    int reason = setjmp(page->exit);
    if (reason) {
        *status = reason;
        fdnix_gumbo_free(page);
        return NULL;
    }
    fdnix_gumbo_options options = *api->defaults;
    options.allocator = allocate;
    options.deallocator = deallocate;
    options.context = page;
    options.max_errors = 0;
    page->output = api->parse(&options, bytes, count);
    *status = FDNIX_GUMBO_OK;
    return page;
}

const fdnix_gumbo_node *fdnix_gumbo_tree(const fdnix_gumbo_page *page) { return page->output->document; }

void fdnix_gumbo_free(fdnix_gumbo_page *page) {
    for (struct block *block = page->block; block;) {
        struct block *before = block->before;
        free(block);
        block = before;
    }
    free(page);
}
