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
  if (!set_metadata(binder, source) ||
      !context->staged_is_variant(context->owner, ref, &source->staged_variant,
                                  binder->err))
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
