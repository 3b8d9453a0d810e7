/* charset.h: the characters of patterns: decoding, letter case, and sets of them. */
#ifndef BUILTIN_CHARSET_H
#define BUILTIN_CHARSET_H

#include "base/text.h"

struct char_range {
  uint32_t from, to;
};

/* Its owner frees `ranges`. */
struct charset {
  struct char_range *ranges;
  int count, room;
  bool negated;
};

/* The character at `at` and, in *size, its bytes. Malformed bytes are characters of their own. */
uint32_t charset_read_char(const char *at, const char *end, int *size);
/* The small letter of a character, in the alphabets with simple pairs. */
uint32_t charset_fold(uint32_t c);
bool charset_is_word(uint32_t c);

void charset_add(struct charset *set, uint32_t from, uint32_t to);
/* [:alpha:] and its like, or all others; false when there is no class of that name. */
bool charset_add_class(struct charset *set, struct text name, bool negated);
/* \d \s \w and their opposites; false when the letter is none of them. */
bool charset_add_letter(struct charset *set, char letter);
bool charset_has(const struct charset *set, uint32_t c, bool nocase);

#endif
