/* fuzz_json.c: JSON of messages: what was read is written and read again. */
#include "fuzz.h"

#include "data/json.h"

static void walk(const struct json *json, struct arena *arena, struct buf *out);

static void walk_members(const struct json *json, struct arena *arena, struct buf *out)
{
  const struct json *member = NULL;
  struct text name;

  json_put_open(out, '[');
  while ((member = json_next_member(json, member, &name)) != NULL) {
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
  const struct json *item = NULL;

  if (json_has_members(json)) {
    walk_members(json, arena, out);
  } else if (json_has_items(json)) {
    json_put_open(out, '[');
    while ((item = json_next(json, item)) != NULL)
      walk(item, arena, out);
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
  const struct json *json;
  struct buf out;
  struct err err;

  buf_init(&out);
  err_clear(&err);
  json = json_parse(arena, fuzz_text(data, size), &err);
  assert(json || err_is_set(&err));
  if (json) {
    walk(json, arena, &out);
    assert(json_parse(arena, buf_text(&out), &err));
  }
  buf_reset(&out);
  json_put_text(&out, fuzz_text(data, size));
  json = json_parse(arena, buf_text(&out), &err);
  assert(json || size == 0 || !data);
  buf_clear(&out);
  arena_free(arena);
  return 0;
}
