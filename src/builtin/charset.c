/* charset.c: the characters of patterns: decoding, letter case, and sets of them. */
#include "builtin/charset.h"

#include <stdlib.h>

uint32_t charset_read_char(const char *at, const char *end, int *size)
{
  unsigned char c = (unsigned char)*at;
  int want = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  uint32_t code = c & (0xFFu >> (want + (want > 1)));

  if (c < 0x80 || c < 0xC0 || end - at < want) {
    *size = 1;
    return c;
  }
  for (int i = 1; i < want; i++)
    code = code << 6 | ((unsigned char)at[i] & 63);
  *size = want;
  return code;
}

uint32_t charset_fold(uint32_t c)
{
  if (c < 0x80)
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
      (c >= 0x410 && c <= 0x42F))
    return c + 32;
  if (c >= 0x400 && c <= 0x40F)
    return c + 80;
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) ||
      (c >= 0x460 && c <= 0x481))
    return c | 1;
  return c;
}

bool charset_is_word(uint32_t c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_';
}

bool charset_has(const struct charset *set, uint32_t c, bool nocase)
{
  bool found = false;

  for (int i = 0; i < set->count && !found; i++) {
    const struct char_range *range = &set->ranges[i];

    found = c >= range->from && c <= range->to;
    if (!found && nocase && c < 0x80) {
      uint32_t other = c ^ 32;

      found = charset_fold(c) != charset_fold(other)
                ? false
                : other >= range->from && other <= range->to;
    } else if (!found && nocase && range->from == range->to) {
      found = charset_fold(c) == charset_fold(range->from);
    }
  }
  return found != set->negated;
}

void charset_add(struct charset *set, uint32_t from, uint32_t to)
{
  if (set->count == set->room) {
    set->room = set->room ? set->room * 2 : 16;
    set->ranges = realloc(set->ranges, (size_t)set->room * sizeof *set->ranges);
    if (!set->ranges)
      abort();
  }
  set->ranges[set->count++] = (struct char_range){ from, to };
}

/* All that lies outside of some sorted ranges. */
static void add_others(struct charset *set, const struct char_range *ranges, int count)
{
  uint32_t from = 0;

  for (int i = 0; i < count; i++) {
    if (ranges[i].from > from)
      charset_add(set, from, ranges[i].from - 1);
    from = ranges[i].to + 1;
  }
  charset_add(set, from, 0x10FFFF);
}

struct class
{
  const char *name;
  int count;
  struct char_range ranges[4];
};

/* Ranges sorted. */
static const struct class classes[] = {
  { "alnum", 3, { { '0', '9' }, { 'A', 'Z' }, { 'a', 'z' } } },
  { "alpha", 2, { { 'A', 'Z' }, { 'a', 'z' } } },
  { "ascii", 1, { { 0, 0x7F } } },
  { "blank", 2, { { '\t', '\t' }, { ' ', ' ' } } },
  { "cntrl", 2, { { 0, 0x1F }, { 0x7F, 0x7F } } },
  { "digit", 1, { { '0', '9' } } },
  { "graph", 1, { { '!', '~' } } },
  { "lower", 1, { { 'a', 'z' } } },
  { "print", 1, { { ' ', '~' } } },
  { "punct", 4, { { '!', '/' }, { ':', '@' }, { '[', '`' }, { '{', '~' } } },
  { "space", 2, { { '\t', '\r' }, { ' ', ' ' } } },
  { "upper", 1, { { 'A', 'Z' } } },
  { "word", 4, { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } } },
  { "xdigit", 3, { { '0', '9' }, { 'A', 'F' }, { 'a', 'f' } } },
};

#define CLASS_COUNT (int)(sizeof(classes) / sizeof(classes[0]))

static void add_class(struct charset *set, const struct class *class, bool negated)
{
  if (negated) {
    add_others(set, class->ranges, class->count);
    return;
  }
  for (int i = 0; i < class->count; i++)
    charset_add(set, class->ranges[i].from, class->ranges[i].to);
}

static const struct class *class_named(struct text name)
{
  for (int i = 0; i < CLASS_COUNT; i++) {
    if (text_is(name, classes[i].name))
      return &classes[i];
  }
  return NULL;
}

bool charset_add_class(struct charset *set, struct text name, bool negated)
{
  const struct class *class = class_named(name);

  if (class)
    add_class(set, class, negated);
  return class;
}

bool charset_add_letter(struct charset *set, char letter)
{
  static const struct class space = { "s",
                                      3,
                                      { { '\t', '\n' }, { '\f', '\r' }, { ' ', ' ' } } };

  switch (letter) {
  case 'd':
  case 'D': add_class(set, class_named(TEXT("digit")), letter == 'D'); return true;
  case 's':
  case 'S': add_class(set, &space, letter == 'S'); return true;
  case 'w':
  case 'W': add_class(set, class_named(TEXT("word")), letter == 'W'); return true;
  default: return false;
  }
}
