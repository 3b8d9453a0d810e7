/* parquet_sql.c: a Parquet file's columns in the engine's words. */
#include "stage/parquet_sql.h"

#include <stdio.h>

#include "data/json_text.h"

/* ---- values ---- */

/* A time or timestamp in a unit, whole. */
static void put_count(const struct parquet_node *node, const char *value, struct buf *sql)
{
  static const char *const functions[] = { [PARQUET_MILLIS] = "epoch_ms",
                                           [PARQUET_MICROS] = "epoch_us",
                                           [PARQUET_NANOS] = "epoch_ns" };

  buf_printf(sql, "CAST(%s(%s) AS BIGINT)", functions[node->unit], value);
}

/* Nanoseconds, as storage has them. */
static void put_nanoseconds(const struct parquet_node *node, const char *value,
                            struct buf *sql)
{
  const char *type = node->type.kind == TYPE_TIME ? "BIGINT" : "HUGEINT";

  if (node->unit == PARQUET_NANOS)
    buf_printf(sql, "CAST(epoch_ns(%s) AS %s)", value, type);
  else
    buf_printf(sql, "CAST(epoch_us(%s) AS %s) * 1000", value, type);
}

static void put_number(const struct parquet_node *node, const char *value,
                       struct buf *sql)
{
  if (node->type.scale)
    buf_printf(sql, "CAST(%s AS DECIMAL(%d,%d))", value, node->type.precision,
               node->type.scale);
  else
    buf_printf(sql, "CAST(%s AS %s)", value, node->is_wide ? "HUGEINT" : "BIGINT");
}

static void put_plain(const struct parquet_node *node, const char *value, struct buf *sql)
{
  switch (node->type.kind) {
  case TYPE_NUMBER: put_number(node, value, sql); return;
  case TYPE_FLOAT: buf_printf(sql, "CAST(%s AS DOUBLE)", value); return;
  case TYPE_VARCHAR: buf_printf(sql, "CAST(%s AS VARCHAR)", value); return;
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ: put_nanoseconds(node, value, sql); return;
  default: buf_add_string(sql, value);
  }
}

void parquet_put_value(const struct parquet_node *node, const char *value,
                       struct buf *sql)
{
  switch (node->kind) {
  case PARQUET_COUNT: put_count(node, value, sql); return;
  case PARQUET_TEXT_OF_BYTES:
    buf_printf(sql, "sg_binary_text(%s, 'UTF-8')", value);
    return;
  case PARQUET_UUID:
    buf_printf(sql, "unhex(replace(CAST(%s AS VARCHAR), '-', ''))", value);
    return;
  case PARQUET_NULLS: buf_add_string(sql, "CAST(NULL AS BIGINT)"); return;
  case PARQUET_VALUE:
  case PARQUET_LIST:
  case PARQUET_STRUCT:
  case PARQUET_MAP: break;
  }
  put_plain(node, value, sql);
}

/* ---- VARIANT ---- */

static void put_leaf(const struct parquet_node *node, const struct parquet_rules *rules,
                     const char *value, struct buf *sql)
{
  static const struct {
    enum type_kind kind;
    const char *before, *after;
  } rows[] = {
    { TYPE_NUMBER, "sg_variant_number(CAST(", " AS VARCHAR))" },
    { TYPE_FLOAT, "sg_variant_float(", ")" },
    { TYPE_VARCHAR, "sg_variant_text(", ")" },
    { TYPE_BOOLEAN, "sg_variant_boolean(", ")" },
    { TYPE_DATE, "sg_variant_date(", ")" },
    { TYPE_TIME, "sg_variant_time(", ")" },
    { TYPE_TIMESTAMP_NTZ, "sg_variant_ntz(", ")" },
    { TYPE_TIMESTAMP_LTZ, "sg_variant_ltz(", NULL },
    { TYPE_BINARY, "sg_variant_binary(sg_binary_text(", ", 'HEX'))" },
  };

  buf_add_string(sql, "CAST(");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (node->type.kind != rows[i].kind)
      continue;
    buf_add_string(sql, rows[i].before);
    parquet_put_value(node, value, sql);
    if (rows[i].after) {
      buf_add_string(sql, rows[i].after);
    } else {
      buf_add_string(sql, ", ");
      buf_add_quoted(sql, rules->timezone);
      buf_add_char(sql, ')');
    }
  }
  buf_add_string(sql, " AS VARCHAR)");
}

static void put_any(const struct parquet_node *node, const struct parquet_rules *rules,
                    const char *value, int depth, struct buf *sql);

/* A part of something: the vectorized scanner alone shows that it has no value. */
static void put_part(const struct parquet_node *node, const struct parquet_rules *rules,
                     const char *value, int depth, struct buf *sql)
{
  buf_add_string(sql, rules->vectorized ? "coalesce(" : "");
  put_any(node, rules, value, depth + 1, sql);
  buf_add_string(sql, rules->vectorized ? ", 'null')" : "");
}

/* [a,b]: string_agg leaves out what is NULL. */
static void put_list(const struct parquet_node *node, const struct parquet_rules *rules,
                     const char *value, int depth, struct buf *sql)
{
  char element[16];

  snprintf(element, sizeof element, "e%d", depth);
  buf_printf(sql,
             "CASE WHEN %s IS NOT NULL THEN '[' || "
             "coalesce(list_aggregate(list_transform(%s, lambda %s: ",
             value, value, element);
  put_part(&node->children[0], rules, element, depth, sql);
  buf_add_string(sql, "), 'string_agg', ','), '') || ']' END");
}

/* A name as the text of a VARIANT, in quotes. */
static void put_key(struct text name, struct buf *sql)
{
  struct buf key;

  buf_init(&key);
  json_text_quote(name, &key);
  buf_add_quoted(sql, buf_text(&key));
  buf_clear(&key);
}

static void put_member(const struct parquet_node *member,
                       const struct parquet_rules *rules, const char *value, int depth,
                       struct buf *sql)
{
  struct buf part;

  buf_init(&part);
  buf_printf(&part, "struct_extract(%s, ", value);
  buf_add_quoted(&part, member->name);
  buf_add_char(&part, ')');
  buf_add_string(sql, ", ");
  put_key(member->name, sql);
  buf_add_string(sql, ", ");
  put_part(member, rules, part.at, depth, sql);
  buf_clear(&part);
}

static void put_struct(const struct parquet_node *node, const struct parquet_rules *rules,
                       const char *value, int depth, struct buf *sql)
{
  struct buf members;

  buf_init(&members);
  for (int i = 0; i < node->count; i++)
    put_member(&node->children[i], rules, value, depth, &members);
  buf_printf(sql,
             "CASE WHEN %s IS NOT NULL THEN CAST(sg_object_construct(%s) AS VARCHAR) END",
             value, members.len > 2 ? members.at + 2 : "");
  buf_clear(&members);
}

/* {"k":v}, where the vectorized scanner reads it; else {"key_value":[{"key":"k","value":v}]}. */
static void put_map(const struct parquet_node *node, const struct parquet_rules *rules,
                    const char *value, int depth, struct buf *sql)
{
  const struct parquet_node *key = &node->children[0], *item = &node->children[1];
  char pair[16], part[40];

  snprintf(pair, sizeof pair, "e%d", depth);
  buf_printf(sql, "CASE WHEN %s IS NOT NULL THEN ", value);
  buf_add_string(sql, rules->vectorized ? "CAST(sg_object_sorted('{' || "
                                        : "'{\"key_value\":[' || ");
  buf_printf(sql,
             "coalesce(list_aggregate(list_transform(map_entries(%s), lambda %s: ", value,
             pair);
  snprintf(part, sizeof part, "(%s).\"key\"", pair);
  if (rules->vectorized) {
    buf_add_string(sql, "sg_json_member(sg_json_text(");
    put_any(key, rules, part, depth + 1, sql);
    buf_add_string(sql, "), ");
  } else {
    buf_add_string(sql, "CAST(sg_object_construct('\"key\"', ");
    put_any(key, rules, part, depth + 1, sql);
    buf_add_string(sql, ", '\"value\"', ");
  }
  snprintf(part, sizeof part, "(%s).\"value\"", pair);
  put_part(item, rules, part, depth, sql);
  buf_add_string(sql, rules->vectorized
                        ? ")), 'string_agg', ','), '') || '}') AS VARCHAR) END"
                        : ") AS VARCHAR)), 'string_agg', ','), '') || "
                          "']}' END");
}

static void put_any(const struct parquet_node *node, const struct parquet_rules *rules,
                    const char *value, int depth, struct buf *sql)
{
  switch (node->kind) {
  case PARQUET_LIST: put_list(node, rules, value, depth, sql); return;
  case PARQUET_STRUCT: put_struct(node, rules, value, depth, sql); return;
  case PARQUET_MAP: put_map(node, rules, value, depth, sql); return;
  case PARQUET_VALUE:
  case PARQUET_COUNT:
  case PARQUET_TEXT_OF_BYTES:
  case PARQUET_UUID:
  case PARQUET_NULLS: put_leaf(node, rules, value, sql);
  }
}

void parquet_put_variant(const struct parquet_node *node,
                         const struct parquet_rules *rules, const char *value,
                         struct buf *sql)
{
  put_any(node, rules, value, 0, sql);
}

void parquet_put_row(const struct parquet_node *root, const struct parquet_rules *rules,
                     struct buf *sql)
{
  buf_add_string(sql, "CAST(sg_object_construct(");
  for (int i = 0; i < root->count; i++) {
    char column[16];

    snprintf(column, sizeof column, "p%d", i);
    buf_add_string(sql, i ? ", " : "");
    put_key(root->children[i].name, sql);
    buf_add_string(sql, ", ");
    put_part(&root->children[i], rules, column, 0, sql);
  }
  buf_add_string(sql, ") AS VARCHAR)");
}

/* A folder k=a in the file's path is no column. */
static void put_read(const struct parquet_node *root, struct text path,
                     const struct parquet_slices *slices, const char *options,
                     struct buf *sql)
{
  buf_add_string(sql, " FROM read_parquet(");
  parquet_slices_put_paths(slices, path, sql);
  buf_printf(sql, ", hive_partitioning = false%s) AS r(", options);
  for (int i = 0; i < root->count; i++)
    buf_printf(sql, i ? ", p%d" : "p%d", i);
  buf_add_string(sql, root->count ? ")" : "p0)");
  parquet_slices_put_where(slices, sql);
}

void parquet_put_from(const struct parquet_node *root, struct text path,
                      const struct parquet_slices *slices, struct buf *sql)
{
  put_read(root, path, slices, "", sql);
}

void parquet_put_from_numbered(const struct parquet_node *root, struct text path,
                               struct buf *sql)
{
  static const struct parquet_slices none;

  put_read(root, path, &none, ", file_row_number = true", sql);
}
