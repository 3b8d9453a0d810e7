/* ddl_hybrid.c: hybrid tables in DDL: what they must have and may not have, and their indexes.
 * (docs.snowflake.com/en/sql-reference/sql/create-hybrid-table) */
#include "exec/ddl_hybrid.h"

#include "catalog/key_index.h"
#include "exec/hybrid_check.h"

bool hybrid_refuses(const char *feature, struct err *err)
{
  return err_set(err, ERR_HYBRID_FEATURE,
                 "This feature is not supported for hybrid tables: '%s'.", feature);
}

bool hybrid_may_create(const struct create *create, struct err *err)
{
  if (create->clone)
    return hybrid_refuses("CLONE", err);
  if (create->cluster_by)
    return hybrid_refuses("CLUSTER BY", err);
  if (create->persistence == PERSIST_TEMPORARY)
    return hybrid_refuses("TEMPORARY", err);
  if (create->persistence == PERSIST_TRANSIENT)
    return hybrid_refuses("TRANSIENT", err);
  return true;
}

/* ---- keys ---- */

static bool may_be_in_key(const struct column *column, struct err *err)
{
  switch (column->stored.type.kind) {
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY:
  case TYPE_FILE:
  case TYPE_VECTOR:
  case TYPE_TIMESTAMP_TZ:
    return err_set(err, ERR_UNSUPPORTED_TYPE,
                   "SQL compilation error:\nUnsupported data type of column '" TEXT_FMT
                   "' in a key or an index of a hybrid table.",
                   TEXT_ARG(column->name));
  default: break;
  }
  if (column->virtual_sql.len)
    return err_set(err, ERR_INVALID_COLUMN_DEFINITION,
                   "SQL compilation error:\nVirtual column '" TEXT_FMT
                   "' cannot be in a key or an index of a hybrid table.",
                   TEXT_ARG(column->name));
  return !column->collation.len ||
         err_set(err, ERR_HYBRID_COLLATION,
                 "SQL compilation error: Collations are not supported on primary keys or "
                 "indexed columns.");
}

static bool check_columns(const struct table *table, const struct table_constraint *key,
                          struct err *err)
{
  for (int i = 0; i < key->column_count; i++) {
    const struct column *column = table_column_by_id(table, key->column_ids[i]);

    if (column && !may_be_in_key(column, err))
      return false;
  }
  return true;
}

static bool is_quiet(struct text action)
{
  return !action.len || text_is(action, "RESTRICT") || text_is(action, "NO ACTION");
}

/* A key of the other table over just those columns, in any order. */
static bool has_key_over(const struct table *parent, const struct table_constraint *key)
{
  for (int i = 0; i < parent->constraint_count; i++) {
    const struct table_constraint *own = &parent->constraints[i];
    int found = 0;

    if (!key_index_is_unique(own) || own->column_count != key->column_count)
      continue;
    for (int c = 0; c < key->column_count; c++) {
      const struct column *column = table_column(parent, key->ref_columns[c]);

      for (int o = 0; column && o < own->column_count; o++)
        found += own->column_ids[o] == column->stored.id;
    }
    if (found == key->column_count)
      return true;
  }
  return false;
}

static bool check_reference(struct ddl *ddl, struct path path, const struct table *table,
                            const struct table_constraint *key, struct err *err)
{
  const struct table *parent = hybrid_referenced(ddl->catalog, table, key);

  if (!is_quiet(key->on_delete) || !is_quiet(key->on_update))
    return hybrid_refuses("ON DELETE | UPDATE other than RESTRICT and NO ACTION", err);
  if (!parent || parent->variety != TABLE_HYBRID ||
      !text_equal(key->ref_database, path.database))
    return hybrid_refuses("FOREIGN KEY to what is no hybrid table of the same database",
                          err);
  if (!has_key_over(parent, key))
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "SQL compilation error:\nThe foreign key's columns of '" TEXT_FMT
                   "' are no primary or unique key.",
                   TEXT_ARG(parent->object.name));
  for (int i = 0; i < key->column_count; i++) {
    const struct column *from = table_column_by_id(table, key->column_ids[i]);
    const struct column *to = table_column(parent, key->ref_columns[i]);

    if (from->stored.type.kind != to->stored.type.kind)
      return err_set(err, ERR_TYPE_MISMATCH,
                     "SQL compilation error:\nThe types of '" TEXT_FMT "' and '" TEXT_FMT
                     "' differ in a foreign key.",
                     TEXT_ARG(from->name), TEXT_ARG(to->name));
  }
  return true;
}

static bool settle(struct ddl *ddl, struct path path, struct table *table,
                   struct err *err)
{
  bool has_primary = false;

  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].stored.type.kind == TYPE_DECFLOAT)
      return hybrid_refuses("a column of DECFLOAT", err);
  for (int i = 0; i < table->constraint_count; i++) {
    struct table_constraint *key = &table->constraints[i];

    has_primary |= key->kind == KEY_PRIMARY;
    key->enforced = key->kind != KEY_INDEX;
    if (!check_columns(table, key, err) ||
        (key->kind == KEY_FOREIGN && !check_reference(ddl, path, table, key, err)))
      return false;
  }
  return has_primary || err_set(err, ERR_INVALID_COLUMN_DEFINITION,
                                "SQL compilation error:\nHybrid table '" TEXT_FMT
                                "' must have a primary key.",
                                TEXT_ARG(table->object.name));
}

bool hybrid_settle(struct ddl *ddl, struct path path, struct table *table,
                   struct err *err)
{
  bool ok;

  if (table->variety != TABLE_HYBRID)
    return true;
  catalog_read(ddl->catalog);
  ok = settle(ddl, path, table, err);
  catalog_read_end(ddl->catalog);
  return ok;
}

bool hybrid_like(struct ddl *ddl, const struct table *source, struct table *table,
                 struct err *err)
{
  int count = 0;

  if (table->variety == TABLE_HYBRID && source->variety != TABLE_HYBRID)
    return hybrid_refuses("LIKE of a table that is not hybrid", err);
  table->constraints = ARENA_ARRAY(ddl->arena, (size_t)source->constraint_count,
                                   struct table_constraint);
  for (int i = 0; i < source->constraint_count; i++) {
    struct table_constraint key = source->constraints[i];

    if (table->variety != TABLE_HYBRID && source->variety == TABLE_HYBRID)
      key.enforced = false;
    if (table->variety == TABLE_HYBRID || key.kind != KEY_INDEX)
      table->constraints[count++] = key;
  }
  table->constraint_count = count;
  return true;
}

/* ---- indexes ---- */

static bool add_column(struct table *table, const struct ident *ident,
                       struct table_constraint *index, struct err *err)
{
  const struct column *column = table_column(table, ident->name);

  if (!column)
    return err_set_at(err, ident->place.line, ident->place.column, ERR_INVALID_IDENTIFIER,
                      "invalid identifier '" TEXT_FMT "'", TEXT_ARG(ident->name));
  index->column_ids[index->column_count++] = column->stored.id;
  return may_be_in_key(column, err);
}

/* "No other index with the same name or the same columns in the same order." */
static bool is_new(const struct table *table, const struct table_constraint *index,
                   struct err *err)
{
  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *other = &table->constraints[i];
    int keys = index->column_count - index->included;
    bool same = other->kind == KEY_INDEX && other->column_count - other->included == keys;

    for (int c = 0; same && c < keys; c++)
      same = other->column_ids[c] == index->column_ids[c];
    if (same || text_equal(other->name, index->name))
      return err_set(err, ERR_OBJECT_EXISTS,
                     "SQL compilation error:\nObject '" TEXT_FMT "' already exists.",
                     TEXT_ARG(same ? other->name : index->name));
  }
  return true;
}

bool hybrid_index(struct ddl *ddl, struct table *table, const struct constraint *written,
                  struct text name, struct table_constraint *index, struct err *err)
{
  int included = written->include ? written->include->count : 0;

  if (table->variety != TABLE_HYBRID)
    return ddl_unsupported("INDEX of a table that is not hybrid", err);
  *index = (struct table_constraint){ .kind = KEY_INDEX,
                                      .name = name,
                                      .included = included };
  index->column_ids = ARENA_ARRAY(ddl->arena, (size_t)(written->columns.count + included),
                                  int);
  for (int i = 0; i < written->columns.count; i++)
    if (!add_column(table, written->columns.at[i], index, err))
      return false;
  for (int i = 0; i < included; i++)
    if (!add_column(table, written->include->at[i], index, err))
      return false;
  return is_new(table, index, err);
}

static bool set_keys(struct ddl *ddl, struct path path, const struct table *table,
                     const struct table_constraint *more, struct err *err)
{
  int count = table->constraint_count;
  struct table_constraint *keys = ARENA_ARRAY(ddl->arena, (size_t)count + 1,
                                              struct table_constraint);

  for (int i = 0; i < count; i++)
    keys[i] = table->constraints[i];
  if (more)
    keys[count++] = *more;
  return catalog_set_constraints(ddl->change, path, keys, count, err);
}

/* Whether a constraint goes. */
typedef bool (*test_key)(void *context, const struct table *table,
                         const struct table_constraint *key);

static struct table without(struct ddl *ddl, const struct table *table, test_key goes,
                            void *context)
{
  struct table copy = *table;

  copy.constraints = ARENA_ARRAY(ddl->arena, (size_t)table->constraint_count,
                                 struct table_constraint);
  copy.constraint_count = 0;
  for (int i = 0; i < table->constraint_count; i++)
    if (!goes(context, table, &table->constraints[i]))
      copy.constraints[copy.constraint_count++] = table->constraints[i];
  return copy;
}

static bool is_index_named(void *name, const struct table *table,
                           const struct table_constraint *key)
{
  (void)table;
  return key->kind == KEY_INDEX && text_equal(key->name, *(const struct text *)name);
}

static bool add_index(struct ddl *ddl, const struct create *create, struct path path,
                      struct text name, bool *made, struct err *err)
{
  const struct table *found = (const struct table *)ddl_find(ddl, KIND_TABLE, path, err);
  struct table_constraint index;
  struct table table;

  if (!found)
    return false;
  table = without(ddl, found, is_index_named, &name);
  *made = table.constraint_count == found->constraint_count || !create->if_not_exists;
  if (!*made)
    return true;
  if (!create->or_replace)
    table = *found;
  return hybrid_index(ddl, &table, create->constraints.at[0], name, &index, err) &&
         set_keys(ddl, path, &table, &index, err);
}

bool create_index(struct ddl *ddl, const struct create *create, struct err *err)
{
  const struct list *parts = &create->name->parts;
  struct text name = ((const struct ident *)parts->at[parts->count - 1])->name;
  struct path path;
  bool made = false;

  if (!create->more || !create->more->on || create->constraints.count != 1)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nCREATE INDEX needs ON table (columns).");
  if (!ddl_own_path(ddl, create->more->on, KIND_TABLE, &path, err) ||
      !ddl_begin(ddl, err) ||
      !ddl_end(ddl, add_index(ddl, create, path, name, &made, err), err))
    return false;
  return ddl_created(ddl, "Index", name, made);
}

static bool remove_index(struct ddl *ddl, const struct drop *drop, struct path path,
                         struct text name, bool *dropped, struct err *err)
{
  const struct table *found = (const struct table *)ddl_find(ddl, KIND_TABLE, path, err);
  struct table table;

  if (found) {
    table = without(ddl, found, is_index_named, &name);
    *dropped = table.constraint_count < found->constraint_count;
  }
  if (*dropped)
    return set_keys(ddl, path, &table, NULL, err);
  if (drop->if_exists && (found || err->code == ERR_NO_OBJECT)) {
    err_clear(err);
    return true;
  }
  return found && err_set(err, ERR_NO_OBJECT,
                          "SQL compilation error:\nIndex '" TEXT_FMT
                          "' does not exist or not authorized.",
                          TEXT_ARG(ddl_written(ddl, drop->name)));
}

bool drop_index(struct ddl *ddl, const struct drop *drop, struct err *err)
{
  struct name table_name = *drop->name;
  const struct ident *ident;
  bool dropped = false;
  struct path path;

  if (table_name.parts.count < 2)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nAn index is named by its table: DROP INDEX "
                   "table.index.");
  ident = table_name.parts.at[--table_name.parts.count];
  if (!ddl_own_path(ddl, &table_name, KIND_TABLE, &path, err) || !ddl_begin(ddl, err) ||
      !ddl_end(ddl, remove_index(ddl, drop, path, ident->name, &dropped, err), err))
    return false;
  return ddl_answer(
    ddl, arena_printf(ddl->arena,
                      dropped ? TEXT_FMT " successfully dropped."
                              : "Drop statement executed successfully (" TEXT_FMT
                                " already dropped).",
                      TEXT_ARG(ident->name)));
}

/* ---- ALTER, DROP and TRUNCATE ---- */

static bool is_in_any_key(const struct table *table, struct text name)
{
  const struct column *column = table_column(table, name);

  for (int i = 0; column && i < table->constraint_count; i++)
    for (int c = 0; c < table->constraints[i].column_count; c++)
      if (table->constraints[i].column_ids[c] == column->stored.id)
        return true;
  return false;
}

static bool may_drop_columns(const struct alter *alter, const struct table *table,
                             struct err *err)
{
  for (int i = 0; i < alter->idents.count; i++)
    if (is_in_any_key(table, ((const struct ident *)alter->idents.at[i])->name))
      return hybrid_refuses("DROP COLUMN of a key or an index", err);
  return true;
}

static bool may_change_columns(const struct alter *alter, const struct table *table,
                               struct err *err)
{
  for (int i = 0; i < alter->column_changes.count; i++) {
    const struct column_change *change = alter->column_changes.at[i];
    bool harmless = change->what == CHANGE_COMMENT ||
                    change->what == CHANGE_UNSET_COMMENT;

    if (!harmless && is_in_any_key(table, change->column.name))
      return hybrid_refuses("ALTER COLUMN of a key or an index", err);
  }
  return true;
}

/* Foreign keys name the columns that they refer to. */
static bool is_referenced(struct ddl *ddl, const struct table *table, struct text column)
{
  struct list children = hybrid_children(ddl->catalog, ddl->arena, table);

  for (int i = 0; i < children.count; i++) {
    const struct table_constraint *key =
      ((const struct hybrid_child *)children.at[i])->key;

    for (int c = 0; c < key->column_count; c++)
      if (text_equal(key->ref_columns[c], column))
        return true;
  }
  return false;
}

static bool drops(const struct table_constraint *key, const struct constraint *written)
{
  switch (written->kind) {
  case CONSTRAINT_PRIMARY_KEY: return key->kind == KEY_PRIMARY;
  case CONSTRAINT_UNIQUE: return key->kind == KEY_UNIQUE;
  case CONSTRAINT_CHECK:
    return written->name && text_equal(key->name, written->name->name);
  case CONSTRAINT_FOREIGN_KEY:
  case CONSTRAINT_INDEX: break;
  }
  return false;
}

static bool may_drop_constraint(struct ddl *ddl, const struct constraint *written,
                                const struct table *table, struct err *err)
{
  for (int i = 0; i < table->constraint_count; i++) {
    const struct table_constraint *key = &table->constraints[i];

    if (!drops(key, written))
      continue;
    if (key->kind == KEY_PRIMARY)
      return hybrid_refuses("DROP PRIMARY KEY", err);
    for (int c = 0; key->kind == KEY_UNIQUE && c < key->column_count; c++)
      if (is_referenced(ddl, table, table_column_by_id(table, key->column_ids[c])->name))
        return hybrid_refuses("DROP CONSTRAINT that a foreign key refers to", err);
  }
  return true;
}

bool hybrid_may_alter(struct ddl *ddl, const struct alter *alter,
                      const struct table *table, struct err *err)
{
  if (table->variety != TABLE_HYBRID)
    return true;
  switch (alter->action) {
  case ALTER_DROP_COLUMN: return may_drop_columns(alter, table, err);
  case ALTER_COLUMN: return may_change_columns(alter, table, err);
  case ALTER_RENAME_COLUMN:
    return !is_referenced(ddl, table, alter->ident.name) ||
           hybrid_refuses("RENAME COLUMN that a foreign key refers to", err);
  case ALTER_DROP_CONSTRAINT:
    return may_drop_constraint(ddl, alter->constraint, table, err);
  case ALTER_CLUSTER_BY: return hybrid_refuses("CLUSTER BY", err);
  default: return true;
  }
}

/* A parent, and where it is looked for. */
struct parent {
  struct ddl *ddl;
  const struct table *table;
};

static bool refers_to(void *context, const struct table *table,
                      const struct table_constraint *key)
{
  const struct parent *parent = context;

  return key->kind == KEY_FOREIGN &&
         hybrid_referenced(parent->ddl->catalog, table, key) == parent->table;
}

static bool is_before(const struct list *children, int at)
{
  for (int i = 0; i < at; i++)
    if (((const struct hybrid_child *)children->at[i])->table ==
        ((const struct hybrid_child *)children->at[at])->table)
      return true;
  return false;
}

static bool forget_keys(struct ddl *ddl, const struct table *parent,
                        const struct table *child, struct err *err)
{
  struct parent context = { ddl, parent };
  struct table left = without(ddl, child, refers_to, &context);
  struct path path;

  return !catalog_path_of_table(ddl->catalog, child->object.id, &path) ||
         set_keys(ddl, path, &left, NULL, err);
}

bool hybrid_may_drop(struct ddl *ddl, struct path path, bool cascade, struct err *err)
{
  const struct table *table = (const struct table *)ddl_find(ddl, KIND_TABLE, path, err);
  struct list children;

  err_clear(err); /* What is not there, DROP itself speaks of. */
  if (!table || table->variety != TABLE_HYBRID)
    return true;
  children = hybrid_children(ddl->catalog, ddl->arena, table);
  for (int i = 0; i < children.count; i++) {
    const struct hybrid_child *child = children.at[i];

    if (child->table == table || is_before(&children, i))
      continue;
    if (!cascade)
      return err_set(err, ERR_DEPENDENCIES,
                     "SQL compilation error:\nCannot drop the table because of "
                     "dependencies");
    if (!forget_keys(ddl, table, child->table, err))
      return false;
  }
  return true;
}
