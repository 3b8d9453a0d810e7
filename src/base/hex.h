/* hex.h: hexadecimal digits, large and small. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/buf.h"

/* 0 to 15; -1 for what is no digit. */
static inline int hex_digit(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Adds the bytes that pairs of digits stand for; false when the text is anything else, and some of the bytes may
 * have been added then. */
bool hex_read(struct text text, struct buf *out);

#endif
