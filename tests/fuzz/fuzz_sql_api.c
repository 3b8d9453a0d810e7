/* fuzz_sql_api.c: bodies of requests to the SQL API. */
#include "fuzz.h"

#include "protocol/sql_api_message.h"

static void check(const struct sql_api_request *request)
{
  const struct query_message *query = &request->query;

  assert(query->sql.at && text_is_utf8(query->sql));
  assert(query->bind_count >= 0 && query->bind_count <= MESSAGE_MAX_BINDS);
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
  struct sql_api_request request;
  struct buf out;
  struct err err;

  err_clear(&err);
  buf_init(&out);
  if (sql_api_read(arena, body, &request, &err)) {
    check(&request);
  } else {
    assert(err_is_set(&err));
    sql_api_put_refusal(&out, &err);
    sql_api_put_unknown(&out, body, &err);
  }
  buf_clear(&out);
  arena_free(arena);
  return 0;
}
