/* emit_path.c: paths of constant steps as one call. */
#include "emit/emit_path.h"

#include <string.h>

#include "data/json_path.h"

static bool is_template(const struct bound_expr *expr, const char *duckdb)
{
  return expr->kind == BOUND_TEMPLATE && expr->arg_count == 2 &&
         strcmp(expr->duckdb, duckdb) == 0;
}

/* An index as it was written, also where it has been widened. */
static bool constant_index(const struct bound_expr *expr, int64_t *index)
{
  if (expr->kind == BOUND_TEMPLATE && expr->arg_count == 1)
    expr = expr->args[0];
  return expr->kind == BOUND_CONST && !expr->is_null && expr->type.kind == TYPE_NUMBER &&
         text_to_int64(expr->constant, index) && *index >= 0;
}

static bool constant_name(const struct bound_expr *expr)
{
  return expr->kind == BOUND_CONST && !expr->is_null && expr->type.kind == TYPE_VARCHAR;
}

bool path_is_step(const struct bound_expr *expr)
{
  int64_t index;

  if (is_template(expr, TEMPLATE_GET_MEMBER))
    return constant_name(expr->args[1]);
  return is_template(expr, TEMPLATE_GET_ELEMENT) && constant_index(expr->args[1], &index);
}

const struct bound_expr *path_root(const struct bound_expr *expr, struct buf *path)
{
  const struct bound_expr *root;
  int64_t index;

  if (!path_is_step(expr))
    return expr;
  root = path_root(expr->args[0], path);
  if (constant_index(expr->args[1], &index))
    json_path_add_index(path, index);
  else
    json_path_add_name(path, expr->args[1]->constant);
  return root;
}
