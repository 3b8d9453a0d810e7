/* fuzz_message.c: bodies of requests. The first byte says which one it is read as. */
#include "fuzz.h"

#include "protocol/message.h"

static void read_query(struct arena *arena, struct text body)
{
  struct query_message query;
  struct err err;

  if (!message_read_query(arena, body, &query, &err))
    return;
  assert(query.bind_count <= MESSAGE_MAX_BINDS);
  for (int i = 0; i < query.bind_count; i++)
    for (int64_t v = 0; v < query.binds[i].count; v++)
      assert(!query.binds[i].values[v].at || text_is_utf8(query.binds[i].values[v]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text body = fuzz_text(data, size);
  unsigned char which = fuzz_byte(&body);
  struct arena *arena = arena_new();
  struct login_message login;
  struct token_message token;
  struct abort_message abort;
  struct buf out;
  struct err err;
  bool ok = true;

  err_clear(&err);
  buf_init(&out);
  switch (which % 4) {
  case 0: ok = message_read_login(arena, body, &login, &err); break;
  case 1: read_query(arena, body); break;
  case 2: ok = message_read_token(arena, body, &token, &err); break;
  default: ok = message_read_abort(arena, body, &abort, &err); break;
  }
  assert(ok || err_is_set(&err));
  message_put_error(&out, &err, body);
  message_put_ok(&out, body);
  buf_clear(&out);
  arena_free(arena);
  return 0;
}
