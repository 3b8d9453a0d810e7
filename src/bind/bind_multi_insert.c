/* bind_multi_insert.c: INSERT ALL and INSERT FIRST: the rows of one query into several tables. */
#include <string.h>

#include "bind/binder.h"
#include "bind/bound_shape.h"

/* The query's rows are kept first, with a column more for each WHEN: whether it holds. So query
 * and conditions are evaluated once, whatever is inserted where. */
struct spreading {
  struct binder *binder;
  const struct multi_insert *ast;
  struct bound_dml *dml;
  int column_count;    /* Of the query. */
  int condition_count; /* WHEN clauses, which come behind. */
  struct list parts;   /* struct bound_dml */
};

/* ---- the query ---- */

static bool add_conditions(struct spreading *spreading, struct bound_query *outer)
{
  struct binder *binder = spreading->binder;
  struct scope scope = { .clause = CLAUSE_SET };
  struct scope_source entry = { .source = outer->select->from->source };
  int at = spreading->column_count;
  bool ok = true;

  list_add(binder->arena, &scope.sources, &entry);
  binder->scope = &scope;
  for (int i = 0; ok && i < spreading->ast->branches.count; i++) {
    const struct multi_branch *branch = spreading->ast->branches.at[i];
    struct bound_expr *condition;

    if (!branch->condition)
      continue;
    condition = bind_condition(binder, branch->condition);
    ok = condition != NULL;
    if (!ok)
      break;
    outer->select->items[at] = bound_template1(binder, "coalesce($1, false)",
                                               type_of(TYPE_BOOLEAN), condition);
    outer->columns[at] = column_of(outer->select->items[at], TEXT(""));
    at++;
  }
  binder->scope = NULL;
  return ok;
}

static bool bind_rows(struct spreading *spreading)
{
  struct binder *binder = spreading->binder;
  struct bound_query *query = bind_subquery(binder, spreading->ast->query), *outer;
  struct bound_expr **items;
  struct bound_column *columns;
  size_t count;

  if (!query)
    return false;
  spreading->column_count = query->column_count;
  for (int i = 0; i < spreading->ast->branches.count; i++)
    spreading->condition_count +=
      ((const struct multi_branch *)spreading->ast->branches.at[i])->condition != NULL;
  count = (size_t)(spreading->column_count + spreading->condition_count);
  outer = wrapped(binder, query);
  items = ARENA_ARRAY(binder->arena, count, struct bound_expr *);
  columns = ARENA_ARRAY(binder->arena, count, struct bound_column);
  memcpy(items, outer->select->items, (size_t)query->column_count * sizeof *items);
  memcpy(columns, outer->columns, (size_t)query->column_count * sizeof *columns);
  outer->select->items = items;
  outer->columns = columns;
  outer->select->item_count = outer->column_count = (int)count;
  spreading->dml->query = outer;
  return add_conditions(spreading, outer);
}

/* ---- what goes where ---- */

/* The rows that were kept, as a relation of the query's columns. */
static struct bound_source *kept_rows(struct spreading *spreading)
{
  const struct bound_query *query = spreading->dml->query;
  struct bound_source *source = bound_source_new(spreading->binder, SOURCE_TEMPLATE,
                                                 query->column_count);

  source->duckdb = MULTI_INSERT_ROWS;
  memcpy(source->columns, query->columns,
         (size_t)query->column_count * sizeof *query->columns);
  return source;
}

static struct bound_expr *joined(struct binder *binder, struct bound_expr *all,
                                 struct bound_expr *column, bool negated)
{
  struct bound_expr *one = negated ? bound_template1(binder, "(NOT $1)",
                                                     type_of(TYPE_BOOLEAN), column)
                                   : column;

  return all ? bound_template2(binder, "($1 AND $2)", type_of(TYPE_BOOLEAN), all, one)
             : one;
}

/* Of a branch: its own condition; with FIRST, and for ELSE, that none before it held. */
static struct bound_expr *branch_filter(struct spreading *spreading, int branch,
                                        struct bound_source *source)
{
  const struct list *branches = &spreading->ast->branches;
  const struct multi_branch *own = branches->at[branch];
  struct scope_source entry = { .source = source };
  struct bound_expr *all = NULL;
  int column = spreading->column_count;

  for (int i = 0; i <= branch; i++) {
    const struct multi_branch *other = branches->at[i];
    bool before = i < branch && (spreading->ast->first || own->otherwise);

    if (!other->condition)
      continue;
    if (i == branch || before)
      all = joined(spreading->binder, all,
                   source_column(spreading->binder, NULL, &entry, column, NULL), before);
    column++;
  }
  return all;
}

static bool add_part(struct spreading *spreading, int branch,
                     const struct multi_into *into)
{
  struct bound_source *source = kept_rows(spreading);
  struct bound_expr *filter = branch_filter(spreading, branch, source);
  struct bound_dml *part;

  source->column_count = spreading->column_count;
  part = bind_insert_from(spreading->binder, into->table, into->columns, into->values,
                          source);
  if (!part)
    return false;
  part->query->select->where = filter;
  part->overwrite = spreading->ast->overwrite;
  list_add(spreading->binder->arena, &spreading->parts, part);
  return true;
}

struct bound_dml *bind_multi_insert(struct binder *binder, const struct multi_insert *ast)
{
  struct spreading spreading = { .binder = binder, .ast = ast };

  spreading.dml = ARENA_NEW(binder->arena, struct bound_dml);
  spreading.dml->kind = BOUND_MULTI_INSERT;
  spreading.dml->overwrite = ast->overwrite;
  if (!bind_rows(&spreading))
    return NULL;
  for (int i = 0; i < ast->branches.count; i++) {
    const struct multi_branch *branch = ast->branches.at[i];

    for (int j = 0; j < branch->intos.count; j++)
      if (!add_part(&spreading, i, branch->intos.at[j]))
        return NULL;
  }
  spreading.dml->part_count = spreading.parts.count;
  spreading.dml->parts = (struct bound_dml **)spreading.parts.at;
  spreading.dml->target = spreading.dml->parts[0]->target;
  spreading.dml->target_name = spreading.dml->parts[0]->target_name;
  return spreading.dml;
}
