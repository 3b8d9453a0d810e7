/* emit.c: bound trees to DuckDB SQL: expressions by their templates, queries clause by clause. */
#include "emit/emit.h"

#include <ctype.h>
#include <string.h>

#include "emit/emit_path.h"
#include "storage/storage.h"

#define NANOS_A_MILLI 1000000LL

struct emitter {
  const struct bind_context *context;
  struct buf *sql;
  bool by_steps; /* A path is grouped by: the engine has to find it within longer ones. */
};

static void put_query(struct emitter *emitter, const struct bound_query *query);
static void put_expr(struct emitter *emitter, const struct bound_expr *expr);

/* ---- windows ---- */

static void put_order(struct emitter *emitter, const struct bound_order *orders,
                      int count)
{
  for (int i = 0; i < count; i++) {
    buf_add_string(emitter->sql, i ? ", " : "");
    put_expr(emitter, orders[i].expr);
    buf_add_string(emitter->sql, orders[i].descending ? " DESC" : " ASC");
    buf_add_string(emitter->sql, orders[i].nulls_first ? " NULLS FIRST" : " NULLS LAST");
  }
}

static void put_bound(struct emitter *emitter, enum frame_bound bound,
                      const struct bound_expr *offset)
{
  switch (bound) {
  case BOUND_UNBOUNDED_PRECEDING:
    buf_add_string(emitter->sql, "UNBOUNDED PRECEDING");
    return;
  case BOUND_UNBOUNDED_FOLLOWING:
    buf_add_string(emitter->sql, "UNBOUNDED FOLLOWING");
    return;
  case BOUND_CURRENT_ROW: buf_add_string(emitter->sql, "CURRENT ROW"); return;
  case BOUND_PRECEDING:
  case BOUND_FOLLOWING:
    put_expr(emitter, offset);
    buf_add_string(emitter->sql, bound == BOUND_PRECEDING ? " PRECEDING" : " FOLLOWING");
    return;
  }
}

/* All rows of the partition, whichever row it is asked for. */
static bool is_whole(const struct bound_window *window)
{
  if (window->frame == FRAME_NONE)
    return !window->order_count;
  return window->from == BOUND_UNBOUNDED_PRECEDING &&
         window->to == BOUND_UNBOUNDED_FOLLOWING;
}

/* For a whole partition DuckDB (1.5.5) gives an aggregate of ours one state and calls it as if
 * each row had its own. A frame that reaches as far without saying so is computed otherwise. */
#define WHOLE_FRAME " ROWS BETWEEN UNBOUNDED PRECEDING AND 1000000000000 FOLLOWING"

static void put_window(struct emitter *emitter, const struct bound_window *window,
                       bool is_ours)
{
  struct buf *sql = emitter->sql;

  buf_add_string(sql, " OVER (");
  for (int i = 0; i < window->partition_count; i++) {
    buf_add_string(sql, i ? ", " : "PARTITION BY ");
    put_expr(emitter, window->partition_by[i]);
  }
  if (window->order_count) {
    buf_add_string(sql, window->partition_count ? " ORDER BY " : "ORDER BY ");
    put_order(emitter, window->order_by, window->order_count);
  }
  if (is_ours && is_whole(window)) {
    buf_add_string(sql, WHOLE_FRAME);
  } else if (window->frame != FRAME_NONE) {
    buf_add_string(sql, window->frame == FRAME_ROWS    ? " ROWS BETWEEN "
                        : window->frame == FRAME_RANGE ? " RANGE BETWEEN "
                                                       : " GROUPS BETWEEN ");
    put_bound(emitter, window->from, window->from_offset);
    buf_add_string(sql, " AND ");
    put_bound(emitter, window->to, window->to_offset);
  }
  buf_add_char(sql, ')');
}

/* ---- templates ---- */

/* True for name(...) and (...) as a whole: it can stand beside any operator. */
static bool stands_alone(const char *duckdb)
{
  int depth = 0;

  while (isalnum((unsigned char)*duckdb) || *duckdb == '_')
    duckdb++;
  if (*duckdb == '\0')
    return true;
  if (*duckdb != '(')
    return false;
  for (const char *at = duckdb; *at; at++) {
    depth += *at == '(';
    depth -= *at == ')';
    if (depth == 0)
      return at[1] == '\0';
  }
  return false;
}

static void put_arg(struct emitter *emitter, const struct bound_expr *arg)
{
  bool wrap = arg->kind == BOUND_TEMPLATE && !stands_alone(arg->duckdb);

  if (wrap)
    buf_add_char(emitter->sql, '(');
  put_expr(emitter, arg);
  if (wrap)
    buf_add_char(emitter->sql, ')');
}

static void put_args(struct emitter *emitter, const struct bound_expr *expr, int from)
{
  for (int i = from; i < expr->arg_count; i++) {
    if (i > from)
      buf_add_string(emitter->sql, ", ");
    put_expr(emitter, expr->args[i]);
  }
}

static void put_session(struct emitter *emitter)
{
  const struct bind_context *context = emitter->context;
  struct text texts[] = { context->database, context->schema, context->user };

  buf_printf(emitter->sql, "CAST(%lld AS BIGINT)", (long long)context->session_id);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    buf_add_string(emitter->sql, ", ");
    buf_add_quoted(emitter->sql, texts[i].at ? texts[i] : TEXT(""));
  }
}

static void put_parameter(struct emitter *emitter, const char *name, size_t len)
{
  const struct bind_context *context = emitter->context;
  char key[64];

  if (len == 3 && memcmp(name, "NOW", 3) == 0) {
    /* The service's clock has milliseconds: gosnowflake's datetime_test.go reads a CURRENT_TIMESTAMP
     * again from FF3, and gets the same. */
    buf_printf(emitter->sql, "CAST(%lld AS HUGEINT)",
               (long long)(context->now_ns / NANOS_A_MILLI * NANOS_A_MILLI));
    return;
  }
  if (len == 7 && memcmp(name, "SESSION", 7) == 0) {
    put_session(emitter);
    return;
  }
  if (len >= sizeof key)
    len = sizeof key - 1;
  memcpy(key, name, len);
  key[len] = '\0';
  buf_add_quoted(emitter->sql,
                 context->parameter ? context->parameter(context->owner, key) : TEXT(""));
}

/* $1, $2*, $s1, $p1 and their like; returns where the template goes on. */
static const char *put_numbered(struct emitter *emitter, const struct bound_expr *expr,
                                const char *at, char letter)
{
  int arg = *at - '1';
  const struct bound_expr *bound = arg >= 0 && arg < expr->arg_count ? expr->args[arg]
                                                                     : NULL;

  at++;
  if (letter == 's' || letter == 'p')
    buf_add_int(emitter->sql, !bound          ? 0
                              : letter == 's' ? bound->type.scale
                                              : bound->type.precision);
  else if (*at == '*') {
    put_args(emitter, expr, arg);
    at++;
  } else if (bound)
    put_arg(emitter, bound);
  return at;
}

static void put_template(struct emitter *emitter, const struct bound_expr *expr,
                         const char *at, const char *end);

/* 2|text]: text only when argument 2 is there, or only when it is not. */
static const char *put_optional(struct emitter *emitter, const struct bound_expr *expr,
                                const char *at, bool there)
{
  int arg = *at - '0';
  const char *from = at + 2, *end = from;
  int depth = 0;

  for (; *end && !(*end == ']' && depth == 0); end++) {
    depth += *end == '[';
    depth -= *end == ']';
  }
  if ((arg <= expr->arg_count) == there)
    put_template(emitter, expr, from, end);
  return *end ? end + 1 : end;
}

/* $& $| $?: all arguments as one condition. */
static void put_joined(struct emitter *emitter, const struct bound_expr *expr,
                       const char *word, const char *test)
{
  for (int i = 0; i < expr->arg_count; i++) {
    buf_add_string(emitter->sql, i ? word : "");
    put_arg(emitter, expr->args[i]);
    buf_add_string(emitter->sql, test);
  }
}

static const char *put_letter(struct emitter *emitter, const struct bound_expr *expr,
                              const char *at)
{
  struct buf *sql = emitter->sql;

  switch (*at) {
  case '*': put_args(emitter, expr, 0); break;
  case '&': put_joined(emitter, expr, " AND ", ""); break;
  case '|': put_joined(emitter, expr, " OR ", ""); break;
  case '?': put_joined(emitter, expr, " AND ", " IS NOT NULL"); break;
  case 'D': buf_add_string(sql, expr->distinct ? "DISTINCT " : ""); break;
  case 'O':
    if (expr->over)
      put_window(emitter, expr->over, strstr(expr->duckdb, "sg_") != NULL);
    break;
  case 'G':
    if (expr->within_count) {
      buf_add_string(sql, " ORDER BY ");
      put_order(emitter, expr->within, expr->within_count);
    }
    break;
  case 'N': buf_add_string(sql, expr->ignore_nulls ? " IGNORE NULLS" : ""); break;
  case 'T': type_physical(expr->type, emitter->context->wide, sql); break;
  case 'x': buf_add_int(sql, expr->extra); break;
  case 'n': buf_add_int(sql, expr->type.length); break;
  case 's':
  case 'p':
    if (isdigit((unsigned char)at[1]))
      return put_numbered(emitter, expr, at + 1, *at);
    buf_add_int(sql, *at == 's' ? expr->type.scale : expr->type.precision);
    break;
  default: buf_add_char(sql, *at); break;
  }
  return at + 1;
}

static void put_path(struct emitter *emitter, const char *function,
                     const struct bound_expr *expr)
{
  const struct bound_expr *root;
  struct buf path;

  buf_init(&path);
  root = path_root(expr, &path);
  buf_printf(emitter->sql, "%s(", function);
  put_expr(emitter, root);
  buf_add_string(emitter->sql, ", ");
  buf_add_quoted(emitter->sql, buf_text(&path));
  buf_add_char(emitter->sql, ')');
  buf_clear(&path);
}

/* The text of what lies at a path, within a template; NULL when it is not asked for. */
static const char *path_as_text(const struct emitter *emitter,
                                const struct bound_expr *expr, const char *at,
                                const char *end)
{
  const char *found = expr->arg_count && !emitter->by_steps && path_is_step(expr->args[0])
                        ? strstr(at, TEMPLATE_JSON_TEXT)
                        : NULL;

  return found && found < end ? found : NULL;
}

static void put_template(struct emitter *emitter, const struct bound_expr *expr,
                         const char *at, const char *end)
{
  const char *path = path_as_text(emitter, expr, at, end);

  if (path) {
    put_template(emitter, expr, at, path);
    put_path(emitter, "sg_path_text", expr->args[0]);
    put_template(emitter, expr, path + strlen(TEMPLATE_JSON_TEXT), end);
    return;
  }
  while (at < end) {
    if (*at != '$') {
      const char *next = memchr(at, '$', (size_t)(end - at));

      next = next ? next : end;
      buf_add(emitter->sql, at, (size_t)(next - at));
      at = next;
      continue;
    }
    at++;
    if (*at >= '1' && *at <= '9') {
      at = put_numbered(emitter, expr, at, '\0');
    } else if (*at == '(') {
      const char *close = strchr(at, ')');

      put_parameter(emitter, at + 1, (size_t)(close - at - 1));
      at = close + 1;
    } else if (*at == '[') {
      at = put_optional(emitter, expr, at + 1, true);
    } else if (*at == '!' && at[1] == '[') {
      at = put_optional(emitter, expr, at + 2, false);
    } else {
      at = put_letter(emitter, expr, at);
    }
  }
}

/* ---- CASE ---- */

static void put_case(struct emitter *emitter, const struct bound_expr *expr)
{
  struct buf *sql = emitter->sql;
  int pairs = expr->arg_count / 2;

  buf_add_string(sql, "CASE");
  for (int i = 0; i < pairs; i++) {
    buf_add_string(sql, " WHEN ");
    put_expr(emitter, expr->args[2 * i]);
    buf_add_string(sql, " THEN ");
    put_expr(emitter, expr->args[2 * i + 1]);
  }
  if (expr->arg_count % 2) {
    buf_add_string(sql, " ELSE ");
    put_expr(emitter, expr->args[expr->arg_count - 1]);
  }
  buf_add_string(sql, " END");
}

/* ---- rows IN a query ---- */

/* What is asked of the query's rows: are there equal ones; are there some that only NULLs keep from
 * being equal or different, NULLs of theirs or of the row before IN. The two are asked one by one
 * so that the engine joins the few rows that have NULLs, not all with all. */
enum row_question { ROW_EQUAL, ROW_THEIR_NULLS, ROW_OUR_NULLS };

static bool row_may_ask(const struct bound_expr *expr, int column,
                        enum row_question question)
{
  return question == ROW_OUR_NULLS ? expr->args[column]->nullable
                                   : expr->query->columns[column].nullable;
}

/* (t1.c0 IS NULL OR t1.c1 IS NULL) AND */
static void put_row_nulls(struct emitter *emitter, const struct bound_expr *expr,
                          enum row_question question)
{
  struct buf *sql = emitter->sql;
  const char *gap = "(";

  for (int i = 0; i < expr->arg_count; i++) {
    if (!row_may_ask(expr, i, question))
      continue;
    buf_add_string(sql, gap);
    if (question == ROW_OUR_NULLS)
      put_arg(emitter, expr->args[i]);
    else
      buf_printf(sql, "t%d.c%d", expr->source, i);
    buf_add_string(sql, " IS NULL");
    gap = " OR ";
  }
  buf_add_string(sql, ") AND ");
}

static void put_row_exists(struct emitter *emitter, const struct bound_expr *expr,
                           enum row_question question)
{
  struct buf *sql = emitter->sql;
  const struct bound_query *query = expr->query;

  buf_add_string(sql, "EXISTS (SELECT 1 FROM (");
  put_query(emitter, query);
  buf_printf(sql, ") AS t%d(", expr->source);
  for (int i = 0; i < expr->arg_count; i++)
    buf_printf(sql, i ? ", c%d" : "c%d", i);
  buf_add_string(sql, ") WHERE ");
  if (question != ROW_EQUAL)
    put_row_nulls(emitter, expr, question);
  for (int i = 0; i < expr->arg_count; i++) {
    bool perhaps = question != ROW_EQUAL &&
                   (expr->args[i]->nullable || query->columns[i].nullable);

    buf_printf(sql, "%s%st%d.c%d = ", i ? " AND " : "", perhaps ? "(" : "", expr->source,
               i);
    put_arg(emitter, expr->args[i]);
    buf_add_string(sql, perhaps ? ") IS NOT FALSE" : "");
  }
  buf_add_char(sql, ')');
}

/* The questions about NULLs, as far as there may be some: gap question gap question. */
static bool put_row_unknown(struct emitter *emitter, const struct bound_expr *expr,
                            const char *first, const char *next)
{
  bool any = false;

  for (int question = ROW_THEIR_NULLS; question <= ROW_OUR_NULLS; question++) {
    bool asks = false;

    for (int i = 0; i < expr->arg_count; i++)
      asks |= row_may_ask(expr, i, (enum row_question)question);
    if (!asks)
      continue;
    buf_add_string(emitter->sql, any ? next : first);
    put_row_exists(emitter, expr, (enum row_question)question);
    any = true;
  }
  return any;
}

/* DuckDB compares rows as structs: (2, 2) IN (SELECT NULL, 4) is NULL there and false in SQL. And
 * it has no correlated one. (DuckDB 1.5.5) */
static void put_in_rows(struct emitter *emitter, const struct bound_expr *expr)
{
  struct buf *sql = emitter->sql;

  if (expr->is_filter) {
    buf_add_string(sql, expr->negated ? "(NOT " : "(");
    put_row_exists(emitter, expr, ROW_EQUAL);
    if (expr->negated)
      put_row_unknown(emitter, expr, " AND NOT ", " AND NOT ");
    buf_add_char(sql, ')');
    return;
  }
  buf_add_string(sql, "CASE WHEN ");
  put_row_exists(emitter, expr, ROW_EQUAL);
  buf_add_string(sql, expr->negated ? " THEN false" : " THEN true");
  if (put_row_unknown(emitter, expr, " WHEN ", " OR "))
    buf_add_string(sql, " THEN NULL");
  buf_add_string(sql, expr->negated ? " ELSE true END" : " ELSE false END");
}

/* ---- expressions ---- */

static void put_expr(struct emitter *emitter, const struct bound_expr *expr)
{
  struct buf *sql = emitter->sql;

  switch (expr->kind) {
  case BOUND_PARAM:
  case BOUND_CONST: buf_add_text(sql, expr->sql); break;
  case BOUND_COLUMN:
    buf_printf(sql, "t%d.", expr->source);
    buf_add_text(sql, expr->sql);
    break;
  case BOUND_TEMPLATE:
    if (!emitter->by_steps && path_is_step(expr) && path_is_step(expr->args[0]))
      put_path(emitter, "sg_get_path", expr);
    else
      put_template(emitter, expr, expr->duckdb, expr->duckdb + strlen(expr->duckdb));
    break;
  case BOUND_CASE: put_case(emitter, expr); break;
  case BOUND_SCALAR:
    buf_add_char(sql, '(');
    put_query(emitter, expr->query);
    buf_add_char(sql, ')');
    break;
  case BOUND_EXISTS:
    buf_add_string(sql, "EXISTS (");
    put_query(emitter, expr->query);
    buf_add_char(sql, ')');
    break;
  case BOUND_IN_QUERY:
    buf_add_char(sql, '(');
    put_arg(emitter, expr->args[0]);
    buf_add_string(sql, expr->negated ? " NOT IN (" : " IN (");
    put_query(emitter, expr->query);
    buf_add_string(sql, "))");
    break;
  case BOUND_IN_ROWS: put_in_rows(emitter, expr); break;
  case BOUND_QUANTIFIED:
    buf_add_char(sql, '(');
    put_arg(emitter, expr->args[0]);
    buf_printf(sql, " %s %s (", expr->duckdb, expr->negated ? "ALL" : "ANY");
    put_query(emitter, expr->query);
    buf_add_string(sql, "))");
    break;
  }
}

/* ---- FROM ---- */

static void put_from(struct emitter *emitter, const struct bound_from *from);

static void put_field(struct buf *sql, const struct bound_source *source, int column)
{
  if (source->kind == SOURCE_TABLE)
    storage_column_name(source->columns[column].column_id, sql);
  else
    buf_printf(sql, "c%d", column);
}

/* A relation's used columns as one struct under its alias: t1.c0 still says the same. */
static void put_packed(struct emitter *emitter, const struct bound_source *source)
{
  struct buf *sql = emitter->sql;
  bool any = false;

  if (source->is_generator) {
    buf_printf(sql, "t%d, ", source->id);
    return;
  }
  for (int i = 0; i < source->column_count; i++) {
    if (!source->columns[i].used)
      continue;
    buf_add_string(sql, any ? ", " : "struct_pack(");
    put_field(sql, source, i);
    buf_printf(sql, " := t%d.", source->id);
    put_field(sql, source, i);
    any = true;
  }
  if (any)
    buf_printf(sql, ") AS t%d, ", source->id);
}

static void put_all_packed(struct emitter *emitter, const struct bound_from *from)
{
  if (from->source) {
    put_packed(emitter, from->source);
    return;
  }
  put_all_packed(emitter, from->left);
  put_all_packed(emitter, from->right);
}

/* DuckDB runs a correlated UNNEST as a join that first looks for equal rows: a document for
 * each. In the select list beside the rows it is made of it costs nothing. (DuckDB 1.5.5) */
static void put_unnest(struct emitter *emitter, const struct bound_from *left,
                       const struct bound_source *source, bool keeps_rows)
{
  struct bound_expr call = { .arg_count = source->arg_count,
                             .args = source->args,
                             .extra = keeps_rows ? 256 : 0 };
  struct buf *sql = emitter->sql;

  for (int i = 0; i < source->column_count; i++)
    call.extra |= source->columns[i].used ? 1 << i : 0;
  buf_add_string(sql, "(SELECT ");
  if (left)
    put_all_packed(emitter, left);
  buf_add_string(sql, "unnest(");
  put_template(emitter, &call, source->duckdb, source->duckdb + strlen(source->duckdb));
  buf_printf(sql, ") AS t%d", source->id);
  if (left) {
    buf_add_string(sql, " FROM ");
    put_from(emitter, left);
  }
  buf_printf(sql, ") AS x%d", source->id);
  buf_add_text(sql, source->sample.at ? source->sample : TEXT(""));
}

static void put_source(struct emitter *emitter, const struct bound_source *source)
{
  struct buf *sql = emitter->sql;
  bool named_columns = false;

  switch (source->kind) {
  case SOURCE_TABLE: storage_table_name(source->table_id, source->temporary, sql); break;
  case SOURCE_QUERY:
    buf_add_string(sql, source->lateral ? "LATERAL (" : "(");
    put_query(emitter, source->query);
    buf_add_char(sql, ')');
    named_columns = source->query->kind != QUERY_SELECT;
    break;
  case SOURCE_CTE: buf_printf(sql, "cte%d", source->cte); break;
  case SOURCE_ROWS: buf_printf(sql, "sg_rows(%lld)", (long long)source->rows_id); break;
  case SOURCE_STAGED: buf_add_text(sql, source->staged); break;
  case SOURCE_TEMPLATE: {
    struct bound_expr call = { .arg_count = source->arg_count, .args = source->args };

    put_template(emitter, &call, source->duckdb, source->duckdb + strlen(source->duckdb));
    break;
  }
  case SOURCE_UNNEST: put_unnest(emitter, NULL, source, false); return;
  }
  buf_printf(sql, " AS t%d", source->id);
  for (int i = 0; named_columns && i < source->column_count; i++)
    buf_printf(sql, "%sc%d%s", i ? ", " : "(", i,
               i + 1 == source->column_count ? ")" : "");
  buf_add_text(sql, source->sample.at ? source->sample : TEXT(""));
}

static const char *join_words(const struct bound_from *from)
{
  switch (from->join) {
  case JOIN_LEFT: return " LEFT JOIN ";
  case JOIN_RIGHT: return " RIGHT JOIN ";
  case JOIN_FULL: return " FULL JOIN ";
  case JOIN_INNER:
  case JOIN_CROSS: break;
  case JOIN_ASOF: return " ASOF LEFT JOIN ";
  }
  return from->on ? " JOIN " : " CROSS JOIN ";
}

static void put_from(struct emitter *emitter, const struct bound_from *from)
{
  struct buf *sql = emitter->sql;
  bool outer;

  if (from->source) {
    put_source(emitter, from->source);
    return;
  }
  if (from->right->source && from->right->source->kind == SOURCE_UNNEST) {
    put_unnest(emitter, from->left, from->right->source, from->join == JOIN_LEFT);
    if (from->on && from->join != JOIN_LEFT) {
      buf_printf(sql, " JOIN range(1) AS y%d ON ", from->right->source->id);
      put_expr(emitter, from->on);
    }
    return;
  }
  outer = from->join == JOIN_LEFT || from->join == JOIN_RIGHT || from->join == JOIN_FULL;
  put_from(emitter, from->left);
  buf_add_string(sql, join_words(from));
  if (!from->right->source)
    buf_add_char(sql, '(');
  put_from(emitter, from->right);
  if (!from->right->source)
    buf_add_char(sql, ')');
  if (from->on) {
    buf_add_string(sql, " ON ");
    put_expr(emitter, from->on);
  } else if (outer) {
    buf_add_string(sql, " ON true");
  }
}

/* ---- SELECT ---- */

/* A constant would be read as a position. */
static void put_group_expr(struct emitter *emitter, const struct bound_expr *expr)
{
  if (expr->kind == BOUND_CONST) {
    buf_add_string(emitter->sql, "coalesce(");
    put_expr(emitter, expr);
    buf_add_string(emitter->sql, ", NULL)");
    return;
  }
  put_expr(emitter, expr);
}

static void put_group(struct emitter *emitter, const struct bound_group *group)
{
  struct buf *sql = emitter->sql;
  int at = 0;

  if (group->kind == GROUP_EXPR || group->kind == GROUP_ALL) {
    for (int i = 0; i < group->count; i++) {
      buf_add_string(sql, i ? ", " : "");
      put_group_expr(emitter, group->exprs[i]);
    }
    return;
  }
  buf_add_string(sql, group->kind == GROUP_ROLLUP ? "ROLLUP ("
                      : group->kind == GROUP_CUBE ? "CUBE ("
                                                  : "GROUPING SETS (");
  for (int place = 0; place < group->set_count; place++) {
    bool row = group->set_sizes[place] != 1 || group->kind == GROUP_SETS;

    buf_add_string(sql, place ? ", " : "");
    buf_add_string(sql, row ? "(" : "");
    for (int i = 0; i < group->set_sizes[place]; i++, at++) {
      buf_add_string(sql, i ? ", " : "");
      put_group_expr(emitter, group->exprs[at]);
    }
    buf_add_string(sql, row ? ")" : "");
  }
  buf_add_char(sql, ')');
}

static void put_select(struct emitter *emitter, const struct bound_select *select)
{
  struct buf *sql = emitter->sql;

  buf_add_string(sql, select->distinct ? "SELECT DISTINCT " : "SELECT ");
  for (int i = 0; i < select->item_count; i++) {
    buf_add_string(sql, i ? ", " : "");
    put_expr(emitter, select->items[i]);
    buf_printf(sql, " AS c%d", i);
  }
  if (select->from) {
    buf_add_string(sql, " FROM ");
    put_from(emitter, select->from);
  }
  if (select->where) {
    buf_add_string(sql, " WHERE ");
    put_expr(emitter, select->where);
  }
  for (int i = 0; i < select->group_count; i++) {
    buf_add_string(sql, i ? ", " : " GROUP BY ");
    put_group(emitter, &select->groups[i]);
  }
  if (select->having) {
    buf_add_string(sql, " HAVING ");
    put_expr(emitter, select->having);
  }
  if (select->qualify) {
    buf_add_string(sql, " QUALIFY ");
    put_expr(emitter, select->qualify);
  }
}

/* ---- queries ---- */

static void put_ctes(struct emitter *emitter, const struct bound_query *query)
{
  struct buf *sql = emitter->sql;
  bool recursive = false;

  for (int i = 0; i < query->cte_count; i++)
    recursive |= query->ctes[i]->recursive;
  for (int i = 0; i < query->cte_count; i++) {
    const struct bound_cte *cte = query->ctes[i];

    buf_add_string(sql, i ? ", " : recursive ? "WITH RECURSIVE " : "WITH ");
    buf_printf(sql, "cte%d(", cte->id);
    for (int c = 0; c < cte->query->column_count; c++)
      buf_printf(sql, "%sc%d", c ? ", " : "", c);
    buf_add_string(sql, cte->materialized ? ") AS MATERIALIZED (" : ") AS (");
    put_query(emitter, cte->query);
    buf_add_char(sql, ')');
  }
  if (query->cte_count)
    buf_add_char(sql, ' ');
}

static void put_branch(struct emitter *emitter, const struct bound_query *query)
{
  bool wrap = query->order_count || query->limit || query->offset || query->cte_count ||
              query->kind == QUERY_SET;

  if (wrap)
    buf_add_char(emitter->sql, '(');
  put_query(emitter, query);
  if (wrap)
    buf_add_char(emitter->sql, ')');
}

static void put_set(struct emitter *emitter, const struct bound_query *query)
{
  static const char *const words[] = { [SET_NONE] = "",
                                       [SET_UNION] = " UNION ",
                                       [SET_UNION_ALL] = " UNION ALL ",
                                       [SET_INTERSECT] = " INTERSECT ",
                                       [SET_EXCEPT] = " EXCEPT " };

  put_branch(emitter, query->left);
  buf_add_string(emitter->sql, words[query->op]);
  put_branch(emitter, query->right);
}

static void put_values(struct emitter *emitter, const struct bound_query *query)
{
  struct buf *sql = emitter->sql;

  buf_add_string(sql, "VALUES ");
  for (int r = 0; r < query->row_count; r++) {
    buf_add_string(sql, r ? ", (" : "(");
    for (int c = 0; c < query->column_count; c++) {
      buf_add_string(sql, c ? ", " : "");
      put_expr(emitter, query->rows[r][c]);
    }
    buf_add_char(sql, ')');
  }
}

static void put_query_order(struct emitter *emitter, const struct bound_query *query)
{
  struct buf *sql = emitter->sql;

  for (int i = 0; i < query->order_count; i++) {
    const struct bound_order *order = &query->order_by[i];

    buf_add_string(sql, i ? ", " : " ORDER BY ");
    if (query->order_ordinals[i])
      buf_add_int(sql, query->order_ordinals[i]);
    else
      put_group_expr(emitter, order->expr);
    buf_add_string(sql, order->descending ? " DESC" : " ASC");
    buf_add_string(sql, order->nulls_first ? " NULLS FIRST" : " NULLS LAST");
  }
}

static bool groups_by_path(const struct bound_select *select)
{
  for (int g = 0; g < select->group_count; g++)
    for (int i = 0; i < select->groups[g].count; i++)
      if (path_is_step(select->groups[g].exprs[i]))
        return true;
  return false;
}

static void put_query(struct emitter *emitter, const struct bound_query *query)
{
  struct buf *sql = emitter->sql;
  bool by_steps = emitter->by_steps;

  emitter->by_steps = query->kind == QUERY_SELECT && groups_by_path(query->select);
  put_ctes(emitter, query);
  switch (query->kind) {
  case QUERY_SELECT: put_select(emitter, query->select); break;
  case QUERY_VALUES: put_values(emitter, query); break;
  case QUERY_SET: put_set(emitter, query); break;
  }
  put_query_order(emitter, query);
  if (query->limit) {
    buf_add_string(sql, " LIMIT ");
    put_expr(emitter, query->limit);
  }
  if (query->offset) {
    buf_add_string(sql, " OFFSET ");
    put_expr(emitter, query->offset);
  }
  emitter->by_steps = by_steps;
}

void emit_query(const struct bind_context *context, const struct bound_query *query,
                struct buf *sql)
{
  struct emitter emitter = { context, sql, false };

  put_query(&emitter, query);
}

void emit_expr(const struct bind_context *context, const struct bound_expr *expr,
               struct buf *sql)
{
  struct emitter emitter = { context, sql, false };

  put_expr(&emitter, expr);
}

void emit_from(const struct bind_context *context, const struct bound_from *from,
               struct buf *sql)
{
  struct emitter emitter = { context, sql, false };

  put_from(&emitter, from);
}
