/* keyed_texts.c: the properties of users and integrations as one JSON object. */
#include "session/keyed_texts.h"

#include "data/json.h"
#include "data/member.h"

void keyed_texts_put(struct buf *sql, const struct text *values, int count, text_key *key)
{
  struct buf json;

  buf_init(&json);
  json_put_open(&json, '{');
  for (int i = 0; i < count; i++)
    member_text_if_any(&json, key(i), values[i]);
  json_put_close(&json, '}');
  buf_add_quoted(sql, buf_text(&json));
  buf_clear(&json);
}

bool keyed_texts_read(struct text text, int count, text_key *key,
                      void (*set)(void *to, int index, struct text value), void *to,
                      struct err *err)
{
  struct arena *arena = arena_new();
  const struct json *json = json_parse(arena, text, err);
  bool ok = json != NULL;

  for (int i = 0; ok && i < count; i++)
    set(to, i, json_as_text(json_member(json, key(i))));
  arena_free(arena);
  return ok;
}
