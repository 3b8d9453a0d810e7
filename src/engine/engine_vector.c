/* engine_vector.c: DuckDB's types and vectors as batch columns. */
#include "engine/engine_vector.h"

#include <stdio.h>
#include <string.h>

#define STRUCT_FIELDS 16
#define FIELD_NAME_SIZE 32

struct type_row {
  const char *name; /* As in SQL. */
  duckdb_type type;
  int kind; /* enum batch_kind, or NO_KIND: our SQL must not give such columns. */
  size_t width;
};

#define VECTOR_INLINE_TEXT 12 /* Bytes of a text that lie in the vector itself. */
#define NO_KIND (-1)

static const struct type_row types[] = {
  /* clang-format off */
  { "BOOLEAN",   DUCKDB_TYPE_BOOLEAN,  BATCH_BOOL,  1 },
  { "TINYINT",   DUCKDB_TYPE_TINYINT,  BATCH_I8,    1 },
  { "SMALLINT",  DUCKDB_TYPE_SMALLINT, BATCH_I16,   2 },
  { "INTEGER",   DUCKDB_TYPE_INTEGER,  BATCH_I32,   4 },
  { "BIGINT",    DUCKDB_TYPE_BIGINT,   BATCH_I64,   8 },
  { "HUGEINT",   DUCKDB_TYPE_HUGEINT,  BATCH_I128, 16 },
  { "UTINYINT",  DUCKDB_TYPE_UTINYINT, BATCH_U8,    1 },
  { "USMALLINT", DUCKDB_TYPE_USMALLINT, BATCH_U16,  2 },
  { "UINTEGER",  DUCKDB_TYPE_UINTEGER, BATCH_U32,   4 },
  { "UBIGINT",   DUCKDB_TYPE_UBIGINT,  BATCH_U64,   8 },
  { "FLOAT",     DUCKDB_TYPE_FLOAT,    BATCH_F32,   4 },
  { "DOUBLE",    DUCKDB_TYPE_DOUBLE,   BATCH_F64,   8 },
  { "VARCHAR",   DUCKDB_TYPE_VARCHAR,  BATCH_TEXT, 16 },
  { "BLOB",      DUCKDB_TYPE_BLOB,     BATCH_BYTES, 16 },
  { "DATE",      DUCKDB_TYPE_DATE,     BATCH_DATE,  4 },
  { "\"NULL\"",  DUCKDB_TYPE_SQLNULL,  BATCH_NULLS, 0 },
  { "DECIMAL",   DUCKDB_TYPE_DECIMAL,      NO_KIND, 0 }, /* By its internal type. */
  { "ANY",       DUCKDB_TYPE_ANY,          NO_KIND, 0 },
  { "UHUGEINT",  DUCKDB_TYPE_UHUGEINT,     NO_KIND, 0 },
  { "TIMESTAMP", DUCKDB_TYPE_TIMESTAMP,    NO_KIND, 0 },
  { "TIMESTAMP_S",  DUCKDB_TYPE_TIMESTAMP_S,  NO_KIND, 0 },
  { "TIMESTAMP_MS", DUCKDB_TYPE_TIMESTAMP_MS, NO_KIND, 0 },
  { "TIMESTAMP_NS", DUCKDB_TYPE_TIMESTAMP_NS, NO_KIND, 0 },
  { "TIMESTAMP WITH TIME ZONE", DUCKDB_TYPE_TIMESTAMP_TZ, NO_KIND, 0 },
  { "TIME",      DUCKDB_TYPE_TIME,         NO_KIND, 0 },
  { "TIME WITH TIME ZONE", DUCKDB_TYPE_TIME_TZ, NO_KIND, 0 },
  { "INTERVAL",  DUCKDB_TYPE_INTERVAL,     NO_KIND, 0 },
  { "UUID",      DUCKDB_TYPE_UUID,         NO_KIND, 0 },
  { "ENUM",      DUCKDB_TYPE_ENUM,         NO_KIND, 0 },
  { "LIST",      DUCKDB_TYPE_LIST,         NO_KIND, 0 },
  { "ARRAY",     DUCKDB_TYPE_ARRAY,        NO_KIND, 0 },
  { "STRUCT",    DUCKDB_TYPE_STRUCT,       NO_KIND, 0 },
  { "MAP",       DUCKDB_TYPE_MAP,          NO_KIND, 0 },
  { "UNION",     DUCKDB_TYPE_UNION,        NO_KIND, 0 },
  { "BIT",       DUCKDB_TYPE_BIT,          NO_KIND, 0 },
  { "BIGNUM",    DUCKDB_TYPE_BIGNUM,       NO_KIND, 0 },
  /* clang-format on */
};

#define TYPE_COUNT (sizeof types / sizeof types[0])

static const struct type_row *row_of_type(duckdb_type type)
{
  for (size_t i = 0; i < TYPE_COUNT; i++)
    if (types[i].type == type)
      return &types[i];
  return NULL;
}

static const struct type_row *row_named(struct text name)
{
  for (size_t i = 0; i < TYPE_COUNT; i++)
    if (text_is_nocase(name, types[i].name))
      return &types[i];
  return NULL;
}

static size_t width_of(enum batch_kind kind)
{
  for (size_t i = 0; i < TYPE_COUNT; i++)
    if (types[i].kind == (int)kind)
      return types[i].width;
  return 0;
}

bool vector_kind(duckdb_logical_type type, enum batch_kind *kind, int *scale,
                 struct err *err)
{
  duckdb_type id = duckdb_get_type_id(type);

  *scale = 0;
  if (id == DUCKDB_TYPE_DECIMAL) {
    *scale = duckdb_decimal_scale(type);
    id = duckdb_decimal_internal_type(type);
  }
  const struct type_row *row = row_of_type(id);

  if (!row || row->kind == NO_KIND)
    return err_set(err, ERR_INTERNAL, "A column has the engine's type %s",
                   row ? row->name : "of an unknown number");
  *kind = (enum batch_kind)row->kind;
  return true;
}

static duckdb_logical_type decimal_named(struct text name)
{
  struct text inner = text_slice(name, 8, name.len - 9);
  size_t comma = text_find(inner, ',');
  int64_t width;
  int64_t scale = 0;

  if (!text_to_int64(text_trim(text_slice(inner, 0, comma)), &width))
    return NULL;
  if (comma < inner.len &&
      !text_to_int64(text_trim(text_slice(inner, comma + 1, inner.len)), &scale))
    return NULL;
  if (width < 1 || width > 38 || scale < 0 || scale > width)
    return NULL;
  return duckdb_create_decimal_type((uint8_t)width, (uint8_t)scale);
}

static duckdb_logical_type list_named(struct text inner)
{
  duckdb_logical_type child = vector_type_named(inner), list;

  if (!child)
    return NULL;
  list = duckdb_create_list_type(child);
  duckdb_destroy_logical_type(&child);
  return list;
}

/* "c0 BIGINT, c1 VARCHAR": fields of simple types. */
static duckdb_logical_type struct_named(struct text fields)
{
  duckdb_logical_type members[STRUCT_FIELDS], made = NULL;
  char names[STRUCT_FIELDS][FIELD_NAME_SIZE];
  const char *name_list[STRUCT_FIELDS];
  idx_t count = 0;
  bool ok = true;

  for (fields = text_trim(fields); ok && fields.len && count < STRUCT_FIELDS;) {
    size_t comma = text_find(fields, ',');
    struct text field = text_trim(text_slice(fields, 0, comma));
    size_t blank = text_find(field, ' ');

    snprintf(names[count], FIELD_NAME_SIZE, TEXT_FMT,
             TEXT_ARG(text_slice(field, 0, blank)));
    name_list[count] = names[count];
    members[count] = vector_type_named(text_slice(field, blank, field.len));
    ok = members[count] != NULL;
    count += ok;
    fields = text_trim(text_slice(fields, comma + 1, fields.len));
  }
  if (ok && count)
    made = duckdb_create_struct_type(members, name_list, count);
  while (count)
    duckdb_destroy_logical_type(&members[--count]);
  return made;
}

duckdb_logical_type vector_type_named(struct text name)
{
  name = text_trim(name);
  if (text_ends_with(name, "[]"))
    return list_named(text_slice(name, 0, name.len - 2));
  if (text_starts_with_nocase(name, "STRUCT(") && text_ends_with(name, ")"))
    return struct_named(text_slice(name, 7, name.len - 8));
  if (text_starts_with_nocase(name, "DECIMAL(") && text_ends_with(name, ")"))
    return decimal_named(name);
  if (text_is_nocase(name, "JSON")) {
    /* DuckDB's JSON is VARCHAR with this alias. */
    duckdb_logical_type type = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);

    duckdb_logical_type_set_alias(type, "JSON");
    return type;
  }
  const struct type_row *row = row_named(name);

  if (!row || (row->kind == NO_KIND && row->type != DUCKDB_TYPE_ANY))
    return NULL;
  return duckdb_create_logical_type(row->type);
}

duckdb_logical_type vector_type(enum batch_kind kind, int scale)
{
  if (scale > 0 && kind == BATCH_I64)
    return duckdb_create_decimal_type(18, (uint8_t)scale);
  if (scale > 0 && kind == BATCH_I128)
    return duckdb_create_decimal_type(38, (uint8_t)scale);
  for (size_t i = 0; i < TYPE_COUNT; i++)
    if (types[i].kind == (int)kind)
      return duckdb_create_logical_type(types[i].type);
  return duckdb_create_logical_type(DUCKDB_TYPE_SQLNULL);
}

void vector_column(duckdb_vector vector, enum batch_kind kind, int scale,
                   struct batch_column *column)
{
  *column = (struct batch_column){
    .kind = kind,
    .scale = scale,
    .data = duckdb_vector_get_data(vector),
    .valid = duckdb_vector_get_validity(vector),
  };
}

void vector_fill(duckdb_vector vector, const struct batch_column *column, size_t from,
                 size_t count)
{
  size_t width = width_of(column->kind);

  if (width)
    memcpy(duckdb_vector_get_data(vector), (const char *)column->data + from * width,
           count * width);
  if (column->kind != BATCH_NULLS && !column->valid)
    return;
  duckdb_vector_ensure_validity_writable(vector);
  uint64_t *valid = duckdb_vector_get_validity(vector);
  size_t bytes = (count + 63) / 64 * 8;

  if (column->kind == BATCH_NULLS)
    memset(valid, 0, bytes);
  else
    memcpy(valid, column->valid + from / 64, bytes);
}

void vector_own_texts(duckdb_vector vector, const struct batch_column *column,
                      size_t from, size_t count)
{
  if (column->kind != BATCH_TEXT && column->kind != BATCH_BYTES)
    return;
  for (size_t row = 0; row < count; row++) {
    struct text text;

    if (batch_is_null(column, from + row))
      continue;
    text = batch_text(column, from + row);
    if (text.len > VECTOR_INLINE_TEXT)
      duckdb_vector_assign_string_element_len(vector, row, text.at, text.len);
  }
}
