/* past_statement.c: a statement that ran, by its query id. */
#include "exec/past_statement.h"

#include "session/instance.h"

#define ID_LEN 36 /* 8-4-4-4-12 hexadecimal digits. */

static bool is_dash(size_t at)
{
  return at == 8 || at == 13 || at == 18 || at == 23;
}

static bool is_hex(char c)
{
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_query_id(struct text text)
{
  if (text.len != ID_LEN)
    return false;
  for (size_t i = 0; i < text.len; i++)
    if (is_dash(i) ? text.at[i] != '-' : !is_hex(text.at[i]))
      return false;
  return true;
}

const struct history_entry *past_statement(const struct session *session,
                                           struct arena *arena, struct text query_id,
                                           struct err *err)
{
  struct history_filter filter = { .query_id = query_id, .most = 1 };
  int count;
  struct history_entry *found = history_find(session->instance->history, &filter, arena,
                                             &count, err);

  if (!found)
    return NULL;
  if (count)
    return &found[0];
  err_set(err, ERR_NO_STATEMENT, "Statement " TEXT_FMT " not found", TEXT_ARG(query_id));
  return NULL;
}
