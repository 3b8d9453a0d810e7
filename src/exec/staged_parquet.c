/* staged_parquet.c: the SQL that reads staged Parquet files. */
#include "exec/staged_parquet.h"

#include <stdio.h>

#include "exec/parquet_copy.h"
#include "session/instance.h"
#include "stage/parquet_sql.h"

static struct parquet_rules rules_for(const struct run *run,
                                      const struct staged_parquet *files)
{
  return parquet_rules_of(files->format, params_get(run->session->params, "TIMEZONE"));
}

static bool read_tree(struct run *run, const struct staged_parquet *files, int file,
                      const struct parquet_rules *rules, struct parquet_node *root,
                      struct err *err)
{
  return parquet_tree_read(run->arena, run->session->instance->engine,
                           files->inputs[file].path, rules, root, err);
}

/* ---- columns ---- */

static bool same_type(struct type a, struct type b)
{
  return a.kind == b.kind && a.precision == b.precision && a.scale == b.scale;
}

static void add_column(struct run *run, const struct parquet_node *node,
                       struct list *columns)
{
  bool is_whole = node->type.kind == TYPE_NUMBER && !node->type.scale;
  struct bound_column *column;

  for (int i = 0; i < columns->count; i++) {
    column = columns->at[i];
    if (!text_equal(column->name, node->name))
      continue;
    if (!same_type(column->type, node->type)) {
      column->type = type_of(TYPE_VARIANT);
      column->bytes = column->width = 0;
    } else if (is_whole && node->is_wide) {
      column->bytes = 16;
    }
    return;
  }
  column = ARENA_NEW(run->arena, struct bound_column);
  column->name = node->name;
  column->type = node->type;
  column->nullable = true;
  if (is_whole)
    column->bytes = node->is_wide ? 16 : 8;
  else if (node->type.kind == TYPE_NUMBER)
    column->width = node->type.precision;
  list_add(run->arena, columns, column);
}

void staged_parquet_columns(struct run *run, const struct staged_parquet *files,
                            struct bound_source *source)
{
  struct parquet_rules rules = rules_for(run, files);
  struct list columns = { 0 };
  struct bound_column *copy;

  for (int i = 0; i < files->count; i++) {
    struct parquet_node root;
    struct err ignored;

    err_clear(&ignored);
    if (!files->inputs[i].path.len)
      continue;
    if (!read_tree(run, files, i, &rules, &root, &ignored))
      return;
    for (int c = 0; c < root.count; c++)
      add_column(run, &root.children[c], &columns);
  }
  copy = ARENA_ARRAY(run->arena, (size_t)columns.count, struct bound_column);
  for (int i = 0; i < columns.count; i++)
    copy[i] = *(const struct bound_column *)columns.at[i];
  source->file_columns = copy;
  source->file_column_count = columns.count;
  source->file_nulls = rules.vectorized;
}

/* ---- SQL ---- */

/* A name with these would be a pattern to the engine. */
static bool check_name(const struct staged_input *input, struct err *err)
{
  for (size_t i = 0; i < input->path.len; i++)
    if (text_find(TEXT("*?[]{}"), input->path.at[i]) < 6)
      return err_set(err, ERR_UNSUPPORTED,
                     "Unsupported feature 'a Parquet file named " TEXT_FMT "'.",
                     TEXT_ARG(input->name));
  return true;
}

static const struct parquet_node *node_named(const struct parquet_node *root,
                                             struct text name, int *at)
{
  for (*at = 0; *at < root->count; (*at)++)
    if (text_equal(root->children[*at].name, name))
      return &root->children[*at];
  return NULL;
}

static void put_column(const struct parquet_node *root, const struct parquet_rules *rules,
                       const struct bound_column *column, struct buf *sql)
{
  const struct parquet_node *node;
  char value[16];
  int at;

  node = node_named(root, column->name, &at);
  snprintf(value, sizeof value, "p%d", at);
  if (!node)
    buf_add_string(sql, "NULL");
  else if (column->type.kind != TYPE_VARIANT)
    parquet_put_value(node, value, sql);
  else {
    buf_add_string(sql, rules->vectorized ? "coalesce(" : "");
    parquet_put_variant(node, rules, value, sql);
    buf_add_string(sql, rules->vectorized ? ", 'null')" : "");
  }
}

/* Without the rows that are left out. Of a column with a dictionary the engine converts all of the dictionary,
 * what no row has any more, too; taken out of a list by an index that is no constant, a value has none.
 * (DuckDB 1.5.5) */
static void put_kept(const struct parquet_node *root, const struct staged_input *input,
                     struct buf *sql)
{
  buf_add_string(sql, " FROM (SELECT file_row_number");
  for (int i = 0; i < root->count; i++)
    buf_printf(sql, ", list_extract(list_value(p%d), 1 + 0 * file_row_number) AS p%d", i,
               i);
  parquet_put_from_numbered(root, input->path, sql);
  for (size_t i = 0; i < input->rejected_count; i++)
    buf_printf(sql, "%s%lld", i ? ", " : " WHERE file_row_number + 1 NOT IN (",
               (long long)input->rejected[i]);
  buf_add_string(sql, "))");
}

static void put_file(const struct run *run, const struct staged_input *input, int file,
                     const struct parquet_node *root, const struct parquet_rules *rules,
                     const struct bound_source *source,
                     const struct parquet_slices *slices, struct buf *sql)
{
  bool has_numbers = source->columns[STAGED_ROW_NUMBER].used || input->rejected_count;

  buf_add_string(sql, "SELECT ");
  buf_add_quoted(sql, input->name);
  buf_add_string(sql, has_numbers ? " AS c0, file_row_number + 1 AS c1, "
                                  : " AS c0, NULL::BIGINT AS c1, ");
  buf_add_quoted(sql, input->content_key);
  buf_printf(sql, " AS c2, %lld::HUGEINT AS c3, %lld::HUGEINT AS c4, %d::BIGINT AS c5, ",
             (long long)input->modified_ns, (long long)run->now_ns, file);
  buf_add_quoted(sql, input->partition);
  buf_printf(sql, " AS c%d", STAGED_PARTITION);
  if (source->column_count > STAGED_FIELDS) {
    buf_add_string(sql, ", ");
    parquet_put_row(root, rules, sql);
    buf_printf(sql, " AS c%d", STAGED_FIELDS);
  }
  for (int i = STAGED_FIELDS + 1; i < source->column_count; i++) {
    buf_add_string(sql, ", ");
    put_column(root, rules, &source->columns[i], sql);
    buf_printf(sql, " AS c%d", i);
  }
  if (input->rejected_count)
    put_kept(root, input, sql);
  else if (has_numbers)
    parquet_put_from_numbered(root, input->path, sql);
  else
    parquet_put_from(root, input->path, slices, sql);
}

/* Of what COPY loads: other statements may end before they have read all. */
static bool find_slices(struct run *run, struct text path, struct parquet_slices *slices,
                        struct err *err)
{
  *slices = (struct parquet_slices){ 0 };
  return !run->copying ||
         parquet_slices_find(run->session->instance->engine, path, slices, err);
}

/* The files may have changed since their columns were looked at. */
static bool check_types(const struct parquet_node *root,
                        const struct bound_source *source,
                        const struct staged_input *input, struct err *err)
{
  for (int i = STAGED_FIELDS + 1; i < source->column_count; i++) {
    const struct bound_column *column = &source->columns[i];
    const struct parquet_node *node;
    int at;

    node = node_named(root, column->name, &at);
    if (node && column->type.kind != TYPE_VARIANT && !same_type(node->type, column->type))
      return err_set(err, ERR_FILE_READ,
                     "Error reading file '" TEXT_FMT "': it was changed meanwhile.",
                     TEXT_ARG(input->name));
  }
  return true;
}

static void put_nothing(const struct bound_source *source, struct buf *sql)
{
  buf_add_string(sql, "SELECT NULL::VARCHAR AS c0, NULL::BIGINT AS c1, NULL::VARCHAR AS "
                      "c2, NULL::HUGEINT AS c3, NULL::HUGEINT AS c4, NULL::BIGINT AS c5");
  for (int i = STAGED_PARTITION; i < source->column_count; i++)
    buf_printf(sql, ", NULL::VARCHAR AS c%d", i);
  buf_add_string(sql, " WHERE false");
}

static bool put_files(struct run *run, const struct staged_parquet *files,
                      const struct bound_source *source, struct buf *sql, struct err *err)
{
  struct parquet_rules rules = rules_for(run, files);
  int count = 0;

  for (int i = 0; i < files->count; i++) {
    struct staged_input own = files->inputs[i], *input = &own;
    struct parquet_slices slices;
    struct parquet_node root;

    if (!input->path.len)
      continue;
    if (!check_name(input, err) || !read_tree(run, files, i, &rules, &root, err) ||
        !check_types(&root, source, input, err) ||
        (parquet_tree_is_rounded(&root) &&
         !parquet_copy(run, input->path, &input->path, err)) ||
        !find_slices(run, input->path, &slices, err))
      return false;
    buf_add_string(sql, count++ ? " UNION ALL " : "");
    put_file(run, input, i, &root, &rules, source, &slices, sql);
  }
  if (!count)
    put_nothing(source, sql);
  return true;
}

bool staged_parquet_give(struct run *run, const struct staged_parquet *files,
                         struct bound_source *source, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  buf_add_char(&sql, '(');
  ok = put_files(run, files, source, &sql, err);
  buf_add_char(&sql, ')');
  if (ok)
    source->staged = buf_copy(&sql, run->arena);
  buf_clear(&sql);
  return ok;
}
