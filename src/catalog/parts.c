/* parts.c: a table's columns and constraints as one JSON text. */
#include "catalog/parts.h"

#include <stdlib.h>

#include "catalog/shape.h"
#include "data/json.h"
#include "data/member.h"

/* ---- writing ---- */

static void write_field(const struct field *field, const void *item, struct buf *out)
{
  const void *at = (const char *)item + field->offset;
  struct buf type;

  switch (field->kind) {
  case FIELD_TEXT: json_put_text(out, *(const struct text *)at); return;
  case FIELD_INT64: json_put_int(out, *(const int64_t *)at); return;
  case FIELD_INT: json_put_int(out, *(const int *)at); return;
  case FIELD_BOOL: json_put_bool(out, *(const bool *)at); return;
  case FIELD_TYPE:
    buf_init(&type);
    type_print(*(const struct type *)at, &type);
    json_put_text(out, buf_text(&type));
    buf_clear(&type);
    return;
  case FIELD_PARTS:
  case FIELD_COLUMNS: return;
  }
}

static void write_fields(enum shape_id id, const void *item, struct buf *out)
{
  const struct shape *shape = shape_at(id);

  for (int i = 0; i < shape->field_count; i++) {
    json_put_name(out, shape->fields[i].name);
    write_field(&shape->fields[i], item, out);
  }
}

static void write_constraint(const struct table_constraint *constraint, struct buf *out)
{
  json_put_open(out, '{');
  write_fields(SHAPE_CONSTRAINT, constraint, out);
  member_open(out, "columns", '[');
  for (int i = 0; i < constraint->column_count; i++)
    json_put_int(out, constraint->column_ids[i]);
  json_put_close(out, ']');
  if (constraint->ref_columns) {
    member_open(out, "ref_columns", '[');
    for (int i = 0; i < constraint->column_count; i++)
      json_put_text(out, constraint->ref_columns[i]);
    json_put_close(out, ']');
  }
  json_put_close(out, '}');
}

static void write_columns(const struct column *columns, int count, struct buf *out)
{
  json_put_open(out, '[');
  for (int i = 0; i < count; i++) {
    json_put_open(out, '{');
    write_fields(SHAPE_COLUMN, &columns[i], out);
    json_put_close(out, '}');
  }
  json_put_close(out, ']');
}

void parts_write_columns(const struct columns *columns, struct buf *out)
{
  write_columns(columns->at, columns->count, out);
}

void parts_write(const struct table *table, struct buf *out)
{
  json_put_open(out, '{');
  json_put_name(out, "columns");
  write_columns(table->columns, table->column_count, out);
  member_open(out, "constraints", '[');
  for (int i = 0; i < table->constraint_count; i++)
    write_constraint(&table->constraints[i], out);
  json_put_close(out, ']');
  json_put_close(out, '}');
}

/* ---- reading ---- */

static bool read_field(const struct field *field, const struct json *json, void *item)
{
  void *at = (char *)item + field->offset;

  switch (field->kind) {
  case FIELD_TEXT: object_set_text(at, json_as_text(json)); return true;
  case FIELD_INT64: *(int64_t *)at = json_as_int(json, 0); return true;
  case FIELD_INT: *(int *)at = (int)json_as_int(json, 0); return true;
  case FIELD_BOOL: *(bool *)at = json_as_bool(json, false); return true;
  case FIELD_TYPE: return type_parse(json_as_text(json), at);
  case FIELD_PARTS:
  case FIELD_COLUMNS: return true;
  }
  return true;
}

static bool read_fields(enum shape_id id, const struct json *json, void *item)
{
  const struct shape *shape = shape_at(id);

  for (int i = 0; i < shape->field_count; i++)
    if (!read_field(&shape->fields[i], json_member(json, shape->fields[i].name), item))
      return false;
  return true;
}

static void *room_for(size_t count, size_t size)
{
  void *room = calloc(count + 1, size);

  if (!room)
    abort();
  return room;
}

static bool read_constraint(const struct json *json, struct table_constraint *constraint)
{
  const struct json *columns = json_member(json, "columns");
  const struct json *names = json_member(json, "ref_columns");
  const struct json *item = NULL;
  size_t count = json_count(columns);

  constraint->column_count = (int)count;
  constraint->column_ids = room_for(count, sizeof *constraint->column_ids);
  for (size_t i = 0; (item = json_next(columns, item)) != NULL; i++)
    constraint->column_ids[i] = (int)json_as_int(item, 0);
  if (json_has_items(names))
    constraint->ref_columns = room_for(count, sizeof *constraint->ref_columns);
  for (size_t i = 0; i < count && (item = json_next(names, item)) != NULL; i++)
    object_set_text(&constraint->ref_columns[i], json_as_text(item));
  return read_fields(SHAPE_CONSTRAINT, json, constraint);
}

static bool read_columns(const struct json *json, struct column **columns, int *count)
{
  const struct json *item = NULL;

  *columns = room_for(json_count(json), sizeof **columns);
  for (; (item = json_next(json, item)) != NULL; ++*count)
    if (!read_fields(SHAPE_COLUMN, item, &(*columns)[*count]))
      return false;
  return true;
}

static bool read_parts(struct table *table, const struct json *json)
{
  const struct json *constraints = json_member(json, "constraints"), *item = NULL;

  table->constraints = room_for(json_count(constraints), sizeof *table->constraints);
  if (!read_columns(json_member(json, "columns"), &table->columns, &table->column_count))
    return false;
  for (; (item = json_next(constraints, item)) != NULL; table->constraint_count++)
    if (!read_constraint(item, &table->constraints[table->constraint_count]))
      return false;
  return true;
}

bool parts_read(struct table *table, struct text text, struct err *err)
{
  struct arena *arena = arena_new();
  const struct json *json = json_parse(arena, text, err);
  bool ok = json_has_members(json) && read_parts(table, json);

  if (json && !ok)
    err_set(err, ERR_INTERNAL,
            "The catalog's row of table '" TEXT_FMT "' cannot be read.",
            TEXT_ARG(table->object.name));
  arena_free(arena);
  return ok;
}

bool parts_read_columns(struct columns *columns, struct text text, struct err *err)
{
  struct arena *arena = arena_new();
  const struct json *json = json_parse(arena, text, err);
  bool ok = json && read_columns(json, &columns->at, &columns->count);

  if (json && !ok)
    err_set(err, ERR_INTERNAL, "The columns in a row of the catalog cannot be read.");
  arena_free(arena);
  return ok;
}
