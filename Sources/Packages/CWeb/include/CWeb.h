#pragma once

#include <stddef.h>

/// The files of the web page.
typedef enum {
    fdnix_web_theme,
    fdnix_web_script,
    fdnix_web_style,
    fdnix_web_worker,
    fdnix_web_manifest,
    fdnix_web_icon,
} fdnix_web_file;

/// The bytes of a file of the web page, and their number.
const unsigned char *_Nonnull fdnix_web(fdnix_web_file file, size_t *_Nonnull size);
