/* ddl_or_alter.c: CREATE OR ALTER TABLE of a table that is there: the ALTERs that lead from what it
 * is to what the statement says. (docs.snowflake.com/en/sql-reference/sql/create-or-alter) */
#include "exec/ddl_or_alter.h"

#include "exec/ddl_objects.h"

/* One ALTER TABLE of this statement's own columns. */
static bool run_alter(struct ddl *ddl, const struct statement *statement,
                      struct path path, struct alter *alter, struct err *err)
{
  struct statement altering = *statement;

  alter->kind = OBJECT_TABLE;
  alter->kind_words = TEXT("TABLE");
  altering.kind = STMT_ALTER;
  altering.alter = alter;
  return alter_table(ddl, &altering, path, err);
}

static bool drop_columns(struct ddl *ddl, const struct statement *statement,
                         struct path path, const struct table *old,
                         const struct table *wanted, struct err *err)
{
  struct alter alter = { .action = ALTER_DROP_COLUMN };

  for (int i = 0; i < old->column_count; i++) {
    struct ident *ident;

    if (table_column(wanted, old->columns[i].name))
      continue;
    ident = ARENA_NEW(ddl->arena, struct ident);
    ident->name = arena_text(ddl->arena, old->columns[i].name);
    list_add(ddl->arena, &alter.idents, ident);
  }
  return !alter.idents.count || run_alter(ddl, statement, path, &alter, err);
}

/* New columns come last, and those that stay keep their order. */
static bool add_columns(struct ddl *ddl, const struct statement *statement,
                        struct path path, const struct table *old,
                        const struct table *wanted, struct err *err)
{
  struct alter alter = { .action = ALTER_ADD_COLUMN };
  const struct column *last = NULL;

  for (int i = 0; i < wanted->column_count; i++) {
    const struct column *found = table_column(old, wanted->columns[i].name);

    if (!found)
      list_add(ddl->arena, &alter.columns, statement->create->columns.at[i]);
    else if (alter.columns.count || (last && found < last))
      return ddl_unsupported("CREATE OR ALTER TABLE that reorders columns", err);
    else
      last = found;
  }
  return !alter.columns.count || run_alter(ddl, statement, path, &alter, err);
}

static struct column_change *add_change(struct ddl *ddl, struct alter *alter,
                                        const struct column_def *def, int what)
{
  struct column_change *change = ARENA_NEW(ddl->arena, struct column_change);

  change->column = def->name;
  change->what = what;
  change->type = def->type;
  change->value = def->default_value;
  change->text = def->comment;
  list_add(ddl->arena, &alter->column_changes, change);
  return change;
}

static bool compare_column(struct ddl *ddl, struct alter *alter,
                           const struct column_def *def, const struct column *old,
                           const struct column *wanted, struct err *err)
{
  if (old->autoincrement != wanted->autoincrement ||
      (old->autoincrement && (old->start != wanted->start || old->step != wanted->step)))
    return ddl_unsupported("CREATE OR ALTER TABLE that changes AUTOINCREMENT", err);
  if (!text_equal(old->virtual_sql, wanted->virtual_sql))
    return ddl_unsupported("CREATE OR ALTER TABLE that changes a virtual column", err);
  if (!text_equal(old->collation, wanted->collation))
    return ddl_unsupported("CREATE OR ALTER TABLE that changes COLLATE", err);
  if (!type_equal(old->stored.type, wanted->stored.type))
    add_change(ddl, alter, def, CHANGE_TYPE)->collation = wanted->collation;
  if (old->stored.not_null != wanted->stored.not_null)
    add_change(ddl, alter, def,
               wanted->stored.not_null ? CHANGE_SET_NOT_NULL : CHANGE_DROP_NOT_NULL);
  if (!text_equal(old->default_sql, wanted->default_sql))
    add_change(ddl, alter, def,
               wanted->default_sql.len ? CHANGE_SET_DEFAULT : CHANGE_DROP_DEFAULT);
  if (!text_equal(old->comment, wanted->comment))
    add_change(ddl, alter, def,
               wanted->comment.len ? CHANGE_COMMENT : CHANGE_UNSET_COMMENT);
  return true;
}

static bool change_columns(struct ddl *ddl, const struct statement *statement,
                           struct path path, const struct table *old,
                           const struct table *wanted, struct err *err)
{
  struct alter alter = { .action = ALTER_COLUMN };

  for (int i = 0; i < wanted->column_count; i++) {
    const struct column *found = table_column(old, wanted->columns[i].name);

    if (found && !compare_column(ddl, &alter, statement->create->columns.at[i], found,
                                 &wanted->columns[i], err))
      return false;
  }
  return !alter.column_changes.count || run_alter(ddl, statement, path, &alter, err);
}

/* Constraints that differ in more than their names would have to be dropped and made again. */
static bool same_constraints(const struct table *old, const struct table *wanted,
                             struct err *err)
{
  bool same = old->constraint_count == wanted->constraint_count;

  for (int i = 0; same && i < old->constraint_count; i++) {
    const struct table_constraint *a = &old->constraints[i], *b = &wanted->constraints[i];

    same = a->kind == b->kind && a->column_count == b->column_count &&
           text_equal(a->ref_table, b->ref_table) &&
           text_equal(a->ref_schema, b->ref_schema) &&
           text_equal(a->ref_database, b->ref_database);
    for (int c = 0; same && c < a->column_count; c++)
      same = text_equal(table_column_by_id(old, a->column_ids[c])->name,
                        table_column_by_id(wanted, b->column_ids[c])->name);
  }
  return same || ddl_unsupported("CREATE OR ALTER TABLE that changes constraints", err);
}

/* What is not said has its default again. */
static bool set_properties(struct ddl *ddl, struct path path, const struct table *old,
                           const struct table *wanted, struct err *err)
{
  struct table spec = *old;

  spec.object.comment = wanted->object.comment;
  spec.retention_days = wanted->retention_days;
  spec.default_collation = wanted->default_collation;
  spec.change_tracking = wanted->change_tracking;
  spec.stage_file_format = wanted->stage_file_format;
  spec.stage_copy_options = wanted->stage_copy_options;
  spec.cluster_by = wanted->cluster_by;
  return catalog_update(ddl->change, KIND_TABLE, path, &spec, err);
}

bool table_alter_to(struct ddl *ddl, const struct statement *statement, struct path path,
                    const struct table *wanted, struct err *err)
{
  const struct table *old = (const struct table *)ddl_find(ddl, KIND_TABLE, path, err);

  if (!old)
    return false;
  if (old->object.kind != KIND_TABLE)
    return err_set(err, ERR_WRONG_KIND,
                   "SQL compilation error:\nObject found is of type 'VIEW', not "
                   "specified type 'TABLE'.");
  if (old->persistence != wanted->persistence)
    return ddl_unsupported("CREATE OR ALTER TABLE that changes TRANSIENT", err);
  return same_constraints(old, wanted, err) &&
         change_columns(ddl, statement, path, old, wanted, err) &&
         add_columns(ddl, statement, path, old, wanted, err) &&
         drop_columns(ddl, statement, path, old, wanted, err) &&
         set_properties(ddl, path, old, wanted, err);
}
