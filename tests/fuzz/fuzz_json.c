/* fuzz_json.c: JSON of messages: what was read is written and read again, and is what another
 * reader of JSON finds in the same text. */
#include "fuzz.h"

#include <jansson.h>
#include <string.h>

#include "data/json.h"

static void walk(const struct json *json, struct arena *arena, struct buf *out);

static void walk_members(const struct json *json, struct arena *arena, struct buf *out)
{
  const struct json *member;
  struct text name;
  void *at = NULL;

  json_put_open(out, '[');
  while ((member = json_walk(json, &at, &name)) != NULL) {
    json_put_open(out, '{');
    json_put_name(out, "name");
    json_put_text(out, name);
    json_put_name(out, "value");
    walk(member, arena, out);
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

static void walk(const struct json *json, struct arena *arena, struct buf *out)
{
  if (json_has_members(json)) {
    walk_members(json, arena, out);
  } else if (json_has_items(json)) {
    json_put_open(out, '[');
    for (size_t i = 0; i < json_count(json); i++)
      walk(json_item(json, i), arena, out);
    json_put_close(out, ']');
  } else {
    json_as_int(json, 0);
    json_as_bool(json, false);
    json_put_text(out, json_scalar_text(json, arena));
  }
}

static void assert_same(json_t *theirs, const struct json *ours, struct arena *arena);

static void assert_same_members(json_t *theirs, const struct json *ours,
                                struct arena *arena)
{
  const struct json *member;
  const char *expected;
  struct text name;
  json_t *value;
  void *at = NULL;

  assert(json_has_members(ours) && json_count(ours) == json_object_size(theirs));
  json_object_foreach(theirs, expected, value)
  {
    member = json_walk(ours, &at, &name);
    assert(text_is(name, expected));
    assert(json_member(ours, expected) == member);
    assert_same(value, member, arena);
  }
}

static void assert_same(json_t *theirs, const struct json *ours, struct arena *arena)
{
  struct text text = json_scalar_text(ours, arena);

  switch (json_typeof(theirs)) {
  case JSON_OBJECT: assert_same_members(theirs, ours, arena); break;
  case JSON_ARRAY:
    assert(json_has_items(ours) && json_count(ours) == json_array_size(theirs));
    for (size_t i = 0; i < json_count(ours); i++)
      assert_same(json_array_get(theirs, i), json_item(ours, i), arena);
    break;
  case JSON_STRING:
    assert(text_equal(json_as_text(ours),
                      text_from(json_string_value(theirs), json_string_length(theirs))));
    break;
  case JSON_INTEGER: assert(json_as_int(ours, 0) == json_integer_value(theirs)); break;
  case JSON_REAL:
    assert(text_equal(text, arena_printf(arena, "%.17g", json_real_value(theirs))));
    break;
  case JSON_TRUE: assert(text_is(text, "true")); break;
  case JSON_FALSE: assert(text_is(text, "false")); break;
  case JSON_NULL: assert(json_is_absent(ours) && ours); break;
  }
}

/* Both take the same texts, but for deep nesting and NULs between the tokens. */
static void compare(struct text text, const struct json *json, const struct err *err,
                    struct arena *arena)
{
  json_error_t failure;
  json_t *theirs;

  if (!json &&
      (strstr(err->message, "nested deeper") || text_find(text, '\0') < text.len))
    return;
  theirs = json_loadb(text.at, text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &failure);
  assert(!theirs == !json);
  if (theirs)
    assert_same(theirs, json, arena);
  json_decref(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct json *json, *again;
  struct buf out;
  struct err err;

  buf_init(&out);
  err_clear(&err);
  json = json_parse(fuzz_text(data, size), &err);
  assert(json || err_is_set(&err));
  if (data)
    compare(fuzz_text(data, size), json, &err, arena);
  if (json) {
    walk(json, arena, &out);
    again = json_parse(buf_text(&out), &err);
    assert(again);
    json_free(again);
  }
  json_free(json);
  buf_reset(&out);
  json_put_text(&out, fuzz_text(data, size));
  again = json_parse(buf_text(&out), &err);
  assert(again || size == 0 || !data);
  json_free(again);
  buf_clear(&out);
  arena_free(arena);
  return 0;
}
