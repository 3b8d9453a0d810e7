/* result_export.c: rows as files that other programs read: CSV and JSON. */
#include "protocol/result_export.h"

#include "base/map.h"
#include "data/json.h"

/* ---- names ---- */

/* The first of name, name_2, name_3 ... that is not there yet. */
static struct text name_once(struct arena *arena, struct map *names, struct text name)
{
  struct text once = name;

  for (int i = 2; map_get(names, once); i++)
    once = arena_printf(arena, TEXT_FMT "_%d", TEXT_ARG(name), i);
  map_put(names, once, names);
  return once;
}

void result_export_init(struct result_export *export, struct arena *arena,
                        enum export_form form, const struct rowtype_column *columns,
                        int count)
{
  struct map *names = map_new();

  *export = (struct result_export){ .form = form, .count = count };
  export->columns = ARENA_ARRAY(arena, (size_t)count + 1, struct rowtype_column);
  export->names = ARENA_ARRAY(arena, (size_t)count + 1, struct text);
  for (int i = 0; i < count; i++) {
    export->columns[i] = columns[i];
    export->names[i] = name_once(arena, names, columns[i].name);
    if (form == EXPORT_JSON) {
      export->columns[i].json_indent = 0;
      export->columns[i].json_strict = true;
    }
  }
  map_free(names);
}

/* ---- CSV ---- */

static bool wants_quotes(struct text field)
{
  for (size_t i = 0; i < field.len; i++)
    switch (field.at[i]) {
    case '"':
    case ',':
    case '\r':
    case '\n': return true;
    }
  return !field.len;
}

static void put_field(struct buf *out, struct text field)
{
  if (!wants_quotes(field)) {
    buf_add_text(out, field);
    return;
  }
  buf_add_char(out, '"');
  for (size_t i = 0; i < field.len; i++) {
    if (field.at[i] == '"')
      buf_add_char(out, '"');
    buf_add_char(out, field.at[i]);
  }
  buf_add_char(out, '"');
}

static void put_head(const struct result_export *export, struct buf *out)
{
  for (int i = 0; i < export->count; i++) {
    if (i)
      buf_add_char(out, ',');
    put_field(out, export->columns[i].name);
  }
  buf_add_string(out, "\r\n");
}

static bool put_record(const struct result_export *export,
                       const struct rowset_texts *texts, size_t row, struct buf *scratch,
                       struct buf *out, struct err *err)
{
  for (int i = 0; i < export->count; i++) {
    if (i)
      buf_add_char(out, ',');
    if (rowset_texts_is_null(texts, i, row))
      continue;
    buf_reset(scratch);
    if (!rowset_texts_put(texts, i, row, scratch, err))
      return false;
    put_field(out, buf_text(scratch));
  }
  buf_add_string(out, "\r\n");
  return true;
}

/* ---- JSON ---- */

/* NaN, inf and -inf, and vectors with them. */
static bool has_no_number(struct text value)
{
  return text_find(value, 'n') < value.len || text_find(value, 'N') < value.len;
}

static bool is_json(struct type type, struct text value)
{
  switch (type.kind) {
  case TYPE_NUMBER:
  case TYPE_DECFLOAT:
  case TYPE_BOOLEAN:
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_FILE: return value.len;
  case TYPE_FLOAT:
  case TYPE_VECTOR: return !has_no_number(value);
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY: return text_starts_with(value, "{");
  case TYPE_UNKNOWN:
  case TYPE_VARCHAR:
  case TYPE_DATE:
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ:
  case TYPE_BINARY:
  case TYPE_INTERVAL: break;
  }
  return false;
}

static bool put_member(const struct result_export *export,
                       const struct rowset_texts *texts, int column, size_t row,
                       struct buf *scratch, struct buf *out, struct err *err)
{
  if (column)
    buf_add_char(out, ',');
  buf_add_char(out, '"');
  json_put_escaped(out, export->names[column]);
  buf_add_string(out, "\":");
  if (rowset_texts_is_null(texts, column, row)) {
    buf_add_string(out, "null");
    return true;
  }
  buf_reset(scratch);
  if (!rowset_texts_put(texts, column, row, scratch, err))
    return false;
  if (is_json(export->columns[column].type, buf_text(scratch))) {
    buf_add_text(out, buf_text(scratch));
    return true;
  }
  buf_add_char(out, '"');
  json_put_escaped(out, buf_text(scratch));
  buf_add_char(out, '"');
  return true;
}

static bool put_object(const struct result_export *export,
                       const struct rowset_texts *texts, size_t row, struct buf *scratch,
                       struct buf *out, struct err *err)
{
  buf_add_string(out, export->rows ? ",\n{" : "\n{");
  for (int i = 0; i < export->count; i++)
    if (!put_member(export, texts, i, row, scratch, out, err))
      return false;
  buf_add_char(out, '}');
  return true;
}

/* ---- both ---- */

void result_export_begin(const struct result_export *export, struct buf *out)
{
  if (export->form == EXPORT_CSV)
    put_head(export, out);
  else
    buf_add_char(out, '[');
}

static bool put_rows(struct result_export *export, const struct rowset_texts *texts,
                     size_t rows, struct buf *scratch, struct buf *out, struct err *err)
{
  for (size_t row = 0; row < rows; row++) {
    if (!(export->form == EXPORT_CSV ? put_record(export, texts, row, scratch, out, err)
                                     : put_object(export, texts, row, scratch, out, err)))
      return false;
    export->rows++;
  }
  return true;
}

bool result_export_rows(struct result_export *export, const struct batch *batch,
                        struct buf *out, struct err *err)
{
  struct rowset_texts *texts = rowset_texts_new(batch, export->columns, err);
  struct buf scratch;
  bool ok;

  if (!texts)
    return false;
  buf_init(&scratch);
  ok = put_rows(export, texts, batch->rows, &scratch, out, err);
  buf_clear(&scratch);
  rowset_texts_free(texts);
  return ok;
}

void result_export_end(const struct result_export *export, struct buf *out)
{
  if (export->form == EXPORT_JSON)
    buf_add_string(out, "\n]\n");
}
