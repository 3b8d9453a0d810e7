/* object_life.c: copies of objects, and their end. */
#include "catalog/object.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/shape.h"

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

void object_set_text(struct text *field, struct text value)
{
  char *copy = NULL;

  if (value.at) {
    copy = must(malloc(value.len + 1));
    memcpy(copy, value.at, value.len);
    copy[value.len] = '\0';
  }
  free((char *)(uintptr_t)field->at);
  *field = text_from(copy, copy ? value.len : 0);
}

/* A copy of an array, byte by byte; NULL for none. */
static void *bytes_copy(const void *from, int count, size_t size)
{
  void *copy;

  if (!count)
    return NULL;
  copy = must(malloc((size_t)count * size));
  memcpy(copy, from, (size_t)count * size);
  return copy;
}

struct column *columns_copy(const struct column *columns, int count)
{
  struct column *copy = bytes_copy(columns, count, sizeof *columns);

  for (int i = 0; i < count; i++)
    shape_own(shape_at(SHAPE_COLUMN), &copy[i]);
  return copy;
}

void columns_free(struct column *columns, int count)
{
  for (int i = 0; i < count; i++)
    shape_clear(shape_at(SHAPE_COLUMN), &columns[i]);
  free(columns);
}

struct table_constraint *constraints_copy(const struct table_constraint *constraints,
                                          int count)
{
  struct table_constraint *copy = bytes_copy(constraints, count, sizeof *constraints);

  for (int i = 0; i < count; i++) {
    struct table_constraint *to = &copy[i];

    shape_own(shape_at(SHAPE_CONSTRAINT), to);
    to->column_ids = bytes_copy(to->column_ids, to->column_count, sizeof *to->column_ids);
    if (!to->ref_columns)
      continue;
    to->ref_columns = must(calloc((size_t)to->column_count + 1, sizeof *to->ref_columns));
    for (int c = 0; c < to->column_count; c++)
      object_set_text(&to->ref_columns[c], constraints[i].ref_columns[c]);
  }
  return copy;
}

void constraints_free(struct table_constraint *constraints, int count)
{
  for (int i = 0; i < count; i++) {
    for (int c = 0; constraints[i].ref_columns && c < constraints[i].column_count; c++)
      object_set_text(&constraints[i].ref_columns[c], (struct text){ 0 });
    free(constraints[i].ref_columns);
    free(constraints[i].column_ids);
    shape_clear(shape_at(SHAPE_CONSTRAINT), &constraints[i]);
  }
  free(constraints);
}

static bool has_columns(const struct object *object)
{
  return object->kind == KIND_TABLE || object->kind == KIND_VIEW;
}

struct object *object_copy(const struct object *object)
{
  const struct shape *shape = shape_at(shape_of(object->kind));
  struct object *copy = bytes_copy(object, 1, shape->size);

  shape_own(shape, copy);
  if (object->kind == KIND_DATABASE)
    ((struct database *)(void *)copy)->schemas = NULL;
  if (object->kind == KIND_SCHEMA) {
    ((struct schema *)(void *)copy)->tables = NULL;
    ((struct schema *)(void *)copy)->sequences = NULL;
    ((struct schema *)(void *)copy)->functions = NULL;
    ((struct schema *)(void *)copy)->formats = NULL;
    ((struct schema *)(void *)copy)->stages = NULL;
    ((struct schema *)(void *)copy)->pipes = NULL;
  }
  if (object->kind == KIND_FUNCTION) {
    struct columns *columns = &((struct function *)(void *)copy)->columns;

    columns->at = columns_copy(columns->at, columns->count);
  }
  if (has_columns(object)) {
    struct table *table = (struct table *)(void *)copy;

    table->columns = columns_copy(table->columns, table->column_count);
    table->constraints = constraints_copy(table->constraints, table->constraint_count);
  }
  return copy;
}

void object_free(struct object *object)
{
  if (!object)
    return;
  if (has_columns(object)) {
    struct table *table = (struct table *)(void *)object;

    columns_free(table->columns, table->column_count);
    constraints_free(table->constraints, table->constraint_count);
  }
  if (object->kind == KIND_DATABASE)
    map_free(((struct database *)(void *)object)->schemas);
  if (object->kind == KIND_SCHEMA) {
    map_free(((struct schema *)(void *)object)->tables);
    map_free(((struct schema *)(void *)object)->sequences);
    map_free(((struct schema *)(void *)object)->functions);
    map_free(((struct schema *)(void *)object)->formats);
    map_free(((struct schema *)(void *)object)->stages);
    map_free(((struct schema *)(void *)object)->pipes);
  }
  if (object->kind == KIND_FUNCTION) {
    struct columns *columns = &((struct function *)(void *)object)->columns;

    columns_free(columns->at, columns->count);
  }
  shape_clear(shape_at(shape_of(object->kind)), object);
  free(object);
}

struct text name_without_types(struct text name)
{
  size_t len = name.len;

  while (len && name.at[len - 1] != '(')
    len--;
  return text_slice(name, 0, len ? len - 1 : name.len);
}

struct column *table_column(const struct table *table, struct text name)
{
  for (int i = 0; i < table->column_count; i++)
    if (text_equal(table->columns[i].name, name))
      return &table->columns[i];
  return NULL;
}

struct column *table_column_by_id(const struct table *table, int id)
{
  for (int i = 0; i < table->column_count; i++)
    if (table->columns[i].stored.id == id)
      return &table->columns[i];
  return NULL;
}
