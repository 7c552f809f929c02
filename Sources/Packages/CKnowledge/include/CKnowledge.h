#pragma once

#include <stddef.h>

/// The reviewed data files of what no metadata says; the comments at the top of each file tell what it holds.
typedef enum {
    fdnix_knowledge_programs,
    fdnix_knowledge_aliases,
    fdnix_knowledge_alternatives,
    fdnix_knowledge_kinds,
    fdnix_knowledge_synonyms,
    fdnix_knowledge_ecosystems,
    fdnix_knowledge_libraries,
    fdnix_knowledge_categories,
} fdnix_knowledge_file;

/// The text of a data file, and its size in bytes through `size`.
const char *_Nonnull fdnix_knowledge(fdnix_knowledge_file file, size_t *_Nonnull size);
