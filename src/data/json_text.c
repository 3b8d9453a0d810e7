/* json_text.c: values of VARIANT, OBJECT and ARRAY walked, printed and compared as text. */
#include "data/json_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
# include <emmintrin.h>
#endif

#include "data/json.h"
#include "data/json_scalar.h"
#include "data/real.h"

#define EXACT_DIGITS 38

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

struct text json_text_bare(struct text value)
{
  while (value.len && is_blank(*value.at)) {
    value.at++;
    value.len--;
  }
  return value;
}

struct mark {
  enum json_text_type type;
  const char *name; /* As TYPEOF says. */
  const char *mark;
};

/* By type. */
static const struct mark marks[] = {
  { JSON_TEXT_NULL, "NULL_VALUE", "" },
  { JSON_TEXT_UNDEFINED, "UNDEFINED", " " },
  { JSON_TEXT_BOOLEAN, "BOOLEAN", "" },
  { JSON_TEXT_INTEGER, "INTEGER", "" },
  { JSON_TEXT_DECIMAL, "DECIMAL", "" },
  { JSON_TEXT_DOUBLE, "DOUBLE", "\n\n" },
  { JSON_TEXT_STRING, "VARCHAR", "" },
  { JSON_TEXT_DATE, "DATE", "\t" },
  { JSON_TEXT_TIME, "TIME", "\n" },
  { JSON_TEXT_TIMESTAMP_NTZ, "TIMESTAMP_NTZ", "\t\t" },
  { JSON_TEXT_TIMESTAMP_LTZ, "TIMESTAMP_LTZ", "\t\n" },
  { JSON_TEXT_TIMESTAMP_TZ, "TIMESTAMP_TZ", "\t\r" },
  { JSON_TEXT_BINARY, "BINARY", "\r" },
  { JSON_TEXT_ARRAY, "ARRAY", "" },
  { JSON_TEXT_OBJECT, "OBJECT", "" },
};

static enum json_text_type marked_type(struct text mark)
{
  for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
    if (marks[i].mark[0] && text_is(mark, marks[i].mark))
      return marks[i].type;
  }
  return JSON_TEXT_STRING;
}

static enum json_text_type number_type(struct text number)
{
  if (memchr(number.at, 'e', number.len) || memchr(number.at, 'E', number.len))
    return JSON_TEXT_DOUBLE;
  return memchr(number.at, '.', number.len) ? JSON_TEXT_DECIMAL : JSON_TEXT_INTEGER;
}

enum json_text_type json_text_type(struct text value)
{
  struct text bare = json_text_bare(value);

  if (!bare.len)
    return JSON_TEXT_NULL;
  switch (*bare.at) {
  case '{': return JSON_TEXT_OBJECT;
  case '[': return JSON_TEXT_ARRAY;
  case 't':
  case 'f': return JSON_TEXT_BOOLEAN;
  case 'n': return bare.at > value.at ? JSON_TEXT_UNDEFINED : JSON_TEXT_NULL;
  case '"':
    return bare.at == value.at
             ? JSON_TEXT_STRING
             : marked_type(text_from(value.at, (size_t)(bare.at - value.at)));
  default: return number_type(bare);
  }
}

const char *json_text_type_name(enum json_text_type type)
{
  return marks[type].name;
}

void json_text_mark(enum json_text_type type, struct buf *out)
{
  buf_add_string(out, marks[type].mark);
}

/* ---- walking ---- */

/* The bytes that matter within a string, a nested value, a number or word. */
enum stop { STOP_STRING = 1, STOP_NESTED = 2, STOP_SCALAR = 4 };

static const unsigned char stops[256] = {
  ['"'] = STOP_STRING | STOP_NESTED,
  ['\\'] = STOP_STRING,
  [','] = STOP_SCALAR,
  ['{'] = STOP_NESTED,
  ['['] = STOP_NESTED,
  ['}'] = STOP_NESTED | STOP_SCALAR,
  [']'] = STOP_NESTED | STOP_SCALAR,
};

static const char *next_stop(const char *at, const char *end, enum stop stop)
{
  while (at < end && !(stops[(unsigned char)*at] & stop))
    at++;
  return at;
}

/* After the string whose opening quote is at `at`. */
static const char *skip_string(const char *at, const char *end)
{
  for (at = next_stop(at + 1, end, STOP_STRING); at < end;
       at = next_stop(at + 2, end, STOP_STRING)) {
    if (*at == '"')
      return at + 1;
  }
  return end;
}

#ifdef __SSE2__
/* Sixteen bytes: which are quotes, opening and closing brackets; false when one is a backslash,
 * which makes the quote after it an ordinary byte. */
static bool find_marks(const char *at, unsigned *quotes, unsigned *opens,
                       unsigned *closes)
{
  const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
  const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20)); /* [ as {, ] as } */

  *quotes = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
  *opens = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
  *closes = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
  return !_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
}

/* Goes on in steps of sixteen bytes as long as they are plain, outside of strings at the start of
 * each; gives where it ended, with the depth there, 0 right after the last bracket. */
static const char *skip_blocks(const char *at, const char *end, int *depth)
{
  const char *plain = at; /* No string is open here. */
  unsigned inside = 0;    /* All bits set within a string. */
  unsigned quotes, opens, closes;
  int reached = *depth;

  while (end - at >= 16 && find_marks(at, &quotes, &opens, &closes)) {
    unsigned strings = quotes;

    for (int shift = 1; shift < 16; shift *= 2)
      strings ^= strings << shift;
    strings = (strings ^ inside) & 0xFFFF;
    inside = strings & 0x8000 ? 0xFFFF : 0;
    opens &= ~strings;
    closes &= ~strings;
    for (unsigned left = opens | closes; left; left &= left - 1) {
      int place = __builtin_ctz(left);

      reached += opens >> place & 1 ? 1 : -1;
      if (!reached) {
        *depth = 0;
        return at + place + 1;
      }
    }
    at += 16;
    if (!inside) {
      plain = at;
      *depth = reached;
    }
  }
  return plain;
}
#else
static const char *skip_blocks(const char *at, const char *end, int *depth)
{
  (void)end;
  (void)depth;
  return at;
}
#endif

/* After the object or array whose opening bracket is at `at`. */
static const char *skip_nested(const char *at, const char *end)
{
  int depth = 1;

  at = skip_blocks(at + 1, end, &depth);
  if (!depth)
    return at;
  at = next_stop(at, end, STOP_NESTED);
  while (at < end) {
    if (*at == '"') {
      at = next_stop(skip_string(at, end), end, STOP_NESTED);
      continue;
    }
    depth += *at == '{' || *at == '[' ? 1 : -1;
    if (!depth)
      return at + 1;
    at = next_stop(at + 1, end, STOP_NESTED);
  }
  return end;
}

/* After the value at `at`, which may begin with a mark. */
static const char *skip_value(const char *at, const char *end)
{
  while (at < end && is_blank(*at))
    at++;
  if (at >= end)
    return end;
  if (*at == '"')
    return skip_string(at, end);
  if (*at == '{' || *at == '[')
    return skip_nested(at, end);
  return next_stop(at, end, STOP_SCALAR);
}

struct json_items json_items_of(struct text value)
{
  struct text bare = json_text_bare(value);

  if (bare.len < 2 || (*bare.at != '{' && *bare.at != '['))
    return (struct json_items){ NULL, NULL, false };
  return (struct json_items){ bare.at + 1, bare.at + bare.len - 1, *bare.at == '{' };
}

bool json_items_next(struct json_items *items, struct text *name, struct text *value)
{
  const char *at = items->at, *end = items->end;

  if (at >= end)
    return false;
  if (items->object) {
    const char *after = skip_string(at, end);

    *name = text_from(at + 1, (size_t)(after - at - 2));
    at = after + 1;
  } else {
    *name = text_from(NULL, 0);
  }
  items->at = skip_value(at, end);
  *value = text_from(at, (size_t)(items->at - at));
  items->at++; /* The comma, or past the end. */
  return true;
}

int64_t json_items_count(struct text value)
{
  struct json_items items = json_items_of(value);
  struct text name, item;
  int64_t count = 0;

  while (json_items_next(&items, &name, &item))
    count++;
  return count;
}

struct text json_text_member(struct text object, struct text name)
{
  struct json_items items = json_items_of(object);
  struct text found, value;

  if (!items.object)
    return text_from(NULL, 0);
  while (items.at < items.end) {
    const char *after = skip_string(items.at, items.end);
    int order;

    found = text_from(items.at + 1, (size_t)(after - items.at - 2));
    /* Most names differ in their first byte. */
    order = found.len && name.len ? (unsigned char)*found.at - (unsigned char)*name.at
                                  : 0;
    if (!order)
      order = text_compare(found, name);
    if (order > 0)
      break; /* Members are sorted. */
    items.at = skip_value(after + 1, items.end);
    if (order == 0) {
      value = text_from(after + 1, (size_t)(items.at - after - 1));
      return value;
    }
    items.at++;
  }
  return text_from(NULL, 0);
}

struct text json_text_member_nocase(struct text object, struct text name)
{
  struct json_items items = json_items_of(object);
  struct text exact = json_text_member(object, name);
  struct text found, value;

  if (exact.at || !items.object)
    return exact;
  while (json_items_next(&items, &found, &value)) {
    if (text_equal_nocase(found, name))
      return value;
  }
  return text_from(NULL, 0);
}

struct text json_text_element(struct text array, int64_t index)
{
  struct json_items items = json_items_of(array);
  struct text name, value;

  if (items.object || index < 0)
    return text_from(NULL, 0);
  while (json_items_next(&items, &name, &value)) {
    if (index-- == 0)
      return value;
  }
  return text_from(NULL, 0);
}

struct text json_text_get(struct text value, struct text plain)
{
  struct buf name;
  struct text found;
  bool simple = true;

  for (size_t i = 0; i < plain.len && simple; i++)
    simple = plain.at[i] != '"' && plain.at[i] != '\\' &&
             (unsigned char)plain.at[i] >= 0x20;
  if (simple)
    return json_text_member(value, plain);
  buf_init(&name);
  json_put_escaped(&name, plain);
  found = json_text_member(value, buf_text(&name));
  buf_clear(&name);
  return found;
}

/* ---- scalars ---- */

void json_text_quote(struct text plain, struct buf *out)
{
  buf_add_char(out, '"');
  json_put_escaped(out, plain);
  buf_add_char(out, '"');
}

void json_text_double(double value, struct buf *out)
{
  char text[REAL_TEXT_SIZE];

  if (!isfinite(value)) {
    size_t len = real_print(value, text);

    json_text_mark(JSON_TEXT_DOUBLE, out);
    json_text_quote(text_from(text, len), out);
    return;
  }
  snprintf(text, sizeof text, "%.15e", value);
  if (strtod(text, NULL) != value)
    snprintf(text, sizeof text, "%.16e", value);
  buf_add_string(out, text);
}

/* A number taken apart: 0.digits * 10^exponent, without zeros at either end of the digits. */
struct parts {
  bool negative, has_exponent;
  const char *digits; /* May hold a point. */
  size_t len;
  int64_t exponent;
  int count; /* Digits without the point. */
};

/* The power behind the e, held within what any number needs. */
static int64_t power_at(const char *at, const char *end)
{
  bool negative = at < end && *at == '-';
  int64_t power = 0;

  if (at < end && (*at == '-' || *at == '+'))
    at++;
  for (; at < end && is_digit(*at) && power < 100000; at++)
    power = power * 10 + (*at - '0');
  return negative ? -power : power;
}

static struct parts parts_of(struct text number)
{
  struct parts parts = { 0 };
  const char *at = number.at, *end = number.at + number.len, *point = NULL, *first, *last;

  if (at < end && (*at == '-' || *at == '+'))
    parts.negative = *at++ == '-';
  while (at < end && *at == '0')
    at++;
  first = at;
  while (at < end && (is_digit(*at) || *at == '.')) {
    if (*at == '.')
      point = at;
    at++;
  }
  last = at;
  parts.exponent = (point ? point : last) - first;
  if (at < end) {
    parts.has_exponent = true;
    parts.exponent += power_at(at + 1, end);
  }
  if (point)
    while (last > first && (last[-1] == '0' || last[-1] == '.'))
      if (*--last == '.')
        break;
  while (last > first && last[-1] == '0')
    last--;
  if (point == first && first < last)
    first++;
  while (first < last && *first == '0') {
    first++;
    parts.exponent--;
  }
  parts.digits = first;
  parts.len = (size_t)(last - first);
  parts.count = (int)parts.len - (point > first && point < last);
  return parts;
}

static void add_digits(const struct parts *parts, int from, int count, struct buf *out)
{
  int seen = 0;

  for (size_t i = 0; i < parts->len; i++) {
    if (parts->digits[i] == '.')
      continue;
    if (seen >= from && seen < from + count)
      buf_add_char(out, parts->digits[i]);
    seen++;
  }
  for (int i = seen > from ? seen : from; i < from + count; i++)
    buf_add_char(out, '0');
}

/* Text with a NUL, since strtod wants one; numbers longer than that are cut where digits no
 * longer matter to a double. */
static double to_double(struct text number)
{
  char text[512];
  size_t len = number.len < sizeof text - 1 ? number.len : sizeof text - 1;

  memcpy(text, number.at, len);
  text[len] = '\0';
  return strtod(text, NULL);
}

void json_text_number(struct text number, struct buf *out)
{
  struct parts parts = parts_of(number);
  int whole = (int)parts.exponent;
  int64_t span = whole > 0 ? (parts.count > whole ? parts.count : whole)
                           : parts.count - whole;

  if (parts.has_exponent || span > EXACT_DIGITS) {
    json_text_double(to_double(number), out);
    return;
  }
  if (!parts.count) {
    buf_add_char(out, '0');
    return;
  }
  if (parts.negative)
    buf_add_char(out, '-');
  if (whole > 0)
    add_digits(&parts, 0, whole, out);
  else
    buf_add_char(out, '0');
  if (parts.count > whole) {
    buf_add_char(out, '.');
    for (int i = whole; i < 0; i++)
      buf_add_char(out, '0');
    add_digits(&parts, whole > 0 ? whole : 0, parts.count - (whole > 0 ? whole : 0), out);
  }
}

void json_text_plain(struct text value, struct buf *out)
{
  struct text bare = json_text_bare(value);

  if (bare.len && *bare.at == '"')
    json_unquote(bare, out);
  else
    json_text_print(value, out);
}

/* ---- printing ---- */

/* With 16 digits, as Snowflake shows doubles in JSON; one that these round up to infinity keeps all. */
static void print_double(double value, struct buf *out)
{
  char text[REAL_TEXT_SIZE];

  snprintf(text, sizeof text, "%.15e", value);
  if (isinf(strtod(text, NULL)))
    snprintf(text, sizeof text, "%.16e", value);
  buf_add_string(out, text);
}

static void print_scalar(struct text value, struct buf *out)
{
  struct text bare = json_text_bare(value);
  enum json_text_type type = json_text_type(value);

  if (type == JSON_TEXT_UNDEFINED) {
    buf_add_string(out, "undefined");
  } else if (type == JSON_TEXT_DOUBLE && *bare.at == '"') {
    json_unquote(bare, out);
  } else if (type == JSON_TEXT_DOUBLE) {
    print_double(to_double(bare), out);
  } else {
    buf_add_text(out, bare);
  }
}

static void new_line(int column, struct buf *out)
{
  buf_add_char(out, '\n');
  for (int i = 0; i < column; i++)
    buf_add_char(out, ' ');
}

/* ---- elements of XML ---- */

static bool is_xml(struct text value)
{
  return text_starts_with(value, JSON_TEXT_XML_MARK "{");
}

void json_text_unmark_xml(struct text value, struct buf *out)
{
  struct text mark = TEXT(JSON_TEXT_XML_MARK "{"); /* Never within a string. */

  while (value.len) {
    size_t at = text_find_text(value, mark);

    buf_add_text(out, text_slice(value, 0, at));
    value = text_slice(value, at + (at < value.len ? mark.len - 1 : 0), value.len);
    if (value.len)
      buf_add_char(out, *value.at);
    value = text_slice(value, 1, value.len);
  }
}

void json_text_xml_plain(struct text value, struct buf *out)
{
  struct buf plain;

  buf_init(&plain);
  json_text_plain(value, &plain);
  for (size_t i = 0; i < plain.len; i++) {
    switch (plain.at[i]) {
    case '&': buf_add_string(out, "&amp;"); break;
    case '<': buf_add_string(out, "&lt;"); break;
    case '>': buf_add_string(out, "&gt;"); break;
    case '"': buf_add_string(out, "&quot;"); break;
    default: buf_add_char(out, plain.at[i]);
    }
  }
  buf_clear(&plain);
}

static void print_xml(struct text element, int column, int indent, struct buf *out);

static void print_xml_part(struct text part, int column, int indent, struct buf *out)
{
  if (indent > 0)
    new_line(column, out);
  if (is_xml(part))
    print_xml(part, column, indent, out);
  else
    json_text_xml_plain(part, out);
}

/* One text stands between its tags, several parts on lines of their own. */
static void print_xml_content(struct text content, int column, int indent,
                              struct buf *out)
{
  bool several = json_text_type(content) == JSON_TEXT_ARRAY;
  struct json_items items = json_items_of(content);
  struct text none, part;

  if (!several && !is_xml(content)) {
    json_text_xml_plain(content, out);
    return;
  }
  if (!several)
    print_xml_part(content, column + indent, indent, out);
  while (several && json_items_next(&items, &none, &part))
    print_xml_part(part, column + indent, indent, out);
  if (indent > 0)
    new_line(column, out);
}

static void print_xml(struct text element, int column, int indent, struct buf *out)
{
  struct text tag = json_text_get(element, TEXT("@"));
  struct text content = json_text_get(element, TEXT("$"));
  struct json_items items = json_items_of(element);
  struct text name, value;

  buf_add_char(out, '<');
  json_text_plain(tag, out);
  while (json_items_next(&items, &name, &value)) {
    if (name.len < 2 || *name.at != '@')
      continue;
    buf_add_char(out, ' ');
    buf_add(out, name.at + 1, name.len - 1);
    buf_add_string(out, "=\"");
    json_text_xml_plain(value, out);
    buf_add_char(out, '"');
  }
  buf_add_char(out, '>');
  print_xml_content(content, column, indent, out);
  buf_add_string(out, "</");
  json_text_plain(tag, out);
  buf_add_char(out, '>');
}

/* `column` is where its lines begin; `indent` is 0 for compact text. An element of XML within it is the
 * object that it is. (docs.snowflake.com/en/sql-reference/functions/xmlget) */
static void print_inner(struct text value, int column, int indent, struct buf *out)
{
  struct text bare = json_text_bare(value);
  bool brackets = bare.len && (*bare.at == '{' || *bare.at == '[');
  struct json_items items = json_items_of(bare);
  struct text name, item;
  bool lines = indent > 0 && items.at < items.end;
  const char *start = items.at;

  if (!brackets) {
    print_scalar(value, out);
    return;
  }
  buf_add_char(out, *bare.at);
  while (json_items_next(&items, &name, &item)) {
    if (name.at ? name.at - 1 != start : item.at != start)
      buf_add_char(out, ',');
    if (lines)
      new_line(column + indent, out);
    if (name.at) {
      buf_add(out, name.at - 1, name.len + 2);
      buf_add_string(out, lines ? ": " : ":");
    }
    print_inner(item, column + indent, indent, out);
  }
  if (lines)
    new_line(column, out);
  buf_add_char(out, bare.at[bare.len - 1]);
}

static void print_value(struct text value, int indent, struct buf *out)
{
  if (is_xml(value))
    print_xml(value, 0, indent, out);
  else
    print_inner(value, 0, indent, out);
}

void json_text_print_lines(struct text value, int indent, struct buf *out)
{
  print_value(value, indent, out);
}

void json_text_print(struct text value, struct buf *out)
{
  print_value(value, 0, out);
}

static void strict_items(struct text value, struct buf *out)
{
  struct json_items items = json_items_of(value);
  struct text name, item;
  bool first = true;

  buf_add_char(out, *value.at);
  while (json_items_next(&items, &name, &item)) {
    if (!first)
      buf_add_char(out, ',');
    first = false;
    if (name.at) {
      buf_add(out, name.at - 1, name.len + 2);
      buf_add_char(out, ':');
    }
    json_text_strict(item, out);
  }
  buf_add_char(out, value.at[value.len - 1]);
}

void json_text_strict(struct text value, struct buf *out)
{
  struct text bare = json_text_bare(value);

  switch (json_text_type(value)) {
  case JSON_TEXT_UNDEFINED: buf_add_string(out, "null"); return;
  case JSON_TEXT_DOUBLE:
    if (*bare.at == '"')
      buf_add_string(out, bare.at[1] == '-'   ? "\"-Infinity\""
                          : bare.at[1] == 'N' ? "\"NaN\""
                                              : "\"Infinity\"");
    else
      buf_add_text(out, value);
    return;
  case JSON_TEXT_ARRAY: strict_items(bare, out); return;
  case JSON_TEXT_OBJECT:
    if (is_xml(value))
      buf_add_text(out, value);
    else
      strict_items(bare, out);
    return;
  default: buf_add_text(out, value); return;
  }
}

/* ---- order ---- */

/* First bytes of keys; within a type the rest decides. */
enum rank {
  RANK_END = 0x01,
  RANK_UNDEFINED = 0x08,
  RANK_NULL = 0x10,
  RANK_BOOLEAN = 0x20,
  RANK_NUMBER = 0x30,
  RANK_STRING = 0x40,
  RANK_TEMPORAL = 0x50,
  RANK_BINARY = 0x60,
  RANK_ARRAY = 0x70,
  RANK_OBJECT = 0x80
};

/* Bytes that end below any longer ones: 0 becomes 0 255, the end is 0 0. */
static void add_string_key(struct text plain, struct buf *out)
{
  for (size_t i = 0; i < plain.len; i++) {
    buf_add_char(out, plain.at[i]);
    if (!plain.at[i])
      buf_add_char(out, (char)0xFF);
  }
  buf_add(out, "\0\0", 2);
}

static void add_unquoted_key(struct text value, struct buf *out)
{
  struct buf plain;

  buf_init(&plain);
  json_unquote(json_text_bare(value), &plain);
  add_string_key(buf_text(&plain), out);
  buf_clear(&plain);
}

/* Sign, exponent, digits: complemented when negative, so that larger sizes come first. */
static void add_number_key(struct text number, struct buf *out)
{
  struct parts parts = parts_of(number);
  int64_t exponent = parts.exponent + 0x4000;
  unsigned char flip = parts.negative ? 0xFF : 0;

  if (!parts.count) {
    buf_add_char(out, 2);
    return;
  }
  if (exponent < 0 || exponent > 0x7FFF)
    exponent = exponent < 0 ? 0 : 0x7FFF;
  buf_add_char(out, parts.negative ? 1 : 3);
  buf_add_char(out, (char)((unsigned char)(exponent >> 8) ^ flip));
  buf_add_char(out, (char)((unsigned char)(exponent & 0xFF) ^ flip));
  for (size_t i = 0; i < parts.len; i++) {
    if (parts.digits[i] != '.')
      buf_add_char(out, (char)((unsigned char)parts.digits[i] ^ flip));
  }
  buf_add_char(out, (char)flip);
}

/* -inf below, inf and NaN above all numbers. */
static void add_unreal_key(struct text bare, struct buf *out)
{
  buf_add_char(out, bare.at[1] == '-' ? 0 : bare.at[1] == 'N' ? 5 : 4);
}

static void add_items_key(struct text value, struct buf *out)
{
  struct json_items items = json_items_of(value);
  struct text name, item;

  while (json_items_next(&items, &name, &item)) {
    if (name.at) {
      buf_add_char(out, RANK_STRING);
      add_string_key(name, out);
    }
    json_text_key(item, out);
  }
  buf_add_char(out, RANK_END);
}

void json_text_key(struct text value, struct buf *out)
{
  enum json_text_type type = json_text_type(value);
  struct text bare = json_text_bare(value);

  switch (type) {
  case JSON_TEXT_NULL: buf_add_char(out, RANK_NULL); return;
  case JSON_TEXT_UNDEFINED: buf_add_char(out, RANK_UNDEFINED); return;
  case JSON_TEXT_BOOLEAN:
    buf_add_char(out, RANK_BOOLEAN);
    buf_add_char(out, *bare.at == 't');
    return;
  case JSON_TEXT_INTEGER:
  case JSON_TEXT_DECIMAL:
  case JSON_TEXT_DOUBLE:
    buf_add_char(out, RANK_NUMBER);
    if (*bare.at == '"')
      add_unreal_key(bare, out);
    else
      add_number_key(bare, out);
    return;
  case JSON_TEXT_STRING:
    buf_add_char(out, RANK_STRING);
    add_unquoted_key(value, out);
    return;
  case JSON_TEXT_DATE:
  case JSON_TEXT_TIME:
  case JSON_TEXT_TIMESTAMP_NTZ:
  case JSON_TEXT_TIMESTAMP_LTZ:
  case JSON_TEXT_TIMESTAMP_TZ:
    buf_add_char(out, (char)(RANK_TEMPORAL + (int)(type - JSON_TEXT_DATE)));
    add_unquoted_key(value, out);
    return;
  case JSON_TEXT_BINARY:
    buf_add_char(out, RANK_BINARY);
    add_unquoted_key(value, out);
    return;
  case JSON_TEXT_ARRAY:
    buf_add_char(out, RANK_ARRAY);
    add_items_key(value, out);
    return;
  case JSON_TEXT_OBJECT:
    buf_add_char(out, (char)RANK_OBJECT);
    add_items_key(value, out);
    return;
  }
}

bool json_text_equal(struct text a, struct text b)
{
  struct buf x, y;
  bool equal;

  if (text_equal(a, b))
    return true;
  buf_init(&x);
  buf_init(&y);
  json_text_key(a, &x);
  json_text_key(b, &y);
  equal = text_equal(buf_text(&x), buf_text(&y));
  buf_clear(&x);
  buf_clear(&y);
  return equal;
}
