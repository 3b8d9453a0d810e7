/* change_table.c: changes inside a table: columns, constraints, widths. */
#include <stdlib.h>

#include "catalog/catalog_state.h"
#include "catalog/store.h"

bool change_add_identity(struct catalog_change *change, struct table *table,
                         struct column *column, struct err *err)
{
  struct sequence spec = { .object = { .kind = KIND_SEQUENCE,
                                       .parent_id = table->object.id,
                                       .owner = table->object.owner,
                                       .name = column->name,
                                       .session_id = table->object.session_id,
                                       .created_ms = change->now_ms,
                                       .altered_ms = change->now_ms },
                           .start = column->start,
                           .step = column->step,
                           .ordered = column->ordered };
  struct sequence *source = (struct sequence *)state_by_id(change->catalog,
                                                           column->sequence_id);
  struct object *made;

  spec.next = column->start;
  /* A clone goes on where its source is now. */
  if (source) {
    pthread_mutex_lock(&change->catalog->sequence_lock);
    spec.next = source->next;
    pthread_mutex_unlock(&change->catalog->sequence_lock);
  }
  spec.durable = spec.next;
  if (!change_new_id(change, &spec.object.id, err))
    return false;
  column->sequence_id = spec.object.id;
  made = object_copy(&spec.object);
  return change_insert(change, made, err);
}

static struct table *find_table(struct catalog_change *change, struct path path,
                                struct err *err)
{
  return (struct table *)change_object(change, KIND_TABLE, path, err);
}

static struct table *copy_table(const struct table *table)
{
  return (struct table *)object_copy(&table->object);
}

/* Records the new state, or frees it when a step before that failed. */
static bool finish(struct catalog_change *change, struct table *old, struct table *new,
                   bool ok, struct err *err)
{
  if (ok)
    return change_replace(change, &old->object, &new->object, err);
  object_free(&new->object);
  return false;
}

static bool duplicate_column(struct text name, struct err *err)
{
  return err_set(err, ERR_COLUMN_EXISTS,
                 "SQL compilation error:\ncolumn '" TEXT_FMT "' already exists",
                 TEXT_ARG(name));
}

static bool no_column(struct text name, struct err *err)
{
  return err_set(err, ERR_INVALID_IDENTIFIER,
                 "SQL compilation error:\ncolumn '" TEXT_FMT
                 "' does not exist or not authorized.",
                 TEXT_ARG(name));
}

bool catalog_add_column(struct catalog_change *change, struct path path,
                        const struct column *column, const char *fill, struct err *err)
{
  struct table *table = find_table(change, path, err);
  struct table *new;
  struct column *columns, *added;
  bool ok;

  if (!table)
    return false;
  if (table_column(table, column->name))
    return duplicate_column(column->name, err);
  new = copy_table(table);
  columns = realloc(new->columns, (size_t)(new->column_count + 1) * sizeof *columns);
  added = columns_copy(column, 1);
  if (!columns)
    abort();
  new->columns = columns;
  new->columns[new->column_count] = *added;
  free(added);
  added = &new->columns[new->column_count++];
  added->stored.id = new->next_column_id++;
  if (!added->stored.int_bytes)
    added->stored.int_bytes = storage_first_bytes(added->stored.type);
  ok = storage_add_column(change->connection, new->object.id, new->object.session_id,
                          &added->stored, fill, err) &&
       (!added->autoincrement || change_add_identity(change, new, added, err));
  return finish(change, table, new, ok, err);
}

/* The hidden sequence of an AUTOINCREMENT column goes with it. */
static bool drop_identity(struct catalog_change *change, int64_t sequence_id,
                          struct err *err)
{
  struct object *sequence = state_by_id(change->catalog, sequence_id);
  struct buf sql;

  if (!sequence)
    return true;
  buf_init(&sql);
  if (change_is_stored(sequence))
    store_delete(&sql, sequence);
  change_record(change, sequence, NULL);
  return change_run(change, &sql, err);
}

static bool uses_column(const struct table_constraint *constraint, int column_id)
{
  for (int i = 0; i < constraint->column_count; i++)
    if (constraint->column_ids[i] == column_id)
      return true;
  return false;
}

/* Constraints over a column that goes are dropped with it. */
static void forget_constraints(struct table *table, int column_id)
{
  struct table_constraint *kept;
  struct table_constraint *all = table->constraints;
  int count = 0;

  for (int i = 0; i < table->constraint_count; i++) {
    struct table_constraint moved = all[count];

    if (uses_column(&all[i], column_id))
      continue;
    all[count++] = all[i];
    all[i] = moved;
  }
  kept = constraints_copy(all, count);
  constraints_free(all, table->constraint_count);
  table->constraints = kept;
  table->constraint_count = count;
}

static void forget_column(struct table *table, int position)
{
  struct column gone = table->columns[position];
  struct column *kept;

  for (int i = position; i + 1 < table->column_count; i++)
    table->columns[i] = table->columns[i + 1];
  table->columns[table->column_count - 1] = gone;
  kept = columns_copy(table->columns, table->column_count - 1);
  forget_constraints(table, gone.stored.id);
  columns_free(table->columns, table->column_count);
  table->columns = kept;
  table->column_count--;
}

bool catalog_drop_column(struct catalog_change *change, struct path path,
                         struct text name, struct err *err)
{
  struct table *table = find_table(change, path, err);
  struct column *column = table ? table_column(table, name) : NULL;
  struct table *new;
  bool ok;

  if (!table)
    return false;
  if (!column)
    return no_column(name, err);
  if (table->column_count == 1)
    return err_set(err, ERR_DROP_LAST_COLUMN,
                   "SQL compilation error:\nCannot drop all columns of table '" TEXT_FMT
                   "'.",
                   TEXT_ARG(table->object.name));
  new = copy_table(table);
  ok = storage_drop_column(change->connection, table->object.id, table->object.session_id,
                           column->stored.id, err) &&
       drop_identity(change, column->sequence_id, err);
  if (ok)
    forget_column(new, (int)(column - table->columns));
  return finish(change, table, new, ok, err);
}

/* What the engine has to do about a changed column. */
static bool change_physical(struct catalog_change *change, const struct table *table,
                            const struct storage_column *old,
                            const struct storage_column *new, struct err *err)
{
  struct buf before, after;
  bool same;

  buf_init(&before);
  buf_init(&after);
  storage_column_type(old, &before);
  storage_column_type(new, &after);
  same = text_equal(buf_text(&before), buf_text(&after));
  buf_clear(&before);
  buf_clear(&after);
  if (!same && !storage_alter_column(change->connection, table->object.id,
                                     table->object.session_id, new, err))
    return false;
  return old->not_null == new->not_null ||
         storage_set_not_null(change->connection, table->object.id,
                              table->object.session_id, new->id, new->not_null, err);
}

/* Columns of views can be described too. */
static struct table *find_relation(struct catalog_change *change, struct path path,
                                   struct err *err)
{
  struct table *table = find_table(change, path, err);

  if (table || err->code != ERR_WRONG_KIND)
    return table;
  err_clear(err);
  return (struct table *)change_object(change, KIND_VIEW, path, err);
}

bool catalog_change_column(struct catalog_change *change, struct path path,
                           const struct column *column, struct err *err)
{
  struct table *table = find_relation(change, path, err);
  struct column *old = table ? table_column_by_id(table, column->stored.id) : NULL;
  struct column *namesake = table ? table_column(table, column->name) : NULL;
  struct column *copy, *place, previous;
  struct table *new;
  bool ok;

  if (!table)
    return false;
  if (!old)
    return no_column(column->name, err);
  if (namesake && namesake != old)
    return duplicate_column(column->name, err);
  new = copy_table(table);
  place = table_column_by_id(new, column->stored.id);
  copy = columns_copy(column, 1);
  previous = *place;
  *place = *copy;
  *copy = previous;
  columns_free(copy, 1);
  if (!place->stored.int_bytes)
    place->stored.int_bytes = storage_first_bytes(place->stored.type);
  ok = table->object.kind == KIND_VIEW ||
       change_physical(change, table, &old->stored, &place->stored, err);
  return finish(change, table, new, ok, err);
}

bool catalog_set_constraints(struct catalog_change *change, struct path path,
                             const struct table_constraint *constraints, int count,
                             struct err *err)
{
  struct table *table = find_table(change, path, err);
  struct table *new;

  if (!table)
    return false;
  new = copy_table(table);
  constraints_free(new->constraints, new->constraint_count);
  new->constraints = constraints_copy(constraints, count);
  new->constraint_count = count;
  return finish(change, table, new, true, err);
}

/* ---- widths ---- */

static bool widen(struct catalog_change *change, struct table *table, struct err *err)
{
  for (int i = 0; i < table->column_count; i++) {
    struct storage_column *column = &table->columns[i].stored;

    if (column->int_bytes != 8 || column->type.precision <= 18)
      continue;
    column->int_bytes = 16;
    if (!storage_alter_column(change->connection, table->object.id,
                              table->object.session_id, column, err))
      return false;
  }
  return true;
}

bool catalog_widen_table(struct catalog *catalog, struct engine_connection *connection,
                         int64_t table_id, struct err *err)
{
  struct catalog_change *change = catalog_begin(catalog, connection, 0,
                                                (struct text){ 0 }, err);
  struct table *table = change ? (struct table *)state_by_id(catalog, table_id) : NULL;
  struct table *new;

  if (!change)
    return false;
  if (!table || table->object.kind != KIND_TABLE) {
    catalog_abandon(change);
    err_set(err, ERR_NO_OBJECT,
            "SQL compilation error:\nThe table was dropped meanwhile.");
    return err_set_state(err, "42S02");
  }
  new = copy_table(table);
  if (!finish(change, table, new, widen(change, new, err), err)) {
    catalog_abandon(change);
    return false;
  }
  return catalog_commit(change, err);
}
