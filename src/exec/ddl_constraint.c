/* ddl_constraint.c: PRIMARY KEY, UNIQUE and FOREIGN KEY: recorded and shown; enforced in hybrid
 * tables alone (hybrid_check.h). */
#include <sys/random.h>

#include "exec/ddl_columns.h"
#include "exec/ddl_hybrid.h"

/* Names as Snowflake gives them: SYS_CONSTRAINT_ and a random UUID. */
static bool made_name(struct arena *arena, struct text *name, struct err *err)
{
  uint8_t r[16];

  if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
    return err_set(err, ERR_INTERNAL, "The system gives no random bytes.");
  r[6] = (uint8_t)((r[6] & 0x0F) | 0x40);
  r[8] = (uint8_t)((r[8] & 0x3F) | 0x80);
  *name = arena_printf(arena,
                       "SYS_CONSTRAINT_%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                       "%02x%02x%02x%02x%02x%02x",
                       r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10],
                       r[11], r[12], r[13], r[14], r[15]);
  return true;
}

static bool no_column(struct arena *arena, const struct ident *ident, struct err *err)
{
  return err_set_at(err, ident->place.line, ident->place.column, ERR_INVALID_IDENTIFIER,
                    "invalid identifier '" TEXT_FMT "'",
                    TEXT_ARG(ident_text(arena, ident->name)));
}

static bool set_columns(struct ddl *ddl, struct table *table,
                        const struct constraint *written, const struct ident *own,
                        struct table_constraint *constraint, struct err *err)
{
  int count = written->columns.count ? written->columns.count : own ? 1 : 0;

  constraint->column_count = count;
  constraint->column_ids = ARENA_ARRAY(ddl->arena, (size_t)count, int);
  for (int i = 0; i < count; i++) {
    const struct ident *ident = written->columns.count ? written->columns.at[i] : own;
    struct column *column = table_column(table, ident->name);

    if (!column)
      return no_column(ddl->arena, ident, err);
    constraint->column_ids[i] = column->stored.id;
    if (constraint->kind == KEY_PRIMARY)
      column->stored.not_null = true;
  }
  return true;
}

static const struct table_constraint *primary_key(const struct table *table)
{
  for (int i = 0; i < table->constraint_count; i++)
    if (table->constraints[i].kind == KEY_PRIMARY)
      return &table->constraints[i];
  return NULL;
}

static bool reference_columns(struct ddl *ddl, const struct table *target,
                              const struct constraint *written,
                              struct table_constraint *constraint, struct err *err)
{
  const struct table_constraint *key = primary_key(target);
  const struct list *names = written->ref_columns;
  int count = names ? names->count : key ? key->column_count : 0;

  if (count != constraint->column_count)
    return err_set(
      err, ERR_INVALID_ARGUMENT,
      "SQL compilation error:\nThe number of columns of the foreign key differs from "
      "that of the key of '" TEXT_FMT "'.",
      TEXT_ARG(target->object.name));
  constraint->ref_columns = ARENA_ARRAY(ddl->arena, (size_t)count, struct text);
  for (int i = 0; i < count; i++) {
    const struct ident *ident = names ? names->at[i] : NULL;
    const struct column *column = ident ? table_column(target, ident->name)
                                        : table_column_by_id(target, key->column_ids[i]);

    if (!column)
      return ident ? no_column(ddl->arena, ident, err)
                   : err_set(err, ERR_INTERNAL, "A key without its column.");
    constraint->ref_columns[i] = arena_text(ddl->arena, column->name);
  }
  return true;
}

static bool set_reference(struct ddl *ddl, struct path path, struct table *table,
                          const struct constraint *written,
                          struct table_constraint *constraint, struct err *err)
{
  const struct object *target = &table->object;
  struct path to;
  bool ok;

  if (!ddl_path(ddl, written->references, KIND_TABLE, &to, err))
    return false;
  constraint->ref_database = to.database;
  constraint->ref_schema = to.schema;
  constraint->ref_table = to.name;
  catalog_read(ddl->catalog);
  if (!path_equal(path, to))
    target = ddl_find(ddl, KIND_TABLE, to, err);
  constraint->ref_id = path_equal(path, to) ? -1 : target ? target->id : 0;
  ok = target &&
       reference_columns(ddl, (const struct table *)target, written, constraint, err);
  catalog_read_end(ddl->catalog);
  return ok;
}

static void set_flags(const struct constraint *written,
                      struct table_constraint *constraint)
{
  for (int i = 0; written->flags && i < written->flags->count; i++) {
    struct text flag = ((const struct ident *)written->flags->at[i])->name;

    if (text_is(flag, "RELY"))
      constraint->rely = true;
    if (text_is(flag, "ENFORCED"))
      constraint->enforced = true;
  }
}

static bool has_flag(const struct constraint *written, const char *flag)
{
  for (int i = 0; written->flags && i < written->flags->count; i++)
    if (text_is(((const struct ident *)written->flags->at[i])->name, flag))
      return true;
  return false;
}

static enum table_constraint_kind kind_of(enum constraint_kind kind)
{
  return kind == CONSTRAINT_PRIMARY_KEY ? KEY_PRIMARY
         : kind == CONSTRAINT_UNIQUE    ? KEY_UNIQUE
                                        : KEY_FOREIGN;
}

bool constraint_build(struct ddl *ddl, struct path path, struct table *table,
                      const struct constraint *written, const struct ident *own,
                      struct table_constraint *constraint, struct err *err)
{
  if (written->kind == CONSTRAINT_CHECK)
    return ddl_unsupported("CHECK constraint", err);
  if (written->kind == CONSTRAINT_INDEX)
    return hybrid_index(ddl, table, written, written->name->name, constraint, err);
  if (table->variety == TABLE_HYBRID && has_flag(written, "NOT ENFORCED"))
    return err_set(
      err, ERR_SYNTAX,
      "SQL compilation error:\ninvalid constraint property [NOT ENFORCED] in "
      "a hybrid table.");
  *constraint = (struct table_constraint){ .kind = kind_of(written->kind),
                                           .on_delete = written->on_delete,
                                           .on_update = written->on_update,
                                           .match = written->match };
  if (written->name)
    constraint->name = written->name->name;
  else if (!made_name(ddl->arena, &constraint->name, err))
    return false;
  set_flags(written, constraint);
  return set_columns(ddl, table, written, own, constraint, err) &&
         (constraint->kind != KEY_FOREIGN ||
          set_reference(ddl, path, table, written, constraint, err));
}

bool constraint_add(struct ddl *ddl, struct table *table,
                    const struct table_constraint *constraint, struct err *err)
{
  int count = table->constraint_count;
  struct table_constraint *all;

  if (constraint->kind == KEY_PRIMARY && primary_key(table))
    return err_set(
      err, ERR_OBJECT_EXISTS,
      "SQL compilation error:\nprimary key already exists for table '" TEXT_FMT "'",
      TEXT_ARG(table->object.name));
  for (int i = 0; i < count; i++)
    if (text_equal(table->constraints[i].name, constraint->name))
      return err_set(err, ERR_OBJECT_EXISTS,
                     "SQL compilation error:\nConstraint '" TEXT_FMT "' already exists.",
                     TEXT_ARG(constraint->name));
  all = ARENA_ARRAY(ddl->arena, (size_t)count + 1, struct table_constraint);
  for (int i = 0; i < count; i++)
    all[i] = table->constraints[i];
  all[count] = *constraint;
  table->constraints = all;
  table->constraint_count = count + 1;
  return true;
}

static bool build_one(struct ddl *ddl, struct path path, struct table *table,
                      const struct constraint *written, const struct ident *own,
                      struct err *err)
{
  struct table_constraint constraint;

  return constraint_build(ddl, path, table, written, own, &constraint, err) &&
         constraint_add(ddl, table, &constraint, err);
}

bool constraints_build(struct ddl *ddl, struct path path, struct table *table,
                       const struct create *create, struct err *err)
{
  for (int i = 0; i < create->columns.count; i++) {
    const struct column_def *def = create->columns.at[i];

    for (int c = 0; def->constraints && c < def->constraints->count; c++)
      if (!build_one(ddl, path, table, def->constraints->at[c], &def->name, err))
        return false;
  }
  for (int i = 0; i < create->constraints.count; i++)
    if (!build_one(ddl, path, table, create->constraints.at[i], NULL, err))
      return false;
  return true;
}
