#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The static embedding model that is part of the program: a safetensors file, aligned to 64 bytes.
const unsigned char *_Nonnull fdnix_model_bytes(void);

/// Its size in bytes.
size_t fdnix_model_size(void);

/// Sums the rows `ids` of a table of int8 rows, each times its scale, and normalises the sum to length 1.
///
/// `vector` receives `dimension` numbers; the result is the same on every processor, bit by bit. Returns false, and
/// zeros, when the sum has no direction. The ids must be rows of the table.
bool fdnix_embed_int8(const int8_t *_Nonnull rows, const float *_Nonnull scales, size_t dimension,
                      const int32_t *_Nonnull ids, size_t count, float *_Nonnull vector);

/// The same over a table of float rows.
bool fdnix_embed_float(const float *_Nonnull rows, size_t dimension, const int32_t *_Nonnull ids, size_t count,
                       float *_Nonnull vector);

/// Widens IEEE 754 binary16 numbers (little-endian, at any address) to binary32.
void fdnix_widen_float16(const void *_Nonnull source, size_t count, float *_Nonnull target);

#ifdef __cplusplus
}
#endif
