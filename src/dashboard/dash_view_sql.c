/* dash_view_sql.c: the statements by which a result is looked at: sorted and filtered, as a chart, one column described. */
#include "dashboard/dash_view_sql.h"

enum { MOST_SORTS = 16, MOST_FILTERS = 64, MOST_Y = 8 };
enum { MOST_POINTS = 2000, MOST_CATEGORIES = 100, MOST_TOP = 10, MOST_SHOWN = 200 };
enum { FEWEST_BUCKETS = 2, USUAL_BUCKETS = 40, MOST_BUCKETS = 500, SMALL_BUCKETS = 20 };

/* How values of a type fall into parts. */
enum grouping { BY_VALUE, BY_RANGE, BY_DATE, BY_TIME, BY_STAMP };

/* What may be done with a column: $ stands for it, ? for a value that is compared with it. */
static const struct column_rule {
  enum type_kind kind;
  const char *text;  /* As it is shown, about. NULL: it cannot be compared. */
  const char *value; /* NULL: it is compared as its text, and is neither less nor more. */
  const char *key;   /* What is sorted by; NULL: it has no order. */
  enum grouping grouping;
} rules[] = {
  /* clang-format off */
  { TYPE_UNKNOWN,       "$",                               "?",                   "$",  BY_VALUE },
  { TYPE_NUMBER,        "TO_VARCHAR($)",                   "TO_NUMBER(?, 38, 0)", "$",  BY_RANGE },
  { TYPE_FLOAT,         "TO_VARCHAR($)",                   "TO_DOUBLE(?)",        "$",  BY_RANGE },
  { TYPE_DECFLOAT,      "TO_VARCHAR($)",                   "TO_DECFLOAT(?)",      "$",  BY_RANGE },
  { TYPE_VARCHAR,       "$",                               "?",                   "$",  BY_VALUE },
  { TYPE_BOOLEAN,       "TO_VARCHAR($)",                   "TO_BOOLEAN(?)",       "$",  BY_VALUE },
  { TYPE_DATE,          "TO_VARCHAR($)",                   "TO_DATE(?)",          "$",  BY_DATE },
  { TYPE_TIME,          "TO_VARCHAR($)",                   "TO_TIME(?)",          "$",  BY_TIME },
  { TYPE_TIMESTAMP_NTZ, "TO_VARCHAR($)",                   "TO_TIMESTAMP_NTZ(?)", "$",  BY_STAMP },
  { TYPE_TIMESTAMP_LTZ, "TO_VARCHAR($)",                   "TO_TIMESTAMP_LTZ(?)", "$",  BY_STAMP },
  { TYPE_TIMESTAMP_TZ,  "TO_VARCHAR($)",                   "TO_TIMESTAMP_TZ(?)",  "$",  BY_STAMP },
  { TYPE_BINARY,        "TO_VARCHAR($)",                   NULL,                  "$",  BY_VALUE },
  { TYPE_VARIANT,       "TO_JSON($)",                      NULL,                  "$",  BY_VALUE },
  { TYPE_OBJECT,        "TO_JSON(CAST($ AS VARIANT))",     NULL,                  NULL, BY_VALUE },
  { TYPE_ARRAY,         "TO_JSON(CAST($ AS VARIANT))",     NULL,                  NULL, BY_VALUE },
  { TYPE_MAP,           "TO_JSON(CAST($ AS VARIANT))",     NULL,                  NULL, BY_VALUE },
  { TYPE_VECTOR,        "TO_JSON(CAST($ AS ARRAY))",       NULL,                  NULL, BY_VALUE },
  { TYPE_GEOGRAPHY,     "TO_JSON(ST_ASGEOJSON($))",        NULL,                  NULL, BY_VALUE },
  { TYPE_GEOMETRY,      "TO_JSON(ST_ASGEOJSON($))",        NULL,                  NULL, BY_VALUE },
  { TYPE_FILE,          NULL,                              NULL,                  NULL, BY_VALUE },
  { TYPE_INTERVAL,      NULL,                              NULL,                  NULL, BY_VALUE },
  /* clang-format on */
};

enum comparison { EQUAL, ORDER, WITHIN, IS_NULL };

static const struct operator_row {
  const char *name;
  const char *sql; /* WITHIN: the function; otherwise what stands behind the column. */
  enum comparison comparison;
} operators[] = {
  /* clang-format off */
  { "equals",         " = ",          EQUAL },
  { "notEquals",      " <> ",         EQUAL },
  { "less",           " < ",          ORDER },
  { "lessOrEqual",    " <= ",         ORDER },
  { "greater",        " > ",          ORDER },
  { "greaterOrEqual", " >= ",         ORDER },
  { "contains",       "CONTAINS",     WITHIN },
  { "isNull",         " IS NULL",     IS_NULL },
  { "isNotNull",      " IS NOT NULL", IS_NULL },
  /* clang-format on */
};

static const char *const aggregates[] = { "none", "count", "sum", "avg", "min", "max" };

/* The units into which a range of time is divided, the finest first. */
static const struct unit_row {
  const char *name;
  bool of_date, of_time, of_stamp;
} units[] = {
  /* clang-format off */
  { "second",  false, true,  true },
  { "minute",  false, true,  true },
  { "hour",    false, true,  true },
  { "day",     true,  false, true },
  { "week",    true,  false, true },
  { "month",   true,  false, true },
  { "quarter", true,  false, true },
  { "year",    true,  false, true },
  /* clang-format on */
};

/* What is being written. */
struct view {
  struct arena *arena;
  const struct view_source *source;
  struct query_message *message;
  struct buf sql;
};

static const struct column_rule *rule_of(const struct view *view, int column)
{
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
    if (rules[i].kind == view->source->types[column].kind)
      return &rules[i];
  return &rules[0];
}

static bool is_number(const struct view *view, int column)
{
  return rule_of(view, column)->grouping == BY_RANGE;
}

static bool fail_type(const struct view *view, int column, const char *what,
                      struct err *err)
{
  struct text type = type_text(view->arena, view->source->types[column]);

  return err_set(err, ERR_BAD_REQUEST, "Column %d is %s of type " TEXT_FMT ".", column,
                 what, TEXT_ARG(type));
}

/* ---- reading ---- */

static bool read_column(const struct view *view, const struct json *json, int *column,
                        struct err *err)
{
  int64_t number = json_as_int(json, -1);

  if (number < 0 || number >= view->source->count)
    return err_set(err, ERR_BAD_REQUEST,
                   "A column is wanted, from 0 to %d: those of the result.",
                   view->source->count - 1);
  *column = (int)number;
  return true;
}

static bool check_count(const struct json *list, const char *name, size_t most,
                        struct err *err)
{
  return json_count(list) <= most ||
         err_set(err, ERR_BAD_REQUEST, "\"%s\" has more than %d items.", name, (int)most);
}

/* ---- writing ---- */

/* A template with $ for what is given. */
static void put_template(struct buf *out, const char *template, const char *operand)
{
  for (; *template; template ++)
    if (*template == '$')
      buf_add_string(out, operand);
    else
      buf_add_char(out, *template);
}

static const char *name_of_column(const struct view *view, int column)
{
  return arena_printf(view->arena, "$%d", column + 1).at;
}

static void put_source(struct view *view)
{
  buf_add_string(&view->sql, " FROM TABLE(RESULT_SCAN(");
  buf_add_quoted(&view->sql, view->source->query_id);
  buf_add_string(&view->sql, "))");
}

static void begin(struct view *view, struct arena *arena,
                  const struct view_source *source, struct query_message *message)
{
  *view = (struct view){ arena, source, message, { 0 } };
  buf_init(&view->sql);
}

static bool end(struct view *view, bool ok)
{
  if (ok)
    view->message->sql = buf_copy(&view->sql, view->arena);
  buf_clear(&view->sql);
  return ok;
}

/* ---- sorted and filtered ---- */

static void add_bind(struct view *view, struct text value)
{
  struct message_bind *bind = &view->message->binds[view->message->bind_count++];

  bind->type = TEXT("TEXT");
  bind->count = 1;
  bind->values = ARENA_ARRAY(view->arena, 1, struct text);
  bind->values[0] = value;
}

/* What has more digits than the column, or an exponent, would be rounded as a NUMBER of its scale; with a larger
 * scale long numbers would not fit. */
static void put_number_value(struct view *view, int column, struct text value)
{
  size_t point = text_find(value, '.');
  int scale = view->source->types[column].scale;
  int written = point < value.len ? (int)(value.len - point - 1) : 0;

  if (text_find(value, 'e') < value.len || text_find(value, 'E') < value.len ||
      written > scale)
    buf_add_string(&view->sql, "TO_DECFLOAT(?)");
  else
    buf_printf(&view->sql, "TO_NUMBER(?, 38, %d)", scale);
}

static void put_value(struct view *view, int column, struct text value)
{
  if (view->source->types[column].kind == TYPE_NUMBER)
    put_number_value(view, column, value);
  else
    buf_add_string(&view->sql, rule_of(view, column)->value);
  add_bind(view, value);
}

static const struct operator_row *find_operator(struct text name)
{
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
    if (text_is(name, operators[i].name))
      return &operators[i];
  return NULL;
}

static bool is_time(const struct column_rule *rule)
{
  return rule->grouping == BY_DATE || rule->grouping == BY_TIME ||
         rule->grouping == BY_STAMP;
}

/* A time may be shown with fewer digits than it has, and in a form that nothing reads: what looks the same is
 * equal, too. */
static void put_time_equality(struct view *view, int column,
                              const struct operator_row *row, struct text value)
{
  const struct column_rule *rule = rule_of(view, column);
  const char *name = name_of_column(view, column);

  buf_printf(&view->sql, "(TO_VARCHAR(%s) = ? OR COALESCE(%s = TRY_%s, FALSE))%s", name,
             name, rule->value, text_is(TEXT(" = "), row->sql) ? "" : " = FALSE");
  add_bind(view, value);
  add_bind(view, value);
}

/* Blanks and the order of members do not count in what is semi-structured. */
static void put_text_equality(struct view *view, int column,
                              const struct operator_row *row, struct text value)
{
  const struct column_rule *rule = rule_of(view, column);

  put_template(&view->sql, rule->text, name_of_column(view, column));
  buf_add_string(&view->sql, row->sql);
  buf_add_string(&view->sql, rule->kind == TYPE_BINARY ? "?" : "TO_JSON(PARSE_JSON(?))");
  add_bind(view, value);
}

static void put_comparison(struct view *view, int column, const struct operator_row *row,
                           struct text value)
{
  const struct column_rule *rule = rule_of(view, column);
  const char *name = name_of_column(view, column);

  if (row->comparison == WITHIN) {
    buf_printf(&view->sql, "%s(LOWER(", row->sql);
    put_template(&view->sql, rule->text, name);
    buf_add_string(&view->sql, "), LOWER(?))");
    add_bind(view, value);
  } else if (!rule->value) {
    put_text_equality(view, column, row, value);
  } else if (row->comparison == EQUAL && is_time(rule)) {
    put_time_equality(view, column, row, value);
  } else {
    buf_add_string(&view->sql, name);
    buf_add_string(&view->sql, row->sql);
    put_value(view, column, value);
  }
}

static bool put_filter(struct view *view, const struct json *filter, struct err *err)
{
  const struct operator_row *row = find_operator(
    json_as_text(json_member(filter, "operator")));
  struct text value = json_scalar_text(json_member(filter, "value"), view->arena);
  const struct column_rule *rule;
  int column = 0;

  if (!read_column(view, json_member(filter, "column"), &column, err))
    return false;
  if (!row)
    return err_set(err, ERR_BAD_REQUEST,
                   "\"operator\" of a filter is none that is known.");
  if (row->comparison == IS_NULL) {
    buf_add_string(&view->sql, name_of_column(view, column));
    buf_add_string(&view->sql, row->sql);
    return true;
  }
  rule = rule_of(view, column);
  if (!rule->text)
    return fail_type(view, column, "not compared: it is", err);
  if (row->comparison == ORDER && !rule->value)
    return fail_type(view, column, "neither less nor more: it is", err);
  if (!value.at || !text_is_utf8(value) || text_find(value, '\0') < value.len)
    return err_set(err, ERR_BAD_REQUEST, "\"value\" of a filter is wanted, a text.");
  put_comparison(view, column, row, value);
  return true;
}

static bool put_sort(struct view *view, const struct json *sort, struct err *err)
{
  bool descending = json_as_bool(json_member(sort, "descending"), false);
  const struct column_rule *rule;
  int column = 0;

  if (!read_column(view, json_member(sort, "column"), &column, err))
    return false;
  rule = rule_of(view, column);
  if (!rule->key)
    return fail_type(view, column, "not sorted by: it is", err);
  put_template(&view->sql, rule->key, name_of_column(view, column));
  buf_add_string(&view->sql, descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
  return true;
}

static bool put_rows(struct view *view, const struct json *body, struct err *err)
{
  const struct json *filters = json_member(body, "filters"), *filter = NULL;
  const struct json *sorts = json_member(body, "sort"), *sort = NULL;

  if (!check_count(filters, "filters", MOST_FILTERS, err) ||
      !check_count(sorts, "sort", MOST_SORTS, err))
    return false;
  view->message->binds = ARENA_ARRAY(view->arena, 2 * json_count(filters) + 1,
                                     struct message_bind);
  buf_add_string(&view->sql, "SELECT *");
  put_source(view);
  for (size_t i = 0; (filter = json_next(filters, filter)) != NULL; i++) {
    buf_add_string(&view->sql, i ? " AND " : " WHERE ");
    if (!put_filter(view, filter, err))
      return false;
  }
  for (size_t i = 0; (sort = json_next(sorts, sort)) != NULL; i++) {
    buf_add_string(&view->sql, i ? ", " : " ORDER BY ");
    if (!put_sort(view, sort, err))
      return false;
  }
  return true;
}

bool view_sql_rows(struct arena *arena, const struct view_source *source,
                   const struct json *body, struct query_message *message,
                   struct err *err)
{
  struct view view;

  begin(&view, arena, source, message);
  return end(&view, put_rows(&view, body, err));
}

/* ---- parts ---- */

/* The values of V, in parts: how, and of how many at most. */
struct parts {
  enum grouping grouping;
  const char
    *unit; /* Of time; NULL: that which gives the fewest parts that are enough. */
  int count;
  bool is_whole; /* Numbers without digits after the point: no part is less than 1. */
};

static bool unit_is_of(const struct unit_row *unit, enum grouping grouping)
{
  switch (grouping) {
  case BY_DATE: return unit->of_date;
  case BY_TIME: return unit->of_time;
  case BY_STAMP: return unit->of_stamp;
  case BY_VALUE:
  case BY_RANGE: break;
  }
  return false;
}

/* Widths of ranges are 1, 2 or 5 times a power of ten, so that their ends are read easily. */
static void put_range_step(struct view *view, const struct parts *parts)
{
  struct buf *out = &view->sql;
  const char *least = parts->is_whole ? "1" : "0";

  buf_printf(
    out,
    "WIDTH AS (SELECT GREATEST((MAX(V)::DOUBLE - MIN(V)::DOUBLE) / %d, %s) AS W "
    "FROM V), MAGNITUDE AS (SELECT W, POWER(10, FLOOR(LOG(10, W))) AS M FROM WIDTH "
    "WHERE W > 0), S AS (SELECT MAX(CASE WHEN W <= M THEN M WHEN W <= 2 * M THEN "
    "2 * M WHEN W <= 5 * M THEN 5 * M ELSE 10 * M END) AS STEP FROM MAGNITUDE)",
    parts->count, least);
}

static void put_time_step(struct view *view, const struct parts *parts)
{
  struct buf *out = &view->sql;
  const char *last = "";

  if (parts->unit) {
    buf_printf(out, "S AS (SELECT '%s' AS STEP)", parts->unit);
    return;
  }
  buf_add_string(out, "S AS (SELECT CASE");
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (unit_is_of(&units[i], parts->grouping)) {
      last = units[i].name;
      buf_printf(out, " WHEN DATEDIFF('%s', MIN(V), MAX(V)) < %d THEN '%s'", last,
                 parts->count, last);
    }
  buf_printf(out, " ELSE '%s' END AS STEP FROM V)", last);
}

/* The relation S with one value: the STEP. */
static void put_step(struct view *view, const struct parts *parts)
{
  switch (parts->grouping) {
  case BY_RANGE: put_range_step(view, parts); break;
  case BY_DATE:
  case BY_TIME:
  case BY_STAMP: put_time_step(view, parts); break;
  case BY_VALUE: buf_add_string(&view->sql, "S AS (SELECT NULL AS STEP)"); break;
  }
}

/* Where the part of V begins. */
static void put_part(struct view *view, const struct parts *parts)
{
  struct buf *out = &view->sql;

  if (parts->grouping == BY_VALUE) {
    buf_add_char(out, 'V');
    return;
  }
  if (parts->grouping == BY_RANGE) {
    /* All values are the same: there is no step. */
    buf_add_string(out, "COALESCE(FLOOR(V::DOUBLE / STEP) * STEP, V::DOUBLE)");
    return;
  }
  buf_add_string(out, "CASE STEP");
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (unit_is_of(&units[i], parts->grouping))
      buf_printf(out, " WHEN '%s' THEN DATE_TRUNC('%s', V)", units[i].name,
                 units[i].name);
  buf_add_string(out, " END");
}

/* The column itself where that has an order, otherwise what is shown. */
static void put_key(struct view *view, int column)
{
  const struct column_rule *rule = rule_of(view, column);

  put_template(&view->sql, rule->key ? rule->key : rule->text,
               name_of_column(view, column));
}

/* What has no place in a range, or in time: NULL, and what is no finite number. */
static void put_has_place(struct view *view, int column, const char *name)
{
  buf_printf(&view->sql, "%s IS NOT NULL", name);
  if (view->source->types[column].kind == TYPE_FLOAT)
    buf_printf(&view->sql,
               " AND %s BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308",
               name);
}

static struct parts parts_of(const struct view *view, int column, int count)
{
  struct type type = view->source->types[column];

  return (struct parts){ .grouping = rule_of(view, column)->grouping,
                         .count = count,
                         .is_whole = type.kind == TYPE_NUMBER && !type.scale };
}

/* ---- a chart ---- */

struct chart {
  int x, y_count, y[MOST_Y];
  const char *aggregate;
  struct parts parts;
};

static bool read_aggregate(const struct json *body, struct chart *chart, struct err *err)
{
  struct text name = json_as_text(json_member(body, "aggregate"));

  chart->aggregate = aggregates[0];
  for (size_t i = 0; i < sizeof aggregates / sizeof *aggregates; i++)
    if (text_is(name, aggregates[i]))
      chart->aggregate = aggregates[i];
  return !name.at || text_is(name, chart->aggregate) ||
         err_set(err, ERR_BAD_REQUEST, "\"aggregate\" is none that is known.");
}

static bool is_plain(const struct chart *chart)
{
  return chart->aggregate == aggregates[0];
}

static bool read_y(struct view *view, const struct json *body, struct chart *chart,
                   struct err *err)
{
  const struct json *list = json_member(body, "y"), *item = NULL;
  bool is_count = text_is(TEXT("count"), chart->aggregate);

  if (!check_count(list, "y", MOST_Y, err))
    return false;
  chart->y_count = (int)json_count(list);
  if (!chart->y_count && !is_count)
    return err_set(err, ERR_BAD_REQUEST, "\"y\" is wanted, a list of columns.");
  for (int i = 0; (item = json_next(list, item)) != NULL; i++) {
    if (!read_column(view, item, &chart->y[i], err))
      return false;
    if (!is_count && !is_number(view, chart->y[i]))
      return fail_type(view, chart->y[i], "no number: it is", err);
  }
  return true;
}

/* "auto", "value", a unit of time, or how many ranges of numbers. */
static bool read_parts(struct view *view, const struct json *body, struct chart *chart,
                       struct err *err)
{
  const struct json *buckets = json_member(body, "buckets");
  struct text name = json_as_text(buckets);
  int64_t count = json_as_int(buckets, USUAL_BUCKETS);

  if (count < FEWEST_BUCKETS || count > MOST_BUCKETS)
    return err_set(err, ERR_BAD_REQUEST, "\"buckets\" are from %d to %d.", FEWEST_BUCKETS,
                   MOST_BUCKETS);
  chart->parts = parts_of(view, chart->x, (int)count);
  if (!name.at || text_is(name, "auto"))
    return true;
  if (text_is(name, "value")) {
    chart->parts.grouping = BY_VALUE;
    return true;
  }
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (text_is(name, units[i].name) && unit_is_of(&units[i], chart->parts.grouping)) {
      chart->parts.unit = units[i].name;
      return true;
    }
  return err_set(err, ERR_BAD_REQUEST, "\"buckets\" are none that column %d has.",
                 chart->x);
}

static bool read_chart(struct view *view, const struct json *body, struct chart *chart,
                       struct err *err)
{
  *chart = (struct chart){ 0 };
  if (!read_column(view, json_member(body, "x"), &chart->x, err) ||
      !read_aggregate(body, chart, err) || !read_y(view, body, chart, err) ||
      !read_parts(view, body, chart, err))
    return false;
  return rule_of(view, chart->x)->text ||
         fail_type(view, chart->x, "not shown: it is", err);
}

/* The rows themselves, or each so-manieth of very many. */
static void put_points(struct view *view, const struct chart *chart)
{
  int64_t every = (view->source->rows + MOST_POINTS - 1) / MOST_POINTS;

  buf_add_string(&view->sql, "WITH V AS (SELECT ");
  put_key(view, chart->x);
  buf_add_string(&view->sql, " AS X");
  for (int i = 0; i < chart->y_count; i++)
    buf_printf(&view->sql, ", $%d AS Y%d", chart->y[i] + 1, i + 1);
  buf_add_string(&view->sql, ", ROW_NUMBER() OVER (ORDER BY NULL) AS R");
  put_source(view);
  buf_add_string(&view->sql, ") SELECT X");
  for (int i = 0; i < chart->y_count; i++)
    buf_printf(&view->sql, ", Y%d", i + 1);
  buf_printf(&view->sql, ", %lld AS PARTS, NULL AS STEP FROM V",
             (long long)view->source->rows);
  if (every > 1)
    buf_printf(&view->sql, " WHERE MOD(R, %lld) = 1", (long long)every);
  buf_add_string(&view->sql, rule_of(view, chart->x)->grouping == BY_VALUE
                               ? " ORDER BY R"
                               : " ORDER BY X, R");
}

static void put_aggregates(struct view *view, const struct chart *chart)
{
  if (!chart->y_count)
    buf_add_string(&view->sql, ", COUNT(*) AS Y1");
  for (int i = 0; i < chart->y_count; i++)
    buf_printf(&view->sql, ", %s(C%d) AS Y%d", chart->aggregate, i + 1, i + 1);
}

static void put_grouped(struct view *view, const struct chart *chart)
{
  bool has_order = rule_of(view, chart->x)->grouping != BY_VALUE;

  buf_add_string(&view->sql, "WITH V AS (SELECT ");
  put_key(view, chart->x);
  buf_add_string(&view->sql, " AS V");
  for (int i = 0; i < chart->y_count; i++)
    buf_printf(&view->sql, ", $%d AS C%d", chart->y[i] + 1, i + 1);
  put_source(view);
  if (has_order) {
    buf_add_string(&view->sql, " WHERE ");
    put_has_place(view, chart->x, name_of_column(view, chart->x));
  }
  buf_add_string(&view->sql, "), ");
  put_step(view, &chart->parts);
  buf_add_string(&view->sql, ", G AS (SELECT ");
  put_part(view, &chart->parts);
  buf_add_string(&view->sql, " AS X");
  put_aggregates(view, chart);
  buf_add_string(&view->sql, " FROM V, S GROUP BY 1) SELECT X");
  for (int i = 0; i < chart->y_count || i == 0; i++)
    buf_printf(&view->sql, ", Y%d", i + 1);
  buf_printf(&view->sql,
             ", COUNT(*) OVER () AS PARTS, (SELECT MAX(STEP) FROM S) AS STEP FROM G "
             "ORDER BY %s LIMIT %d",
             has_order ? "X" : "Y1 DESC NULLS LAST, X",
             has_order ? MOST_POINTS : MOST_CATEGORIES);
}

bool view_sql_chart(struct arena *arena, const struct view_source *source,
                    const struct json *body, struct query_message *message,
                    struct err *err)
{
  struct chart chart;
  struct view view;
  bool ok;

  begin(&view, arena, source, message);
  ok = read_chart(&view, body, &chart, err);
  if (ok && is_plain(&chart))
    put_points(&view, &chart);
  else if (ok)
    put_grouped(&view, &chart);
  return end(&view, ok);
}

/* ---- a column ---- */

static void put_totals(struct view *view, int column)
{
  bool has_order = rule_of(view, column)->key;

  buf_add_string(&view->sql, "T AS (SELECT COUNT(*) AS TOTAL, COUNT(V) AS FILLED, "
                             "COUNT(DISTINCT V) AS DIFFERENT");
  buf_add_string(&view->sql, has_order ? ", MIN(V) AS LEAST_V, MAX(V) AS GREATEST_V"
                                       : ", NULL AS LEAST_V, NULL AS GREATEST_V");
  buf_add_string(&view->sql, is_number(view, column)
                               ? ", AVG(CAST(V AS DOUBLE)) AS MEAN FROM A)"
                               : ", NULL AS MEAN FROM A)");
}

/* How many values lie in each part; of values that have no order the ten most frequent. */
static void put_histogram(struct view *view, const struct parts *parts)
{
  bool has_order = parts->grouping != BY_VALUE;

  buf_add_string(&view->sql, ", H AS (SELECT ");
  put_part(view, parts);
  buf_add_string(&view->sql, " AS X, COUNT(*) AS N FROM V, S GROUP BY 1");
  if (!has_order)
    buf_printf(&view->sql, " ORDER BY N DESC, X LIMIT %d", MOST_TOP);
  buf_printf(
    &view->sql,
    ") SELECT TOTAL, FILLED, DIFFERENT, LEAST_V AS LEAST, GREATEST_V AS GREATEST, "
    "MEAN, (SELECT ARRAY_AGG(ARRAY_CONSTRUCT(%s, N)) WITHIN GROUP (ORDER BY %s) "
    "FROM H) AS HISTOGRAM, (SELECT MAX(STEP) FROM S) AS STEP FROM T",
    has_order ? "X" : arena_printf(view->arena, "LEFT(TO_VARCHAR(X), %d)", MOST_SHOWN).at,
    has_order ? "X" : "N DESC, X");
}

bool view_sql_statistics(struct arena *arena, const struct view_source *source,
                         const struct json *body, struct query_message *message,
                         struct err *err)
{
  struct parts parts;
  struct view view;
  int column = 0;
  bool ok;

  begin(&view, arena, source, message);
  ok = read_column(&view, json_member(body, "column"), &column, err) &&
       (rule_of(&view, column)->text ||
        fail_type(&view, column, "not described: it is", err));
  if (ok) {
    parts = parts_of(&view, column, SMALL_BUCKETS);
    buf_add_string(&view.sql, "WITH A AS (SELECT ");
    put_key(&view, column);
    buf_add_string(&view.sql, " AS V");
    put_source(&view);
    buf_add_string(&view.sql, "), V AS (SELECT V FROM A WHERE ");
    put_has_place(&view, column, "V");
    buf_add_string(&view.sql, "), ");
    put_totals(&view, column);
    buf_add_string(&view.sql, ", ");
    put_step(&view, &parts);
    put_histogram(&view, &parts);
  }
  return end(&view, ok);
}
