#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// MARK: Dispatch

fdnix_simd fdnix_simd_best(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vpopcntdq"))
        return fdnix_simd_avx512;
    if (__builtin_cpu_supports("avx2")) return fdnix_simd_avx2;
    return fdnix_simd_portable;
#elif defined(__aarch64__)
    return fdnix_simd_neon;
#else
    return fdnix_simd_portable;
#endif
}

// MARK: Dot product

static int32_t dot_portable(const int8_t *a, const int8_t *b, size_t n) {
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += (int16_t)a[i] * (int16_t)b[i];
    return sum;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static int32_t dot_avx2(const int8_t *a, const int8_t *b, size_t n) {
    __m256i sum = _mm256_setzero_si256();
    for (size_t i = 0; i < n; i += 16) {
        __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
        __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x, y));
    }
    __m128i s = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4E));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xB1));
    return _mm_cvtsi128_si32(s);
}

// VNNI multiplies unsigned by signed bytes: the row is moved up by 128 and 128 * sum(query) taken off again.
__attribute__((target("avx512f,avx512bw,avx512vnni"))) static int32_t dot_avx512(const int8_t *query, const int8_t *row,
                                                                                  size_t n, int32_t query_sum) {
    const __m512i flip = _mm512_set1_epi8((char)0x80);
    __m512i sum = _mm512_setzero_si512();
    for (size_t i = 0; i < n; i += 64) {
        __m512i r = _mm512_xor_si512(_mm512_loadu_si512(row + i), flip);
        sum = _mm512_dpbusd_epi32(sum, r, _mm512_loadu_si512(query + i));
    }
    return _mm512_reduce_add_epi32(sum) - 128 * query_sum;
}
#elif defined(__aarch64__)
static int32_t dot_neon(const int8_t *a, const int8_t *b, size_t n) {
    int32x4_t sum = vdupq_n_s32(0);
    for (size_t i = 0; i < n; i += 16) {
        int8x16_t x = vld1q_s8(a + i), y = vld1q_s8(b + i);
        sum = vpadalq_s16(sum, vmull_s8(vget_low_s8(x), vget_low_s8(y)));
        sum = vpadalq_s16(sum, vmull_high_s8(x, y));
    }
    return vaddvq_s32(sum);
}
#endif

void fdnix_dot_rows(const int8_t *query, const int8_t *rows, const uint32_t *index, size_t count, size_t dimension,
                    int32_t *out, fdnix_simd simd) {
#if defined(__x86_64__)
    if (simd == fdnix_simd_avx512) {
        int32_t query_sum = 0;
        for (size_t i = 0; i < dimension; i++) query_sum += query[i];
        for (size_t i = 0; i < count; i++) {
            // Rows are visited in no order the prefetcher could guess.
            if (i + 4 < count) _mm_prefetch((const char *)(rows + (size_t)index[i + 4] * dimension), _MM_HINT_T0);
            out[i] = dot_avx512(query, rows + (size_t)index[i] * dimension, dimension, query_sum);
        }
        return;
    }
    if (simd == fdnix_simd_avx2) {
        for (size_t i = 0; i < count; i++) out[i] = dot_avx2(query, rows + (size_t)index[i] * dimension, dimension);
        return;
    }
#elif defined(__aarch64__)
    if (simd == fdnix_simd_neon) {
        for (size_t i = 0; i < count; i++) out[i] = dot_neon(query, rows + (size_t)index[i] * dimension, dimension);
        return;
    }
#endif
    (void)simd;
    for (size_t i = 0; i < count; i++) out[i] = dot_portable(query, rows + (size_t)index[i] * dimension, dimension);
}

// MARK: Hamming distance

static void hamming_portable(const uint64_t *query, const uint64_t *sketches, size_t count, size_t words,
                             uint16_t *out) {
    for (size_t i = 0; i < count; i++) {
        unsigned distance = 0;
        for (size_t w = 0; w < words; w++)
            distance += (unsigned)__builtin_popcountll(query[w] ^ sketches[i * words + w]);
        out[i] = (uint16_t)distance;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2,popcnt"))) static void hamming_avx2(const uint64_t *query, const uint64_t *sketches,
                                                                size_t count, size_t words, uint16_t *out) {
    for (size_t i = 0; i < count; i++) {
        unsigned distance = 0;
        for (size_t w = 0; w < words; w++)
            distance += (unsigned)__builtin_popcountll(query[w] ^ sketches[i * words + w]);
        out[i] = (uint16_t)distance;
    }
}

// Four sketches of 256 bits at a time: two to a register, sums folded within their halves.
__attribute__((target("avx512f,avx512bw,avx512vpopcntdq"))) static void hamming256_avx512(const uint64_t *query,
                                                                                           const uint64_t *sketches,
                                                                                           size_t count,
                                                                                           uint16_t *out) {
    const __m512i q = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)query));
    size_t i = 0;
    for (; i + 2 <= count; i += 2) {
        __m512i x = _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(sketches + i * 4), q));
        x = _mm512_add_epi64(x, _mm512_permutex_epi64(x, 0x4E));
        x = _mm512_add_epi64(x, _mm512_permutex_epi64(x, 0xB1));
        out[i] = (uint16_t)_mm_cvtsi128_si32(_mm512_castsi512_si128(x));
        out[i + 1] = (uint16_t)_mm_cvtsi128_si32(_mm512_extracti32x4_epi32(x, 2));
    }
    hamming_portable(query, sketches + i * 4, count - i, 4, out + i);
}
#endif

void fdnix_hamming_scan(const uint64_t *query, const uint64_t *sketches, size_t count, size_t words, uint16_t *out,
                        fdnix_simd simd) {
#if defined(__x86_64__)
    if (simd == fdnix_simd_avx512 && words == 4) return hamming256_avx512(query, sketches, count, out);
    if (simd >= fdnix_simd_avx2) return hamming_avx2(query, sketches, count, words, out);
#endif
    (void)simd;
    hamming_portable(query, sketches, count, words, out);
}

// MARK: Selection

void fdnix_histogram(const uint16_t *distances, size_t count, size_t stride, uint32_t *histogram, size_t bins) {
    for (size_t i = 0; i < count; i += stride)
        if (distances[i] < bins) histogram[distances[i]]++;
}

size_t fdnix_collect(const uint16_t *distances, size_t count, uint16_t threshold, uint32_t *out) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        // No branch: few distances pass, and which ones nobody can predict.
        out[n] = (uint32_t)i;
        n += distances[i] <= threshold;
    }
    return n;
}
