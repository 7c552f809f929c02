#include "CKernels.h"

#include <string.h>

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
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni") &&
        __builtin_cpu_supports("avx512vpopcntdq"))
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

static int32_t dot_portable(const int16_t *query, const int8_t *row, size_t n) {
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += (int32_t)query[i] * row[i];
    return sum;
}

// Rows are visited in no order the prefetcher could guess: fetch all lines of the one after next.
static inline void prefetch_row(const int8_t *row, size_t dimension) {
    for (size_t line = 0; line < dimension; line += 64) __builtin_prefetch(row + line);
}
static const size_t prefetch_distance = 6;

#if defined(__x86_64__)
__attribute__((target("avx2"))) static int32_t dot_avx2(const int16_t *query, const int8_t *row, size_t n) {
    __m256i sum = _mm256_setzero_si256();
    for (size_t i = 0; i < n; i += 16) {
        __m256i r = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(row + i)));
        __m256i q = _mm256_loadu_si256((const __m256i *)(query + i));
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(q, r));
    }
    __m128i s = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4E));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xB1));
    return _mm_cvtsi128_si32(s);
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) static int32_t dot_avx512(const int16_t *query,
                                                                                  const int8_t *row, size_t n) {
    __m512i even = _mm512_setzero_si512(), odd = _mm512_setzero_si512();
    for (size_t i = 0; i < n; i += 64) {
        __m512i a = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(row + i)));
        __m512i b = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(row + i + 32)));
        even = _mm512_dpwssd_epi32(even, a, _mm512_loadu_si512(query + i));
        odd = _mm512_dpwssd_epi32(odd, b, _mm512_loadu_si512(query + i + 32));
    }
    return _mm512_reduce_add_epi32(_mm512_add_epi32(even, odd));
}
#elif defined(__aarch64__)
static int32_t dot_neon(const int16_t *query, const int8_t *row, size_t n) {
    int32x4_t low = vdupq_n_s32(0), high = vdupq_n_s32(0);
    for (size_t i = 0; i < n; i += 8) {
        int16x8_t r = vmovl_s8(vld1_s8(row + i)), q = vld1q_s16(query + i);
        low = vmlal_s16(low, vget_low_s16(q), vget_low_s16(r));
        high = vmlal_high_s16(high, q, r);
    }
    return vaddvq_s32(vaddq_s32(low, high));
}
#endif

#define DOT_ROWS(dot)                                                                                        \
    for (size_t i = 0; i < count; i++) {                                                                     \
        if (i + prefetch_distance < count)                                                                   \
            prefetch_row(rows + (size_t)index[i + prefetch_distance] * dimension, dimension);                \
        out[i] = dot(query, rows + (size_t)index[i] * dimension, dimension);                                 \
    }

void fdnix_dot_rows(const int16_t *query, const int8_t *rows, const uint32_t *index, size_t count, size_t dimension,
                    int32_t *out, fdnix_simd simd) {
#if defined(__x86_64__)
    if (simd == fdnix_simd_avx512) {
        DOT_ROWS(dot_avx512)
        return;
    }
    if (simd == fdnix_simd_avx2) {
        DOT_ROWS(dot_avx2)
        return;
    }
#elif defined(__aarch64__)
    if (simd == fdnix_simd_neon) {
        DOT_ROWS(dot_neon)
        return;
    }
#endif
    (void)simd;
    DOT_ROWS(dot_portable)
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

// Eight sketches of 256 bits at a time, two to a register. A word has at most 64 ones, so the counts of four registers
// lie side by side in 16-bit fields, and one reduction over the words of a sketch serves all four.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq"))) static void hamming256_avx512(
    const uint64_t *query, const uint64_t *sketches, size_t count, uint16_t *out) {
    const __m512i q = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)query));
#define DISTANT(k) _mm512_popcnt_epi64(_mm512_xor_si512(_mm512_loadu_si512(sketches + i * 4 + (k) * 8), q))
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m512i x = _mm512_or_si512(DISTANT(0), _mm512_slli_epi64(DISTANT(1), 16));
        __m512i y = _mm512_or_si512(_mm512_slli_epi64(DISTANT(2), 32), _mm512_slli_epi64(DISTANT(3), 48));
        x = _mm512_or_si512(x, y);
        x = _mm512_add_epi64(x, _mm512_permutex_epi64(x, 0x4E));
        x = _mm512_add_epi64(x, _mm512_permutex_epi64(x, 0xB1));
        // The lower half has the sketches 0, 2, 4, 6, the upper one 1, 3, 5, 7.
        __m128i both = _mm_unpacklo_epi16(_mm512_castsi512_si128(x), _mm512_extracti32x4_epi32(x, 2));
        _mm_storeu_si128((__m128i *)(out + i), both);
    }
#undef DISTANT
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

static size_t collect_portable(const uint16_t *distances, size_t start, size_t count, uint16_t threshold,
                               uint32_t *out) {
    size_t n = 0;
    for (size_t i = start; i < count; i++) {
        // No branch: few distances pass, and which ones nobody can predict.
        out[n] = (uint32_t)i;
        n += distances[i] <= threshold;
    }
    return n;
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw"))) static size_t collect_avx512(const uint16_t *distances, size_t count,
                                                                         uint16_t threshold, uint32_t *out) {
    const __m512i limit = _mm512_set1_epi16((short)threshold);
    size_t n = 0, i = 0;
    for (; i + 32 <= count; i += 32)
        for (__mmask32 near = _mm512_cmple_epu16_mask(_mm512_loadu_si512(distances + i), limit); near != 0;
             near &= near - 1)
            out[n++] = (uint32_t)(i + (size_t)__builtin_ctz(near));
    return n + collect_portable(distances, i, count, threshold, out + n);
}

// Distances lie far below 32768, so the signed comparison serves; a pair of bits a distance comes out.
__attribute__((target("avx2"))) static size_t collect_avx2(const uint16_t *distances, size_t count,
                                                           uint16_t threshold, uint32_t *out) {
    const __m256i limit = _mm256_set1_epi16((short)threshold);
    size_t n = 0, i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i far = _mm256_cmpgt_epi16(_mm256_loadu_si256((const __m256i *)(distances + i)), limit);
        for (uint32_t near = ~(uint32_t)_mm256_movemask_epi8(far) & 0x55555555u; near != 0; near &= near - 1)
            out[n++] = (uint32_t)(i + (size_t)__builtin_ctz(near) / 2);
    }
    return n + collect_portable(distances, i, count, threshold, out + n);
}
#endif

size_t fdnix_collect(const uint16_t *distances, size_t count, uint16_t threshold, uint32_t *out, fdnix_simd simd) {
#if defined(__x86_64__)
    if (simd == fdnix_simd_avx512) return collect_avx512(distances, count, threshold, out);
    if (simd == fdnix_simd_avx2) return collect_avx2(distances, count, threshold, out);
#endif
    (void)simd;
    return collect_portable(distances, 0, count, threshold, out);
}

// MARK: Counting

static size_t count_portable(const uint64_t *a, const uint64_t *b, size_t count) {
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += (size_t)__builtin_popcountll(a[i] & b[i]);
    return sum;
}

#if defined(__x86_64__)
__attribute__((target("popcnt"))) static size_t count_popcnt(const uint64_t *a, const uint64_t *b, size_t count) {
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += (size_t)__builtin_popcountll(a[i] & b[i]);
    return sum;
}

__attribute__((target("avx512f,avx512vpopcntdq"))) static size_t count_avx512(const uint64_t *a, const uint64_t *b,
                                                                              size_t count) {
    __m512i sum = _mm512_setzero_si512();
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        __m512i both = _mm512_and_si512(_mm512_loadu_si512(a + i), _mm512_loadu_si512(b + i));
        sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(both));
    }
    return (size_t)_mm512_reduce_add_epi64(sum) + count_portable(a + i, b + i, count - i);
}
#endif

size_t fdnix_count_common(const uint64_t *a, const uint64_t *b, size_t count, fdnix_simd simd) {
#if defined(__x86_64__)
    if (simd == fdnix_simd_avx512) return count_avx512(a, b, count);
    if (simd == fdnix_simd_avx2) return count_popcnt(a, b, count);
#endif
    (void)simd;
    return count_portable(a, b, count);
}

// MARK: Substring

static size_t find_portable(const uint8_t *text, size_t length, size_t start, const uint8_t *part, size_t size) {
    for (size_t i = start; i + size <= length; i++) {
        const uint8_t *hit = memchr(text + i, part[0], length - size - i + 1);
        if (hit == NULL) return length;
        i = (size_t)(hit - text);
        if (memcmp(hit, part, size) == 0) return i;
    }
    return length;
}

#if defined(__x86_64__)
// Places where the first and the last byte fit are few (W. Muła, "SIMD-friendly algorithms for substring searching").
__attribute__((target("avx2"))) static size_t find_avx2(const uint8_t *text, size_t length, size_t start,
                                                        const uint8_t *part, size_t size) {
    const __m256i first = _mm256_set1_epi8((char)part[0]), last = _mm256_set1_epi8((char)part[size - 1]);
    size_t i = start;
    for (; i + size + 31 <= length; i += 32) {
        __m256i a = _mm256_cmpeq_epi8(first, _mm256_loadu_si256((const __m256i *)(text + i)));
        __m256i b = _mm256_cmpeq_epi8(last, _mm256_loadu_si256((const __m256i *)(text + i + size - 1)));
        for (uint32_t hits = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(a, b)); hits != 0; hits &= hits - 1) {
            size_t place = i + (size_t)__builtin_ctz(hits);
            if (memcmp(text + place, part, size) == 0) return place;
        }
    }
    return find_portable(text, length, i, part, size);
}
#endif

size_t fdnix_find(const uint8_t *text, size_t length, size_t start, const uint8_t *part, size_t size,
                  fdnix_simd simd) {
    if (size == 0 || size > length || start > length - size) return length;
#if defined(__x86_64__)
    if (simd >= fdnix_simd_avx2) return find_avx2(text, length, start, part, size);
#endif
    (void)simd;
    return find_portable(text, length, start, part, size);
}

// MARK: Words in any case

// Of ASCII letters the other case; of other bytes something that is compared again.
static inline uint8_t other_case(uint8_t byte) { return byte >= 'a' && byte <= 'z' ? byte & 0xDF : byte; }

static bool same_folded(const uint8_t *text, const uint8_t *part, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (text[i] != part[i] && text[i] != other_case(part[i])) return false;
    return true;
}

static bool may_contain_portable(const uint8_t *text, size_t length, size_t start, const uint8_t *part, size_t size) {
    for (size_t i = start; i < length; i++)
        if (text[i] >= 0x80 || (i + size <= length && same_folded(text + i, part, size))) return true;
    return false;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static bool may_contain_avx2(const uint8_t *text, size_t length, const uint8_t *part,
                                                             size_t size) {
    const __m256i lower = _mm256_set1_epi8((char)part[0]), upper = _mm256_set1_epi8((char)other_case(part[0]));
    const __m256i last = _mm256_set1_epi8((char)part[size - 1]);
    const __m256i last_upper = _mm256_set1_epi8((char)other_case(part[size - 1]));
    size_t i = 0;
    for (; i + size + 31 <= length; i += 32) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(text + i));
        __m256i b = _mm256_loadu_si256((const __m256i *)(text + i + size - 1));
        if (_mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0) return true;
        __m256i first_fits = _mm256_or_si256(_mm256_cmpeq_epi8(a, lower), _mm256_cmpeq_epi8(a, upper));
        __m256i last_fits = _mm256_or_si256(_mm256_cmpeq_epi8(b, last), _mm256_cmpeq_epi8(b, last_upper));
        for (uint32_t hits = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(first_fits, last_fits)); hits != 0;
             hits &= hits - 1)
            if (same_folded(text + i + (size_t)__builtin_ctz(hits), part, size)) return true;
    }
    return may_contain_portable(text, length, i, part, size);
}
#endif

bool fdnix_may_contain(const uint8_t *text, size_t length, const uint8_t *part, size_t size, fdnix_simd simd) {
    if (size == 0) return true;
#if defined(__x86_64__)
    if (simd >= fdnix_simd_avx2) return may_contain_avx2(text, length, part, size);
#endif
    (void)simd;
    return may_contain_portable(text, length, 0, part, size);
}
