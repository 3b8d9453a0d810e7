/* unload_query.c: the query behind an unload: the statement's own rows, with each column brought to the
 * form in which its format has it. */
#include "exec/unload_query.h"

#include "sql/parse.h"

/* SELECT <columns> FROM (<source>): the text is parsed, then the source is put into its place, since it is a
 * tree already. */
static struct query *around(struct unloading *unloading, struct text columns,
                            const struct query *source, struct err *err)
{
  struct arena *arena = unloading->run->arena;
  struct text sql = arena_printf(arena, "SELECT " TEXT_FMT " FROM (SELECT 1)",
                                 TEXT_ARG(columns));
  struct query *query = parse_query(arena, sql, err);

  if (query)
    query->select->from->query = (struct query *)(uintptr_t)source;
  return query;
}

static struct query *all_of_table(struct unloading *unloading, struct name *name,
                                  struct err *err)
{
  struct query *query = parse_query(unloading->run->arena, TEXT("SELECT * FROM t"), err);

  if (query)
    query->select->from->name = name;
  return query;
}

static bool find_source(struct unloading *unloading, struct err *err)
{
  const struct copy *from = unloading->copy->from;

  if (!from || (!from->query && !from->table))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'COPY INTO a location from a stage'.");
  unloading->source = from->query ? from->query
                                  : all_of_table(unloading, from->table, err);
  return unloading->source != NULL;
}

bool unload_query_find(struct unloading *unloading, struct err *err)
{
  struct arena *arena = unloading->run->arena;
  const struct bound_query *bound;

  if (!find_source(unloading, err))
    return false;
  bound = pipeline_describe(unloading->run, unloading->source, err);
  if (!bound)
    return false;
  unloading->column_count = bound->column_count;
  unloading->columns = ARENA_ARRAY(arena, (size_t)bound->column_count,
                                   struct unload_column);
  for (int i = 0; i < bound->column_count; i++)
    unloading->columns[i] = (struct unload_column){ bound->columns[i].name,
                                                    bound->columns[i].type };
  return true;
}

/* ---- columns ---- */

/* A format of dates or times: what the file format says, or the session's. */
static void put_formatted(const struct unloading *unloading, enum format_option option,
                          int number, struct buf *sql)
{
  struct text format = unloading->format.values[option];

  buf_printf(sql, "TO_VARCHAR($%d", number);
  if (format.len && !text_is_nocase(format, "AUTO")) {
    buf_add_string(sql, ", ");
    buf_add_quoted(sql, format);
  }
  buf_add_char(sql, ')');
}

static void put_binary(const struct unloading *unloading, int number, struct buf *sql)
{
  struct text format = unloading->format.values[FORMAT_BINARY_FORMAT];

  buf_printf(sql, "TO_VARCHAR($%d, ", number);
  buf_add_quoted(sql, text_is_nocase(format, "UTF8") ? TEXT("UTF-8") : format);
  buf_add_char(sql, ')');
}

/* docs.snowflake.com/en/sql-reference/sql/copy-into-location: VARIANT columns become plain JSON. */
static void put_text(const struct unloading *unloading, struct type type, int number,
                     struct buf *sql)
{
  switch (type.kind) {
  case TYPE_NUMBER:
  case TYPE_BOOLEAN:
  case TYPE_VARCHAR:
  case TYPE_UNKNOWN: buf_printf(sql, "$%d", number); break;
  case TYPE_DATE: put_formatted(unloading, FORMAT_DATE_FORMAT, number, sql); break;
  case TYPE_TIME: put_formatted(unloading, FORMAT_TIME_FORMAT, number, sql); break;
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ:
    put_formatted(unloading, FORMAT_TIMESTAMP_FORMAT, number, sql);
    break;
  case TYPE_BINARY: put_binary(unloading, number, sql); break;
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_FILE: buf_printf(sql, "TO_JSON($%d)", number); break;
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY: buf_printf(sql, "TO_JSON(ST_ASGEOJSON($%d))", number); break;
  case TYPE_VECTOR: buf_printf(sql, "TO_JSON($%d::ARRAY)", number); break;
  case TYPE_FLOAT:
  case TYPE_DECFLOAT:
  case TYPE_INTERVAL: buf_printf(sql, "TO_VARCHAR($%d)", number); break;
  }
}

/* What the engine's writer knows stays what it is. */
static void put_typed(const struct unloading *unloading, struct type type, int number,
                      struct buf *sql)
{
  if (type_is_semi(type) || type_is_opaque(type) || type.kind == TYPE_VECTOR ||
      type.kind == TYPE_DECFLOAT)
    put_text(unloading, type, number, sql);
  else
    buf_printf(sql, "$%d", number);
}

static void put_columns(const struct unloading *unloading, struct buf *sql)
{
  for (int i = 0; i < unloading->column_count; i++) {
    struct type type = unloading->columns[i].type;

    buf_add_string(sql, i ? ", " : "");
    if (unloading->format.type == FORMAT_PARQUET)
      put_typed(unloading, type, i + 1, sql);
    else
      put_text(unloading, type, i + 1, sql);
  }
}

/* ---- what a format cannot have ---- */

static bool check_json(const struct unloading *unloading, struct err *err)
{
  return (unloading->column_count == 1 && type_is_semi(unloading->columns[0].type)) ||
         err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature 'unloading of more than one column or non-json "
                 "values'.");
}

static bool check_parquet(const struct unloading *unloading, struct err *err)
{
  for (int i = 0; i < unloading->column_count; i++) {
    struct type type = unloading->columns[i].type;

    if (type.kind == TYPE_TIMESTAMP_LTZ || type.kind == TYPE_TIMESTAMP_TZ)
      return err_set(err, ERR_UNLOAD_TYPE,
                     "Error encountered when unloading to PARQUET: TIMESTAMP_TZ and LTZ "
                     "types are not supported for unloading to Parquet. value get: %s",
                     type.kind == TYPE_TIMESTAMP_LTZ ? "TIMESTAMP_LTZ" : "TIMESTAMP_TZ");
  }
  return true;
}

static bool check_columns(const struct unloading *unloading, struct err *err)
{
  if (unloading->format.type == FORMAT_JSON)
    return check_json(unloading, err);
  return unloading->format.type != FORMAT_PARQUET || check_parquet(unloading, err);
}

/* ---- the partition ---- */

/* The last column, by which the rows are sorted: one partition is written after the other. */
static bool add_partition(struct unloading *unloading, struct query *query,
                          struct err *err)
{
  struct arena *arena = unloading->run->arena;
  struct query *form = parse_query(
    arena,
    arena_printf(arena, "SELECT TO_VARCHAR(1) FROM (SELECT 1) ORDER BY %d",
                 unloading->column_count + 1),
    err);
  struct select_item *item;

  if (!form)
    return false;
  item = form->select->items.at[0];
  item->expr->call->args.at[0] = unloading->copy->partition;
  list_add(arena, &query->select->items, item);
  query->order_by = form->order_by;
  return true;
}

bool unload_query_make(struct unloading *unloading, struct err *err)
{
  struct query *query;
  struct buf columns;

  if (!check_columns(unloading, err))
    return false;
  buf_init(&columns);
  put_columns(unloading, &columns);
  query = around(unloading, buf_text(&columns), unloading->source, err);
  buf_clear(&columns);
  if (!query || (unloading->copy->partition && !add_partition(unloading, query, err)))
    return false;
  unloading->query = query;
  return true;
}
