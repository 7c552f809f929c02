// The sum of token rows. Plain loops that the compiler vectorises, compiled for several instruction sets; every element
// is computed by the same operations in the same order on all of them (no contraction to fused multiply-add, fixed
// lanes in the reduction), so that an index does not depend on the machine that built it.
#include "CModel.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

enum { lanes = 16 };

INLINE bool normalise(float *restrict vector, size_t dimension) {
    float partial[lanes] = {0};
    size_t whole = dimension - dimension % lanes;
    for (size_t i = 0; i < whole; i += lanes)
        for (size_t lane = 0; lane < lanes; lane++) partial[lane] += vector[i + lane] * vector[i + lane];
    for (size_t i = whole; i < dimension; i++) partial[i - whole] += vector[i] * vector[i];
    for (size_t half = lanes / 2; half > 0; half /= 2)
        for (size_t lane = 0; lane < half; lane++) partial[lane] += partial[lane + half];
    float norm = sqrtf(partial[0]);
    // A damaged table may hold infinities and NaNs; they must not reach an index.
    if (!(norm > 0) || isinf(norm)) {
        memset(vector, 0, dimension * sizeof *vector);
        return false;
    }
    float factor = 1 / norm;
    if (isinf(factor)) {
        memset(vector, 0, dimension * sizeof *vector);
        return false;
    }
    for (size_t i = 0; i < dimension; i++) vector[i] *= factor;
    return true;
}

INLINE bool embed_int8(const int8_t *rows, const float *scales, size_t dimension, const int32_t *ids, size_t count,
                       float *restrict vector) {
    // The rows lie all over a table larger than most caches: ask for all of them before the first is needed.
    for (size_t n = 0; n < count; n++)
        for (size_t i = 0; i < dimension; i += 64) __builtin_prefetch(rows + (size_t)ids[n] * dimension + i);
    memset(vector, 0, dimension * sizeof *vector);
    for (size_t n = 0; n < count; n++) {
        const int8_t *row = rows + (size_t)ids[n] * dimension;
        float scale = scales[ids[n]];
        for (size_t i = 0; i < dimension; i++) vector[i] += scale * (float)row[i];
    }
    return normalise(vector, dimension);
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"))) static bool embed_int8_avx512(
    const int8_t *rows, const float *scales, size_t dimension, const int32_t *ids, size_t count, float *vector) {
    return embed_int8(rows, scales, dimension, ids, count, vector);
}

__attribute__((target("avx2"))) static bool embed_int8_avx2(const int8_t *rows, const float *scales, size_t dimension,
                                                            const int32_t *ids, size_t count, float *vector) {
    return embed_int8(rows, scales, dimension, ids, count, vector);
}
#endif

bool fdnix_embed_int8(const int8_t *rows, const float *scales, size_t dimension, const int32_t *ids, size_t count,
                      float *vector) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        return embed_int8_avx512(rows, scales, dimension, ids, count, vector);
    if (__builtin_cpu_supports("avx2")) return embed_int8_avx2(rows, scales, dimension, ids, count, vector);
#endif
    return embed_int8(rows, scales, dimension, ids, count, vector);
}

bool fdnix_embed_float(const float *rows, size_t dimension, const int32_t *ids, size_t count, float *vector) {
    memset(vector, 0, dimension * sizeof *vector);
    for (size_t n = 0; n < count; n++) {
        const float *row = rows + (size_t)ids[n] * dimension;
        for (size_t i = 0; i < dimension; i++) vector[i] += row[i];
    }
    return normalise(vector, dimension);
}

void fdnix_widen_float16(const void *source, size_t count, float *target) {
    const unsigned char *bytes = source;
    for (size_t i = 0; i < count; i++) {
        uint32_t half = (uint32_t)bytes[2 * i] | (uint32_t)bytes[2 * i + 1] << 8;
        // Shift exponent and mantissa to their places, then mend the exponent's bias by a multiplication, which is
        // right for subnormal numbers as well; infinities and NaNs keep the largest exponent.
        uint32_t bits = (half & 0x7FFF) << 13;
        float value;
        memcpy(&value, &bits, sizeof value);
        value *= 0x1p112f;
        memcpy(&bits, &value, sizeof bits);
        if ((half & 0x7C00) == 0x7C00) bits |= 0x7F800000;
        bits |= (half & 0x8000) << 16;
        memcpy(target + i, &bits, sizeof bits);
    }
}
