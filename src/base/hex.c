/* hex.c: hexadecimal digits. */
#include "base/hex.h"

bool hex_read(struct text text, struct buf *out)
{
  if (text.len % 2)
    return false;
  for (size_t i = 0; i < text.len; i += 2) {
    int high = hex_digit(text.at[i]), low = hex_digit(text.at[i + 1]);

    if (high < 0 || low < 0)
      return false;
    buf_add_char(out, (char)(high * 16 + low));
  }
  return true;
}
