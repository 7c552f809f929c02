// The part of libxml2 that fdnix uses: its push parsers for XML and HTML with callbacks, as a table filled at run time.
// Names and layouts are those of <libxml/parser.h> and <libxml/HTMLparser.h> (libxml2.so.2, unchanged since 2.6; the
// structure is the one that also libxml2.so.16 has).
#pragma once

#include <stdint.h>

typedef struct fdnix_xml_context fdnix_xml_context;  // xmlParserCtxt

// xmlSAXHandler; what is not used here is a plain address.
typedef struct {
    void *internal_subset, *is_standalone, *has_internal_subset, *has_external_subset, *resolve_entity, *get_entity,
        *entity_declaration, *notation_declaration, *attribute_declaration, *element_declaration,
        *unparsed_entity_declaration, *set_document_locator, *start_document, *end_document;
    void (*start_element)(void *context, const unsigned char *name, const unsigned char **attributes);
    void (*end_element)(void *context, const unsigned char *name);
    void *reference;
    void (*characters)(void *context, const unsigned char *bytes, int count);
    void (*ignorable_white_space)(void *context, const unsigned char *bytes, int count);
    void *processing_instruction, *comment, *warning, *error, *fatal_error, *get_parameter_entity;
    void (*cdata_block)(void *context, const unsigned char *bytes, int count);
    void *external_subset;
    unsigned initialized;
    void *reserved;
    // Five addresses an attribute: local name, prefix, namespace, start and end of the value.
    void (*start_element_ns)(void *context, const unsigned char *name, const unsigned char *prefix,
                             const unsigned char *name_space, int namespace_count, const unsigned char **namespaces,
                             int attribute_count, int default_count, const unsigned char **attributes);
    void (*end_element_ns)(void *context, const unsigned char *name, const unsigned char *prefix,
                           const unsigned char *name_space);
    void *structured_error;
} fdnix_xml_handler;

enum { FDNIX_XML_SAX2 = 0xDEEDBEAF };

// xmlParserOption.
enum {
    FDNIX_XML_NO_ERROR = 1 << 5,
    FDNIX_XML_NO_WARNING = 1 << 6,
    FDNIX_XML_NO_NET = 1 << 11,
};

// htmlParserOption.
enum { FDNIX_HTML_RECOVER = 1 };

enum { FDNIX_XML_UTF8 = 1 };  // xmlCharEncoding

typedef struct {
    void (*start)(void);
    fdnix_xml_context *(*xml_new)(fdnix_xml_handler *, void *context, const char *bytes, int count, const char *name);
    int (*xml_options)(fdnix_xml_context *, int options);
    int (*xml_parse)(fdnix_xml_context *, const char *bytes, int count, int is_end);
    void (*xml_free)(fdnix_xml_context *);
    void (*stop)(fdnix_xml_context *);
    fdnix_xml_context *(*html_new)(fdnix_xml_handler *, void *context, const char *bytes, int count, const char *name,
                                   int encoding);
    int (*html_options)(fdnix_xml_context *, int options);
    int (*html_parse)(fdnix_xml_context *, const char *bytes, int count, int is_end);
    void (*html_free)(fdnix_xml_context *);
} fdnix_xml_api;

// Loads the library named `path`, fills the table, which stays for the life of the process, and starts the library.
// Returns null where that fails, with a message to be freed in `error`.
const fdnix_xml_api *fdnix_xml_load(const char *path, char **error);
