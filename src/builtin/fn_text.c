/* fn_text.c: string functions in C, where DuckDB has none or another rule. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"
#include "data/json_text.h"

#define MOST_BYTES 16777216 /* Snowflake's longest string. */

/* ---- characters ---- */

/* Bytes of the character at `at`; text is well-made UTF-8. */
static size_t char_size(const char *at)
{
  unsigned char c = (unsigned char)*at;

  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* The byte position of a character, at most text.len. */
static size_t char_at(struct text text, int64_t chars)
{
  size_t at = 0;

  while (chars-- > 0 && at < text.len)
    at += char_size(text.at + at);
  return at < text.len ? at : text.len;
}

/* Text counted in characters, or bytes in bytes. */
enum unit { UNIT_CHAR, UNIT_BYTE };

static int64_t length_in(enum unit unit, struct text text)
{
  return (int64_t)(unit == UNIT_BYTE ? text.len : text_count_chars(text));
}

static size_t offset_in(enum unit unit, struct text text, int64_t place)
{
  if (unit == UNIT_CHAR)
    return char_at(text, place);
  return place < 0 ? 0 : (uint64_t)place > text.len ? text.len : (size_t)place;
}

static bool fits(struct engine_call *call, size_t len)
{
  if (len <= MOST_BYTES)
    return true;
  call_fail(call, ERR_STRING_TOO_LONG,
            "String is too long and would be truncated: %zu bytes, at most %d", len,
            MOST_BYTES);
  return false;
}

/* ---- joining ---- */

static void concat(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    for (int arg = 0; arg < call_arg_count(call); arg++)
      buf_add_text(&out, call_text(call, arg, row));
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void concat_ws(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    for (int arg = 1; arg < call_arg_count(call); arg++) {
      if (arg > 1)
        buf_add_text(&out, call_text(call, 0, row));
      buf_add_text(&out, call_text(call, arg, row));
    }
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void repeat(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    int64_t times = call_int(call, 1, row);

    if (times > 0 && text.len && (uint64_t)times > MOST_BYTES / text.len) {
      fits(call, MOST_BYTES + 1);
      break;
    }
    buf_reset(&out);
    for (int64_t i = 0; text.len && i < times; i++)
      buf_add_text(&out, text);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* ---- parts by position ---- */

/* Position 0 means 1; negative ones count from the end, and beyond the start there is nothing. */
static struct text part_of(enum unit unit, struct text text, int64_t start,
                           int64_t length)
{
  size_t from;

  if (start < 0) {
    int64_t all = length_in(unit, text);

    if (start < -all)
      return TEXT("");
    start += all;
  } else if (start > 0) {
    start--;
  }
  if (length <= 0)
    return TEXT("");
  from = offset_in(unit, text, start);
  text = text_from(text.at + from, text.len - from);
  return text_from(text.at, offset_in(unit, text, length));
}

static void substr_rows(struct engine_call *call, enum unit unit)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_text(call, row,
                  part_of(unit, call_text(call, 0, row), call_int(call, 1, row),
                          call_int(call, 2, row)));
}

static void substr(struct engine_call *call)
{
  substr_rows(call, UNIT_CHAR);
}

static void substr_binary(struct engine_call *call)
{
  substr_rows(call, UNIT_BYTE);
}

static void right_binary(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text bytes = call_text(call, 0, row);
    int64_t length = call_int(call, 1, row);
    size_t len = length < 0                     ? 0
                 : (uint64_t)length > bytes.len ? bytes.len
                                                : (size_t)length;

    call_set_text(call, row, text_from(bytes.at + bytes.len - len, len));
  }
}

static void reverse_binary(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text bytes = call_text(call, 0, row);

    buf_reset(&out);
    for (size_t i = bytes.len; i > 0; i--)
      buf_add_char(&out, bytes.at[i - 1]);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void insert_rows(struct engine_call *call, enum unit unit)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    int64_t position = call_int(call, 1, row), length = call_int(call, 2, row);
    size_t from, to;

    if (position < 1 || length < 0 || position > length_in(unit, text) + 1) {
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Invalid position %lld or length %lld for INSERT", (long long)position,
                (long long)length);
      break;
    }
    from = offset_in(unit, text, position - 1);
    to = from + offset_in(unit, text_from(text.at + from, text.len - from), length);
    buf_reset(&out);
    buf_add(&out, text.at, from);
    buf_add_text(&out, call_text(call, 3, row));
    buf_add(&out, text.at + to, text.len - to);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void insert(struct engine_call *call)
{
  insert_rows(call, UNIT_CHAR);
}

static void insert_binary(struct engine_call *call)
{
  insert_rows(call, UNIT_BYTE);
}

static void position_rows(struct engine_call *call, enum unit unit)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text piece = call_text(call, 0, row), text = call_text(call, 1, row), rest;
    int64_t start = call_int(call, 2, row);
    size_t from, at;

    start = start < 1 ? 1 : start;
    if (start > length_in(unit, text) + 1) {
      call_set_int(call, row, 0);
      continue;
    }
    from = offset_in(unit, text, start - 1);
    rest = text_from(text.at + from, text.len - from);
    at = piece.len ? text_find_text(rest, piece) : 0;
    if (piece.len && at == rest.len)
      call_set_int(call, row, 0);
    else
      call_set_int(call, row, start + length_in(unit, text_from(rest.at, at)));
  }
}

static void position(struct engine_call *call)
{
  position_rows(call, UNIT_CHAR);
}

static void position_binary(struct engine_call *call)
{
  position_rows(call, UNIT_BYTE);
}

/* ---- padding ---- */

enum side { SIDE_LEFT, SIDE_RIGHT };

static void add_padding(enum unit unit, struct text pad, int64_t length, struct buf *out)
{
  int64_t of_pad = length_in(unit, pad);

  for (; length >= of_pad; length -= of_pad)
    buf_add_text(out, pad);
  buf_add(out, pad.at, offset_in(unit, pad, length));
}

/* An empty padding leaves the text as it is. */
static void pad_rows(struct engine_call *call, enum unit unit, enum side side)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row), pad = call_text(call, 2, row);
    int64_t length = call_int(call, 1, row), has = length_in(unit, text);

    length = length < 0 ? 0 : length;
    if (!fits(call, (size_t)length))
      break;
    if (length <= has || !pad.len) {
      call_set_text(call, row, text_from(text.at, offset_in(unit, text, length)));
      continue;
    }
    buf_reset(&out);
    if (side == SIDE_LEFT)
      add_padding(unit, pad, length - has, &out);
    buf_add_text(&out, text);
    if (side == SIDE_RIGHT)
      add_padding(unit, pad, length - has, &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void lpad(struct engine_call *call)
{
  pad_rows(call, UNIT_CHAR, SIDE_LEFT);
}

static void rpad(struct engine_call *call)
{
  pad_rows(call, UNIT_CHAR, SIDE_RIGHT);
}

static void lpad_binary(struct engine_call *call)
{
  pad_rows(call, UNIT_BYTE, SIDE_LEFT);
}

static void rpad_binary(struct engine_call *call)
{
  pad_rows(call, UNIT_BYTE, SIDE_RIGHT);
}

/* ---- parts between separators ---- */

/* Takes the text before the next separator off *rest; an empty separator separates nothing.
 * False when there was no separator: the part is the last. */
static bool take_part(struct text *rest, struct text separator, struct text *part)
{
  size_t at = separator.len ? text_find_text(*rest, separator) : rest->len;

  if (at == rest->len) {
    *part = *rest;
    return false;
  }
  *part = text_from(rest->at, at);
  *rest = text_from(rest->at + at + separator.len, rest->len - at - separator.len);
  return true;
}

static int64_t count_parts(struct text text, struct text separator)
{
  struct text part;
  int64_t count = 1;

  while (take_part(&text, separator, &part))
    count++;
  return count;
}

/* Part 0 is part 1. */
static void split_part(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text rest = call_text(call, 0, row), separator = call_text(call, 1, row);
    struct text part = TEXT("");
    int64_t wanted = call_int(call, 2, row);
    bool more = true;

    if (wanted < 0)
      wanted += count_parts(rest, separator) + 1;
    else if (wanted == 0)
      wanted = 1;
    for (int64_t i = 0; i < wanted; i++) {
      part = TEXT("");
      if (more)
        more = take_part(&rest, separator, &part);
      else
        break;
    }
    call_set_text(call, row, part);
  }
}

static void put_string(struct text string, struct buf *out)
{
  if (out->len > 1)
    buf_add_char(out, ',');
  json_text_quote(string, out);
}

static void split(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text rest = call_text(call, 0, row), separator = call_text(call, 1, row), part;
    bool more = true;

    buf_reset(&out);
    buf_add_char(&out, '[');
    while (more) {
      more = take_part(&rest, separator, &part);
      put_string(part, &out);
    }
    buf_add_char(&out, ']');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static bool has_char(struct text set, const char *at)
{
  size_t size = char_size(at);

  for (size_t i = 0; i < set.len; i += char_size(set.at + i)) {
    if (char_size(set.at + i) == size && memcmp(set.at + i, at, size) == 0)
      return true;
  }
  return false;
}

/* Takes the next token off *rest: characters outside of the set. False when there is none. */
static bool take_token(struct text *rest, struct text set, struct text *token)
{
  size_t from = 0, to;

  while (from < rest->len && has_char(set, rest->at + from))
    from += char_size(rest->at + from);
  for (to = from; to < rest->len && !has_char(set, rest->at + to);)
    to += char_size(rest->at + to);
  *token = text_from(rest->at + from, to - from);
  *rest = text_from(rest->at + to, rest->len - to);
  return token->len > 0;
}

static void strtok_part(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text rest = call_text(call, 0, row), set = call_text(call, 1, row), token;
    int64_t wanted = call_int(call, 2, row);
    bool found = wanted > 0;

    while (found && wanted-- > 0)
      found = take_token(&rest, set, &token);
    if (found)
      call_set_text(call, row, token);
    else
      call_set_null(call, row);
  }
}

static void strtok_to_array(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text rest = call_text(call, 0, row), set = call_text(call, 1, row), token;

    buf_reset(&out);
    buf_add_char(&out, '[');
    while (take_token(&rest, set, &token))
      put_string(token, &out);
    buf_add_char(&out, ']');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* ---- words and likeness ---- */

static void chr(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t code = call_int(call, 0, row);
    char out[4];

    if (code < 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Invalid character code %lld in the CHR input", (long long)code);
    else
      call_set_text(call, row, text_from(out, text_put_code_point(out, (uint32_t)code)));
  }
}

/* Snowflake's default delimiters: white space and these. */
static bool ends_word(const char *at)
{
  return (unsigned char)*at <= ' ' || strchr("!?@\"^#$&~_,.:;+-*%/|\\[](){}<>", *at);
}

/* The text is small letters already; first letters of words arrive as capitals in `capitals`,
 * where both have the same number of characters. */
static void initcap_row(struct text lower, struct text upper, struct text delimiters,
                        bool chosen, struct buf *out)
{
  size_t u = 0;
  bool first = true;

  for (size_t l = 0; l < lower.len && u < upper.len;) {
    size_t size = char_size(lower.at + l), upper_size = char_size(upper.at + u);

    if (first)
      buf_add(out, upper.at + u, upper_size);
    else
      buf_add(out, lower.at + l, size);
    first = chosen ? has_char(delimiters, lower.at + l) : ends_word(lower.at + l);
    l += size;
    u += upper_size;
  }
}

/* Takes lower(text), upper(text) and perhaps the delimiters. */
static void initcap(struct engine_call *call)
{
  bool chosen = call_arg_count(call) > 2;
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    initcap_row(call_text(call, 0, row), call_text(call, 1, row),
                chosen ? call_text(call, 2, row) : TEXT(""), chosen, &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static char soundex_digit(char letter)
{
  static const char digits[] = "01230120022455012623010202"; /* A to Z */

  return digits[letter - 'A'];
}

/* H and W do not part letters of one code, vowels do. `after_first`: the second letter's code
 * counts even when it equals the first's. */
static struct text soundex_of(struct text text, bool after_first, char code[4])
{
  size_t len = 0;
  char last = 0;

  for (size_t i = 0; i < text.len && len < 4; i++) {
    char c = (char)toupper((unsigned char)text.at[i]), digit;

    if (c < 'A' || c > 'Z')
      continue;
    digit = soundex_digit(c);
    if (len == 0)
      code[len++] = c;
    else if (digit != '0' && digit != last)
      code[len++] = digit;
    if (c == 'H' || c == 'W')
      continue;
    last = len == 1 && after_first && digit != '0' && last == 0 ? '?' : digit;
  }
  if (!len)
    return TEXT("");
  while (len < 4)
    code[len++] = '0';
  return text_from(code, 4);
}

static void soundex_rows(struct engine_call *call, bool after_first)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    char code[4];

    call_set_text(call, row, soundex_of(call_text(call, 0, row), after_first, code));
  }
}

static void soundex(struct engine_call *call)
{
  soundex_rows(call, false);
}

static void soundex_p123(struct engine_call *call)
{
  soundex_rows(call, true);
}

const struct engine_function_row fn_text_rows[] = {
  { "sg_chr", "BIGINT", "VARCHAR", chr, 0 },
  { "sg_concat", "VARCHAR...", "VARCHAR", concat, 0 },
  { "sg_concat_ws", "VARCHAR...", "VARCHAR", concat_ws, 0 },
  { "sg_initcap", "VARCHAR, VARCHAR", "VARCHAR", initcap, 0 },
  { "sg_initcap_by", "VARCHAR, VARCHAR, VARCHAR", "VARCHAR", initcap, 0 },
  { "sg_insert", "VARCHAR, BIGINT, BIGINT, VARCHAR", "VARCHAR", insert, 0 },
  { "sg_insert_binary", "BLOB, BIGINT, BIGINT, BLOB", "BLOB", insert_binary, 0 },
  { "sg_lpad", "VARCHAR, BIGINT, VARCHAR", "VARCHAR", lpad, 0 },
  { "sg_lpad_binary", "BLOB, BIGINT, BLOB", "BLOB", lpad_binary, 0 },
  { "sg_position", "VARCHAR, VARCHAR, BIGINT", "BIGINT", position, 0 },
  { "sg_position_binary", "BLOB, BLOB, BIGINT", "BIGINT", position_binary, 0 },
  { "sg_repeat", "VARCHAR, BIGINT", "VARCHAR", repeat, 0 },
  { "sg_reverse_binary", "BLOB", "BLOB", reverse_binary, 0 },
  { "sg_right_binary", "BLOB, BIGINT", "BLOB", right_binary, 0 },
  { "sg_rpad", "VARCHAR, BIGINT, VARCHAR", "VARCHAR", rpad, 0 },
  { "sg_rpad_binary", "BLOB, BIGINT, BLOB", "BLOB", rpad_binary, 0 },
  { "sg_soundex", "VARCHAR", "VARCHAR", soundex, 0 },
  { "sg_soundex_p123", "VARCHAR", "VARCHAR", soundex_p123, 0 },
  { "sg_split", "VARCHAR, VARCHAR", "JSON", split, 0 },
  { "sg_split_part", "VARCHAR, VARCHAR, BIGINT", "VARCHAR", split_part, 0 },
  { "sg_strtok", "VARCHAR, VARCHAR, BIGINT", "VARCHAR", strtok_part, 0 },
  { "sg_strtok_to_array", "VARCHAR, VARCHAR", "JSON", strtok_to_array, 0 },
  { "sg_substr", "VARCHAR, BIGINT, BIGINT", "VARCHAR", substr, 0 },
  { "sg_substr_binary", "BLOB, BIGINT, BIGINT", "BLOB", substr_binary, 0 },
};

const int fn_text_count = (int)(sizeof(fn_text_rows) / sizeof(fn_text_rows[0]));
