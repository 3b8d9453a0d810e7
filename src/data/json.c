/* json.c: JSON values as messages carry them; the home of yyjson. */
#include "data/json.h"

#include <math.h>
#include <string.h>
#include <yyjson.h>

/* ---- memory ---- */

static void *take(void *arena, size_t size)
{
  return arena_alloc(arena, size);
}

static void *take_more(void *arena, void *old, size_t old_size, size_t size)
{
  return size <= old_size ? old : memcpy(arena_alloc(arena, size), old, old_size);
}

/* It goes with the arena. */
static void leave(void *arena, void *memory)
{
  (void)arena;
  (void)memory;
}

/* ---- reading ---- */

static yyjson_val *inside(const struct json *json)
{
  return (yyjson_val *)(uintptr_t)json;
}

static const struct json *outside(const yyjson_val *value)
{
  return (const struct json *)value;
}

/* Where the string whose first quote is before `at` ends, or the text. */
static const char *skip_string(const char *at, const char *end)
{
  for (; at < end && *at != '"'; at++)
    if (*at == '\\' && at + 1 < end)
      at++;
  return at;
}

/* Whoever walks a tree may recurse. Brackets are counted as if quotes were always well placed:
 * where they are not, it is no JSON. */
static bool check_nesting(struct text text, struct err *err)
{
  const char *end = text.at + text.len;
  size_t depth = 0;

  for (const char *at = text.at; at < end; at++)
    switch (*at) {
    case '"': at = skip_string(at + 1, end); break;
    case '[':
    case '{':
      if (++depth > JSON_MAX_NESTING)
        return err_set(err, ERR_BAD_REQUEST, "JSON is nested deeper than %d levels.",
                       JSON_MAX_NESTING);
      break;
    case ']':
    case '}': depth -= depth > 0; break;
    }
  return true;
}

/* Columns are characters and count from 1, as yyjson finds them. */
static bool refuse(struct text text, const yyjson_read_err *problem, struct err *err)
{
  size_t line = 0, column = 0, place = 0;

  yyjson_locate_pos(text.at, text.len, problem->pos, &line, &column, &place);
  return err_set(err, ERR_BAD_REQUEST, "Malformed JSON at line %zu column %zu: %s", line,
                 column, problem->msg);
}

/* Numbers that fit into no type keep the text they were written with. */
const struct json *json_parse(struct arena *arena, struct text text, struct err *err)
{
  const yyjson_alc memory = { take, take_more, leave, arena };
  yyjson_read_err problem;
  yyjson_doc *document;

  if (!text.at)
    text = TEXT("");
  if (!check_nesting(text, err))
    return NULL;
  document = yyjson_read_opts((char *)(uintptr_t)text.at, text.len,
                              YYJSON_READ_BIGNUM_AS_RAW, &memory, &problem);
  if (document)
    return outside(yyjson_doc_get_root(document));
  refuse(text, &problem, err);
  return NULL;
}

bool json_has_members(const struct json *json)
{
  return yyjson_is_obj(inside(json));
}

bool json_has_items(const struct json *json)
{
  return yyjson_is_arr(inside(json));
}

bool json_is_absent(const struct json *json)
{
  return !json || yyjson_is_null(inside(json));
}

const struct json *json_member(const struct json *object, const char *name)
{
  size_t len = strlen(name);
  yyjson_val *key, *found = NULL;
  yyjson_obj_iter at = yyjson_obj_iter_with(inside(object));

  while ((key = yyjson_obj_iter_next(&at)) != NULL)
    if (yyjson_equals_strn(key, name, len))
      found = yyjson_obj_iter_get_val(key);
  return outside(found);
}

const struct json *json_item(const struct json *array, size_t index)
{
  return outside(yyjson_arr_get(inside(array), index));
}

const struct json *json_next(const struct json *array, const struct json *before)
{
  yyjson_val *items = inside(array), *next;

  if (!json_has_items(array))
    return NULL;
  next = before ? unsafe_yyjson_get_next(inside(before)) : unsafe_yyjson_get_first(items);
  return next == unsafe_yyjson_get_next(items) ? NULL : outside(next);
}

size_t json_count(const struct json *json)
{
  return yyjson_get_len(yyjson_is_ctn(inside(json)) ? inside(json) : NULL);
}

const struct json *json_next_member(const struct json *object, const struct json *before,
                                    struct text *name)
{
  yyjson_val *members = inside(object), *key;

  if (!json_has_members(object))
    return NULL;
  key = before ? unsafe_yyjson_get_next(inside(before))
               : unsafe_yyjson_get_first(members);
  if (key == unsafe_yyjson_get_next(members))
    return NULL;
  *name = json_as_text(outside(key));
  return outside(key + 1);
}

struct text json_as_text(const struct json *json)
{
  if (!yyjson_is_str(inside(json)))
    return (struct text){ NULL, 0 };
  return text_from(yyjson_get_str(inside(json)), yyjson_get_len(inside(json)));
}

int64_t json_as_int(const struct json *json, int64_t otherwise)
{
  yyjson_val *value = inside(json);
  int64_t read;

  if (yyjson_is_str(value))
    return text_to_int64(json_as_text(json), &read) ? read : otherwise;
  if (yyjson_is_sint(value) ||
      (yyjson_is_uint(value) && yyjson_get_uint(value) <= INT64_MAX))
    return yyjson_get_sint(value);
  if (yyjson_is_real(value) && yyjson_get_real(value) == floor(yyjson_get_real(value)) &&
      fabs(yyjson_get_real(value)) < 9e18)
    return (int64_t)yyjson_get_real(value);
  return otherwise;
}

bool json_as_bool(const struct json *json, bool otherwise)
{
  struct text text = json_as_text(json);

  if (yyjson_is_true(inside(json)) || text_is_nocase(text, "true"))
    return true;
  if (yyjson_is_false(inside(json)) || text_is_nocase(text, "false"))
    return false;
  return otherwise;
}

static struct text number_text(yyjson_val *value, struct arena *arena)
{
  switch (yyjson_get_subtype(value)) {
  case YYJSON_SUBTYPE_UINT:
    return arena_printf(arena, "%llu", (unsigned long long)yyjson_get_uint(value));
  case YYJSON_SUBTYPE_SINT:
    return arena_printf(arena, "%lld", (long long)yyjson_get_sint(value));
  default: return arena_printf(arena, "%.17g", yyjson_get_real(value));
  }
}

struct text json_scalar_text(const struct json *json, struct arena *arena)
{
  yyjson_val *value = inside(json);

  switch (yyjson_get_type(value)) {
  case YYJSON_TYPE_STR: return json_as_text(json);
  case YYJSON_TYPE_RAW: return text_from(yyjson_get_raw(value), yyjson_get_len(value));
  case YYJSON_TYPE_NUM: return number_text(value, arena);
  case YYJSON_TYPE_BOOL: return yyjson_get_bool(value) ? TEXT("true") : TEXT("false");
  default: return (struct text){ NULL, 0 };
  }
}

/* ---- writing ---- */

/* Bytes that end a run which can be copied as it is: quotes, backslash, controls, and all that
 * is not ASCII, since that has to be checked. */
static bool is_plain(unsigned char c)
{
  return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* The length of the plain beginning, eight bytes at a time: a byte's high bit is set in `stop`
 * when the byte is a control, a quote, a backslash or not ASCII (with false alarms only after a
 * true one). */
static size_t plain_run(const char *at, size_t len)
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
  while (i < len && is_plain((unsigned char)at[i]))
    i++;
  return i;
}

/* Bytes of the well-made character beyond ASCII that begins here, or 0. */
static size_t character(const char *text, size_t len)
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
        size_t size = character(at, left);

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
