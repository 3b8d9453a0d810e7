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
  struct table_set reads, writes;
  struct commits *commits;
  uint64_t since; /* The number of commits when the engine's transaction began. */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct journal *journal_new(struct commits *commits)
{
  struct journal *journal = must(calloc(1, sizeof *journal));

  journal->commits = commits;
  journal->since = commits_watch(commits);
  return journal;
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
  table_set_clear(&journal->reads);
  table_set_clear(&journal->writes);
  commits_unwatch(journal->commits);
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

void journal_add_tables(struct journal *journal, const struct table_set *reads,
                        const struct table_set *writes)
{
  table_set_add_all(&journal->reads, reads);
  table_set_add_all(&journal->writes, writes);
}

const struct table_set *journal_writes(const struct journal *journal)
{
  return &journal->writes;
}

void journal_seal(struct journal *journal)
{
  journal->sealed = true;
}

/* ---- doing it again ---- */

void journal_begin(struct journal *journal)
{
  journal->since = commits_now(journal->commits);
}

bool journal_is_behind(const struct journal *journal, const struct table_set *tables)
{
  return commits_touched(journal->commits, journal->since, tables);
}

bool journal_hold(const struct journal *journal)
{
  return !journal->sealed &&
         commits_hold(journal->commits, journal->since, &journal->reads);
}

void journal_let_go(const struct journal *journal)
{
  commits_let_go(journal->commits, &journal->reads);
}

static bool refuse(const char *why, struct err *err)
{
  return err_set(
    err, ERR_CONFLICT,
    "The transaction was rolled back: what it had done could not be done again: %s", why);
}

bool journal_refuse(const struct journal *journal, struct err *err)
{
  return refuse(journal->sealed
                  ? "a statement of it would not do the same twice."
                  : "another transaction changed a table that a statement of it read.",
                err);
}

static bool redo(const struct entry *entry, struct engine_connection *connection,
                 struct err *err)
{
  struct engine_result *result = engine_query(
    connection, text_from(entry->sql, entry->len), false, err);
  struct err reason;
  bool same = result &&
              (entry->changed < 0 || engine_rows_changed(result) == entry->changed);

  engine_result_free(result);
  if (same)
    return true;
  if (result)
    return refuse("a statement of it changed another number of rows.", err);
  reason = *err;
  return refuse(reason.message, err);
}

bool journal_replay(const struct journal *journal, struct engine_connection *connection,
                    struct err *err)
{
  for (int i = 0; i < journal->count; i++)
    if (!redo(&journal->entries[i], connection, err))
      return false;
  return true;
}
