#pragma once

#include <stddef.h>

/// The bundled sample of well-known packages: a `packages.json` as channels publish it.
const unsigned char *_Nonnull fdnix_sample_bytes(void);

/// Its size in bytes.
size_t fdnix_sample_size(void);
