/* external_table.c: external tables and their lists of files.
 * (docs.snowflake.com/en/sql-reference/sql/create-external-table, .../alter-external-table) */
#include "exec/external_table.h"

#include <string.h>

#include "base/clock.h"
#include "bind/external_query.h"
#include "catalog/external_files.h"
#include "catalog/sheet.h"
#include "exec/ddl_columns.h"
#include "exec/ddl_stage.h"
#include "exec/external_partition.h"
#include "exec/property.h"
#include "exec/staged_source.h"
#include "exec/stage_place.h"
#include "session/instance.h"

/* ---- options ---- */

/* With the stage's whole name, so that it stays the same stage. */
static bool set_location(struct ddl *ddl, const struct option *option,
                         struct table *table, struct err *err)
{
  struct stage_name stage;
  struct text written;

  if (!property_text(ddl->run, option, &written, err) ||
      !stage_name_read(ddl->arena, written, &stage, err))
    return false;
  if (stage.kind != STAGE_NAMED)
    return ddl_unsupported("EXTERNAL TABLE over other than a named stage", err);
  if (!stage.database.len)
    stage.database = ddl->context.database;
  if (!stage.schema.len)
    stage.schema = ddl->context.schema;
  table->location = arena_printf(ddl->arena, TEXT_FMT "/" TEXT_FMT,
                                 TEXT_ARG(stage_name_text(ddl->arena, &stage)),
                                 TEXT_ARG(stage.path));
  return true;
}

/* A format that cannot be read is refused here, not at the first query. */
static bool set_format(struct ddl *ddl, const struct option *option, struct table *table,
                       struct err *err)
{
  struct file_format format;

  file_format_init(&format, FORMAT_CSV);
  return stage_format_text(ddl, option, &table->location_form, err) &&
         staged_format_read(ddl->run, table->location_form, &format, err) &&
         staged_format_check(&format, err);
}

bool external_set(struct ddl *ddl, struct table *table, const struct option *option,
                  bool *taken, struct err *err)
{
  struct text value;
  bool yes;

  *taken = true;
  if (text_is(option->key, "LOCATION"))
    return set_location(ddl, option, table, err);
  if (text_is(option->key, "FILE_FORMAT"))
    return set_format(ddl, option, table, err);
  if (text_is(option->key, "PATTERN"))
    return property_text(ddl->run, option, &table->location_pattern, err);
  if (text_is(option->key, "AUTO_REFRESH"))
    return property_bool(ddl->run, option, &table->auto_refresh, err);
  if (text_is(option->key, "REFRESH_ON_CREATE")) {
    if (!property_bool(ddl->run, option, &yes, err))
      return false;
    table->refreshed_ms = yes ? clock_now_ms() : 0;
    return true;
  }
  if (text_is(option->key, "TABLE_FORMAT") || text_is(option->key, "PARTITION_TYPE") ||
      text_is(option->key, "AWS_SNS_TOPIC") || text_is(option->key, "INTEGRATION")) {
    if (!property_text(ddl->run, option, &value, err))
      return false;
    if (text_is(option->key, "PARTITION_TYPE") &&
        text_is_nocase(value, "USER_SPECIFIED")) {
      table->partition_columns = value; /* Until the columns are known. */
      return true;
    }
    return err_set(
      err, ERR_UNSUPPORTED,
      "SQL compilation error:\nUnsupported feature 'EXTERNAL TABLE ... " TEXT_FMT
      " = " TEXT_FMT "'.",
      TEXT_ARG(option->key), TEXT_ARG(value));
  }
  *taken = false;
  return true;
}

bool external_alter_option(struct ddl *ddl, struct table *table,
                           const struct option *option, bool *taken, struct err *err)
{
  *taken = text_is(option->key, "AUTO_REFRESH");
  if (!*taken)
    return true;
  return property_bool(ddl->run, option, &table->auto_refresh, err) &&
         (!table->auto_refresh || !table->partition_columns.len ||
          ddl_unsupported("AUTO_REFRESH with PARTITION_TYPE = USER_SPECIFIED", err));
}

/* ---- columns ---- */

static bool set_column(struct ddl *ddl, const struct statement *statement,
                       const struct column_def *def, struct column *column,
                       struct err *err)
{
  struct column_def plain = *def;

  if (!def->generated)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nColumn '" TEXT_FMT
                   "' of an external table is not defined as an expression.",
                   TEXT_ARG(def->name.name));
  plain.generated = NULL;
  if (!column_build(ddl, statement, &plain, column, err))
    return false;
  column->virtual_sql = def->generated_text.at ? def->generated_text
                                               : ddl_source(statement, def->generated);
  return true;
}

/* VALUE can be written by nobody. */
static bool build_columns(struct ddl *ddl, const struct statement *statement,
                          struct table *table, struct err *err)
{
  const struct list *defs = &statement->create->columns;

  table->columns = ARENA_ARRAY(ddl->arena, (size_t)defs->count + 1, struct column);
  table->column_count = defs->count + 1;
  table->columns[0].name = TEXT("VALUE");
  table->columns[0].stored.type = type_of(TYPE_VARIANT);
  table->columns[0].stored.id = 1;
  for (int i = 0; i < defs->count; i++) {
    if (!set_column(ddl, statement, defs->at[i], &table->columns[i + 1], err))
      return false;
    table->columns[i + 1].stored.id = i + 2;
  }
  return columns_differ(table, err);
}

/* Where partitions are added by hand there are no files before the first. */
static bool settle_partitions(struct ddl *ddl, const struct create *create,
                              struct table *table, struct err *err)
{
  if (!table->partition_columns.len)
    return true;
  if (table->auto_refresh)
    return ddl_unsupported("AUTO_REFRESH with PARTITION_TYPE = USER_SPECIFIED", err);
  table->refreshed_ms = 0;
  return partition_columns(ddl, create->more ? create->more->partition_by : NULL, table,
                           &table->partition_columns, err);
}

/* Binds the query for which it stands, so that what is wrong with a column is told now. */
static bool check_columns(struct ddl *ddl, struct path path, const struct table *table,
                          struct err *err)
{
  struct run own = *ddl->run;
  struct query *query = external_table_query(ddl->arena, table, -1, &own.sql, err);

  own.within = path;
  return query && pipeline_describe(&own, query, err);
}

bool external_columns(struct ddl *ddl, const struct statement *statement,
                      struct path path, struct table *table, struct err *err)
{
  if (!table->location.len)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nMissing option(s): [LOCATION]");
  if (statement->create->persistence != PERSIST_PERMANENT)
    return ddl_unsupported("TRANSIENT or TEMPORARY EXTERNAL TABLE", err);
  return build_columns(ddl, statement, table, err) &&
         settle_partitions(ddl, statement->create, table, err) &&
         check_columns(ddl, path, table, err);
}

/* ---- the list of files ---- */

/* A table's files, and what an ALTER does with them. */
struct registry {
  struct ddl *ddl;
  struct table table; /* Its texts live in the arena. */
  struct path path;
  int64_t id;
  struct stage_place place;
  struct text partition; /* Of the files that are added; at NULL: none. */
  struct buf sql;
};

static bool find_place(struct registry *registry, struct err *err)
{
  return stage_place_find(registry->ddl->run, registry->table.location, &registry->place,
                          err);
}

static bool put_file(struct registry *registry, const struct stage_file *file, bool first,
                     struct err *err)
{
  struct text etag;

  if (!stage_content_key(&registry->place, registry->ddl->arena, file, &etag, err))
    return false;
  buf_add_string(&registry->sql, first ? "INSERT INTO " EXTERNAL_FILES " VALUES " : ", ");
  buf_printf(&registry->sql, "(%lld, ", (long long)registry->id);
  buf_add_quoted(&registry->sql, file->name);
  buf_printf(&registry->sql, ", %lld, ", (long long)file->size);
  buf_add_quoted(&registry->sql, etag);
  buf_printf(&registry->sql, ", %lld, %lld, ", (long long)(file->modified_ns / 1000000),
             (long long)clock_now_ms());
  if (registry->partition.at)
    buf_add_quoted(&registry->sql, registry->partition);
  else
    buf_add_string(&registry->sql, "NULL");
  buf_add_char(&registry->sql, ')');
  return true;
}

static bool put_files(struct registry *registry, const struct stage_file *files,
                      int count, struct err *err)
{
  for (int i = 0; i < count; i++)
    if (!put_file(registry, &files[i], i == 0, err))
      return false;
  if (count)
    buf_add_string(&registry->sql, ";\n");
  return true;
}

static const struct {
  const char *status, *description; /* NULL: nothing became of it. */
} fates[] = {
  { "REGISTERED_NEW", "File registered successfully." },
  { "REGISTERED_UPDATE", "File registered (updated) successfully." },
  { "REGISTER_SKIPPED", NULL },
  { "UNREGISTERED", "File unregistered successfully." },
};
enum fate { REGISTERED_NEW, REGISTERED_UPDATE, REGISTER_SKIPPED, UNREGISTERED };

/* For EXTERNAL_TABLE_FILE_REGISTRATION_HISTORY; `file` is NULL of one that may be gone. */
static void put_event(struct registry *registry, struct text name,
                      const struct stage_file *file, enum fate fate)
{
  if (!fates[fate].description)
    return;
  buf_printf(&registry->sql, "INSERT INTO " EXTERNAL_EVENTS " VALUES (%lld, %lld, ",
             (long long)registry->id, (long long)clock_now_ms());
  buf_add_quoted(&registry->sql, name);
  buf_printf(&registry->sql, ", '%s', '%s', ", fates[fate].status,
             fates[fate].description);
  if (file)
    buf_printf(&registry->sql, "%lld, %lld);\n", (long long)file->size,
               (long long)(file->modified_ns / 1000000));
  else
    buf_add_string(&registry->sql, "NULL, NULL);\n");
}

/* What is too old to be told. */
static void put_forget_events(struct registry *registry)
{
  buf_printf(&registry->sql, "DELETE FROM " EXTERNAL_EVENTS " WHERE at_ms < %lld;\n",
             (long long)(clock_now_ms() - EXTERNAL_EVENTS_MS));
}

/* A path that is given to ALTER is one below the location. */
static struct text below_location(const struct registry *registry, struct text below)
{
  struct text path = registry->place.path;

  return arena_printf(registry->ddl->arena, TEXT_FMT "%s" TEXT_FMT, TEXT_ARG(path),
                      path.len && !text_ends_with(path, "/") ? "/" : "", TEXT_ARG(below));
}

/* The list has nothing more below the place. */
static void forget_place(struct registry *registry)
{
  buf_printf(&registry->sql,
             "DELETE FROM " EXTERNAL_FILES
             " WHERE table_id = %lld AND starts_with(file, ",
             (long long)registry->id);
  buf_add_quoted(&registry->sql, registry->place.path);
  buf_add_string(&registry->sql, ");\n");
}

/* Those that lie there now take the place of those that the list has below a path. */
static bool put_refresh(struct registry *registry, struct text below,
                        struct stage_files *files, struct err *err)
{
  if (below.len)
    registry->place.path = below_location(registry, below);
  if (!stage_list(&registry->place, registry->ddl->arena,
                  registry->table.location_pattern, files, err))
    return false;
  forget_place(registry);
  return put_files(registry, files->at, files->count, err);
}

bool external_created(struct ddl *ddl, const struct table *table, int64_t id,
                      struct err *err)
{
  struct registry registry = { .ddl = ddl, .table = *table, .id = id };
  struct stage_files files = { 0 };
  bool ok;

  buf_init(&registry.sql);
  ok = find_place(&registry, err);
  if (ok && table->refreshed_ms)
    ok = put_refresh(&registry, TEXT(""), &files, err);
  for (int i = 0; ok && table->refreshed_ms && i < files.count; i++)
    put_event(&registry, files.at[i].name, &files.at[i], REGISTERED_NEW);
  if (ok && table->refreshed_ms)
    ok = engine_run(ddl->session->connection, buf_text(&registry.sql), err);
  buf_clear(&registry.sql);
  return ok;
}

/* ---- ALTER ---- */

bool external_is_alter(const struct alter *alter)
{
  return text_is(alter->kind_words, "EXTERNAL TABLE") && alter->action == ALTER_OTHER;
}

static bool find_table(struct registry *registry, const struct alter *alter, bool *found,
                       struct err *err)
{
  struct ddl *ddl = registry->ddl;
  const struct table *table;

  *found = false;
  if (!ddl_own_path(ddl, alter->name, KIND_TABLE, &registry->path, err))
    return false;
  catalog_read(ddl->catalog);
  table = (const struct table *)ddl_find(ddl, KIND_TABLE, registry->path, err);
  if (table &&
      ddl_is_view_kind(ddl, KIND_TABLE, alter->kind_words, registry->path, err)) {
    *found = true;
    registry->id = table->object.id;
    registry->table.location = arena_text(ddl->arena, table->location);
    registry->table.partition_columns = arena_text(ddl->arena, table->partition_columns);
    if (table->location_pattern.at)
      registry->table.location_pattern = arena_text(ddl->arena, table->location_pattern);
  }
  catalog_read_end(ddl->catalog);
  if (table || !alter->if_exists || err->code != ERR_NO_OBJECT)
    return *found;
  err_clear(err);
  return true;
}

static bool text_at(struct registry *registry, const struct list *exprs, int at,
                    struct text *text, struct err *err)
{
  struct option option = { .value = exprs->at[at] };

  return property_text(registry->ddl->run, &option, text, err);
}

static const struct outcome_spec columns[] = {
  { "file", "VARCHAR" },
  { "status", "VARCHAR" },
  { "description", "VARCHAR" },
};

/* Tells of a file's fate, now and in the history. */
static void tell(struct registry *registry, struct sheet *sheet, struct text name,
                 const struct stage_file *file, enum fate fate)
{
  sheet_text(sheet, name);
  sheet_string(sheet, fates[fate].status);
  sheet_string(sheet, fates[fate].description);
  put_event(registry, name, file, fate);
}

/* The files that the list had before below the place's path: their digests by name. */
static bool read_known(struct registry *registry, struct map *known, struct err *err)
{
  struct arena *arena = registry->ddl->arena;
  struct engine_result *result;
  struct batch batch;
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_printf(&sql,
             "SELECT file, etag FROM " EXTERNAL_FILES
             " WHERE table_id = %lld AND starts_with(file, ",
             (long long)registry->id);
  buf_add_quoted(&sql, registry->place.path);
  buf_add_string(&sql, ") ORDER BY 1");
  result = engine_query(registry->ddl->session->connection, buf_text(&sql), false, err);
  buf_clear(&sql);
  ok = result != NULL;
  while (ok && (ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++) {
      struct text *etag = ARENA_NEW(arena, struct text);

      *etag = arena_text(arena, batch_text(&batch.columns[1], row));
      map_put(known, arena_text(arena, batch_text(&batch.columns[0], row)), etag);
    }
  engine_result_free(result);
  return ok;
}

/* What became of each file: docs.snowflake.com/en/sql-reference/sql/alter-external-table, REFRESH. */
static bool tell_refresh(struct registry *registry, struct map *known,
                         const struct stage_files *files, struct err *err)
{
  struct sheet sheet = { registry->ddl->outcome->rows, 0 };
  struct text name;

  for (int i = 0; i < files->count; i++) {
    const struct text *before = map_take(known, files->at[i].name);
    struct text etag;

    if (!stage_content_key(&registry->place, registry->ddl->arena, &files->at[i], &etag,
                           err))
      return false;
    tell(registry, &sheet, files->at[i].name, &files->at[i],
         !before                     ? REGISTERED_NEW
         : text_equal(*before, etag) ? REGISTER_SKIPPED
                                     : REGISTERED_UPDATE);
  }
  for (size_t at = 0; map_next(known, &at, &name);)
    tell(registry, &sheet, name, NULL, UNREGISTERED);
  return true;
}

static bool refresh(struct registry *registry, const struct alter *alter, struct err *err)
{
  const struct list *exprs = alter->more ? alter->more->exprs : NULL;
  struct map *known = map_new();
  struct text below = TEXT("");
  struct stage_files files;
  bool ok = !exprs || !exprs->count || text_at(registry, exprs, 0, &below, err);

  ok = ok && put_refresh(registry, below, &files, err) &&
       read_known(registry, known, err) && tell_refresh(registry, known, &files, err);
  map_free(known);
  return ok;
}

static bool full_name(struct registry *registry, const struct list *exprs, int at,
                      struct text *name, struct err *err)
{
  struct text below;

  if (!text_at(registry, exprs, at, &below, err))
    return false;
  *name = below_location(registry, below);
  return true;
}

static void put_forget(struct registry *registry, struct text name)
{
  buf_printf(&registry->sql,
             "DELETE FROM " EXTERNAL_FILES " WHERE table_id = %lld AND file = ",
             (long long)registry->id);
  buf_add_quoted(&registry->sql, name);
  buf_add_string(&registry->sql, ";\n");
}

static bool change_files(struct registry *registry, const struct alter *alter, bool adds,
                         struct err *err)
{
  const struct list *exprs = alter->more ? alter->more->exprs : NULL;
  struct sheet sheet = { registry->ddl->outcome->rows, 0 };

  for (int i = 0; exprs && i < exprs->count; i++) {
    struct stage_file file;
    struct text name;
    bool found = false;

    if (!full_name(registry, exprs, i, &name, err) ||
        (adds && !stage_find_file(&registry->place, registry->ddl->arena, name, &file,
                                  &found, err)))
      return false;
    if (adds && !found)
      return err_set(err, ERR_FILE_NOT_FOUND,
                     "Remote file '" TEXT_FMT "/" TEXT_FMT "' was not found.",
                     TEXT_ARG(registry->table.location), TEXT_ARG(name));
    put_forget(registry, name);
    if (adds && !put_files(registry, &file, 1, err))
      return false;
    tell(registry, &sheet, name, adds ? &file : NULL,
         adds ? REGISTERED_NEW : UNREGISTERED);
  }
  return true;
}

/* ---- partitions that are added by hand ---- */

/* The folder, with its slash. */
static void enter(struct registry *registry, struct text path)
{
  struct text below = below_location(registry, path);

  registry->place.path = arena_printf(registry->ddl->arena, TEXT_FMT "%s",
                                      TEXT_ARG(below),
                                      text_ends_with(below, "/") ? "" : "/");
}

static bool add_partition(struct registry *registry, const struct alter *alter,
                          struct err *err)
{
  struct map *known = map_new();
  struct stage_files files;
  struct text path;
  bool ok = partition_values(registry->ddl, alter->more->exprs,
                             registry->table.partition_columns, &registry->partition,
                             &path, err);

  if (ok) {
    enter(registry, path);
    ok = put_refresh(registry, TEXT(""), &files, err) &&
         read_known(registry, known, err) && tell_refresh(registry, known, &files, err);
  }
  map_free(known);
  return ok;
}

static bool drop_partition(struct registry *registry, const struct alter *alter,
                           struct err *err)
{
  const struct stage_files none = { 0 };
  struct map *known = map_new();
  struct text path;
  bool ok = alter->more->exprs->count == 1 ||
            err_set(err, ERR_SYNTAX,
                    "SQL compilation error:\nDROP PARTITION takes one location.");

  if (ok && (ok = text_at(registry, alter->more->exprs, 0, &path, err))) {
    enter(registry, path);
    forget_place(registry);
    ok = read_known(registry, known, err) && tell_refresh(registry, known, &none, err);
  }
  map_free(known);
  return ok;
}

static bool run_alter(struct registry *registry, const struct alter *alter,
                      struct err *err)
{
  bool adds = text_is_nocase(alter->text, "ADD PARTITION");
  bool by_hand = registry->table.partition_columns.len != 0;

  if (adds || text_is_nocase(alter->text, "DROP PARTITION LOCATION")) {
    if (!by_hand)
      return ddl_unsupported("partitions added by hand to a table without "
                             "PARTITION_TYPE = USER_SPECIFIED",
                             err);
    return adds ? add_partition(registry, alter, err)
                : drop_partition(registry, alter, err);
  }
  if (by_hand)
    return ddl_unsupported("ALTER EXTERNAL TABLE ... REFRESH, ADD FILES or REMOVE FILES "
                           "with PARTITION_TYPE = USER_SPECIFIED",
                           err);
  if (text_is_nocase(alter->text, "REFRESH"))
    return refresh(registry, alter, err);
  if (text_is_nocase(alter->text, "ADD FILES") ||
      text_is_nocase(alter->text, "REMOVE FILES"))
    return change_files(registry, alter, text_is_nocase(alter->text, "ADD FILES"), err);
  return ddl_unsupported("this ALTER EXTERNAL TABLE", err);
}

static bool note_refreshed(struct registry *registry, struct err *err)
{
  struct ddl *ddl = registry->ddl;
  const struct table *table;
  struct table spec;
  bool ok;

  put_forget_events(registry);
  if (!ddl_begin(ddl, err))
    return false;
  table = (const struct table *)ddl_find(ddl, KIND_TABLE, registry->path, err);
  ok = table && table->object.id == registry->id;
  if (ok) {
    spec = *table;
    spec.refreshed_ms = clock_now_ms();
    ok = catalog_update(ddl->change, KIND_TABLE, registry->path, &spec, err) &&
         engine_run(ddl->session->connection, buf_text(&registry->sql), err);
  } else if (table) {
    ok = ddl_missing(ddl, KIND_TABLE, registry->path, err);
  }
  return ddl_end(ddl, ok, err);
}

bool external_alter(struct ddl *ddl, const struct alter *alter, struct err *err)
{
  struct registry registry = { .ddl = ddl };
  bool found, ok;

  if (!find_table(&registry, alter, &found, err))
    return false;
  if (!found)
    return ddl_done(ddl);
  buf_init(&registry.sql);
  ok = find_place(&registry, err) &&
       outcome_table(ddl->arena, ddl->outcome, TYPE_ID_DDL, columns,
                     (int)(sizeof columns / sizeof *columns), err) &&
       run_alter(&registry, alter, err) && note_refreshed(&registry, err);
  buf_clear(&registry.sql);
  return ok;
}
