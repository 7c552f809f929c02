#include "CKnowledge.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char programs[] = {
#embed "data/programs.tsv"
};
static const char aliases[] = {
#embed "data/aliases.tsv"
};
static const char alternatives[] = {
#embed "data/alternatives.tsv"
};
static const char kinds[] = {
#embed "data/kinds.tsv"
};
static const char synonyms[] = {
#embed "data/synonyms.tsv"
};
static const char ecosystems[] = {
#embed "data/ecosystems.tsv"
};
static const char libraries[] = {
#embed "data/libraries.tsv"
};
static const char categories[] = {
#embed "data/categories.tsv"
};

const char *fdnix_knowledge(fdnix_knowledge_file file, size_t *size) {
    switch (file) {
    case fdnix_knowledge_programs: *size = sizeof programs; return programs;
    case fdnix_knowledge_aliases: *size = sizeof aliases; return aliases;
    case fdnix_knowledge_alternatives: *size = sizeof alternatives; return alternatives;
    case fdnix_knowledge_kinds: *size = sizeof kinds; return kinds;
    case fdnix_knowledge_synonyms: *size = sizeof synonyms; return synonyms;
    case fdnix_knowledge_ecosystems: *size = sizeof ecosystems; return ecosystems;
    case fdnix_knowledge_libraries: *size = sizeof libraries; return libraries;
    case fdnix_knowledge_categories: *size = sizeof categories; return categories;
    }
    *size = 0;
    return "";
}
