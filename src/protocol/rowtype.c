/* rowtype.c: the description of a result's columns, as clients read it. */
#include "protocol/rowtype.h"

#include <string.h>

#include "data/json.h"
#include "data/member.h"

static struct rowtype_sizes text_sizes(int64_t length)
{
  return (struct rowtype_sizes){ -1, -1, length, type_text_bytes(length) };
}

struct rowtype_sizes rowtype_sizes(struct type type)
{
  switch (type.kind) {
  case TYPE_NUMBER: return (struct rowtype_sizes){ type.precision, type.scale, -1, -1 };
  case TYPE_DECFLOAT: return (struct rowtype_sizes){ type.precision, -1, -1, -1 };
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: return (struct rowtype_sizes){ 0, type.scale, -1, -1 };
  case TYPE_VARCHAR: return text_sizes(type.length);
  case TYPE_UNKNOWN:
  case TYPE_INTERVAL: return text_sizes(TYPE_MAX_VARCHAR);
  case TYPE_BINARY: return (struct rowtype_sizes){ -1, -1, type.length, type.length };
  case TYPE_FLOAT:
  case TYPE_BOOLEAN:
  case TYPE_DATE:
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_MAP:
  case TYPE_VECTOR:
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY:
  case TYPE_FILE: break;
  }
  return (struct rowtype_sizes){ -1, -1, -1, -1 };
}

static const char *geo_type(enum geo_format format)
{
  switch (format) {
  case GEO_FORMAT_GEOJSON: return "object";
  case GEO_FORMAT_WKT:
  case GEO_FORMAT_EWKT: return "text";
  case GEO_FORMAT_WKB:
  case GEO_FORMAT_EWKB: return "binary";
  }
  return "object";
}

/* The wire has names of its own, in lower case: Go compares them so. */
static const char *wire_type(const struct rowtype_column *column)
{
  switch (column->type.kind) {
  case TYPE_NUMBER: return "fixed";
  case TYPE_FLOAT: return "real";
  case TYPE_DECFLOAT: return column->decfloat_text ? "text" : "decfloat";
  case TYPE_VARCHAR:
  case TYPE_UNKNOWN:
  case TYPE_INTERVAL: return "text";
  case TYPE_BOOLEAN: return "boolean";
  case TYPE_DATE: return "date";
  case TYPE_TIME: return "time";
  case TYPE_TIMESTAMP_NTZ: return "timestamp_ntz";
  case TYPE_TIMESTAMP_LTZ: return "timestamp_ltz";
  case TYPE_TIMESTAMP_TZ: return "timestamp_tz";
  case TYPE_BINARY: return "binary";
  case TYPE_VARIANT: return "variant";
  case TYPE_OBJECT:
  case TYPE_FILE: return "object";
  case TYPE_ARRAY: return "array";
  case TYPE_MAP: return "map";
  case TYPE_VECTOR: return "vector";
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY: return geo_type(column->geo_format);
  }
  return "text";
}

/* Drivers see a column of MAP as OBJECT. */
const char *rowtype_type(const struct rowtype_column *column)
{
  return column->type.kind == TYPE_MAP ? "object" : wire_type(column);
}

static void put_text(struct buf *out, const char *name, struct text text)
{
  member_text(out, name, text.at ? text : TEXT(""));
}

/* What the value is, besides what it looks like. */
static void put_geo(struct buf *out, const struct rowtype_column *column)
{
  const char *form = geo_type(column->geo_format);

  put_text(out, "extTypeName", text_of(type_schema_name(column->type)));
  put_text(out, "outputType",
           strcmp(form, "object") == 0 ? TEXT("OBJECT")
           : strcmp(form, "text") == 0 ? TEXT("TEXT")
                                       : TEXT("BINARY"));
}

static void put_field(struct buf *out, const struct type_field *field);

/* The parts of a structured type, and of a VECTOR, which counts them, too. */
static void put_fields(struct buf *out, struct type type)
{
  struct type_field element = { .type = type_of(type.floats ? TYPE_FLOAT : TYPE_NUMBER),
                                .not_null = true };

  if (type.kind == TYPE_VECTOR)
    member_int(out, "vectorDimension", type.length);
  member_open(out, "fields", '[');
  if (type.kind == TYPE_VECTOR)
    put_field(out, &element);
  for (int i = 0; type.shape && i < type.shape->count; i++)
    put_field(out, &type.shape->fields[i]);
  json_put_close(out, ']');
}

static bool has_fields(struct type type)
{
  return type.kind == TYPE_VECTOR || type_is_structured(type);
}

static void put_field(struct buf *out, const struct type_field *field)
{
  struct rowtype_sizes sizes = rowtype_sizes(field->type);
  struct rowtype_column column = { .type = field->type };

  json_put_open(out, '{');
  member_text_or_null(out, "name", field->name);
  put_text(out, "type", text_of(wire_type(&column)));
  member_bool(out, "nullable", !field->not_null);
  member_int_or_null(out, "precision", sizes.precision);
  member_int_or_null(out, "scale", sizes.scale);
  member_int_or_null(out, "length", sizes.length);
  member_int_or_null(out, "byteLength", sizes.byte_length);
  if (has_fields(field->type))
    put_fields(out, field->type);
  json_put_close(out, '}');
}

void rowtype_put_column(struct buf *out, const struct rowtype_column *column)
{
  bool as_text = column->type.kind == TYPE_DECFLOAT && column->decfloat_text;
  struct rowtype_sizes sizes = as_text ? text_sizes(TYPE_MAX_VARCHAR)
                                       : rowtype_sizes(column->type);

  json_put_open(out, '{');
  put_text(out, "name", column->name);
  put_text(out, "database", column->database);
  put_text(out, "schema", column->schema);
  put_text(out, "table", column->table);
  member_bool(out, "nullable", column->nullable);
  put_text(out, "type", text_of(rowtype_type(column)));
  member_int_or_null(out, "precision", sizes.precision);
  member_int_or_null(out, "scale", sizes.scale);
  member_int_or_null(out, "length", sizes.length);
  member_int_or_null(out, "byteLength", sizes.byte_length);
  if (column->type.collation)
    member_text(out, "collation", column->type.collation->spec);
  else
    member_null(out, "collation");
  if (has_fields(column->type) && column->type.kind != TYPE_MAP)
    put_fields(out, column->type);
  if (type_is_geo(column->type))
    put_geo(out, column);
  if (column->type.kind == TYPE_FILE && !column->file_object)
    put_text(out, "extTypeName", TEXT("FILE"));
  json_put_close(out, '}');
}

void rowtype_put(struct buf *out, const struct rowtype_column *columns, int count)
{
  json_put_open(out, '[');
  for (int i = 0; i < count; i++)
    rowtype_put_column(out, &columns[i]);
  json_put_close(out, ']');
}
