/* jsonv2.c: the SQL API's form of what a statement gave, "jsonv2". */
#include "wire/jsonv2.h"

#include <unistd.h>

#include "session/history.h"
#include "session/instance.h"
#include "session/results.h"

/* ---- errors ---- */

/* Errors that tell a session to USE something, which a request cannot. */
static const struct {
  enum err_code code, said;
  const char *object, *property;
} namings[] = {
  { ERR_NO_DATABASE, ERR_API_NO_DATABASE, "database", "DEFAULT_NAMESPACE" },
  { ERR_NO_SCHEMA, ERR_API_NO_SCHEMA, "schema", "DEFAULT_NAMESPACE" },
};

/* "CREATE TABLE", of a statement that QUERY_HISTORY knows. */
static struct text command_of(struct arena *arena, const struct session *session,
                              struct text query_id)
{
  struct history_filter filter = { .query_id = query_id, .most = 1 };
  int count = 0;
  struct err err; /* Of a word in a message: not worth an error of its own. */
  struct history_entry *found = history_find(session->instance->history, &filter, arena,
                                             &count, &err);
  char *words;

  if (!found || !count || !found->type)
    return TEXT("SQL");
  words = arena_c_string(arena, text_of(found->type));
  for (char *c = words; *c; c++)
    *c = *c == '_' ? ' ' : *c;
  return text_of(words);
}

void jsonv2_put_failure(struct buf *out, const struct session *session,
                        struct sql_api_handle handle, const struct err *err)
{
  for (size_t i = 0; i < sizeof namings / sizeof namings[0]; i++)
    if (namings[i].code == err->code) {
      struct arena *arena = arena_new();
      struct text command = command_of(arena, session, handle.id);
      struct err said;

      err_set(&said, namings[i].said,
              "Unable to run the " TEXT_FMT " command. You must specify the %s to use by "
              "either setting the %s field in the body of the request or by setting the "
              "%s property for the current user.",
              TEXT_ARG(command), namings[i].object, namings[i].object,
              namings[i].property);
      sql_api_put_failure(out, handle, &said);
      arena_free(arena);
      return;
    }
  sql_api_put_failure(out, handle, err);
}

/* ---- partitions ---- */

/* The note is the key of the file of chunks, a dot, and their number. */
struct text jsonv2_note(struct arena *arena, const struct query_answer *answer)
{
  struct text name = answer->chunks[0].url; /* /results/KEY.1 */
  size_t slash;

  while ((slash = text_find(name, '/')) < name.len)
    name = text_slice(name, slash + 1, name.len);
  return arena_printf(arena, TEXT_FMT ".%d",
                      TEXT_ARG(text_slice(name, 0, text_find(name, '.'))),
                      answer->chunk_count);
}

int jsonv2_partitions(struct text note)
{
  size_t dot = text_find(note, '.');
  int64_t chunks;

  if (!text_to_int64(text_slice(note, dot + 1, note.len), &chunks))
    return 1;
  return 1 + (int)chunks;
}

bool jsonv2_put_rows(const struct behind_bytes *bytes, struct buf *out)
{
  bool ok;

  buf_add_string(out, "{\"data\":[");
  ok = result_bytes_copy(bytes, out);
  buf_add_string(out, "]}");
  return ok;
}

bool jsonv2_rows_are_gone(int64_t partition, struct err *err)
{
  return err_set(err, ERR_NO_RESULT, "The rows of partition %lld are gone.",
                 (long long)partition);
}

bool jsonv2_partition(const struct instance *instance, struct text note,
                      int64_t partition, struct buf *out, struct err *err)
{
  struct text key = text_slice(note, 0, text_find(note, '.'));
  struct behind_bytes bytes;
  bool ok = false;

  if (results_hold_part(instance->results, key, partition, &bytes)) {
    ok = jsonv2_put_rows(&bytes, out);
    behind_bytes_release(&bytes);
  }
  return ok || jsonv2_rows_are_gone(partition, err);
}
