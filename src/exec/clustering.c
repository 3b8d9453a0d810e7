/* clustering.c: how the partitions of a table overlap: SYSTEM$CLUSTERING_INFORMATION and _DEPTH. */
#include "exec/clustering.h"

#include "base/buf.h"
#include "bind/bind.h"
#include "data/json_text.h"
#include "emit/emit.h"
#include "sql/parse.h"

#define ROW_GROUP 122880 /* DuckDB's. */
#define LAST_SINGLE 16   /* The histogram counts depths one by one up to here. */

/* ---- what is measured ---- */

/* The keys without their parentheses, which must be there. */
static bool inside(struct text written, struct text *keys, struct err *err)
{
  written = text_trim(written);
  if (written.len < 2 || written.at[0] != '(' || written.at[written.len - 1] != ')')
    return err_set(err, ERR_CLUSTERING, "Invalid clustering keys '" TEXT_FMT "'.",
                   TEXT_ARG(written));
  *keys = text_slice(written, 1, written.len - 2);
  return true;
}

/* LINEAR(A, B) of the table itself. */
static bool own_keys(const struct bind_context *context, struct path path,
                     struct text *keys, struct err *err)
{
  const struct table *table = path_table(context, path);
  size_t open;

  if (!table)
    return err_set(err, ERR_NO_OBJECT,
                   "SQL compilation error:\nTable '" TEXT_FMT
                   "' does not exist or not authorized.",
                   TEXT_ARG(path_text(context->arena, path))) ||
           err_set_state(err, "42S02");
  if (!table->cluster_by.len)
    return err_set(err, ERR_CLUSTERING,
                   "Invalid clustering keys or table " TEXT_FMT " is not clustered",
                   TEXT_ARG(path.name));
  open = text_find(table->cluster_by, '(');
  return inside(text_slice(table->cluster_by, open, table->cluster_by.len), keys, err);
}

/* Keys are of each row, and written one by one. */
static bool is_of_rows(const struct query *query, const struct bound_query *bound)
{
  if (query->kind != QUERY_SELECT || bound->kind != QUERY_SELECT ||
      bound->column_count != query->select->items.count || bound->select->where ||
      bound->select->distinct)
    return false;
  for (int i = 0; i < query->select->items.count; i++) {
    const struct select_item *item = query->select->items.at[i];

    if (item->expr->kind == EXPR_STAR || bound->select->items[i]->has_aggregate ||
        bound->select->items[i]->has_window)
      return false;
  }
  return true;
}

/* The keys, and last of all the predicate: a row's partition depends on those left out, too. */
static struct bound_query *bind_keys(struct bind_context *context, struct path path,
                                     struct text keys, struct text predicate,
                                     struct err *err)
{
  struct text table = path_text(context->arena, path);
  struct bound_query *bound;
  struct query *query;

  context->sql = arena_printf(context->arena,
                              "SELECT " TEXT_FMT ", (" TEXT_FMT ") FROM " TEXT_FMT,
                              TEXT_ARG(keys), TEXT_ARG(predicate), TEXT_ARG(table));
  query = parse_query(context->arena, context->sql, err);
  bound = query ? bind_query(context, query, err) : NULL;
  if (!bound || is_of_rows(query, bound))
    return bound;
  err_set(err, ERR_CLUSTERING, "Invalid clustering keys '(" TEXT_FMT ")'.",
          TEXT_ARG(keys));
  return NULL;
}

static struct text names_of(struct arena *arena, const struct bound_query *query)
{
  struct text text;
  struct buf out;

  buf_init(&out);
  buf_add_string(&out, "LINEAR(");
  for (int i = 0; i < query->column_count - 1; i++) {
    buf_add_string(&out, i ? ", " : "");
    buf_add_text(&out, query->columns[i].name);
  }
  buf_add_char(&out, ')');
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

/* k0, k1 ... of as many columns. */
static void put_columns(int count, struct buf *sql)
{
  for (int i = 0; i < count; i++)
    buf_printf(sql, "%sk%d", i ? ", " : "", i);
}

/* Least and greatest key of each row group, as numbers in the order of all such keys. */
static void put_ranges(const struct bind_context *context,
                       const struct bound_query *query, struct buf *sql)
{
  int keys = query->column_count - 1;

  buf_add_string(sql, "WITH k AS (SELECT row(");
  put_columns(keys, sql);
  buf_printf(sql, ") AS v, (row_number() OVER () - 1) // %d AS p, k%d AS f FROM (",
             ROW_GROUP, keys);
  emit_query(context, query, sql);
  buf_add_string(sql, ") AS q(");
  put_columns(keys + 1, sql);
  buf_add_string(
    sql, ")), r AS (SELECT p, min(v) AS lo, max(v) AS hi FROM k WHERE f GROUP BY p), "
         "b AS (SELECT lo AS v, p, 0 AS e FROM r UNION ALL SELECT hi, p, 1 FROM r), "
         "n AS (SELECT p, e, dense_rank() OVER (ORDER BY v) - 1 AS o FROM b) "
         "SELECT max(o) FILTER (WHERE e = 0), max(o) FILTER (WHERE e = 1) FROM n "
         "GROUP BY p ORDER BY p");
}

/* ---- overlaps ---- */

struct range {
  int lo, hi;
};

static bool read_ranges(struct arena *arena, struct engine_result *result,
                        struct list *ranges, struct err *err)
{
  struct batch batch;

  do {
    if (!engine_fetch(result, &batch, err))
      return false;
    for (size_t row = 0; row < batch.rows; row++) {
      struct range *range = ARENA_NEW(arena, struct range);
      int128 lo = 0, hi = 0;

      if (!batch_int(&batch.columns[0], row, &lo) ||
          !batch_int(&batch.columns[1], row, &hi))
        return err_set(err, ERR_INTERNAL, "The ranges of partitions are no numbers.");
      *range = (struct range){ (int)lo, (int)hi };
      list_add(arena, ranges, range);
    }
  } while (batch.rows);
  return true;
}

static bool is_constant(const struct range *range)
{
  return range->lo == range->hi;
}

/* Two that hold one value each do not get better by any order. */
static bool overlap(const struct range *a, const struct range *b)
{
  return a->lo <= b->hi && b->lo <= a->hi && !(is_constant(a) && is_constant(b));
}

/* How many partitions lie over each key: those of one value count as one. */
static int *covers(struct arena *arena, const struct list *ranges)
{
  size_t keys = 2 * (size_t)ranges->count + 1;
  int *over = ARENA_ARRAY(arena, keys, int);
  bool *constant = ARENA_ARRAY(arena, keys, bool);

  for (int i = 0; i < ranges->count; i++) {
    const struct range *range = ranges->at[i];

    if (is_constant(range)) {
      over[range->lo] += !constant[range->lo];
      constant[range->lo] = true;
      continue;
    }
    for (int at = range->lo; at <= range->hi; at++)
      over[at]++;
  }
  return over;
}

static int depth_of(const struct range *range, const int *over)
{
  int depth = 0;

  for (int at = range->lo; at <= range->hi; at++)
    depth = over[at] > depth ? over[at] : depth;
  return depth;
}

static void measure(struct arena *arena, const struct list *ranges,
                    struct clustering *clustering)
{
  const int *over = covers(arena, ranges);
  int64_t overlaps = 0, depths = 0;
  int count = ranges->count;

  clustering->partitions = count;
  clustering->depths = ARENA_ARRAY(arena, (size_t)count, int);
  for (int i = 0; i < count; i++) {
    int64_t before = overlaps;

    for (int j = 0; j < count; j++)
      overlaps += j != i && overlap(ranges->at[i], ranges->at[j]);
    clustering->constant += overlaps == before;
    clustering->depths[i] = depth_of(ranges->at[i], over);
    depths += clustering->depths[i];
  }
  clustering->overlaps = count ? (double)overlaps / count : 0;
  clustering->depth = count ? (double)depths / count : 0;
}

bool clustering_measure(struct engine_connection *connection,
                        const struct bind_context *context, struct text table,
                        struct text keys, struct text predicate,
                        struct clustering *clustering, struct err *err)
{
  struct bind_context own = *context;
  struct engine_result *result;
  struct list ranges = { 0 };
  struct bound_query *query;
  struct name *name = parse_name(own.arena, text_trim(table), err);
  struct path path;
  struct buf sql;
  bool ok;

  *clustering = (struct clustering){ 0 };
  own.needs = own.tables = own.views = (struct list){ 0 };
  if (!name || !bind_path(&own, name, KIND_TABLE, &path, err) ||
      !(keys.at ? inside(keys, &keys, err) : own_keys(&own, path, &keys, err)))
    return false;
  query = bind_keys(&own, path, keys, predicate.at ? predicate : TEXT("TRUE"), err);
  if (!query)
    return false;
  if (own.tables.count != 1 || own.views.count || own.needs.count)
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'clustering information of other than a table'.");
  clustering->keys = names_of(own.arena, query);
  buf_init(&sql);
  put_ranges(&own, query, &sql);
  result = engine_query(connection, buf_text(&sql), false, err);
  ok = result && read_ranges(own.arena, result, &ranges, err);
  engine_result_free(result);
  buf_clear(&sql);
  if (ok)
    measure(own.arena, &ranges, clustering);
  return ok;
}

/* ---- the answer ---- */

struct text clustering_number(struct arena *arena, double value)
{
  struct text text = arena_printf(arena, "%.4f", value);

  while (text.at[text.len - 1] == '0' && text.at[text.len - 2] != '.')
    text.len--;
  return text;
}

/* 0 to 16 one by one, then up to 32, 64 ... */
static void put_histogram(const struct clustering *clustering, struct buf *out)
{
  int deepest = 0, above = -1;

  for (int i = 0; i < clustering->partitions; i++)
    if (clustering->depths[i] > deepest)
      deepest = clustering->depths[i];
  for (int upto = 0; upto <= LAST_SINGLE || above < deepest;
       upto = upto < LAST_SINGLE ? upto + 1 : upto * 2) {
    int count = 0;

    for (int i = 0; i < clustering->partitions; i++)
      count += clustering->depths[i] > above && clustering->depths[i] <= upto;
    buf_printf(out, "%s\n    \"%05d\" : %d", upto ? "," : "", upto, count);
    above = upto;
  }
}

struct text clustering_json(struct arena *arena, const struct clustering *clustering)
{
  struct text overlaps = clustering_number(arena, clustering->overlaps);
  struct text depth = clustering_number(arena, clustering->depth);
  struct text text;
  struct buf out;

  buf_init(&out);
  buf_add_string(&out, "{\n  \"cluster_by_keys\" : ");
  json_text_quote(clustering->keys, &out);
  buf_printf(&out,
             ",\n  \"version\" : \"CLASSIC\",\n  \"total_partition_count\" : %d,\n"
             "  \"total_constant_partition_count\" : %d,\n"
             "  \"average_overlaps\" : " TEXT_FMT ",\n  \"average_depth\" : " TEXT_FMT
             ",\n  \"partition_depth_histogram\" : {",
             clustering->partitions, clustering->constant, TEXT_ARG(overlaps),
             TEXT_ARG(depth));
  put_histogram(clustering, &out);
  buf_add_string(&out, "\n  },\n  \"clustering_errors\" : [ ]\n}");
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}
