// SIMD kernels with run-time dispatch: AVX-512 (VNNI, VPOPCNTDQ), AVX2 and portable C on x86-64 (where the
// portable form is what SSE2 gives), NEON on arm64. Every variant gives the same numbers, floats to the last bit.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The instruction sets a kernel can be asked to use; `best` is what the processor offers.
typedef enum {
    fdnix_simd_portable = 0,
    fdnix_simd_avx2 = 1,
    fdnix_simd_avx512 = 2,
    fdnix_simd_neon = 3,
} fdnix_simd;

/// The widest set this processor has kernels for.
fdnix_simd fdnix_simd_best(void);

/// Dot products of `query` with chosen rows of a row-major matrix of int8: out[i] = query · rows[index[i]].
/// `dimension` is a multiple of 64, at most 4096; the query's numbers lie in -2047...2047, so that no sum overflows.
void fdnix_dot_rows(const int16_t *query, const int8_t *rows, const uint32_t *index, size_t count, size_t dimension,
                    int32_t *out, fdnix_simd simd);

/// Hamming distances between `query` and each of `count` sketches of `words` 64-bit words: out[i].
void fdnix_hamming_scan(const uint64_t *query, const uint64_t *sketches, size_t count, size_t words, uint16_t *out,
                        fdnix_simd simd);

/// Counts how often each distance below `bins` occurs among every `stride`-th of `count` distances.
void fdnix_histogram(const uint16_t *distances, size_t count, size_t stride, uint32_t *histogram, size_t bins);

/// Writes the numbers of the distances up to `threshold` to `out`, which has room for `count`; returns how many.
/// Distances and threshold lie below 32768.
size_t fdnix_collect(const uint16_t *distances, size_t count, uint16_t threshold, uint32_t *out, fdnix_simd simd);

/// How many bits are set in both of two bitmaps of `count` 64-bit words.
size_t fdnix_count_common(const uint64_t *a, const uint64_t *b, size_t count, fdnix_simd simd);

/// Whether the folded (lower-case, ASCII) word `part` may be in `text` once that is folded: false only where the text is all
/// ASCII and does not have it in any case.
bool fdnix_may_contain(const uint8_t *text, size_t length, const uint8_t *part, size_t size, fdnix_simd simd);

/// Where the `size` bytes `part` first occur in the `length` bytes `text` from `start` on; `length` when they do not.
size_t fdnix_find(const uint8_t *text, size_t length, size_t start, const uint8_t *part, size_t size, fdnix_simd simd);

/// Flips the sign of values[i] where bit i % 64 of bits[i / 64] is set.
void fdnix_flip_signs(float *values, size_t count, const uint64_t *bits, fdnix_simd simd);

/// The Walsh-Hadamard transform in place, times `scale`; `count` is a power of two.
void fdnix_hadamard(float *values, size_t count, float scale, fdnix_simd simd);

/// Sets bit i % 64 of out[i / 64] where values[i] is above zero, for `words` × 64 values.
void fdnix_signs(const float *values, size_t words, uint64_t *out, fdnix_simd simd);
