/* journal.c: what an open transaction has done, so that it can be done again. */
#include "exec/journal.h"

#include <stdlib.h>
#include <string.h>

struct entry {
  char *sql;
  size_t len;
  int64_t *rows;
  int row_count;
  int64_t changed;
};

struct journal {
  struct entry *entries;
  int count, room;
  bool sealed;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct journal *journal_new(void)
{
  return must(calloc(1, sizeof(struct journal)));
}

void journal_free(struct journal *journal, struct engine *engine)
{
  if (!journal)
    return;
  for (int i = 0; i < journal->count; i++) {
    for (int r = 0; r < journal->entries[i].row_count; r++)
      engine_rows_drop(engine, journal->entries[i].rows[r]);
    free(journal->entries[i].rows);
    free(journal->entries[i].sql);
  }
  free(journal->entries);
  free(journal);
}

bool journal_is_empty(const struct journal *journal)
{
  return !journal || journal->count == 0;
}

void journal_add(struct journal *journal, struct text sql, const int64_t *rows,
                 int row_count, int64_t changed)
{
  struct entry *entry;

  if (journal->count == journal->room) {
    journal->room = journal->room ? journal->room * 2 : 8;
    journal->entries = must(
      realloc(journal->entries, (size_t)journal->room * sizeof *journal->entries));
  }
  entry = &journal->entries[journal->count++];
  *entry = (struct entry){ must(malloc(sql.len + 1)), sql.len,
                           must(malloc(((size_t)row_count + 1) * sizeof *rows)),
                           row_count, changed };
  memcpy(entry->sql, sql.at, sql.len);
  entry->sql[sql.len] = '\0';
  if (row_count)
    memcpy(entry->rows, rows, (size_t)row_count * sizeof *rows);
}

void journal_seal(struct journal *journal)
{
  journal->sealed = true;
}

static bool cannot(struct err *err)
{
  return err_set(
    err, ERR_CONFLICT,
    "The transaction was rolled back: after a failure, what it had done could not be "
    "done again.");
}

static bool redo(const struct entry *entry, struct engine_connection *connection,
                 struct err *err)
{
  struct engine_result *result = engine_query(
    connection, text_from(entry->sql, entry->len), false, err);
  bool same = result &&
              (entry->changed < 0 || engine_rows_changed(result) == entry->changed);

  engine_result_free(result);
  if (result && !same)
    return cannot(err);
  return same;
}

bool journal_replay(const struct journal *journal, struct engine_connection *connection,
                    struct err *err)
{
  if (journal->sealed)
    return cannot(err);
  for (int i = 0; i < journal->count; i++)
    if (!redo(&journal->entries[i], connection, err))
      return false;
  return true;
}
