/* bind_metric.c: the data metric functions SNOWFLAKE.CORE.<name>(SELECT column FROM table).
 *
 * A metric is a query over the one that it was given.
 * https://docs.snowflake.com/en/user-guide/data-quality-system-dmfs */
#include "bind/binder.h"
#include "sql/parse.h"

#define OVER_ROWS " AS METRIC FROM (SELECT 1) AS M (C)"

/* Sorted by name. */
static const struct metric {
  const char *name;
  const char *sql;
} metrics[] = {
  { "AVG", "SELECT AVG(C)" OVER_ROWS },
  { "BLANK_COUNT", "SELECT COUNT_IF(TRIM(C) = '')" OVER_ROWS },
  { "BLANK_PERCENT", "SELECT 100 * DIV0(COUNT_IF(TRIM(C) = ''), COUNT(*))" OVER_ROWS },
  { "DUPLICATE_COUNT",
    "SELECT COUNT(*) - COUNT(DISTINCT C) - IFF(COUNT_IF(C IS NULL) > 0, 1, 0)" OVER_ROWS },
  { "MAX", "SELECT MAX(C)" OVER_ROWS },
  { "MIN", "SELECT MIN(C)" OVER_ROWS },
  { "NULL_COUNT", "SELECT COUNT_IF(C IS NULL)" OVER_ROWS },
  { "NULL_PERCENT", "SELECT 100 * DIV0(COUNT_IF(C IS NULL), COUNT(*))" OVER_ROWS },
  { "STDDEV", "SELECT STDDEV(C)" OVER_ROWS },
  { "UNIQUE_COUNT", "SELECT COUNT(DISTINCT C)" OVER_ROWS },
};

static bool part_is(const struct name *name, int part, const char *text)
{
  return text_is(((const struct ident *)name->parts.at[part])->name, text);
}

static const struct metric *find_metric(const struct name *name)
{
  if (name->dynamic || name->parts.count != 3 || !part_is(name, 0, "SNOWFLAKE") ||
      !part_is(name, 1, "CORE"))
    return NULL;
  for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
    if (part_is(name, 2, metrics[i].name))
      return &metrics[i];
  return NULL;
}

bool is_metric(const struct call *call)
{
  return find_metric(call->name) != NULL;
}

struct bound_expr *bind_metric(struct binder *binder, const struct expr *call_expr)
{
  const struct call *call = call_expr->call;
  const struct expr *arg = call->args.count == 1 ? call->args.at[0] : NULL;
  struct bound_query *bound;
  struct query *query;
  struct expr subquery = { .kind = EXPR_QUERY, .place = call_expr->place };

  if (!arg || arg->kind != EXPR_QUERY || call->over || call->distinct) {
    bind_fail(binder, &call_expr->place, ERR_SYNTAX,
              "a data metric function takes one query");
    return NULL;
  }
  bound = binder->subquery(binder, arg->query);
  if (!bound)
    return NULL;
  if (bound->column_count != 1) {
    bind_fail(binder, &call_expr->place, ERR_SYNTAX,
              "a data metric function takes a query of one column, not of %d",
              bound->column_count);
    return NULL;
  }
  query = parse_query(binder->arena, text_of(find_metric(call->name)->sql), binder->err);
  if (!query)
    return NULL;
  query->select->from->query = arg->query;
  subquery.query = query;
  return bind_scalar_query(binder, &subquery);
}
