/* parquet_tree.c: a Parquet file's columns, of what the engine says of its footer. */
#include "stage/parquet_tree.h"

#include "base/list.h"

#define MOST_DEPTH 100

struct parquet_rules parquet_rules_of(const struct file_format *format,
                                      struct text timezone)
{
  bool vectorized = file_format_is(format, FORMAT_USE_VECTORIZED_SCANNER);

  return (struct parquet_rules){
    .binary_as_text = !vectorized && file_format_is(format, FORMAT_BINARY_AS_TEXT),
    .logical = vectorized || file_format_is(format, FORMAT_USE_LOGICAL_TYPE),
    .vectorized = vectorized,
    .timezone = timezone,
  };
}

/* ---- the rows of the footer ---- */

/* A row of the schema: a leaf, or a group of the `children` that follow it. */
struct element {
  struct text name;
  struct text engine; /* The engine's type: "BIGINT", "DECIMAL(10,2)" ... */
  struct text converted, logical;
  bool repeated, required;
  int64_t children;
};

struct reading {
  struct arena *arena;
  const struct parquet_rules *rules;
  const struct element *elements;
  int count, at;
  struct err *err;
};

static bool read_elements(struct arena *arena, struct engine_result *result,
                          struct list *elements, struct err *err)
{
  struct batch batch;
  bool ok;

  while ((ok = engine_fetch(result, &batch, err)) && batch.rows)
    for (size_t row = 0; row < batch.rows; row++) {
      struct element *element = ARENA_NEW(arena, struct element);
      struct text *texts[] = { &element->name, &element->engine, &element->converted,
                               &element->logical };
      struct text repetition = batch_text(&batch.columns[4], row);
      int128 children = 0;

      for (int i = 0; i < 4; i++)
        *texts[i] = arena_text(arena, batch_text(&batch.columns[i], row));
      element->repeated = text_is(repetition, "REPEATED");
      element->required = text_is(repetition, "REQUIRED");
      if (!batch_int(&batch.columns[5], row, &children))
        return err_set(err, ERR_INTERNAL, "A Parquet schema without numbers.");
      element->children = (int64_t)children;
      list_add(arena, elements, element);
    }
  return ok;
}

static bool fetch_elements(struct arena *arena, struct engine *engine, struct text path,
                           struct list *elements, struct err *err)
{
  struct engine_connection *connection = engine_connect(engine, err);
  struct engine_result *result;
  struct buf sql;
  bool ok;

  if (!connection)
    return false;
  buf_init(&sql);
  buf_add_string(&sql, "SELECT coalesce(name, ''), coalesce(duckdb_type, ''), "
                       "coalesce(converted_type, ''), coalesce(logical_type, ''), "
                       "coalesce(repetition_type, ''), coalesce(num_children, 0)::BIGINT "
                       "FROM parquet_schema(");
  buf_add_quoted(&sql, path);
  buf_add_char(&sql, ')');
  result = engine_query(connection, buf_text(&sql), false, err);
  ok = result && read_elements(arena, result, elements, err);
  /* The engine's words name the file on this machine. */
  if (!ok && err->code == ERR_INTERNAL)
    err_set(err, ERR_FILE_READ,
            "Error parsing the parquet file: it is damaged, or no Parquet file.");
  engine_result_free(result);
  buf_clear(&sql);
  engine_disconnect(connection);
  return ok;
}

/* ---- leaves ---- */

static bool has(struct text text, const char *part)
{
  return text_find_text(text, text_of(part)) < text.len;
}

static enum parquet_unit unit_of(const struct element *element)
{
  if (has(element->logical, "NanoSeconds()") || text_is(element->engine, "TIMESTAMP_NS"))
    return PARQUET_NANOS;
  return has(element->logical, "MilliSeconds()") || has(element->converted, "MILLIS")
           ? PARQUET_MILLIS
           : PARQUET_MICROS;
}

static void set_count(struct parquet_node *node)
{
  node->kind = PARQUET_COUNT;
  node->type = type_number(38, 0);
}

/* The tables at USE_VECTORIZED_SCANNER: what counts is the annotation of today (LogicalType), or that
 * of old (ConvertedType), which knows no nanoseconds. */
static void set_time(const struct parquet_rules *rules, const struct element *element,
                     struct parquet_node *node)
{
  node->is_time = true;
  node->unit = unit_of(element);
  node->is_rounded = node->unit == PARQUET_NANOS;
  node->type = type_of(TYPE_TIME);
  if (!rules->logical && (node->unit == PARQUET_NANOS || !element->converted.len))
    set_count(node);
}

/* Of a timestamp that is not in UTC and has both annotations the page says TIMESTAMP_LTZ, which would move it by
 * the session's time zone on its way into a TIMESTAMP_NTZ: here it is one, like those that are in UTC. */
static void set_timestamp(const struct parquet_rules *rules,
                          const struct element *element, struct parquet_node *node)
{
  bool is_utc = !element->logical.len || has(element->logical, "isAdjustedToUTC=1");
  bool is_int96 = !element->logical.len && !element->converted.len;

  node->unit = unit_of(element);
  node->is_rounded = node->unit == PARQUET_NANOS && element->logical.len && is_utc;
  if (is_int96)
    node->type = type_of(rules->vectorized ? TYPE_TIMESTAMP_LTZ : TYPE_TIMESTAMP_NTZ);
  else if (rules->logical)
    node->type = type_of(is_utc ? TYPE_TIMESTAMP_LTZ : TYPE_TIMESTAMP_NTZ);
  else if (node->unit == PARQUET_NANOS || (!is_utc && !element->converted.len))
    set_count(node);
  else
    node->type = type_of(TYPE_TIMESTAMP_NTZ);
}

static bool set_decimal(const struct element *element, struct parquet_node *node)
{
  if (!text_starts_with(element->engine, "DECIMAL(") ||
      !type_parse(element->engine, &node->type))
    return false;
  node->is_wide = !node->type.scale && node->type.precision > 18;
  return true;
}

static bool set_plain(const struct element *element, struct parquet_node *node)
{
  static const struct {
    const char *engine;
    enum type_kind kind;
    bool is_wide;
  } rows[] = {
    /* clang-format off */
    { "BOOLEAN", TYPE_BOOLEAN, false }, { "TINYINT", TYPE_NUMBER, false },
    { "SMALLINT", TYPE_NUMBER, false }, { "INTEGER", TYPE_NUMBER, false },
    { "BIGINT", TYPE_NUMBER, false },   { "UTINYINT", TYPE_NUMBER, false },
    { "USMALLINT", TYPE_NUMBER, false },{ "UINTEGER", TYPE_NUMBER, false },
    { "UBIGINT", TYPE_NUMBER, true },   { "HUGEINT", TYPE_NUMBER, true },
    { "FLOAT", TYPE_FLOAT, false },     { "DOUBLE", TYPE_FLOAT, false },
    { "VARCHAR", TYPE_VARCHAR, false }, { "JSON", TYPE_VARCHAR, false },
    { "DATE", TYPE_DATE, false },
    /* clang-format on */
  };

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (text_is(element->engine, rows[i].engine)) {
      node->type = rows[i].kind == TYPE_NUMBER ? type_number(38, 0)
                                               : type_of(rows[i].kind);
      node->is_wide = rows[i].is_wide;
      return true;
    }
  return false;
}

static void set_bytes(const struct parquet_rules *rules, struct parquet_node *node)
{
  node->is_bytes = true;
  node->type = type_of(TYPE_BINARY);
  if (!rules->binary_as_text)
    return;
  node->kind = PARQUET_TEXT_OF_BYTES;
  node->type = type_of(TYPE_VARCHAR);
}

static bool set_leaf(struct reading *reading, const struct element *element,
                     struct parquet_node *node)
{
  const struct parquet_rules *rules = reading->rules;
  struct text engine = element->engine;

  node->kind = PARQUET_VALUE;
  if (text_starts_with(engine, "TIMESTAMP"))
    set_timestamp(rules, element, node);
  else if (text_starts_with(engine, "TIME"))
    set_time(rules, element, node);
  else if (text_is(engine, "BLOB"))
    set_bytes(rules, node);
  else if (text_is(engine, "UUID")) {
    node->kind = PARQUET_UUID;
    node->type = type_of(TYPE_BINARY);
  } else if (has(engine, "NULL")) {
    node->kind = PARQUET_NULLS;
    node->type = type_number(38, 0);
  } else if ((text_is(element->converted, "DECIMAL") && !has(engine, "DECIMAL(")) ||
             (!set_decimal(element, node) && !set_plain(element, node)))
    return err_set(reading->err, ERR_UNSUPPORTED,
                   "Unsupported feature 'Parquet columns of type " TEXT_FMT "'.",
                   TEXT_ARG(element->converted.len ? element->converted : engine));
  return true;
}

/* ---- groups ---- */

static bool is_map(const struct element *element)
{
  return text_is(element->converted, "MAP") || has(element->logical, "MapType");
}

static bool is_list(const struct element *element)
{
  return text_is(element->converted, "LIST") || has(element->logical, "ListType");
}

static bool bad_schema(struct reading *reading)
{
  return err_set(reading->err, ERR_FILE_READ,
                 "Error parsing the parquet file: its schema is malformed.");
}

static void make_list(struct arena *arena, struct parquet_node *node)
{
  struct parquet_node *element = ARENA_NEW(arena, struct parquet_node);

  *element = *node;
  *node = (struct parquet_node){ .kind = PARQUET_LIST,
                                 .name = element->name,
                                 .type = type_of(TYPE_VARIANT),
                                 .nullable = element->nullable,
                                 .children = element,
                                 .count = 1 };
}

/* As the engine does it: a group of one in a list, or one that repeats, is what it holds. The only
 * recursion of this file; `in_map`: the pairs of a map. */
static bool read_node(struct reading *reading, struct parquet_node *node, bool in_map,
                      int depth)
{
  const struct element *element;
  struct parquet_node *children;

  if (reading->at >= reading->count || depth > MOST_DEPTH)
    return bad_schema(reading);
  element = &reading->elements[reading->at++];
  if (element->children < 0 || element->children > reading->count - reading->at)
    return bad_schema(reading);
  *node = (struct parquet_node){ .name = element->name, .nullable = !element->required };
  if (!element->children) {
    if (!element->engine.len)
      return bad_schema(reading);
    if (!set_leaf(reading, element, node))
      return false;
    if (element->repeated)
      make_list(reading->arena, node);
    return true;
  }
  children = ARENA_ARRAY(reading->arena, (size_t)element->children, struct parquet_node);
  for (int64_t i = 0; i < element->children; i++)
    if (!read_node(reading, &children[i], is_map(element) && element->children == 1,
                   depth + 1))
      return false;
  node->type = type_of(TYPE_VARIANT);
  node->children = children;
  node->count = (int)element->children;
  node->kind = PARQUET_STRUCT;
  if (in_map) {
    node->kind = PARQUET_MAP;
    return node->count == 2 || bad_schema(reading);
  }
  if (node->count == 1 && (is_list(element) || is_map(element) || element->repeated)) {
    bool nullable = node->nullable;

    *node = children[0];
    node->name = element->name;
    node->nullable = nullable;
  }
  if (element->repeated)
    make_list(reading->arena, node);
  return true;
}

bool parquet_tree_read(struct arena *arena, struct engine *engine, struct text path,
                       const struct parquet_rules *rules, struct parquet_node *root,
                       struct err *err)
{
  struct reading reading = { .arena = arena, .rules = rules, .err = err };
  struct list elements = { 0 };
  struct element *copy;

  if (!fetch_elements(arena, engine, path, &elements, err))
    return false;
  if (!elements.count)
    return bad_schema(&reading);
  copy = ARENA_ARRAY(arena, (size_t)elements.count, struct element);
  for (int i = 0; i < elements.count; i++)
    copy[i] = *(const struct element *)elements.at[i];
  reading.elements = copy;
  reading.count = elements.count;
  *root = (struct parquet_node){ .kind = PARQUET_STRUCT, .type = type_of(TYPE_VARIANT) };
  if (copy[0].children < 0 || copy[0].children > reading.count - 1)
    return bad_schema(&reading);
  root->count = (int)copy[0].children;
  root->children = ARENA_ARRAY(arena, (size_t)root->count, struct parquet_node);
  reading.at = 1;
  for (int i = 0; i < root->count; i++)
    if (!read_node(&reading, &root->children[i], false, 1))
      return false;
  return true;
}

bool parquet_tree_is_rounded(const struct parquet_node *root)
{
  for (int i = 0; i < root->count; i++)
    if (root->children[i].is_rounded || parquet_tree_is_rounded(&root->children[i]))
      return true;
  return false;
}
