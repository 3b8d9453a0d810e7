/* json_bytes.h: the bytes of a JSON string that stand for themselves. */
#ifndef DATA_JSON_BYTES_H
#define DATA_JSON_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes that end a run which can be copied as it is: quotes, backslash, controls, and all that
 * is not ASCII, since that has to be checked. */
static inline bool json_is_plain(unsigned char c)
{
  return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* The length of the plain beginning, eight bytes at a time: a byte's high bit is set in `stop`
 * when the byte is a control, a quote, a backslash or not ASCII (with false alarms only after a
 * true one). */
static inline size_t json_plain_run(const char *at, size_t len)
{
  const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
  size_t i = 0;

  for (; i + 8 <= len; i += 8) {
    uint64_t word, quote, slash, stop;

    memcpy(&word, at + i, 8);
    quote = word ^ (ones * '"');
    slash = word ^ (ones * '\\');
    stop = (word | (word - ones * 0x20) | (quote - ones) | (slash - ones)) & highs;
    if (stop)
      break;
  }
  while (i < len && json_is_plain((unsigned char)at[i]))
    i++;
  return i;
}

/* Bytes of the well-made character beyond ASCII that begins here, or 0. */
static inline size_t json_character(const char *text, size_t len)
{
  const unsigned char *at = (const unsigned char *)text;
  unsigned char c = at[0];
  size_t size = c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;

  if (!size || size > len)
    return 0;
  for (size_t i = 1; i < size; i++)
    if ((at[i] & 0xC0) != 0x80)
      return 0;
  if ((c == 0xE0 && at[1] < 0xA0) || (c == 0xED && at[1] > 0x9F) ||
      (c == 0xF0 && at[1] < 0x90) || (c == 0xF4 && at[1] > 0x8F))
    return 0;
  return size;
}

#endif
