/* kept_description.c: what a file of results says of itself, as JSON. */
#include "session/kept_description.h"

#include <stdlib.h>

#include "base/log.h"
#include "data/json.h"
#include "data/member.h"
#include "session/kept_fields.h"
#include "session/kept_state.h"

#define MAX_COLUMNS 100000

/* ---- writing ---- */

static void put_info(const struct kept_info *info, struct buf *out)
{
  for (int i = 0; i < kept_field_count; i++) {
    const void *place = (const char *)info + kept_fields[i].offset;

    json_put_name(out, kept_fields[i].name);
    switch (kept_fields[i].type) {
    case KEPT_TEXT: json_put_text(out, *(const struct text *)place); break;
    case KEPT_NUMBER: json_put_int(out, *(const int64_t *)place); break;
    case KEPT_BOOL: json_put_bool(out, *(const bool *)place); break;
    }
  }
}

static void put_column(const struct kept_column *column, bool is_wide, struct buf *out)
{
  struct buf type;

  buf_init(&type);
  kept_type_put(column->type, &type);
  json_put_open(out, '{');
  member_text(out, "name", column->name.len ? column->name : TEXT(""));
  member_text(out, "type", type.len ? buf_text(&type) : TEXT(""));
  if (column->type.collation)
    member_text_if_any(out, "collation", column->type.collation->spec);
  member_bool(out, "nullable", column->nullable);
  member_bool(out, "wide", is_wide);
  member_text_if_any(out, "database", column->database);
  member_text_if_any(out, "schema", column->schema);
  member_text_if_any(out, "table", column->table);
  json_put_close(out, '}');
  buf_clear(&type);
}

static void put_part(const struct kept_part *part, struct buf *out)
{
  json_put_open(out, '[');
  json_put_int(out, part->rows);
  json_put_int(out, part->offset);
  json_put_int(out, part->size);
  json_put_int(out, part->shown_offset);
  json_put_int(out, part->shown_size);
  json_put_int(out, part->sum);
  json_put_close(out, ']');
}

void kept_description_put(const struct kept_result *kept, struct buf *out)
{
  json_put_open(out, '{');
  put_info(&kept->info, out);
  member_open(out, "columns", '[');
  for (int i = 0; i < kept->column_count; i++)
    put_column(&kept->columns[i], kept->is_wide[i], out);
  json_put_close(out, ']');
  member_open(out, "parts", '[');
  for (int i = 0; i < kept->part_count; i++)
    put_part(&kept->parts[i], out);
  json_put_close(out, ']');
  json_put_close(out, '}');
}

/* ---- reading ---- */

static struct kept_info read_info(const struct json *json)
{
  struct kept_info info = { 0 };

  for (int i = 0; i < kept_field_count; i++) {
    void *place = (char *)&info + kept_fields[i].offset;
    const struct json *value = json_member(json, kept_fields[i].name);

    switch (kept_fields[i].type) {
    case KEPT_TEXT: *(struct text *)place = json_as_text(value); break;
    case KEPT_NUMBER: *(int64_t *)place = json_as_int(value, 0); break;
    case KEPT_BOOL: *(bool *)place = json_as_bool(value, false); break;
    }
  }
  return info;
}

static bool read_column(const struct json *json, struct kept_column *column)
{
  *column = (struct kept_column){
    .name = json_as_text(json_member(json, "name")),
    .nullable = json_as_bool(json_member(json, "nullable"), true),
    .database = json_as_text(json_member(json, "database")),
    .schema = json_as_text(json_member(json, "schema")),
    .table = json_as_text(json_member(json, "table")),
  };
  return column->name.at &&
         kept_type_read(json_as_text(json_member(json, "type")),
                        json_as_text(json_member(json, "collation")), &column->type);
}

static int64_t number_at(const struct json *array, size_t at)
{
  return json_as_int(json_item(array, at), -1);
}

static bool is_inside(const struct result_file *file, int64_t offset, int64_t size)
{
  return offset >= 0 && size >= 0 && offset <= result_file_bytes(file) &&
         size <= result_file_bytes(file) - offset;
}

static bool read_part(struct kept_result *kept, const struct json *json)
{
  struct kept_part part = { .rows = number_at(json, 0),
                            .offset = number_at(json, 1),
                            .size = number_at(json, 2),
                            .shown_offset = number_at(json, 3),
                            .shown_size = number_at(json, 4),
                            .sum = number_at(json, 5) };

  if (part.rows < 0 || part.rows > INT64_MAX - kept->row_count ||
      !is_inside(kept->file, part.offset, part.size) ||
      !is_inside(kept->file, part.shown_offset, part.shown_size))
    return false;
  kept->row_count += part.rows;
  kept_result_add_part(kept, part);
  return true;
}

static bool read_parts(struct kept_result *kept, const struct json *json)
{
  const struct json *parts = json_member(json, "parts");
  const struct json *part = NULL;
  bool ok = json_count(parts) > 0;

  while (ok && (part = json_next(parts, part)) != NULL)
    ok = read_part(kept, part);
  return ok;
}

static struct kept_result *make(struct result_file *file, const struct json *json,
                                const struct kept_column *columns, int count)
{
  struct kept_result *kept = kept_result_new(NULL, columns, count);
  const struct json *list = json_member(json, "columns"), *column = NULL;
  struct kept_info info = read_info(json);

  kept_result_set_file(kept, file);
  kept_result_set_info(kept, &info);
  for (int i = 0; (column = json_next(list, column)) != NULL; i++)
    kept->is_wide[i] = json_as_bool(json_member(column, "wide"), true);
  kept_result_set_kinds(kept);
  if (info.query_id.at && info.user.at && read_parts(kept, json))
    return kept;
  kept_result_release(kept);
  return NULL;
}

static struct kept_result *read_result(struct result_file *file, const struct json *json)
{
  const struct json *list = json_member(json, "columns"), *column = NULL;
  size_t count = json_count(list);
  struct kept_column *columns = calloc(count + 1, sizeof *columns);
  struct kept_result *kept = NULL;
  bool ok = count <= MAX_COLUMNS;

  if (!columns)
    abort();
  for (size_t i = 0; ok && (column = json_next(list, column)) != NULL; i++)
    ok = read_column(column, &columns[i]);
  if (ok)
    kept = make(file, json, columns, (int)count);
  free(columns);
  return kept;
}

void kept_description_read(struct result_file *file, struct text description,
                           void (*take)(void *context, struct kept_result *kept),
                           void *context)
{
  struct arena *arena = arena_new();
  struct err err = { 0 };
  const struct json *json = json_parse(arena, description, &err), *item = NULL;

  for (size_t i = 0; (item = json_next(json, item)) != NULL; i++) {
    struct kept_result *kept = read_result(file, item);

    if (kept)
      take(context, kept);
    else
      log_warn("results: %s describes no result at %zu", result_file_key(file), i);
  }
  arena_free(arena);
}
