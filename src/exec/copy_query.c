/* copy_query.c: the query whose rows a COPY INTO a table inserts: made of the table's columns, or given. */
#include "exec/copy_query.h"

#include <string.h>

#include "exec/property.h"
#include "session/instance.h"
#include "sql/parse.h"

/* The name of a column that no statement can write: a file's place in the list. */
#define FILE_COLUMN ""

const struct table_ref *copy_query_stage(const struct query *query)
{
  const struct select *select = query->select;
  bool is_simple = query->kind == QUERY_SELECT && !query->ctes && !query->order_by &&
                   !query->order_by_all && !query->limit && !query->offset && select &&
                   !select->where && !select->group_by && !select->having &&
                   !select->qualify && !select->connect_by && !select->top &&
                   !select->distinct && select->from;

  return is_simple && select->from->kind == TABLE_STAGE ? select->from : NULL;
}

/* ---- the target ---- */

static bool is_chosen(const struct list *idents, struct text name, int *at)
{
  for (int i = 0; i < idents->count; i++)
    if (text_equal(((const struct ident *)idents->at[i])->name, name)) {
      *at = i;
      return true;
    }
  return false;
}

static void keep_column(struct copying *copying, const struct column *column, int number,
                        int at)
{
  struct copy_target *target = &copying->target;

  target->columns[at] = arena_text(copying->run->arena, column->name);
  target->numbers[at] = number;
  target->not_null[at] = column->stored.not_null;
  target->types[at] = column->stored.type;
  if (at >= target->column_count)
    target->column_count = at + 1;
}

static void keep_columns(struct copying *copying, const struct table *table)
{
  struct arena *arena = copying->run->arena;
  struct copy_target *target = &copying->target;
  size_t most = (size_t)table->column_count;
  const struct list *idents = copying->copy->columns;

  target->columns = ARENA_ARRAY(arena, most, struct text);
  target->numbers = ARENA_ARRAY(arena, most, int);
  target->not_null = ARENA_ARRAY(arena, most, bool);
  target->types = ARENA_ARRAY(arena, most, struct type);
  target->metadata = ARENA_ARRAY(arena, most, struct text);
  for (int i = 0; i < table->column_count; i++) {
    int at = target->column_count;

    if (table->columns[i].virtual_sql.len ||
        (idents && !is_chosen(idents, table->columns[i].name, &at)))
      continue;
    if (at < table->column_count)
      keep_column(copying, &table->columns[i], i + 1, at);
  }
}

/* ---- fields as values ---- */

/* ARRAY(T), OBJECT(n T) and MAP(K, V), to which nothing but a cast leads. */
static bool is_structured(struct type type)
{
  return type.shape && type.kind != TYPE_VECTOR;
}

static void put_cast(const struct copying *copying, int at, struct buf *sql)
{
  buf_add_string(sql, "::");
  buf_add_text(sql, type_text(copying->run->arena, copying->target.types[at]));
}

/* docs.snowflake.com/en/sql-reference/functions/to_file: a FILE loads again as what it was unloaded as, an object's
 * text; all other texts say where the file is. */
static void put_file(struct text value, struct buf *sql)
{
  buf_printf(sql,
             "IFF(STARTSWITH(" TEXT_FMT ", '{'), TO_FILE(TRY_PARSE_JSON(" TEXT_FMT
             ")), TO_FILE(" TEXT_FMT "))",
             TEXT_ARG(value), TEXT_ARG(value), TEXT_ARG(value));
}

/* What the number-th field becomes: an OBJECT's text is JSON, and a text is cut where it may be. */
static void put_field(const struct copying *copying, int number, int at, struct buf *sql)
{
  struct type type = copying->target.types[at];

  if (is_structured(type)) {
    buf_printf(sql, "PARSE_JSON($%d)", number);
    put_cast(copying, at, sql);
    return;
  }
  switch (type.kind) {
  case TYPE_FILE: put_file(arena_printf(copying->run->arena, "$%d", number), sql); return;
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY: buf_printf(sql, "PARSE_JSON($%d)", number); return;
  case TYPE_BINARY: buf_printf(sql, "TO_BINARY($%d)", number); return;
  case TYPE_VARCHAR:
    if (copying->options.truncates) {
      buf_printf(sql, "LEFT($%d, %lld)", number, (long long)type.length);
      return;
    }
    break;
  default: break;
  }
  buf_printf(sql, "$%d", number);
}

static bool is_semi_structured(enum type_kind kind)
{
  return kind == TYPE_VARIANT || kind == TYPE_OBJECT || kind == TYPE_ARRAY;
}

static void put_get(const struct copying *copying, int at, struct buf *sql)
{
  buf_add_string(sql, copying->options.match == MATCH_CASE ? "GET($1, "
                                                           : "GET_IGNORE_CASE($1, ");
  buf_add_quoted(sql, copying->target.columns[at]);
  buf_add_char(sql, ')');
}

static void put_trimmed(const struct copying *copying, int at, struct buf *sql)
{
  bool trims = file_format_is(&copying->staged.format, FORMAT_TRIM_SPACE);

  buf_add_string(sql, trims ? "TRIM(" : "");
  put_get(copying, at, sql);
  buf_add_string(sql, trims ? "::VARCHAR)" : "::VARCHAR");
}

static bool has_texts(const struct copying *copying, int at)
{
  const struct file_format *format = &copying->staged.format;
  enum type_kind kind = copying->target.types[at].kind;

  if (!format->null_if_count && !file_format_is(format, FORMAT_TRIM_SPACE))
    return false;
  return format->type == FORMAT_JSON ? !is_semi_structured(kind)
                                     : format->type == FORMAT_AVRO &&
                                         !is_semi_structured(kind) && kind != TYPE_BINARY;
}

/* docs.snowflake.com/en/sql-reference/sql/create-file-format: of the options of JSON and AVRO, NULL_IF and
 * TRIM_SPACE are for values that become columns of their own. */
static void put_member(const struct copying *copying, int at, struct buf *sql)
{
  const struct file_format *format = &copying->staged.format;

  if (!has_texts(copying, at)) {
    put_get(copying, at, sql);
    return;
  }
  buf_add_string(sql, "CASE WHEN ");
  put_trimmed(copying, at, sql);
  buf_add_string(sql, " IN (NULL");
  for (int i = 0; i < format->null_if_count; i++) {
    buf_add_string(sql, ", ");
    buf_add_quoted(sql, format->null_if[i]);
  }
  buf_add_string(sql, ") THEN NULL ELSE ");
  put_trimmed(copying, at, sql);
  buf_add_string(sql, " END");
}

static void put_named_file(const struct copying *copying, int at, struct buf *sql)
{
  struct buf text;

  buf_init(&text);
  put_trimmed(copying, at, &text);
  put_file(buf_text(&text), sql);
  buf_clear(&text);
}

/* What a VARIANT has of a shape may be an object of GeoJSON, or a text. */
static void put_named_shape(const struct copying *copying, int at, struct buf *sql)
{
  put_trimmed(copying, at, sql);
  put_cast(copying, at, sql);
}

/* A text of JSON is bytes as BINARY_FORMAT says; other formats have bytes, or texts in hexadecimal where Parquet's
 * are read as such (BINARY_AS_TEXT). */
static void put_named(const struct copying *copying, int at, struct buf *sql)
{
  struct type type = copying->target.types[at];
  bool is_binary = type.kind == TYPE_BINARY;
  bool is_json = copying->staged.format.type == FORMAT_JSON;

  if (type.kind == TYPE_FILE) {
    put_named_file(copying, at, sql);
    return;
  }
  if (type_is_geo(type)) {
    put_named_shape(copying, at, sql);
    return;
  }
  buf_add_string(sql, !is_binary ? "" : is_json ? "TO_BINARY((" : "(");
  put_member(copying, at, sql);
  buf_add_string(sql, !is_binary ? "" : is_json ? ")::VARCHAR)" : ")::BINARY");
  if (is_structured(type))
    put_cast(copying, at, sql);
}

static void put_value(const struct copying *copying, int at, struct buf *sql)
{
  if (copying->target.metadata[at].at)
    buf_add_text(sql, copying->target.metadata[at]);
  else if (copying->staged.format.type == FORMAT_CSV)
    put_field(copying, at + 1, at, sql);
  else if (copying->options.match != MATCH_NONE)
    put_named(copying, at, sql);
  else
    buf_add_string(sql, "$1");
}

/* ---- INCLUDE_METADATA ---- */

static bool is_metadata(struct text name)
{
  static const char *const names[] = { "METADATA$FILENAME", "METADATA$FILE_ROW_NUMBER",
                                       "METADATA$FILE_CONTENT_KEY",
                                       "METADATA$FILE_LAST_MODIFIED",
                                       "METADATA$START_SCAN_TIME" };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (text_is(name, names[i]))
      return true;
  return false;
}

static int column_of(const struct copy_target *target, struct text name)
{
  for (int i = 0; i < target->column_count; i++)
    if (text_equal_nocase(target->columns[i], name))
      return i;
  return -1;
}

static bool map_metadata(struct copying *copying, const struct option *option,
                         struct err *err)
{
  int at = column_of(&copying->target, option->key);
  struct text name;

  if (at < 0)
    return err_set(err, ERR_INVALID_IDENTIFIER,
                   "SQL compilation error: invalid identifier '" TEXT_FMT "'",
                   TEXT_ARG(option->key));
  if (!property_text(copying->run, option, &name, err))
    return false;
  if (!is_metadata(name))
    return property_bad_value(option, name, err);
  copying->target.metadata[at] = name;
  return true;
}

/* docs.snowflake.com/en/sql-reference/sql/copy-into-table: only with MATCH_BY_COLUMN_NAME. */
static bool take_metadata(struct copying *copying, struct err *err)
{
  const struct list *mapped = copying->options.metadata;

  if (!mapped)
    return true;
  if (copying->options.match == MATCH_NONE || copying->transforms)
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\nINCLUDE_METADATA can only be used with the "
                   "MATCH_BY_COLUMN_NAME copy option.");
  for (int i = 0; i < mapped->count; i++)
    if (!map_metadata(copying, mapped->at[i], err))
      return false;
  return true;
}

/* Fields of CSV that find their columns by the names in the first record. */
static void match_fields(struct copying *copying)
{
  struct copy_target *target = &copying->target;
  struct text *names;

  if (copying->options.match == MATCH_NONE || copying->staged.format.type != FORMAT_CSV)
    return;
  names = ARENA_ARRAY(copying->run->arena, (size_t)target->column_count, struct text);
  for (int i = 0; i < target->column_count; i++)
    names[i] = target->metadata[i].at ? TEXT("") : target->columns[i];
  copying->staged.names = names;
  copying->staged.names_nocase = copying->options.match == MATCH_NOCASE;
}

static bool make_fields(struct copying *copying, struct err *err)
{
  struct buf sql;

  if (copying->staged.format.type != FORMAT_CSV && copying->options.match == MATCH_NONE &&
      copying->target.column_count > 1)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\n%s file format can produce one and only one "
                   "column of type variant, object, or array. Load data into separate "
                   "columns using the MATCH_BY_COLUMN_NAME copy option or copy with "
                   "transformation.",
                   format_type_name(copying->staged.format.type));

  buf_init(&sql);
  buf_add_string(&sql, "SELECT ");
  for (int i = 0; i < copying->target.column_count; i++) {
    buf_add_string(&sql, i ? ", " : "");
    put_value(copying, i, &sql);
  }
  buf_add_string(&sql, " FROM @~");
  copying->query = parse_query(copying->run->arena, buf_copy(&sql, copying->run->arena),
                               err);
  buf_clear(&sql);
  return copying->query != NULL;
}

/* ---- a query of the statement ---- */

static struct expr *new_expr(struct arena *arena, enum expr_kind kind,
                             const struct expr *like)
{
  struct expr *expr = ARENA_NEW(arena, struct expr);

  expr->kind = kind;
  expr->place = like->place;
  expr->depth = (uint16_t)(like->depth + 1);
  return expr;
}

static struct name *new_name(struct arena *arena, struct text text)
{
  struct name *name = ARENA_NEW(arena, struct name);
  struct ident *ident = ARENA_NEW(arena, struct ident);

  ident->name = text;
  list_add(arena, &name->parts, ident);
  return name;
}

/* LEFT(expr, length) */
static struct expr *cut_text(struct arena *arena, struct expr *value, int64_t length)
{
  struct expr *expr = new_expr(arena, EXPR_CALL, value);
  struct expr *number = new_expr(arena, EXPR_NUMBER, value);

  number->text = arena_printf(arena, "%lld", (long long)length);
  expr->call = ARENA_NEW(arena, struct call);
  expr->call->name = new_name(arena, TEXT("LEFT"));
  list_add(arena, &expr->call->args, value);
  list_add(arena, &expr->call->args, number);
  return expr;
}

static struct query *copy_of(struct arena *arena, const struct query *query)
{
  struct query *copy = ARENA_NEW(arena, struct query);

  *copy = *query;
  copy->select = ARENA_NEW(arena, struct select);
  *copy->select = *query->select;
  copy->select->items = (struct list){ 0 };
  for (int i = 0; i < query->select->items.count; i++)
    list_add(arena, &copy->select->items, query->select->items.at[i]);
  return copy;
}

static void cut_texts(struct copying *copying, struct query *query)
{
  struct arena *arena = copying->run->arena;

  for (int i = 0; i < query->select->items.count && i < copying->target.column_count;
       i++) {
    struct select_item *item = ARENA_NEW(arena, struct select_item);

    if (copying->target.types[i].kind != TYPE_VARCHAR)
      continue;
    *item = *(const struct select_item *)query->select->items.at[i];
    item->expr = cut_text(arena, item->expr, copying->target.types[i].length);
    query->select->items.at[i] = item;
  }
}

static bool take_query(struct copying *copying, struct err *err)
{
  const struct query *own = copying->copy->from->query;
  struct query *query;

  if (!copy_query_stage(own))
    return err_set(err, ERR_UNSUPPORTED,
                   "SQL compilation error:\nCOPY statement only supports simple SELECT "
                   "from stage statements for import.");
  query = copy_of(copying->run->arena, own);
  if (copying->options.truncates)
    cut_texts(copying, query);
  copying->query = query;
  return true;
}

bool copy_query_make(struct copying *copying, struct err *err)
{
  struct catalog *catalog = copying->run->session->instance->catalog;
  const struct table *table;

  catalog_read(catalog);
  table = catalog_table_by_id(catalog, copying->target.id);
  if (table)
    keep_columns(copying, table);
  catalog_read_end(catalog);
  copying->transforms = copying->copy->from && copying->copy->from->query;
  if (!take_metadata(copying, err))
    return false;
  if (copying->transforms)
    return take_query(copying, err);
  match_fields(copying);
  return make_fields(copying, err);
}

/* ---- the INSERT ---- */

static void add_spare(struct arena *arena, struct query *query, struct text column)
{
  const struct select_item *first = query->select->items.at[0];
  struct select_item *item = ARENA_NEW(arena, struct select_item);

  item->expr = new_expr(arena, EXPR_COLUMN, first->expr);
  item->expr->name = new_name(arena, column);
  list_add(arena, &query->select->items, item);
}

struct statement copying_insert(const struct copying *copying, struct insert *insert,
                                int spare)
{
  struct arena *arena = copying->run->arena;
  struct query *query = copy_of(arena, copying->query);

  if (spare) {
    add_spare(arena, query, TEXT(FILE_COLUMN));
    add_spare(arena, query, TEXT("METADATA$FILE_ROW_NUMBER"));
  }
  *insert = (struct insert){ .table = copying->copy->table,
                             .columns = copying->copy->columns,
                             .query = query,
                             .spare = spare,
                             .flat = spare && !copying->transforms };
  return (struct statement){ .kind = STMT_INSERT, .insert = insert };
}

void copying_aim(struct copying *copying, int from, int count)
{
  struct staged_files *staged = &copying->staged;

  staged->count = copying->count;
  for (int i = 0; i < copying->count; i++) {
    struct copy_file *file = &copying->files[i];

    staged->inputs[i] = file->input;
    if (file->fate != FATE_LOADED || file->unreadable || i < from || i >= from + count)
      staged->inputs[i].path = (struct text){ 0 };
  }
  copying->run->copying = staged;
}
