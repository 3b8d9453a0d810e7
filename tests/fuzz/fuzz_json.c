/* fuzz_json.c: JSON of messages: what was read is written and read again. */
#include "fuzz.h"

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
