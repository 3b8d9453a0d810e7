/* json_lenient.c: lenient JSON brought into the stored form of VARIANT. */
#include "data/json_lenient.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "data/json.h"
#include "data/json_text.h"

#define MAX_NESTING 1000

/* A member of an object under way: where its name and its whole "name":value lie in `out`. */
struct member {
  size_t name, name_len;
  size_t at, len;
};

struct parser {
  const char *start, *at, *end;
  enum json_lenient_names names;
  unsigned options; /* json_lenient_option */
  struct buf *out, *problem;
  struct buf plain;       /* A string's bytes, before they are escaped again. */
  struct member *members; /* Of all open objects: a stack. */
  size_t member_count, member_room;
  int depth;
};

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_word(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* The words, with the place: bytes read so far in this line. */
static bool fail(struct parser *parser, const char *words)
{
  int line = 1;
  const char *from = parser->start;

  for (const char *at = parser->start; at < parser->at && at < parser->end; at++) {
    if (*at == '\n') {
      line++;
      from = at + 1;
    }
  }
  buf_add_string(parser->problem, words);
  if (line > 1)
    buf_printf(parser->problem, ", line %d", line);
  buf_printf(parser->problem, ", pos %d", (int)(parser->at - from) + 1);
  return false;
}

static bool fail_misplaced(struct parser *parser)
{
  char words[] = "misplaced ?";

  words[sizeof words - 2] = *parser->at;
  return fail(parser, words);
}

static void skip_blanks(struct parser *parser)
{
  while (parser->at < parser->end && is_blank(*parser->at))
    parser->at++;
}

static char peek(const struct parser *parser)
{
  return parser->at < parser->end ? *parser->at : '\0';
}

/* Four hexadecimal digits at `at`, or -1. */
static int unit_at(const struct parser *parser, const char *at)
{
  int unit = 0;

  if (parser->end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    int digit = hex_digit(at[i]);

    if (digit < 0)
      return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/* \u and its digits, with `at` behind the u; a lone surrogate becomes U+FFFD. */
static bool add_unit(struct parser *parser)
{
  int unit = unit_at(parser, parser->at), low;
  unsigned code;

  if (unit < 0)
    return fail(parser, "bad unicode escape");
  parser->at += 4;
  code = (unsigned)unit;
  if (unit >= 0xD800 && unit < 0xDC00 && parser->end - parser->at >= 6 &&
      parser->at[0] == '\\' && parser->at[1] == 'u' &&
      (low = unit_at(parser, parser->at + 2)) >= 0xDC00 && low < 0xE000) {
    code = 0x10000 + ((unsigned)(unit - 0xD800) << 10) + (unsigned)(low - 0xDC00);
    parser->at += 6;
  } else if (unit >= 0xD800 && unit < 0xE000) {
    code = 0xFFFD;
  }
  buf_add_code_point(&parser->plain, code);
  return true;
}

static bool add_escape(struct parser *parser)
{
  static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
  const char *known;
  char c;

  if (parser->at >= parser->end)
    return fail(parser, "unfinished string");
  c = *parser->at++;
  if (c == 'u')
    return add_unit(parser);
  known = memchr(from, c, sizeof from - 1);
  buf_add_char(&parser->plain, known ? to[known - from] : c);
  return true;
}

/* Adds a quoted string, escaped as stored. */
static bool parse_string(struct parser *parser)
{
  char quote = *parser->at++;
  const char *from = parser->at;

  while (parser->at < parser->end && *parser->at != quote && *parser->at != '\\')
    parser->at++;
  if (peek(parser) == quote && parser->at < parser->end) {
    json_text_quote(text_from(from, (size_t)(parser->at - from)), parser->out);
    parser->at++;
    return true;
  }
  buf_reset(&parser->plain);
  buf_add(&parser->plain, from, (size_t)(parser->at - from));
  while (parser->at < parser->end && *parser->at != quote) {
    char c = *parser->at++;

    if (c != '\\')
      buf_add_char(&parser->plain, c);
    else if (!add_escape(parser))
      return false;
  }
  if (parser->at >= parser->end)
    return fail(parser, "unfinished string");
  parser->at++;
  json_text_quote(buf_text(&parser->plain), parser->out);
  return true;
}

static struct text take_word(struct parser *parser)
{
  const char *from = parser->at;

  while (parser->at < parser->end && is_word(*parser->at))
    parser->at++;
  return text_from(from, (size_t)(parser->at - from));
}

static void add_undefined(struct parser *parser)
{
  json_text_mark(JSON_TEXT_UNDEFINED, parser->out);
  buf_add_string(parser->out, "null");
}

static bool parse_word(struct parser *parser, double sign)
{
  struct text word = take_word(parser);
  struct buf words;

  if (sign > 0 &&
      (text_is(word, "true") || text_is(word, "false") || text_is(word, "null"))) {
    buf_add_text(parser->out, word);
    return true;
  }
  if (sign > 0 && text_is(word, "undefined")) {
    add_undefined(parser);
    return true;
  }
  if (text_is_nocase(word, "NaN") || text_is_nocase(word, "Infinity") ||
      text_is(word, "inf")) {
    json_text_double((word.at[0] | 32) == 'n' ? NAN : sign * INFINITY, parser->out);
    return true;
  }
  buf_init(&words);
  buf_printf(&words, "unknown keyword \"" TEXT_FMT "\"", TEXT_ARG(word));
  fail(parser, words.at);
  buf_clear(&words);
  return false;
}

static size_t skip_digits(struct parser *parser)
{
  const char *from = parser->at;

  while (peek(parser) >= '0' && peek(parser) <= '9')
    parser->at++;
  return (size_t)(parser->at - from);
}

/* A whole number that begins with 0, in base 8; false for others. */
static bool octal(struct text text, struct buf *out)
{
  bool minus = text.at[0] == '-';
  size_t at = minus || text.at[0] == '+';
  unsigned long long value = 0;
  char number[32];

  if (text.len - at < 2 || text.at[at] != '0')
    return false;
  for (; at < text.len; at++) {
    if (text.at[at] < '0' || text.at[at] > '7' || value >> 60)
      return false;
    value = value * 8 + (unsigned)(text.at[at] - '0');
  }
  snprintf(number, sizeof number, "%s%llu", minus ? "-" : "", value);
  json_text_number(text_of(number), out);
  return true;
}

static bool parse_number(struct parser *parser)
{
  const char *from = parser->at;
  size_t digits;

  if (*parser->at == '-' || *parser->at == '+')
    parser->at++;
  if (peek(parser) == 'I' || peek(parser) == 'N' || peek(parser) == 'i')
    return parse_word(parser, *from == '-' ? -1 : 1);
  digits = skip_digits(parser);
  if (peek(parser) == '.') {
    parser->at++;
    digits += skip_digits(parser);
  }
  if (digits && (peek(parser) == 'e' || peek(parser) == 'E')) {
    parser->at++;
    if (peek(parser) == '-' || peek(parser) == '+')
      parser->at++;
    if (!skip_digits(parser))
      return fail(parser, "missing exponent");
  }
  if (!digits || is_word(peek(parser)))
    return fail(parser, "misplaced character in a number");
  if (parser->options & JSON_OCTAL &&
      octal(text_from(from, (size_t)(parser->at - from)), parser->out))
    return true;
  json_text_number(text_from(from, (size_t)(parser->at - from)), parser->out);
  return true;
}

/* ---- objects ---- */

static void push_member(struct parser *parser, struct member member)
{
  if (parser->member_count == parser->member_room) {
    size_t room = parser->member_room ? parser->member_room * 2 : 64;
    struct member *grown = realloc(parser->members, room * sizeof *grown);

    if (!grown)
      abort();
    parser->members = grown;
    parser->member_room = room;
  }
  parser->members[parser->member_count++] = member;
}

static struct text name_in(const struct buf *out, const struct member *member)
{
  return text_from(out->at + member->name, member->name_len);
}

/* By name, then by place, so that of equal names the last is the last. */
static int compare_members(const void *a, const void *b, void *out)
{
  const struct member *x = a, *y = b;
  int order = text_compare(name_in(out, x), name_in(out, y));

  return order ? order : x->at < y->at ? -1 : 1;
}

/* Members from `first` on, which lie in `out` from `at` on, put into order. */
static bool order_members(struct parser *parser, size_t first, size_t at)
{
  struct buf *out = parser->out;
  struct member *members;
  size_t count = parser->member_count - first;
  bool sorted = true;
  struct buf copy;

  if (!count)
    return true;
  members = parser->members + first;
  for (size_t i = 1; i < count && sorted; i++)
    sorted = text_compare(name_in(out, &members[i - 1]), name_in(out, &members[i])) < 0;
  if (sorted)
    return true;
  qsort_r(members, count, sizeof *members, compare_members, out);
  buf_init(&copy);
  for (size_t i = 0; i < count; i++) {
    bool again = i + 1 < count &&
                 text_equal(name_in(out, &members[i]), name_in(out, &members[i + 1]));

    if (again && parser->names == JSON_NAMES_UNIQUE) {
      buf_printf(parser->problem, "duplicate object attribute \"" TEXT_FMT "\"",
                 (int)members[i].name_len, out->at + members[i].name);
      buf_clear(&copy);
      return false;
    }
    if (again)
      continue;
    if (copy.len)
      buf_add_char(&copy, ',');
    buf_add(&copy, out->at + members[i].at, members[i].len);
  }
  out->len = at;
  buf_add_text(out, buf_text(&copy));
  buf_clear(&copy);
  return true;
}

static bool parse_value(struct parser *parser);

static bool parse_name(struct parser *parser)
{
  char c = peek(parser);

  if (c == '"' || c == '\'')
    return parse_string(parser);
  if (is_word(c)) {
    json_text_quote(take_word(parser), parser->out);
    return true;
  }
  if (parser->at >= parser->end)
    return fail(parser, "incomplete object value");
  return fail_misplaced(parser);
}

/* Whether what was added from `at` on is a null that is to be stripped. */
static bool strips(const struct parser *parser, size_t at)
{
  return parser->options & JSON_STRIP_NULLS &&
         text_is(text_from(parser->out->at + at, parser->out->len - at), "null");
}

static bool parse_member(struct parser *parser)
{
  struct member member = { .at = parser->out->len, .name = parser->out->len + 1 };
  size_t value_at;

  if (!parse_name(parser))
    return false;
  member.name_len = parser->out->len - member.name - 1;
  skip_blanks(parser);
  if (parser->at >= parser->end)
    return fail(parser, "incomplete object value");
  if (*parser->at != ':')
    return fail(parser, "missing colon");
  parser->at++;
  buf_add_char(parser->out, ':');
  skip_blanks(parser);
  if (parser->at >= parser->end)
    return fail(parser, "incomplete object value");
  value_at = parser->out->len;
  if (!parse_value(parser))
    return false;
  member.len = parser->out->len - member.at;
  if (!strips(parser, value_at))
    push_member(parser, member);
  return true;
}

static bool parse_object(struct parser *parser)
{
  size_t first = parser->member_count, at;
  bool any = false;

  parser->at++;
  buf_add_char(parser->out, '{');
  at = parser->out->len;
  skip_blanks(parser);
  while (peek(parser) != '}') {
    size_t before = parser->out->len, members = parser->member_count;

    if (any) {
      if (parser->at >= parser->end)
        return fail(parser, "incomplete object value");
      if (*parser->at != ',')
        return fail(parser, "missing comma");
      parser->at++;
      skip_blanks(parser);
    }
    if (members > first)
      buf_add_char(parser->out, ',');
    if (!parse_member(parser))
      return false;
    if (parser->member_count == members)
      parser->out->len = before; /* It was stripped. */
    any = true;
    skip_blanks(parser);
  }
  parser->at++;
  if (!order_members(parser, first, at)) {
    buf_printf(parser->problem, ", pos %d", (int)(parser->at - parser->start) + 1);
    return false;
  }
  parser->member_count = first;
  buf_add_char(parser->out, '}');
  return true;
}

static bool parse_array(struct parser *parser)
{
  bool any = false;
  size_t last; /* Behind the last element that is not stripped. */

  parser->at++;
  buf_add_char(parser->out, '[');
  last = parser->out->len;
  for (;;) {
    size_t at = parser->out->len;

    skip_blanks(parser);
    if (parser->at >= parser->end)
      return fail(parser, "incomplete array value");
    if (*parser->at == ']' && !any)
      break;
    if (*parser->at == ',' || *parser->at == ']')
      add_undefined(parser);
    else if (!parse_value(parser))
      return false;
    if (strips(parser, at)) {
      parser->out->len = at;
      add_undefined(parser);
    } else {
      last = parser->out->len;
    }
    any = true;
    skip_blanks(parser);
    if (parser->at >= parser->end)
      return fail(parser, "incomplete array value");
    if (*parser->at == ']')
      break;
    if (*parser->at != ',')
      return fail(parser, "missing comma");
    parser->at++;
    buf_add_char(parser->out, ',');
  }
  parser->at++;
  if (parser->options & JSON_STRIP_NULLS)
    parser->out->len = last;
  buf_add_char(parser->out, ']');
  return true;
}

static bool parse_value(struct parser *parser)
{
  char c = peek(parser);
  bool ok;

  if (c == '"' || c == '\'')
    return parse_string(parser);
  if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.')
    return parse_number(parser);
  if (c != '{' && c != '[')
    return is_word(c) ? parse_word(parser, 1) : fail_misplaced(parser);
  if (++parser->depth > MAX_NESTING)
    return fail(parser, "document is nested too deeply");
  ok = c == '{' ? parse_object(parser) : parse_array(parser);
  parser->depth--;
  return ok;
}

static struct parser parser_over(struct text input, enum json_lenient_names names,
                                 struct buf *out, struct buf *problem)
{
  struct parser parser = { .start = input.at,
                           .at = input.at,
                           .end = input.at + input.len,
                           .names = names,
                           .out = out,
                           .problem = problem };

  buf_init(&parser.plain);
  return parser;
}

static void parser_clear(struct parser *parser)
{
  buf_clear(&parser->plain);
  free(parser->members);
}

bool json_lenient_parse(struct text input, enum json_lenient_names names, struct buf *out,
                        struct buf *problem)
{
  return json_lenient_read(input, names, 0, out, problem);
}

bool json_lenient_read(struct text input, enum json_lenient_names names, unsigned options,
                       struct buf *out, struct buf *problem)
{
  struct parser parser = parser_over(input, names, out, problem);
  bool ok = true;

  parser.options = options;
  skip_blanks(&parser);
  if (parser.at < parser.end) {
    ok = parse_value(&parser);
    skip_blanks(&parser);
    if (ok && parser.at < parser.end) {
      buf_add_string(problem, "more than one document in the input");
      ok = false;
    }
  }
  parser_clear(&parser);
  return ok;
}

bool json_lenient_sort(struct text object, enum json_lenient_names names, struct buf *out,
                       struct buf *problem)
{
  struct parser parser = parser_over(object, names, out, problem);
  struct json_items items = json_items_of(object);
  struct text name, value;
  size_t at;
  bool ok;

  buf_add_char(out, '{');
  at = out->len;
  while (json_items_next(&items, &name, &value)) {
    struct member member;

    if (out->len > at)
      buf_add_char(out, ',');
    member = (struct member){ .at = out->len,
                              .name = out->len + 1,
                              .name_len = name.len };
    buf_add(out, name.at - 1, (size_t)(value.at + value.len - name.at) + 1);
    member.len = out->len - member.at;
    push_member(&parser, member);
  }
  ok = order_members(&parser, 0, at);
  buf_add_char(out, '}');
  parser_clear(&parser);
  return ok;
}
