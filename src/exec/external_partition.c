/* external_partition.c: partitions of external tables that are added by hand. */
#include "exec/external_partition.h"

#include "data/json.h"
#include "data/member.h"
#include "exec/property.h"

/* A column's name alone, else at NULL. */
static struct text name_of(const struct expr *expr)
{
  const struct list *parts;

  if (expr->kind != EXPR_COLUMN || expr->name->parts.count != 1)
    return (struct text){ 0 };
  parts = &expr->name->parts;
  return ((const struct ident *)parts->at[0])->name;
}

static bool has_column(const struct table *table, struct text name)
{
  for (int i = 1; i < table->column_count; i++)
    if (text_equal(table->columns[i].name, name))
      return true;
  return false;
}

bool partition_columns(struct ddl *ddl, const struct list *exprs,
                       const struct table *table, struct text *columns, struct err *err)
{
  struct buf out;
  bool ok = exprs && exprs->count;

  if (!ok)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nPARTITION_TYPE = USER_SPECIFIED needs "
                   "PARTITION BY.");
  buf_init(&out);
  for (int i = 0; ok && i < exprs->count; i++) {
    struct text name = name_of(exprs->at[i]);

    ok = name.at && has_column(table, name);
    buf_add_string(&out, i ? ", " : "");
    if (ok)
      buf_add_identifier(&out, name);
  }
  *columns = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  return ok ||
         err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nPARTITION BY takes columns of the table.");
}

/* ---- ADD PARTITION ---- */

/* c1 = 'x' */
static bool read_value(struct ddl *ddl, const struct expr *expr, struct text *name,
                       struct text *value, struct err *err)
{
  struct option option = { .value = expr->right };

  *name = expr->kind == EXPR_OPERATOR && expr->op == OP_EQ ? name_of(expr->left)
                                                           : (struct text){ 0 };
  if (!name->at)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nADD PARTITION takes column = 'value'.");
  return property_text(ddl->run, &option, value, err);
}

/* The next of "\"C1\", \"C2\"", quoted. */
static struct text next_column(struct text *columns)
{
  size_t end = 1;
  struct text column;

  while (end < columns->len &&
         !(columns->at[end] == '"' &&
           (end + 1 == columns->len || columns->at[end + 1] != '"')))
    end += columns->at[end] == '"' ? 2 : 1;
  column = text_slice(*columns, 0, end + 1);
  *columns = text_slice(*columns, end + 3, columns->len);
  return column;
}

static bool is_quoted_as(struct text quoted, struct text name)
{
  struct buf out;
  bool same;

  buf_init(&out);
  buf_add_identifier(&out, name);
  same = text_equal(buf_text(&out), quoted);
  buf_clear(&out);
  return same;
}

/* Adds the member of one column, whose value may stand anywhere. */
static bool put_member(struct ddl *ddl, const struct list *exprs, struct text column,
                       struct buf *out, struct err *err)
{
  for (int i = 0; i + 1 < exprs->count; i++) {
    struct text name, value;

    if (!read_value(ddl, exprs->at[i], &name, &value, err))
      return false;
    if (!is_quoted_as(column, name))
      continue;
    member_text(out, arena_c_string(ddl->arena, name), value);
    return true;
  }
  return err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nADD PARTITION needs a value of " TEXT_FMT ".",
                 TEXT_ARG(column));
}

bool partition_values(struct ddl *ddl, const struct list *exprs, struct text columns,
                      struct text *values, struct text *path, struct err *err)
{
  struct option location = { .value = exprs->at[exprs->count - 1] };
  struct buf out;
  int count = 0;
  bool ok = true;

  if (!property_text(ddl->run, &location, path, err))
    return false;
  buf_init(&out);
  json_put_open(&out, '{');
  for (; ok && columns.len; count++) {
    struct text column = next_column(&columns);

    ok = put_member(ddl, exprs, column, &out, err);
  }
  json_put_close(&out, '}');
  *values = buf_copy(&out, ddl->arena);
  buf_clear(&out);
  if (ok && count != exprs->count - 1)
    ok = err_set(
      err, ERR_SYNTAX,
      "SQL compilation error:\nADD PARTITION names other columns than those of "
      "PARTITION BY.");
  return ok;
}
