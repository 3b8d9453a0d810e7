/* json_tree.c: JSON text into the tree that json.h shows. */
#include "data/json_tree.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "data/json_bytes.h"

/* What is read lies between `at` and `end`, where a NUL stands, which no JSON has. */
struct reader {
  struct arena *arena;
  char *at;
  const char *end;
  struct buf open; /* Nodes of the arrays and objects that are not closed yet. */
  int levels_left;
};

static void skip_blanks(struct reader *reader)
{
  while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\r' ||
         *reader->at == '\t')
    reader->at++;
}

static size_t left(const struct reader *reader)
{
  return (size_t)(reader->end - reader->at);
}

/* ---- words and numbers ---- */

static bool read_word(struct reader *reader, const char *word, enum json_node node,
                      struct json *out)
{
  size_t len = strlen(word);

  if (left(reader) < len || memcmp(reader->at, word, len) != 0)
    return false;
  reader->at += len;
  *out = (struct json){ .node = node };
  return true;
}

static bool skip_digits(char **at)
{
  char *begin = *at;

  while (**at >= '0' && **at <= '9')
    ++*at;
  return *at > begin;
}

/* What follows the whole digits of a number, if anything. */
static bool skip_fraction(char **at)
{
  if (**at == '.') {
    ++*at;
    if (!skip_digits(at))
      return false;
  }
  if (**at != 'e' && **at != 'E')
    return true;
  ++*at;
  *at += **at == '+' || **at == '-';
  return skip_digits(at);
}

/* Of whole digits that begin with 0 just that is read: what follows is then out of place. */
static bool read_number(struct reader *reader, struct json *out)
{
  char *begin = reader->at, *whole, *at = begin + (*begin == '-');

  if (*at == '0')
    at++;
  else if (!skip_digits(&at))
    return false;
  whole = at;
  if (!skip_fraction(&at))
    return false;
  reader->at = at;
  errno = 0;
  if (at == whole) {
    *out = (struct json){ .node = JSON_NODE_INTEGER,
                          .integer = strtoll(begin, NULL, 10) };
    return errno == 0;
  }
  *out = (struct json){ .node = JSON_NODE_REAL, .real = strtod(begin, NULL) };
  return !isinf(out->real);
}

/* ---- strings ---- */

/* "u" and four digits; -1 when they do not stand there. */
static int read_unit(struct reader *reader)
{
  int unit = 0;

  if (left(reader) < 5 || *reader->at != 'u')
    return -1;
  for (int i = 1; i <= 4; i++) {
    int digit = hex_digit(reader->at[i]);

    if (digit < 0)
      return -1;
    unit = unit * 16 + digit;
  }
  reader->at += 5;
  return unit;
}

/* A half of a pair without its other half is no character. */
static char *read_code_point(struct reader *reader, char *to)
{
  int code = read_unit(reader), low;

  if (code < 0 || (code >= 0xDC00 && code < 0xE000))
    return NULL;
  if (code >= 0xD800 && code < 0xDC00) {
    if (*reader->at != '\\')
      return NULL;
    reader->at++;
    low = read_unit(reader);
    if (low < 0xDC00 || low >= 0xE000)
      return NULL;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  return to + text_put_code_point(to, (uint32_t)code);
}

/* What is behind a backslash goes to `to`: never more bytes than it is written with. */
static char *read_escape(struct reader *reader, char *to)
{
  static const char *const plain = "\"\\/bfnrt", *const meant = "\"\\/\b\f\n\r\t";
  const char *found = *reader->at ? strchr(plain, *reader->at) : NULL;

  if (!found)
    return read_code_point(reader, to);
  reader->at++;
  *to++ = meant[found - plain];
  return to;
}

/* Moves bytes that stand for themselves over the escapes that were longer than what they mean. */
static char *keep(struct reader *reader, char *to, size_t len)
{
  if (to != reader->at)
    memmove(to, reader->at, len);
  reader->at += len;
  return to + len;
}

static bool read_string(struct reader *reader, struct json *out)
{
  char *begin = ++reader->at, *to = begin;

  for (;;) {
    size_t len;

    to = keep(reader, to, json_plain_run(reader->at, left(reader)));
    if (*reader->at == '"')
      break;
    if (*reader->at == '\\') {
      reader->at++;
      if (!(to = read_escape(reader, to)))
        return false;
      continue;
    }
    if (!(len = json_character(reader->at, left(reader))))
      return false;
    to = keep(reader, to, len);
  }
  reader->at++;
  *to = '\0';
  *out = (struct json){ .node = JSON_NODE_STRING,
                        .len = (uint64_t)(to - begin),
                        .string = begin };
  return true;
}

/* ---- arrays and objects ---- */

static bool read_value(struct reader *reader, struct json *out);

static bool open_bracket(struct reader *reader)
{
  reader->at++;
  skip_blanks(reader);
  return --reader->levels_left >= 0;
}

/* After an item: goes on to the next one, or closes. */
static bool next_item(struct reader *reader, char bracket, bool *closed)
{
  skip_blanks(reader);
  *closed = *reader->at == bracket;
  if (!*closed && *reader->at != ',')
    return false;
  reader->at++;
  skip_blanks(reader);
  return true;
}

/* The nodes that were read since, side by side. */
static struct json *close_bracket(struct reader *reader, size_t since, size_t *count)
{
  size_t size = reader->open.len - since;
  struct json *nodes = arena_alloc(reader->arena, size);

  if (size)
    memcpy(nodes, reader->open.at + since, size);
  reader->open.len = since;
  reader->levels_left++;
  *count = size / sizeof *nodes;
  return nodes;
}

static bool read_array(struct reader *reader, struct json *out)
{
  size_t since = reader->open.len, count;
  struct json item;
  bool closed = false;

  if (!open_bracket(reader))
    return false;
  if (*reader->at == ']') {
    reader->at++;
    closed = true;
  }
  while (!closed) {
    if (!read_value(reader, &item))
      return false;
    buf_add(&reader->open, &item, sizeof item);
    if (!next_item(reader, ']', &closed))
      return false;
  }
  out->items = close_bracket(reader, since, &count);
  out->node = JSON_NODE_ARRAY;
  out->len = count;
  return true;
}

static bool read_member(struct reader *reader)
{
  struct json member[2];

  if (*reader->at != '"' || !read_string(reader, &member[0]) ||
      memchr(member[0].string, '\0', member[0].len))
    return false;
  skip_blanks(reader);
  if (*reader->at++ != ':' || !read_value(reader, &member[1]))
    return false;
  buf_add(&reader->open, member, sizeof member);
  return true;
}

static int compare_names(const struct json *a, const struct json *b)
{
  if (a->len != b->len)
    return a->len < b->len ? -1 : 1;
  return memcmp(a->string, b->string, a->len);
}

static int compare_members(const void *a, const void *b)
{
  const struct json *x = *(struct json *const *)a, *y = *(struct json *const *)b;
  int order = compare_names(x, y);

  return order ? order : x < y ? -1 : x > y;
}

/* Leaves each name once, with its last value; gives the number of members. */
static size_t settle_names(struct reader *reader, struct json *members, size_t count)
{
  struct json **sorted = ARENA_ARRAY(reader->arena, count, struct json *);
  size_t first = 0, kept = 0;

  for (size_t i = 0; i < count; i++)
    sorted[i] = members + 2 * i;
  if (count > 1)
    qsort(sorted, count, sizeof *sorted, compare_members);
  for (size_t i = 1; i < count; i++)
    if (compare_names(sorted[first], sorted[i]) == 0) {
      sorted[first][1] = sorted[i][1];
      sorted[i]->node = JSON_NODE_NULL; /* No name: it is left out below. */
    } else {
      first = i;
    }
  for (size_t i = 0; i < count; i++)
    if (members[2 * i].node == JSON_NODE_STRING) {
      if (kept != i)
        memcpy(members + 2 * kept, members + 2 * i, 2 * sizeof *members);
      kept++;
    }
  return kept;
}

static bool read_object(struct reader *reader, struct json *out)
{
  size_t since = reader->open.len, count;
  struct json *members;
  bool closed = false;

  if (!open_bracket(reader))
    return false;
  if (*reader->at == '}') {
    reader->at++;
    closed = true;
  }
  while (!closed)
    if (!read_member(reader) || !next_item(reader, '}', &closed))
      return false;
  members = close_bracket(reader, since, &count);
  out->node = JSON_NODE_OBJECT;
  out->len = settle_names(reader, members, count / 2);
  out->items = members;
  return true;
}

static bool read_value(struct reader *reader, struct json *out)
{
  skip_blanks(reader);
  switch (*reader->at) {
  case '"': return read_string(reader, out);
  case '[': return read_array(reader, out);
  case '{': return read_object(reader, out);
  case 't': return read_word(reader, "true", JSON_NODE_TRUE, out);
  case 'f': return read_word(reader, "false", JSON_NODE_FALSE, out);
  case 'n': return read_word(reader, "null", JSON_NODE_NULL, out);
  default: return read_number(reader, out);
  }
}

bool json_tree_build(struct arena *arena, struct text text, int most_levels,
                     struct json *root)
{
  struct reader reader = { .arena = arena,
                           .at = arena_c_string(arena, text),
                           .levels_left = most_levels };
  bool ok;

  reader.end = reader.at + text.len;
  buf_init(&reader.open);
  ok = read_value(&reader, root);
  buf_clear(&reader.open);
  if (!ok)
    return false;
  skip_blanks(&reader);
  return reader.at == reader.end;
}
