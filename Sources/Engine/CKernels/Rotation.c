#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Eight numbers, wherever they lie. Sums and products are never fused, so that all variants round alike.
typedef float lanes __attribute__((vector_size(32), aligned(4), may_alias));
typedef uint32_t marks __attribute__((vector_size(32), aligned(4), may_alias));
#pragma clang fp contract(off)

// Not passed by value: how that is done depends on the instruction set.
#define LANES(place) (*(lanes *)(place))
#define MARKS(place) (*(marks *)(place))
#define INLINED static inline __attribute__((always_inline))

// MARK: Flipping signs

INLINED void flip_signs(float *values, size_t count, const uint64_t *bits) {
    const marks each = {1, 2, 4, 8, 16, 32, 64, 128};
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        uint32_t byte = (uint32_t)(bits[i / 64] >> (i % 64)) & 0xFF;
        marks chosen = (marks)(((marks){byte, byte, byte, byte, byte, byte, byte, byte} & each) != 0) & 0x80000000u;
        MARKS(values + i) ^= chosen;
    }
    for (; i < count; i++)
        if (bits[i / 64] >> (i % 64) & 1) values[i] = -values[i];
}

// MARK: Hadamard transform

// Butterflies of numbers that are 1, 2 and 4 apart, within eight.
INLINED void transform8(float *values) {
    lanes v = LANES(values);
    v = __builtin_shufflevector(v, v, 0, 0, 2, 2, 4, 4, 6, 6) +
        __builtin_shufflevector(v, v, 1, 1, 3, 3, 5, 5, 7, 7) * (lanes){1, -1, 1, -1, 1, -1, 1, -1};
    v = __builtin_shufflevector(v, v, 0, 1, 0, 1, 4, 5, 4, 5) +
        __builtin_shufflevector(v, v, 2, 3, 2, 3, 6, 7, 6, 7) * (lanes){1, 1, -1, -1, 1, 1, -1, -1};
    LANES(values) = __builtin_shufflevector(v, v, 0, 1, 2, 3, 0, 1, 2, 3) +
                    __builtin_shufflevector(v, v, 4, 5, 6, 7, 4, 5, 6, 7) * (lanes){1, 1, 1, 1, -1, -1, -1, -1};
}

INLINED void transform(float *values, size_t count, float scale) {
    if (count < 8) {
        for (size_t half = 1; half < count; half *= 2)
            for (size_t start = 0; start < count; start += half * 2)
                for (size_t i = start; i < start + half; i++) {
                    float a = values[i], b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
        for (size_t i = 0; i < count; i++) values[i] *= scale;
        return;
    }
    for (size_t i = 0; i < count; i += 8) transform8(values + i);
    for (size_t half = 8; half < count; half *= 2)
        for (size_t start = 0; start < count; start += half * 2)
            for (size_t i = start; i < start + half; i += 8) {
                lanes a = LANES(values + i), b = LANES(values + i + half);
                LANES(values + i) = a + b;
                LANES(values + i + half) = a - b;
            }
    for (size_t i = 0; i < count; i += 8) LANES(values + i) *= scale;
}

// MARK: Signs

static uint64_t signs_portable(const float *values) {
    uint64_t word = 0;
    for (size_t i = 0; i < 64; i++) word |= (uint64_t)(values[i] > 0) << i;
    return word;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static uint64_t signs_avx2(const float *values) {
    uint64_t word = 0;
    for (size_t i = 0; i < 64; i += 8) {
        __m256 above = _mm256_cmp_ps(_mm256_loadu_ps(values + i), _mm256_setzero_ps(), _CMP_GT_OQ);
        word |= (uint64_t)(uint32_t)_mm256_movemask_ps(above) << i;
    }
    return word;
}
#endif

// MARK: Dispatch

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void flip_signs_avx2(float *values, size_t count, const uint64_t *bits) {
    flip_signs(values, count, bits);
}

__attribute__((target("avx2"))) static void transform_avx2(float *values, size_t count, float scale) {
    transform(values, count, scale);
}
#endif

void fdnix_flip_signs(float *values, size_t count, const uint64_t *bits, fdnix_simd simd) {
#if defined(__x86_64__)
    if (simd == fdnix_simd_avx2 || simd == fdnix_simd_avx512) {
        flip_signs_avx2(values, count, bits);
        return;
    }
#endif
    (void)simd;
    flip_signs(values, count, bits);
}

void fdnix_hadamard(float *values, size_t count, float scale, fdnix_simd simd) {
#if defined(__x86_64__)
    if (simd == fdnix_simd_avx2 || simd == fdnix_simd_avx512) {
        transform_avx2(values, count, scale);
        return;
    }
#endif
    (void)simd;
    transform(values, count, scale);
}

void fdnix_signs(const float *values, size_t words, uint64_t *out, fdnix_simd simd) {
    for (size_t i = 0; i < words; i++) {
#if defined(__x86_64__)
        if (simd == fdnix_simd_avx2 || simd == fdnix_simd_avx512) {
            out[i] = signs_avx2(values + i * 64);
            continue;
        }
#endif
        out[i] = signs_portable(values + i * 64);
    }
    (void)simd;
}
