/* text.h: a slice of bytes, passed by value and never assumed to end in NUL. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
  const char *at;
  size_t len;
};

/* For printf: "%.*s" with TEXT_ARG(t). */
#define TEXT_FMT "%.*s"
#define TEXT_ARG(t) (int)(t).len, (t).at
/* A slice over a string literal. */
#define TEXT(literal) ((struct text){ "" literal, sizeof(literal) - 1 })

struct text text_of(const char *c_string); /* NULL gives the empty text. */
struct text text_from(const char *at, size_t len);
bool text_is_empty(struct text text);
bool text_equal(struct text a, struct text b);
/* The same, ASCII letters compared without case. */
bool text_equal_nocase(struct text a, struct text b);
bool text_is(struct text text, const char *c_string);
bool text_is_nocase(struct text text, const char *c_string);
/* Byte order, as memcmp; the shorter of two equal beginnings comes first. */
int text_compare(struct text a, struct text b);
int text_compare_nocase(struct text a, struct text b);
bool text_starts_with(struct text text, const char *prefix);
bool text_starts_with_nocase(struct text text, const char *prefix);
bool text_ends_with(struct text text, const char *suffix);
struct text text_trim(struct text text); /* ASCII white space at both ends. */
struct text text_slice(struct text text, size_t from, size_t len); /* Clamped. */
/* The position of a byte, or text.len when it is not there. */
size_t text_find(struct text text, char byte);
/* The position of a piece, or text.len when it is not there. */
size_t text_find_text(struct text text, struct text piece);
/* True when all bytes form well-made UTF-8 (no surrogates, no overlong forms). */
bool text_is_utf8(struct text text);
/* Number of code points of well-made UTF-8. */
size_t text_count_chars(struct text text);
/* The bytes that a code point is in UTF-8, 1 to 4; gives how many. Surrogates, which are none, are for the caller to
 * replace. */
size_t text_put_code_point(char *to, uint32_t code);
/* The longest beginning of well-made UTF-8 that is whole characters and at most so many bytes. */
struct text text_cut(struct text text, size_t most);
/* Copies as much of it as fits, whole characters, with a NUL. */
void text_fill(char *field, size_t size, struct text text);
/* Whole text as a decimal integer with an optional sign; false when it is not one or too big. */
bool text_to_int64(struct text text, int64_t *value);
uint64_t text_hash(struct text text);

#endif
