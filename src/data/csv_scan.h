/* csv_scan.h: looking for a few bytes in a text, sixteen of its bytes at a time.
 *
 * The texts have CSV_SCAN_SPARE readable bytes behind their end. */
#ifndef DATA_CSV_SCAN_H
#define DATA_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define CSV_SCAN_SPARE 16

#ifdef __SSE2__
# include <emmintrin.h>

struct csv_wanted {
  __m128i a, b, c;
};

static inline struct csv_wanted csv_wanted(int a, int b, int c)
{
  return (struct csv_wanted){ _mm_set1_epi8((char)a), _mm_set1_epi8((char)b),
                              _mm_set1_epi8((char)c) };
}

/* The first of the wanted bytes from `at` on, or `end`. */
static inline const char *csv_find(const char *at, const char *end,
                                   const struct csv_wanted *wanted)
{
  for (; at < end; at += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i found = _mm_or_si128(
      _mm_or_si128(_mm_cmpeq_epi8(bytes, wanted->a), _mm_cmpeq_epi8(bytes, wanted->b)),
      _mm_cmpeq_epi8(bytes, wanted->c));
    int mask = _mm_movemask_epi8(found);

    if (mask) {
      at += __builtin_ctz((unsigned)mask);
      return at < end ? at : end;
    }
  }
  return end;
}

static inline bool csv_is_ascii(const char *at, const char *end)
{
  __m128i all = _mm_setzero_si128();

  for (; at + 16 <= end; at += 16)
    all = _mm_or_si128(all, _mm_loadu_si128((const __m128i *)(const void *)at));
  for (; at < end; at++)
    if ((unsigned char)*at >= 0x80)
      return false;
  return !_mm_movemask_epi8(all);
}

#else

struct csv_wanted {
  char a, b, c;
};

static inline struct csv_wanted csv_wanted(int a, int b, int c)
{
  return (struct csv_wanted){ (char)a, (char)b, (char)c };
}

static inline const char *csv_find(const char *at, const char *end,
                                   const struct csv_wanted *wanted)
{
  while (at < end && *at != wanted->a && *at != wanted->b && *at != wanted->c)
    at++;
  return at;
}

static inline bool csv_is_ascii(const char *at, const char *end)
{
  for (; at < end; at++)
    if ((unsigned char)*at >= 0x80)
      return false;
  return true;
}

#endif
#endif
