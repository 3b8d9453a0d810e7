/* journal.c: what an open transaction has done, so that it can be done again. */
#include "exec/journal.h"

#include <stdlib.h>
#include <string.h>

struct entry {
  char *sql;
  size_t len;
  int64_t *rows;
  int row_count;
};

struct journal {
  struct entry *entries;
  int count, room;
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
                 int row_count)
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
                           row_count };
  memcpy(entry->sql, sql.at, sql.len);
  entry->sql[sql.len] = '\0';
  if (row_count)
    memcpy(entry->rows, rows, (size_t)row_count * sizeof *rows);
}

bool journal_replay(const struct journal *journal, struct engine_connection *connection,
                    struct err *err)
{
  for (int i = 0; i < journal->count; i++)
    if (!engine_run(connection,
                    text_from(journal->entries[i].sql, journal->entries[i].len), err))
      return false;
  return true;
}
