/* copy_evolve.c: columns that files have and their table has not yet.
 *
 * docs.snowflake.com/en/user-guide/data-load-schema-evolution */
#include "exec/copy_evolve.h"

#include <time.h>

#include "data/json_text.h"
#include "exec/ddl.h"
#include "exec/table_lock.h"
#include "session/instance.h"
#include "stage/file_columns.h"

/* The page: at most 100 columns are added by one COPY. */
#define MOST_ADDED 100

/* What a COPY is to change. */
struct evolution {
  struct copying *copying;
  struct file_columns files;
  int added, loosened;
};

/* False when one cannot be read: then nothing evolves, and the load says what is wrong with it. */
static bool see_files(struct evolution *evolution)
{
  struct copying *copying = evolution->copying;
  struct engine *engine = copying->run->session->instance->engine;

  evolution->files = (struct file_columns){
    .arena = copying->run->arena,
    .ignore_case = copying->options.match == MATCH_NOCASE,
  };
  for (int i = 0; i < copying->count; i++) {
    struct err ignored;

    err_clear(&ignored);
    if (copying->files[i].fate == FATE_LOADED &&
        !file_columns_add(&evolution->files, engine, &copying->files[i].input,
                          &copying->staged.format, &ignored))
      return false;
  }
  file_columns_end(&evolution->files);
  return true;
}

static bool same_name(const struct evolution *evolution, struct text a, struct text b)
{
  return evolution->files.ignore_case ? text_equal_nocase(a, b) : text_equal(a, b);
}

static bool table_has(const struct evolution *evolution, const struct table *table,
                      struct text name)
{
  for (int i = 0; i < table->column_count; i++)
    if (same_name(evolution, table->columns[i].name, name))
      return true;
  return false;
}

/* In every file that could be read. */
static bool files_have(const struct evolution *evolution, struct text name)
{
  for (int i = 0; i < evolution->files.columns.count; i++) {
    const struct file_column *column = evolution->files.columns.at[i];

    if (same_name(evolution, column->name, name))
      return column->count == evolution->files.files;
  }
  return false;
}

static bool is_loosened(const struct evolution *evolution, const struct column *column)
{
  return column->stored.not_null && !column->default_sql.len && !column->autoincrement &&
         !column->virtual_sql.len && !files_have(evolution, column->name);
}

static void count_changes(struct evolution *evolution, const struct table *table)
{
  evolution->added = evolution->loosened = 0;
  if (!evolution->files.files)
    return;
  for (int i = 0; i < evolution->files.columns.count; i++) {
    const struct file_column *column = evolution->files.columns.at[i];

    evolution->added += !table_has(evolution, table, column->name);
  }
  for (int i = 0; i < table->column_count; i++)
    evolution->loosened += is_loosened(evolution, &table->columns[i]);
}

/* ---- the change ---- */

static struct text record(const struct evolution *evolution, const char *type,
                          struct text files)
{
  struct run *run = evolution->copying->run;
  time_t now = (time_t)(run->now_ns / 1000000000);
  char when[32];
  struct buf out, name;
  struct text text;
  struct tm parts;

  buf_init(&out);
  buf_init(&name);
  gmtime_r(&now, &parts);
  strftime(when, sizeof when, "%Y-%m-%d %H:%M:%SZ", &parts);
  json_text_quote(text_slice(files, 0, text_find_text(files, TEXT(", "))), &name);
  buf_printf(&out,
             "{\"evolutionType\":\"%s\",\"evolutionMode\":\"COPY\",\"fileName\":" TEXT_FMT
             ",\"triggeringTime\":\"%s\",\"queryId\":\"%s\"}",
             type, TEXT_ARG(buf_text(&name)), when, run->request->query_id);
  text = buf_copy(&out, run->arena);
  buf_clear(&name);
  buf_clear(&out);
  return text;
}

static bool type_of_guess(struct type_guess guess, struct type *type)
{
  struct buf text;
  bool ok = true;

  if (guess.kind == GUESS_NUMBER) {
    *type = type_number(guess.whole + guess.scale, guess.scale);
    return true;
  }
  buf_init(&text);
  type_guess_put(guess, &text);
  ok = type_parse(guess.kind == GUESS_REAL ? TEXT("FLOAT")
                  : guess.kind == GUESS_TEXT || guess.kind == GUESS_NOTHING
                    ? TEXT("VARCHAR")
                    : buf_text(&text),
                  type);
  buf_clear(&text);
  return ok;
}

static bool add_column(struct evolution *evolution, struct ddl *ddl, struct path path,
                       const struct file_column *from, struct err *err)
{
  struct column column = { .name = from->name,
                           .evolution = record(evolution, "ADD_COLUMN", from->files) };

  if (!type_of_guess(from->guess, &column.stored.type))
    return err_set(err, ERR_INTERNAL, "A column of a file has no type.");
  column.stored.int_bytes = storage_first_bytes(column.stored.type);
  return catalog_add_column(ddl->change, path, &column, NULL, err);
}

static bool loosen(struct evolution *evolution, struct ddl *ddl, struct path path,
                   const struct column *from, struct err *err)
{
  const struct copying *copying = evolution->copying;
  struct column column = *from;

  column.stored.not_null = false;
  column.evolution = record(evolution, "DROP_NOT_NULL", copying->files[0].name);
  return catalog_change_column(ddl->change, path, &column, err);
}

/* The table may have been changed since it was looked at: what is there now counts. */
static bool change_table(struct evolution *evolution, struct ddl *ddl, struct err *err)
{
  const struct name *name = evolution->copying->copy->table;
  const struct table *table;
  struct object *object;
  struct path path;

  if (!ddl_path(ddl, name, KIND_TABLE, &path, err))
    return false;
  object = ddl_find(ddl, KIND_TABLE, path, err);
  if (!object)
    return false;
  table = (const struct table *)object;
  for (int i = 0; i < table->column_count; i++)
    if (is_loosened(evolution, &table->columns[i]) &&
        !loosen(evolution, ddl, path, &table->columns[i], err))
      return false;
  for (int i = 0; i < evolution->files.columns.count; i++) {
    const struct file_column *column = evolution->files.columns.at[i];

    if (!table_has(evolution, table, column->name) &&
        !add_column(evolution, ddl, path, column, err))
      return false;
    object = ddl_find(ddl, KIND_TABLE, path, err);
    table = (const struct table *)object;
    if (!table)
      return false;
  }
  return true;
}

static bool evolve(struct evolution *evolution, struct err *err)
{
  struct run *run = evolution->copying->run;
  struct session *session = run->session;
  struct outcome outcome = { 0 };
  struct ddl ddl = ddl_new(run, &outcome);
  bool ok;

  if (session->transaction == TRANSACTION_OPEN)
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'schema evolution in a transaction'.");
  if (evolution->added > MOST_ADDED)
    return err_set(err, ERR_INVALID_VALUE,
                   "Schema evolution adds at most %d columns by one COPY: the files have "
                   "%d that the table has not.",
                   MOST_ADDED, evolution->added);
  ok = table_lock(session, evolution->copying->target.id, LOCK_DDL, err) &&
       ddl_begin(&ddl, err) && ddl_end(&ddl, change_table(evolution, &ddl, err), err);
  table_unlock_all(session);
  return ok;
}

bool copy_evolve(struct copying *copying, struct err *err)
{
  struct catalog *catalog = copying->run->session->instance->catalog;
  struct evolution evolution = { .copying = copying };
  const struct table *table;
  bool evolves;

  if (copying->options.match == MATCH_NONE || copying->options.validation)
    return true;
  catalog_read(catalog);
  table = catalog_table_by_id(catalog, copying->target.id);
  evolves = table && table->schema_evolution && table->variety == TABLE_STANDARD;
  catalog_read_end(catalog);
  if (!evolves)
    return true;
  if (!see_files(&evolution))
    return true;
  catalog_read(catalog);
  table = catalog_table_by_id(catalog, copying->target.id);
  if (table)
    count_changes(&evolution, table);
  catalog_read_end(catalog);
  return (!evolution.added && !evolution.loosened) || evolve(&evolution, err);
}
