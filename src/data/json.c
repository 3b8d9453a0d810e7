/* json.c: JSON values as messages carry them. */
#include "data/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "data/json_bytes.h"
#include "data/json_tree.h"

/* ---- reading ---- */

/* What json_parse gives: the root comes first. */
struct tree {
  struct json root;
  struct arena *arena;
};

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

/* What is wrong with a text that is no tree, in the words of jansson, which takes the same texts,
 * but overlooks NULs between the tokens. (jansson 2.14) */
static void refuse(struct text text, struct err *err)
{
  json_error_t failure;
  json_t *taken;

  if (!check_nesting(text, err))
    return;
  taken = json_loadb(text.at ? text.at : "", text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL,
                     &failure);
  if (taken)
    err_set(err, ERR_BAD_REQUEST,
            "Malformed JSON: there is a NUL outside of its strings");
  else
    err_set(err, ERR_BAD_REQUEST, "Malformed JSON at line %d column %d: %s", failure.line,
            failure.column, failure.text);
  json_decref(taken);
}

const struct json *json_parse_in(struct arena *arena, struct text text, struct err *err)
{
  struct json *root = ARENA_NEW(arena, struct json);

  if (json_tree_build(arena, text, JSON_MAX_NESTING, root))
    return root;
  refuse(text, err);
  return NULL;
}

struct json *json_parse(struct text text, struct err *err)
{
  struct arena *arena = arena_new();
  struct tree *tree = ARENA_NEW(arena, struct tree);

  tree->arena = arena;
  if (json_tree_build(arena, text, JSON_MAX_NESTING, &tree->root))
    return &tree->root;
  arena_free(arena);
  refuse(text, err);
  return NULL;
}

void json_free(struct json *root)
{
  if (root)
    arena_free(((struct tree *)root)->arena);
}

static bool is(const struct json *json, enum json_node node)
{
  return json && json->node == node;
}

bool json_has_members(const struct json *json)
{
  return is(json, JSON_NODE_OBJECT);
}

bool json_has_items(const struct json *json)
{
  return is(json, JSON_NODE_ARRAY);
}

bool json_is_absent(const struct json *json)
{
  return !json || json->node == JSON_NODE_NULL;
}

static struct text string_of(const struct json *json)
{
  return text_from(json->string, json->len);
}

const struct json *json_member(const struct json *object, const char *name)
{
  struct text wanted = text_of(name);

  for (size_t i = 0; json_has_members(object) && i < object->len; i++)
    if (text_equal(string_of(&object->items[2 * i]), wanted))
      return &object->items[2 * i + 1];
  return NULL;
}

const struct json *json_item(const struct json *array, size_t index)
{
  return json_has_items(array) && index < array->len ? &array->items[index] : NULL;
}

size_t json_count(const struct json *json)
{
  return json_has_members(json) || json_has_items(json) ? json->len : 0;
}

const struct json *json_walk(const struct json *object, void **at, struct text *name)
{
  const struct json *member = *at;

  if (!json_has_members(object))
    return NULL;
  member = member ? member + 2 : object->items;
  if (member == object->items + 2 * object->len)
    return NULL;
  *at = (void *)(uintptr_t)member;
  *name = string_of(member);
  return member + 1;
}

struct text json_as_text(const struct json *json)
{
  return is(json, JSON_NODE_STRING) ? string_of(json) : (struct text){ NULL, 0 };
}

int64_t json_as_int(const struct json *json, int64_t otherwise)
{
  int64_t value;

  if (is(json, JSON_NODE_INTEGER))
    return json->integer;
  if (is(json, JSON_NODE_STRING))
    return text_to_int64(string_of(json), &value) ? value : otherwise;
  if (is(json, JSON_NODE_REAL) && json->real == floor(json->real) &&
      fabs(json->real) < 9e18)
    return (int64_t)json->real;
  return otherwise;
}

bool json_as_bool(const struct json *json, bool otherwise)
{
  struct text text = json_as_text(json);

  if (is(json, JSON_NODE_TRUE) || text_is_nocase(text, "true"))
    return true;
  if (is(json, JSON_NODE_FALSE) || text_is_nocase(text, "false"))
    return false;
  return otherwise;
}

struct text json_scalar_borrowed(const struct json *json, struct arena *arena)
{
  if (!json)
    return (struct text){ NULL, 0 };
  switch ((enum json_node)json->node) {
  case JSON_NODE_STRING: return string_of(json);
  case JSON_NODE_INTEGER: return arena_printf(arena, "%lld", (long long)json->integer);
  case JSON_NODE_REAL: return arena_printf(arena, "%.17g", json->real);
  case JSON_NODE_TRUE: return TEXT("true");
  case JSON_NODE_FALSE: return TEXT("false");
  case JSON_NODE_NULL:
  case JSON_NODE_ARRAY:
  case JSON_NODE_OBJECT: break;
  }
  return (struct text){ NULL, 0 };
}

struct text json_scalar_text(const struct json *json, struct arena *arena)
{
  struct text text = json_scalar_borrowed(json, arena);

  return is(json, JSON_NODE_STRING) ? arena_text(arena, text) : text;
}

/* ---- writing ---- */

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
    size_t run = json_plain_run(at, left);

    if (run == 0) {
      unsigned char c = (unsigned char)*at;

      run = 1;
      if (c < 0x80) {
        put_special(out, c);
      } else {
        size_t size = json_character(at, left);

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
