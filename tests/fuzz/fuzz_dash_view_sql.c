/* fuzz_dash_view_sql.c: bodies of requests that look at a result again: what is asked for in SQL has values as binds alone. */
#include "dashboard/dash_view_sql.h"
#include "fuzz.h"

enum { KINDS = TYPE_INTERVAL + 1 };

static const view_sql views[] = { view_sql_rows, view_sql_chart, view_sql_statistics };

/* As many question marks as binds, and no text but ours. */
static void check_message(const struct query_message *message)
{
  int marks = 0;

  for (size_t i = 0; i < message->sql.len; i++)
    marks += message->sql.at[i] == '?';
  assert(marks == message->bind_count);
  assert(text_is_utf8(message->sql));
  for (int i = 0; i < message->bind_count; i++)
    assert(message->binds[i].count == 1 && text_is_utf8(message->binds[i].values[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct type types[KINDS];
  struct view_source source = { TEXT("01a202d7-0000-7000-8000-000000000000"), 1000000,
                                KINDS, types };
  struct arena *parsed = arena_new();
  struct err err;
  const struct json *body = json_parse(parsed, fuzz_text(data, size), &err);

  for (int i = 0; i < KINDS; i++)
    types[i] = type_of((enum type_kind)i);
  for (size_t i = 0; body && i < sizeof views / sizeof *views; i++) {
    struct arena *arena = arena_new();
    struct query_message message = { 0 };

    err_clear(&err);
    if (views[i](arena, &source, body, &message, &err))
      check_message(&message);
    else
      assert(err_is_set(&err) && !message.sql.at);
    arena_free(arena);
  }
  arena_free(parsed);
  return 0;
}
