/* type.c: Snowflake's data types: names, sizes, printed and physical forms. */
#include "data/type.h"

#include <assert.h>
#include <string.h>

enum size_rule {
  SIZE_NONE,    /* No numbers. */
  SIZE_NUMBER,  /* (precision, scale) */
  SIZE_LENGTH,  /* (length), the largest by default. */
  SIZE_CHAR,    /* (length), 1 by default. */
  SIZE_FRACTION /* (digits of the second), 9 by default. */
};

struct name_row {
  const char *name;
  enum type_kind kind;
  enum size_rule sizes;
};

/* Sorted; a blank stands for any run of blanks in the text. */
static const struct name_row names[] = {
  /* clang-format off */
  { "ARRAY",                          TYPE_ARRAY,         SIZE_NONE },
  { "BIGINT",                         TYPE_NUMBER,        SIZE_NONE },
  { "BINARY",                         TYPE_BINARY,        SIZE_LENGTH },
  { "BINARY VARYING",                 TYPE_BINARY,        SIZE_LENGTH },
  { "BOOL",                           TYPE_BOOLEAN,       SIZE_NONE },
  { "BOOLEAN",                        TYPE_BOOLEAN,       SIZE_NONE },
  { "BYTEINT",                        TYPE_NUMBER,        SIZE_NONE },
  { "CHAR",                           TYPE_VARCHAR,       SIZE_CHAR },
  { "CHAR VARYING",                   TYPE_VARCHAR,       SIZE_LENGTH },
  { "CHARACTER",                      TYPE_VARCHAR,       SIZE_CHAR },
  { "CHARACTER VARYING",              TYPE_VARCHAR,       SIZE_LENGTH },
  { "DATE",                           TYPE_DATE,          SIZE_NONE },
  { "DATETIME",                       TYPE_TIMESTAMP_NTZ, SIZE_FRACTION },
  { "DEC",                            TYPE_NUMBER,        SIZE_NUMBER },
  { "DECIMAL",                        TYPE_NUMBER,        SIZE_NUMBER },
  { "DOUBLE",                         TYPE_FLOAT,         SIZE_NONE },
  { "DOUBLE PRECISION",               TYPE_FLOAT,         SIZE_NONE },
  { "FLOAT",                          TYPE_FLOAT,         SIZE_NONE },
  { "FLOAT4",                         TYPE_FLOAT,         SIZE_NONE },
  { "FLOAT8",                         TYPE_FLOAT,         SIZE_NONE },
  { "INT",                            TYPE_NUMBER,        SIZE_NONE },
  { "INTEGER",                        TYPE_NUMBER,        SIZE_NONE },
  { "NCHAR",                          TYPE_VARCHAR,       SIZE_CHAR },
  { "NCHAR VARYING",                  TYPE_VARCHAR,       SIZE_LENGTH },
  { "NUMBER",                         TYPE_NUMBER,        SIZE_NUMBER },
  { "NUMERIC",                        TYPE_NUMBER,        SIZE_NUMBER },
  { "NVARCHAR",                       TYPE_VARCHAR,       SIZE_LENGTH },
  { "NVARCHAR2",                      TYPE_VARCHAR,       SIZE_LENGTH },
  { "OBJECT",                         TYPE_OBJECT,        SIZE_NONE },
  { "REAL",                           TYPE_FLOAT,         SIZE_NONE },
  { "SMALLINT",                       TYPE_NUMBER,        SIZE_NONE },
  { "STRING",                         TYPE_VARCHAR,       SIZE_LENGTH },
  { "TEXT",                           TYPE_VARCHAR,       SIZE_LENGTH },
  { "TIME",                           TYPE_TIME,          SIZE_FRACTION },
  { "TIMESTAMP",                      TYPE_TIMESTAMP_NTZ, SIZE_FRACTION },
  { "TIMESTAMP WITH LOCAL TIME ZONE", TYPE_TIMESTAMP_LTZ, SIZE_FRACTION },
  { "TIMESTAMP WITH TIME ZONE",       TYPE_TIMESTAMP_TZ,  SIZE_FRACTION },
  { "TIMESTAMP WITHOUT TIME ZONE",    TYPE_TIMESTAMP_NTZ, SIZE_FRACTION },
  { "TIMESTAMPLTZ",                   TYPE_TIMESTAMP_LTZ, SIZE_FRACTION },
  { "TIMESTAMPNTZ",                   TYPE_TIMESTAMP_NTZ, SIZE_FRACTION },
  { "TIMESTAMPTZ",                    TYPE_TIMESTAMP_TZ,  SIZE_FRACTION },
  { "TIMESTAMP_LTZ",                  TYPE_TIMESTAMP_LTZ, SIZE_FRACTION },
  { "TIMESTAMP_NTZ",                  TYPE_TIMESTAMP_NTZ, SIZE_FRACTION },
  { "TIMESTAMP_TZ",                   TYPE_TIMESTAMP_TZ,  SIZE_FRACTION },
  { "TINYINT",                        TYPE_NUMBER,        SIZE_NONE },
  { "VARBINARY",                      TYPE_BINARY,        SIZE_LENGTH },
  { "VARCHAR",                        TYPE_VARCHAR,       SIZE_LENGTH },
  { "VARIANT",                        TYPE_VARIANT,       SIZE_NONE },
  /* clang-format on */
};

struct kind_row {
  const char *name; /* As DESCRIBE TABLE prints it, before its sizes. */
  const char *wire;
  const char *schema; /* INFORMATION_SCHEMA.COLUMNS.DATA_TYPE */
  const char *physical;
};

static const struct kind_row kinds[] = {
  /* clang-format off */
  [TYPE_UNKNOWN]       = { "NULL",          "text",          "TEXT",          "VARCHAR" },
  [TYPE_NUMBER]        = { "NUMBER",        "fixed",         "NUMBER",        "BIGINT" },
  [TYPE_FLOAT]         = { "FLOAT",         "real",          "FLOAT",         "DOUBLE" },
  [TYPE_VARCHAR]       = { "VARCHAR",       "text",          "TEXT",          "VARCHAR" },
  [TYPE_BOOLEAN]       = { "BOOLEAN",       "boolean",       "BOOLEAN",       "BOOLEAN" },
  [TYPE_DATE]          = { "DATE",          "date",          "DATE",          "DATE" },
  [TYPE_TIME]          = { "TIME",          "time",          "TIME",          "BIGINT" },
  [TYPE_TIMESTAMP_NTZ] = { "TIMESTAMP_NTZ", "timestamp_ntz", "TIMESTAMP_NTZ", "HUGEINT" },
  [TYPE_TIMESTAMP_LTZ] = { "TIMESTAMP_LTZ", "timestamp_ltz", "TIMESTAMP_LTZ", "HUGEINT" },
  [TYPE_TIMESTAMP_TZ]  = { "TIMESTAMP_TZ",  "timestamp_tz",  "TIMESTAMP_TZ",  "HUGEINT" },
  [TYPE_BINARY]        = { "BINARY",        "binary",        "BINARY",        "BLOB" },
  [TYPE_VARIANT]       = { "VARIANT",       "variant",       "VARIANT",       "JSON" },
  [TYPE_OBJECT]        = { "OBJECT",        "object",        "OBJECT",        "JSON" },
  [TYPE_ARRAY]         = { "ARRAY",         "array",         "ARRAY",         "JSON" },
  [TYPE_INTERVAL]      = { "INTERVAL",      "text",          "TEXT",          "VARCHAR" },
  /* clang-format on */
};

struct type type_of(enum type_kind kind)
{
  struct type type = { .kind = kind };

  switch (kind) {
  case TYPE_NUMBER: type.precision = TYPE_MAX_PRECISION; break;
  case TYPE_VARCHAR: type.length = TYPE_MAX_VARCHAR; break;
  case TYPE_BINARY: type.length = TYPE_MAX_BINARY; break;
  case TYPE_TIME:
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: type.scale = 9; break;
  case TYPE_UNKNOWN:
  case TYPE_FLOAT:
  case TYPE_BOOLEAN:
  case TYPE_DATE:
  case TYPE_VARIANT:
  case TYPE_OBJECT:
  case TYPE_ARRAY:
  case TYPE_INTERVAL: break;
  }
  return type;
}

struct type type_number(int precision, int scale)
{
  assert(precision >= 1 && precision <= TYPE_MAX_PRECISION);
  assert(scale >= 0 && scale <= precision);
  return (struct type){ .kind = TYPE_NUMBER, .precision = precision, .scale = scale };
}

struct type type_varchar(int64_t length)
{
  return (struct type){ .kind = TYPE_VARCHAR, .length = length, .sized = true };
}

struct type type_timestamp(enum type_kind kind, int scale)
{
  return (struct type){ .kind = kind, .scale = scale };
}

bool type_equal(struct type a, struct type b)
{
  return a.kind == b.kind && a.precision == b.precision && a.scale == b.scale &&
         a.length == b.length;
}

bool type_is_timestamp(struct type type)
{
  return type.kind == TYPE_TIMESTAMP_NTZ || type.kind == TYPE_TIMESTAMP_LTZ ||
         type.kind == TYPE_TIMESTAMP_TZ;
}

bool type_is_temporal(struct type type)
{
  return type.kind == TYPE_DATE || type.kind == TYPE_TIME || type_is_timestamp(type);
}

bool type_is_semi(struct type type)
{
  return type.kind == TYPE_VARIANT || type.kind == TYPE_OBJECT || type.kind == TYPE_ARRAY;
}

bool type_is_numeric(struct type type)
{
  return type.kind == TYPE_NUMBER || type.kind == TYPE_FLOAT;
}

void type_print(struct type type, struct buf *buf)
{
  buf_add_string(buf, kinds[type.kind].name);
  if (type.kind == TYPE_NUMBER)
    buf_printf(buf, "(%d,%d)", type.precision, type.scale);
  else if (type.kind == TYPE_VARCHAR || type.kind == TYPE_BINARY)
    buf_printf(buf, "(%lld)", (long long)type.length);
  else if (type.kind == TYPE_TIME || type_is_timestamp(type))
    buf_printf(buf, "(%d)", type.scale);
}

struct text type_text(struct arena *arena, struct type type)
{
  struct buf buf;
  struct text text;

  buf_init(&buf);
  type_print(type, &buf);
  text = buf_copy(&buf, arena);
  buf_clear(&buf);
  return text;
}

const char *type_wire_name(struct type type)
{
  return kinds[type.kind].wire;
}

const char *type_schema_name(struct type type)
{
  return kinds[type.kind].schema;
}

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Compares without case, a run of blanks in the text with one blank of the name. */
static bool name_matches(struct text text, const char *name)
{
  size_t at = 0;

  for (; *name; name++) {
    if (at >= text.len)
      return false;
    if (*name == ' ') {
      if (!is_blank(text.at[at]))
        return false;
      while (at < text.len && is_blank(text.at[at]))
        at++;
      continue;
    }
    if (!text_equal_nocase(text_from(text.at + at, 1), text_from(name, 1)))
      return false;
    at++;
  }
  return at == text.len;
}

static bool within(int64_t value, int64_t least, int64_t most)
{
  return value >= least && value <= most;
}

static bool apply_sizes(enum size_rule rule, int64_t first, int64_t second,
                        struct type *type)
{
  switch (rule) {
  case SIZE_NONE: return first < 0 && second < 0;
  case SIZE_NUMBER:
    if (first < 0)
      return second < 0;
    if (!within(first, 1, TYPE_MAX_PRECISION) ||
        !within(second, -1, TYPE_MAX_PRECISION - 1))
      return false;
    type->precision = (int)first;
    type->scale = second < 0 ? 0 : (int)second;
    return type->scale <= type->precision;
  case SIZE_LENGTH:
  case SIZE_CHAR:
    if (first < 0 && rule == SIZE_CHAR)
      first = 1;
    if (first < 0)
      return second < 0;
    type->sized = true;
    if (second >= 0 || !within(first, 1, type->length))
      return false;
    type->length = first;
    return true;
  case SIZE_FRACTION:
    if (first < 0)
      return second < 0;
    if (second >= 0 || first > 9)
      return false;
    type->scale = (int)first;
    return true;
  }
  return false;
}

bool type_from_name(struct text name, int64_t first, int64_t second, struct type *type,
                    bool *bad_size)
{
  *bad_size = false;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (!name_matches(name, names[i].name))
      continue;
    *type = type_of(names[i].kind);
    *bad_size = !apply_sizes(names[i].sizes, first, second, type);
    return !*bad_size;
  }
  return false;
}

const char *type_name_at(int index)
{
  return index >= 0 && index < (int)(sizeof names / sizeof names[0]) ? names[index].name
                                                                     : NULL;
}

void type_physical(struct type type, bool wide, struct buf *buf)
{
  if (type.kind != TYPE_NUMBER)
    buf_add_string(buf, kinds[type.kind].physical);
  else if (type.scale > 0)
    buf_printf(buf, "DECIMAL(%d,%d)", type.precision, type.scale);
  else
    buf_add_string(buf, wide && type.precision > 18 ? "HUGEINT" : "BIGINT");
}

bool type_parse(struct text written, struct type *type)
{
  int64_t sizes[2] = { -1, -1 };
  size_t open = text_find(written, '(');
  bool bad_size = false;

  if (open < written.len) {
    struct text inner = text_slice(written, open + 1, written.len - open - 2);
    size_t comma = text_find(inner, ',');

    if (!text_to_int64(text_slice(inner, 0, comma), &sizes[0]) ||
        (comma < inner.len &&
         !text_to_int64(text_slice(inner, comma + 1, inner.len), &sizes[1])))
      return false;
  }
  return type_from_name(text_slice(written, 0, open), sizes[0], sizes[1], type,
                        &bad_size);
}
