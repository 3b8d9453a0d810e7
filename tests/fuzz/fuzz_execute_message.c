/* fuzz_execute_message.c: bodies of requests to POST /api/execute. */
#include "fuzz.h"

#include "protocol/execute_message.h"

static void check_name(struct text name)
{
  assert(!name.at || (name.len && text_is_utf8(name)));
}

static void check(const struct execute_message *message)
{
  const struct query_message *query = &message->query;

  assert(query->sql.at && text_is_utf8(query->sql));
  assert(query->first_rows >= 0 && query->first_rows <= DISPLAY_MOST_ROWS);
  assert(message->wait_ms >= -1);
  check_name(query->context.role);
  check_name(query->context.warehouse);
  check_name(query->context.database);
  check_name(query->context.schema);
  for (int i = 0; i < query->param_count; i++)
    assert(query->params[i].name.len && query->params[i].value.at);
  for (int i = 0; i < query->bind_count; i++)
    for (int64_t v = 0; v < query->binds[i].count; v++)
      assert(!query->binds[i].values[v].at || text_is_utf8(query->binds[i].values[v]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text body = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct execute_message message;
  struct err err;

  err_clear(&err);
  if (execute_message_read(arena, body, &message, &err))
    check(&message);
  else
    assert(err_is_set(&err));
  arena_free(arena);
  return 0;
}
