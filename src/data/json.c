/* json.c: JSON values as messages carry them; the home of jansson. */
#include "data/json.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static const json_t *inside(const struct json *json)
{
  return (const json_t *)json;
}

static const struct json *outside(const json_t *json)
{
  return (const struct json *)json;
}

/* jansson recurses, so nesting is bounded before it sees the text. Brackets are counted as if
 * quotes were always well placed: where they are not, jansson reports it. */
static bool check_nesting(struct text text, struct err *err)
{
  size_t depth = 0;
  bool quoted = false;

  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];

    if (quoted) {
      if (c == '\\')
        i++;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > JSON_MAX_NESTING)
        return err_set(err, ERR_BAD_REQUEST, "JSON is nested deeper than %d levels.",
                       JSON_MAX_NESTING);
    } else if ((c == ']' || c == '}') && depth) {
      depth--;
    }
  }
  return true;
}

struct json *json_parse(struct text text, struct err *err)
{
  json_error_t failure;
  json_t *root;

  if (!check_nesting(text, err))
    return NULL;
  root = json_loadb(text.at ? text.at : "", text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL,
                    &failure);
  if (!root)
    err_set(err, ERR_BAD_REQUEST, "Malformed JSON at line %d column %d: %s", failure.line,
            failure.column, failure.text);
  return (struct json *)root;
}

void json_free(struct json *root)
{
  json_decref((json_t *)root);
}

bool json_has_members(const struct json *json)
{
  return json && inside(json)->type == JSON_OBJECT;
}

bool json_has_items(const struct json *json)
{
  return json && inside(json)->type == JSON_ARRAY;
}

bool json_is_absent(const struct json *json)
{
  return !json || inside(json)->type == JSON_NULL;
}

const struct json *json_member(const struct json *object, const char *name)
{
  return outside(json_object_get(inside(object), name));
}

const struct json *json_item(const struct json *array, size_t index)
{
  return outside(json_array_get(inside(array), index));
}

size_t json_count(const struct json *json)
{
  if (json_has_members(json))
    return json_object_size(inside(json));
  return json_array_size(inside(json));
}

const struct json *json_walk(const struct json *object, void **at, struct text *name)
{
  json_t *owner = (json_t *)(uintptr_t)object;

  if (!json_has_members(object))
    return NULL;
  *at = *at ? json_object_iter_next(owner, *at) : json_object_iter(owner);
  if (!*at)
    return NULL;
  *name = text_of(json_object_iter_key(*at));
  return outside(json_object_iter_value(*at));
}

struct text json_as_text(const struct json *json)
{
  if (!json || inside(json)->type != JSON_STRING)
    return (struct text){ NULL, 0 };
  return text_from(json_string_value(inside(json)), json_string_length(inside(json)));
}

int64_t json_as_int(const struct json *json, int64_t otherwise)
{
  int64_t value;
  double real;

  if (!json)
    return otherwise;
  switch (inside(json)->type) {
  case JSON_INTEGER: return json_integer_value(inside(json));
  case JSON_STRING: return text_to_int64(json_as_text(json), &value) ? value : otherwise;
  case JSON_REAL:
    real = json_real_value(inside(json));
    return real == floor(real) && fabs(real) < 9e18 ? (int64_t)real : otherwise;
  case JSON_OBJECT:
  case JSON_ARRAY:
  case JSON_TRUE:
  case JSON_FALSE:
  case JSON_NULL: break;
  }
  return otherwise;
}

bool json_as_bool(const struct json *json, bool otherwise)
{
  struct text text = json_as_text(json);

  if (!json)
    return otherwise;
  if (inside(json)->type == JSON_TRUE || text_is_nocase(text, "true"))
    return true;
  if (inside(json)->type == JSON_FALSE || text_is_nocase(text, "false"))
    return false;
  return otherwise;
}

struct text json_scalar_text(const struct json *json, struct arena *arena)
{
  if (!json)
    return (struct text){ NULL, 0 };
  switch (inside(json)->type) {
  case JSON_STRING: return arena_text(arena, json_as_text(json));
  case JSON_INTEGER:
    return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(inside(json)));
  case JSON_REAL: return arena_printf(arena, "%.17g", json_real_value(inside(json)));
  case JSON_TRUE: return TEXT("true");
  case JSON_FALSE: return TEXT("false");
  case JSON_OBJECT:
  case JSON_ARRAY:
  case JSON_NULL: break;
  }
  return (struct text){ NULL, 0 };
}

/* ---- writing ---- */

/* Bytes that end a run which can be copied as it is: quotes, backslash, controls, and all that
 * is not ASCII, since that has to be checked. */
static bool is_plain(unsigned char c)
{
  return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u

/* The length of the plain beginning, eight bytes at a time: a byte's high bit is set in `stop`
 * when the byte is a control, a quote, a backslash or not ASCII (with false alarms only after a
 * true one). */
static size_t plain_run(const char *at, size_t len)
{
  size_t i = 0;

  for (; i + 8 <= len; i += 8) {
    uint64_t word, quote, slash, stop;

    memcpy(&word, at + i, 8);
    quote = word ^ (ONES * '"');
    slash = word ^ (ONES * '\\');
    stop = (word | (word - ONES * 0x20) | (quote - ONES) | (slash - ONES)) & HIGHS;
    if (stop)
      break;
  }
  while (i < len && is_plain((unsigned char)at[i]))
    i++;
  return i;
}

/* Bytes of the well-made character that begins here, or 0. */
static size_t character(const unsigned char *at, size_t len)
{
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

static void put_special(struct buf *out, unsigned char c)
{
  static const char shorts[32] = {
    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'
  };
  static const char hex[] = "0123456789abcdef";
  char piece[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

  if (c == '"' || c == '\\')
    piece[1] = (char)c;
  else if (c < sizeof shorts && shorts[c])
    piece[1] = shorts[c];
  buf_add(out, piece, piece[1] == 'u' ? 6 : 2);
}

void json_put_escaped(struct buf *out, struct text text)
{
  const char *at = text.at;
  size_t left = text.len;

  while (left) {
    size_t run = plain_run(at, left);

    if (run == 0) {
      unsigned char c = (unsigned char)*at;

      run = 1;
      if (c < 0x80) {
        put_special(out, c);
      } else {
        size_t size = character((const unsigned char *)at, left);

        if (size)
          buf_add(out, at, run = size);
        else
          buf_add(out, "\xEF\xBF\xBD", 3);
      }
    } else {
      buf_add(out, at, run);
    }
    at += run;
    left -= run;
  }
}

/* A comma, where something stands before in the same brackets. */
static void put_comma(struct buf *out)
{
  char last = out->len ? out->at[out->len - 1] : '[';

  if (last != '[' && last != '{' && last != ':' && last != ',')
    buf_add_char(out, ',');
}

void json_put_open(struct buf *out, char bracket)
{
  put_comma(out);
  buf_add_char(out, bracket);
}

void json_put_close(struct buf *out, char bracket)
{
  buf_add_char(out, bracket);
}

void json_put_name(struct buf *out, const char *name)
{
  put_comma(out);
  buf_add_char(out, '"');
  buf_add_string(out, name);
  buf_add(out, "\":", 2);
}

void json_put_text(struct buf *out, struct text text)
{
  if (!text.at) {
    json_put_null(out);
    return;
  }
  put_comma(out);
  buf_add_char(out, '"');
  json_put_escaped(out, text);
  buf_add_char(out, '"');
}

void json_put_int(struct buf *out, int64_t value)
{
  put_comma(out);
  buf_add_int(out, value);
}

void json_put_bool(struct buf *out, bool value)
{
  put_comma(out);
  buf_add_string(out, value ? "true" : "false");
}

void json_put_null(struct buf *out)
{
  put_comma(out);
  buf_add(out, "null", 4);
}
