/* bind_staged.c: FROM @stage: the fields of staged files as $1, $2 ..., and what is known of each file. */
#include <string.h>

#include "bind/binder.h"

#define FIELDS BOUND_STAGED_FIELDS
#define MOST_FIELDS 10000

/* docs.snowflake.com/en/user-guide/querying-metadata */
static const struct {
  const char *name, *type;
} metadata[FIELDS] = {
  { "METADATA$FILENAME", "VARCHAR" },
  { "METADATA$FILE_ROW_NUMBER", "NUMBER(38,0)" },
  { "METADATA$FILE_CONTENT_KEY", "VARCHAR" },
  { "METADATA$FILE_LAST_MODIFIED", "TIMESTAMP_NTZ(3)" },
  { "METADATA$START_SCAN_TIME", "TIMESTAMP_LTZ(9)" },
  { "", "NUMBER(38,0)" }, /* The file's place in the list, which no statement can name. */
  { "METADATA$EXTERNAL_TABLE_PARTITION", "VARCHAR" }, /* Of external tables alone. */
};

static bool set_metadata(struct binder *binder, struct bound_source *source)
{
  for (int i = 0; i < FIELDS; i++) {
    struct bound_column *column = &source->columns[i];

    column->name = text_of(metadata[i].name);
    column->nullable = true;
    if (!type_parse(text_of(metadata[i].type), &column->type))
      return err_set(binder->err, ERR_INTERNAL, "%s has no type", metadata[i].name);
    if (column->type.kind == TYPE_NUMBER)
      column->bytes = 8;
  }
  return true;
}

struct bound_source *bind_staged_source(struct binder *binder,
                                        const struct table_ref *ref)
{
  struct bind_context *context = binder->context;
  struct bound_source *source = bound_source_new(binder, SOURCE_STAGED, FIELDS);
  struct bound_rows_need *need = ARENA_NEW(binder->arena, struct bound_rows_need);

  if (!context->staged_is_variant) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature 'staged files here'.");
    return NULL;
  }
  if (!set_metadata(binder, source))
    return NULL;
  if (!ref->external_id) /* No name can be written so. */
    source->columns[FIELDS - 1].name = text_from("", 1);
  if (!context->staged_is_variant(context->owner, ref, &source->staged_variant,
                                  binder->err) ||
      (source->staged_variant && context->staged_columns &&
       !context->staged_columns(context->owner, ref, source, binder->err)))
    return NULL;
  need->staged = source;
  need->staged_ref = ref;
  list_add(binder->arena, &context->needs, need);
  context->is_volatile = true; /* The files may be others tomorrow. */
  return source;
}

static struct type field_type(const struct bound_source *source)
{
  return source->staged_variant ? type_of(TYPE_VARIANT) : type_of(TYPE_VARCHAR);
}

/* Columns are made as the statement asks for them. */
bool bind_staged_field(struct binder *binder, struct bound_source *source, int number,
                       int *column)
{
  int count = FIELDS + number;
  struct bound_column *columns;

  if (number < 1 || number > MOST_FIELDS || (source->staged_variant && number > 1))
    return false;
  *column = count - 1;
  if (count <= source->column_count)
    return true;
  columns = ARENA_ARRAY(binder->arena, (size_t)count, struct bound_column);
  memcpy(columns, source->columns, (size_t)source->column_count * sizeof *columns);
  for (int i = source->column_count; i < count; i++) {
    columns[i].name = arena_printf(binder->arena, "$%d", i - FIELDS + 1);
    columns[i].type = field_type(source);
    columns[i].nullable = true;
  }
  source->columns = columns;
  source->column_count = count;
  return true;
}

/* ---- members that are columns of the file ---- */

static struct scope_source *entry_of(struct binder *binder,
                                     const struct bound_expr *value)
{
  for (struct scope *scope = binder->scope; scope; scope = scope->parent)
    for (int i = 0; i < scope->sources.count; i++) {
      struct scope_source *entry = scope->sources.at[i];

      if (entry->source->id == value->source && entry->source->kind == SOURCE_STAGED)
        return entry;
    }
  return NULL;
}

enum { NO_COLUMN = -1, MANY_COLUMNS = -2 };

static int column_named(const struct bound_source *source, struct text name,
                        bool any_case)
{
  int found = NO_COLUMN;

  for (int i = 0; i < source->file_column_count; i++) {
    struct text column = source->file_columns[i].name;

    if (any_case ? !text_equal_nocase(column, name) : !text_equal(column, name))
      continue;
    if (found >= 0)
      return MANY_COLUMNS;
    found = i;
  }
  return found;
}

static int place_of(struct binder *binder, struct bound_source *source, int number)
{
  int count = source->column_count;
  struct bound_column *columns;

  for (int i = FIELDS + 1; i < count; i++)
    if (source->columns[i].column_id == number)
      return i;
  columns = ARENA_ARRAY(binder->arena, (size_t)count + 1, struct bound_column);
  memcpy(columns, source->columns, (size_t)count * sizeof *columns);
  columns[count] = source->file_columns[number];
  columns[count].column_id = number;
  source->columns = columns;
  source->column_count = count + 1;
  return count;
}

struct bound_expr *bind_staged_member(struct binder *binder,
                                      const struct bound_expr *value, struct text name,
                                      bool any_case)
{
  struct scope_source *entry;
  struct bound_expr *column, *variant;
  int number;

  if (value->kind != BOUND_COLUMN || value->type.kind != TYPE_VARIANT ||
      value->column != FIELDS)
    return NULL;
  entry = entry_of(binder, value);
  if (!entry || !entry->source->file_column_count)
    return NULL;
  number = column_named(entry->source, name, any_case);
  if (number == NO_COLUMN)
    return bound_null(binder, type_of(TYPE_VARIANT));
  if (number < 0)
    return NULL;
  column = source_column(binder, binder->scope, entry,
                         place_of(binder, entry->source, number), &value->place);
  if (column->type.kind == TYPE_VARIANT)
    return column;
  variant = convert(binder, column, type_of(TYPE_VARIANT), CAST_MODE_IMPLICIT);
  if (variant && entry->source->file_nulls)
    variant = bound_template1(binder, "coalesce($1, 'null')", type_of(TYPE_VARIANT),
                              variant);
  if (variant)
    variant->of_file = column;
  return variant;
}

const char *bind_staged_sure(struct type from, struct type to)
{
  if (from.kind == TYPE_FLOAT && to.kind == TYPE_NUMBER)
    return to.scale ? "coalesce(CAST(sg_sure_number_$s($1, $p) AS $T), $2)"
                    : "coalesce(CAST(sg_sure_int($1, $p) AS $T), $2)";
  if (from.kind == TYPE_TIMESTAMP_NTZ && to.kind == TYPE_DATE)
    return "coalesce(sg_sure_date($1, $(DATE_INPUT_FORMAT)), $2)";
  return NULL;
}

/* Pairs of types between which a value of a file goes the same way as its VARIANT would; true for those
 * that may fail only where the words do not matter. */
bool bind_staged_converts(const struct binder *binder, struct type from, struct type to)
{
  bool may_fail = binder->context->staged_may_fail;

  switch (from.kind) {
  case TYPE_NUMBER:
    if (to.kind == TYPE_FLOAT)
      return true;
    return to.kind == TYPE_NUMBER &&
           (may_fail || (to.scale >= from.scale &&
                         to.precision - to.scale >= from.precision - from.scale));
  case TYPE_VARCHAR:
    return to.kind == TYPE_VARCHAR && (may_fail || !to.sized) && !to.collation;
  case TYPE_FLOAT:
  case TYPE_BOOLEAN:
  case TYPE_DATE: return to.kind == from.kind;
  case TYPE_BINARY: return to.kind == TYPE_BINARY && (may_fail || !to.sized);
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ: return to.kind == from.kind && to.scale == 9;
  default: return false;
  }
}
