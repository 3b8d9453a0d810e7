/* type.c: Snowflake's data types: names, sizes, printed and physical forms. */
#include "data/type.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum size_rule {
  SIZE_NONE,    /* No numbers. */
  SIZE_NUMBER,  /* (precision, scale) */
  SIZE_DIGITS,  /* (38) */
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
  { "DECFLOAT",                       TYPE_DECFLOAT,      SIZE_DIGITS },
  { "DECIMAL",                        TYPE_NUMBER,        SIZE_NUMBER },
  { "DOUBLE",                         TYPE_FLOAT,         SIZE_NONE },
  { "DOUBLE PRECISION",               TYPE_FLOAT,         SIZE_NONE },
  { "FILE",                           TYPE_FILE,          SIZE_NONE },
  { "FLOAT",                          TYPE_FLOAT,         SIZE_NONE },
  { "FLOAT4",                         TYPE_FLOAT,         SIZE_NONE },
  { "FLOAT8",                         TYPE_FLOAT,         SIZE_NONE },
  { "GEOGRAPHY",                      TYPE_GEOGRAPHY,     SIZE_NONE },
  { "GEOMETRY",                       TYPE_GEOMETRY,      SIZE_NONE },
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
  [TYPE_DECFLOAT]      = { "DECFLOAT",      "decfloat",      "DECFLOAT",      "BLOB" },
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
  [TYPE_MAP]           = { "MAP",           "map",           "MAP",           "JSON" },
  [TYPE_VECTOR]        = { "VECTOR",        "vector",        "VECTOR",        "BLOB" },
  [TYPE_GEOGRAPHY]     = { "GEOGRAPHY",     "geography",     "GEOGRAPHY",     "BLOB" },
  [TYPE_GEOMETRY]      = { "GEOMETRY",      "geometry",      "GEOMETRY",      "BLOB" },
  [TYPE_FILE]          = { "FILE",          "file",          "FILE",          "VARCHAR" },
  [TYPE_INTERVAL]      = { "INTERVAL",      "text",          "TEXT",          "VARCHAR" },
  /* clang-format on */
};

struct type type_of(enum type_kind kind)
{
  struct type type = { .kind = kind };

  switch (kind) {
  case TYPE_NUMBER:
  case TYPE_DECFLOAT: type.precision = TYPE_MAX_PRECISION; break;
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
  case TYPE_MAP:
  case TYPE_VECTOR:
  case TYPE_GEOGRAPHY:
  case TYPE_GEOMETRY:
  case TYPE_FILE:
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

int64_t type_text_bytes(int64_t length)
{
  int64_t most = length > TYPE_MAX_VARCHAR ? length : TYPE_MAX_VARCHAR;

  return length * 4 > most ? most : length * 4;
}

struct type type_timestamp(enum type_kind kind, int scale)
{
  return (struct type){ .kind = kind, .scale = scale };
}

struct type type_array_of(struct type element, bool not_null)
{
  struct type_field field = { .type = element, .not_null = not_null };

  return (struct type){ .kind = TYPE_ARRAY, .shape = type_shape_of(&field, 1) };
}

struct type type_vector(bool floats, int64_t dimension)
{
  return (struct type){ .kind = TYPE_VECTOR, .floats = floats, .length = dimension };
}

const struct type_field *type_find_field(struct type object, struct text name)
{
  for (int i = 0; object.shape && i < object.shape->count; i++)
    if (text_equal(object.shape->fields[i].name, name))
      return &object.shape->fields[i];
  return NULL;
}

bool type_equal(struct type a, struct type b)
{
  return a.kind == b.kind && a.precision == b.precision && a.scale == b.scale &&
         a.length == b.length && a.floats == b.floats && a.shape == b.shape;
}

struct type type_uncollated(struct type type)
{
  type.collation = NULL;
  type.collated_here = false;
  return type;
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
  return type.kind == TYPE_VARIANT || type.kind == TYPE_OBJECT ||
         type.kind == TYPE_ARRAY || type.kind == TYPE_MAP;
}

bool type_is_structured(struct type type)
{
  return type.shape != NULL;
}

bool type_is_geo(struct type type)
{
  return type.kind == TYPE_GEOGRAPHY || type.kind == TYPE_GEOMETRY;
}

bool type_is_opaque(struct type type)
{
  return type_is_geo(type) || type.kind == TYPE_FILE;
}

bool type_is_numeric(struct type type)
{
  return type.kind == TYPE_NUMBER || type.kind == TYPE_FLOAT;
}

/* ---- shapes ---- */

/* The shapes that were ever asked for. They are constants in all but their origin: what a
 * statement declares is as permanent as what a table in this file says. */
#define SHAPE_BUCKETS 256

struct known_shape {
  struct type_shape shape;
  struct known_shape *next;
};

static struct known_shape *known_shapes[SHAPE_BUCKETS];
static pthread_mutex_t shapes_lock = PTHREAD_MUTEX_INITIALIZER;

static bool fields_equal(const struct type_field *a, const struct type_field *b,
                         int count)
{
  for (int i = 0; i < count; i++)
    if (!text_equal(a[i].name, b[i].name) || !type_equal(a[i].type, b[i].type) ||
        a[i].not_null != b[i].not_null)
      return false;
  return true;
}

static size_t fields_hash(const struct type_field *fields, int count)
{
  uint64_t hash = (uint64_t)count;

  for (int i = 0; i < count; i++) {
    hash = hash * 31 + text_hash(fields[i].name);
    hash = hash * 31 + (uint64_t)fields[i].type.kind + (uint64_t)fields[i].type.length +
           (uint64_t)(fields[i].type.precision * 64 + fields[i].type.scale);
  }
  return (size_t)(hash % SHAPE_BUCKETS);
}

static void *room_for(size_t count, size_t size)
{
  void *room = calloc(count + 1, size);

  if (!room)
    abort();
  return room;
}

static struct known_shape *copy_shape(const struct type_field *fields, int count)
{
  struct known_shape *known = room_for(1, sizeof *known);
  struct type_field *copies = room_for((size_t)count, sizeof *copies);

  for (int i = 0; i < count; i++) {
    char *name = room_for(fields[i].name.len, 1);

    copies[i] = fields[i];
    copies[i].type = type_uncollated(fields[i].type);
    if (fields[i].name.len)
      memcpy(name, fields[i].name.at, fields[i].name.len);
    copies[i].name = text_from(name, fields[i].name.len);
  }
  known->shape = (struct type_shape){ count, copies };
  return known;
}

const struct type_shape *type_shape_of(const struct type_field *fields, int count)
{
  struct known_shape **bucket = &known_shapes[fields_hash(fields, count)], *known;

  pthread_mutex_lock(&shapes_lock);
  for (known = *bucket; known; known = known->next)
    if (known->shape.count == count && fields_equal(known->shape.fields, fields, count))
      break;
  if (!known) {
    known = copy_shape(fields, count);
    known->next = *bucket;
    *bucket = known;
  }
  pthread_mutex_unlock(&shapes_lock);
  return &known->shape;
}

/* ---- printing ---- */

static bool is_plain_name(struct text name)
{
  for (size_t i = 0; i < name.len; i++) {
    char c = name.at[i];

    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
          (i && ((c >= '0' && c <= '9') || c == '$'))))
      return false;
  }
  return name.len > 0;
}

static void print_name(struct text name, struct buf *buf)
{
  if (is_plain_name(name)) {
    buf_add_text(buf, name);
    return;
  }
  buf_add_identifier(buf, name);
}

static void print_shape(struct type type, struct buf *buf)
{
  buf_add_char(buf, '(');
  for (int i = 0; i < type.shape->count; i++) {
    const struct type_field *field = &type.shape->fields[i];

    buf_add_string(buf, i ? ", " : "");
    if (type.kind == TYPE_OBJECT) {
      print_name(field->name, buf);
      buf_add_char(buf, ' ');
    }
    type_print(field->type, buf);
    buf_add_string(
      buf, field->not_null && !(type.kind == TYPE_MAP && i == 0) ? " NOT NULL" : "");
  }
  buf_add_char(buf, ')');
}

void type_print(struct type type, struct buf *buf)
{
  buf_add_string(buf, kinds[type.kind].name);
  if (type.shape)
    print_shape(type, buf);
  else if (type.kind == TYPE_NUMBER)
    buf_printf(buf, "(%d,%d)", type.precision, type.scale);
  else if (type.kind == TYPE_DECFLOAT)
    buf_printf(buf, "(%d)", type.precision);
  else if (type.kind == TYPE_VARCHAR || type.kind == TYPE_BINARY)
    buf_printf(buf, "(%lld)", (long long)type.length);
  else if (type.kind == TYPE_VECTOR)
    buf_printf(buf, "(%s, %lld)", type.floats ? "FLOAT" : "INT", (long long)type.length);
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
  case SIZE_DIGITS: return (first < 0 || first == TYPE_MAX_PRECISION) && second < 0;
  case SIZE_LENGTH:
  case SIZE_CHAR:
    if (first < 0 && rule == SIZE_CHAR)
      first = 1;
    if (first < 0)
      return second < 0;
    type->sized = true;
    if (second >= 0 ||
        !within(first, 1,
                type->kind == TYPE_BINARY ? TYPE_LONGEST_BINARY : TYPE_LONGEST_VARCHAR))
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

/* ---- reading what type_print writes ---- */

/* Cuts the part before the next comma that stands outside of parentheses and quotes. */
static struct text cut_part(struct text *rest)
{
  struct text part = *rest;
  int depth = 0;
  bool quoted = false;
  size_t at = 0;

  for (; at < part.len; at++) {
    char c = part.at[at];

    if (c == '"')
      quoted = !quoted;
    if (quoted)
      continue;
    if (c == ',' && depth == 0)
      break;
    depth += (c == '(') - (c == ')');
  }
  *rest = at < part.len ? text_slice(part, at + 1, part.len) : text_from(NULL, 0);
  return text_trim(text_slice(part, 0, at));
}

static bool cut_not_null(struct text *part)
{
  static const char words[] = " NOT NULL";
  size_t len = sizeof words - 1;

  if (part->len < len ||
      !text_equal_nocase(text_slice(*part, part->len - len, len), text_of(words)))
    return false;
  part->len -= len;
  *part = text_trim(*part);
  return true;
}

/* A member's name before its type; a quoted one loses its quotes, into `room`. */
static bool cut_name(struct text *part, struct buf *room, struct text *name)
{
  size_t at = 0;

  buf_reset(room);
  if (part->len && part->at[0] == '"') {
    for (at = 1; at < part->len; at++) {
      if (part->at[at] == '"' && !(at + 1 < part->len && part->at[at + 1] == '"'))
        break;
      at += part->at[at] == '"';
      buf_add_char(room, part->at[at]);
    }
    at++;
  } else {
    while (at < part->len && !is_blank(part->at[at]))
      buf_add_char(room, part->at[at++]);
  }
  if (at >= part->len)
    return false;
  *part = text_trim(text_slice(*part, at, part->len));
  *name = buf_text(room);
  return true;
}

static bool parse_field(struct text part, enum type_kind kind, struct type_field *field)
{
  struct buf room;
  struct text name = { NULL, 0 };
  bool ok;

  buf_init(&room);
  field->not_null = cut_not_null(&part);
  ok = (kind != TYPE_OBJECT || cut_name(&part, &room, &name)) &&
       type_parse(part, &field->type);
  if (ok) { /* The name has to outlive the room: a shape of this one field keeps it. */
    field->name = name;
    field->name = type_shape_of(field, 1)->fields[0].name;
  }
  buf_clear(&room);
  return ok;
}

static bool parse_shape(enum type_kind kind, struct text inner, struct type *type)
{
  struct type_field *fields;
  int most = 0, count = 0;
  bool ok;

  *type = type_of(kind);
  if (kind == TYPE_OBJECT && !inner.len)
    inner.at = NULL; /* OBJECT(): all of its members were taken away. */
  for (struct text rest = inner; rest.at; most++)
    (void)cut_part(&rest);
  if (most > TYPE_MAX_FIELDS)
    return false;
  fields = room_for((size_t)most, sizeof *fields);
  ok = true;
  for (struct text rest = inner; ok && rest.at; count++)
    ok = parse_field(cut_part(&rest), kind, &fields[count]);
  fields[0].not_null |= kind == TYPE_MAP;
  ok = ok && (kind == TYPE_OBJECT || count == (kind == TYPE_MAP ? 2 : 1));
  if (ok)
    type->shape = type_shape_of(fields, count);
  free(fields);
  return ok;
}

static bool parse_vector(struct text inner, struct type *type)
{
  struct text element = cut_part(&inner);
  int64_t dimension;

  if (!inner.at || !text_to_int64(text_trim(inner), &dimension))
    return false;
  *type = type_vector(text_equal_nocase(element, TEXT("FLOAT")), dimension);
  return true;
}

/* ARRAY(T), OBJECT(n T, ...), MAP(K, V), VECTOR(E, n). *found says that it is one of them. */
static bool parse_made(struct text name, struct text inner, struct type *type,
                       bool *found)
{
  static const enum type_kind made[] = { TYPE_ARRAY, TYPE_OBJECT, TYPE_MAP };

  *found = true;
  for (size_t i = 0; i < sizeof made / sizeof *made; i++)
    if (text_is_nocase(name, kinds[made[i]].name))
      return parse_shape(made[i], inner, type);
  if (text_is_nocase(name, "VECTOR"))
    return parse_vector(inner, type);
  *found = false;
  return false;
}

bool type_parse(struct text written, struct type *type)
{
  int64_t sizes[2] = { -1, -1 };
  size_t open = text_find(written, '(');
  bool bad_size = false, found;

  if (open < written.len) {
    struct text inner = text_slice(written, open + 1, written.len - open - 2);
    size_t comma = text_find(inner, ',');
    bool ok;

    if (!text_ends_with(written, ")"))
      return false;
    ok = parse_made(text_slice(written, 0, open), inner, type, &found);
    if (found)
      return ok;
    if (!text_to_int64(text_slice(inner, 0, comma), &sizes[0]) ||
        (comma < inner.len &&
         !text_to_int64(text_slice(inner, comma + 1, inner.len), &sizes[1])))
      return false;
  }
  return type_from_name(text_slice(written, 0, open), sizes[0], sizes[1], type,
                        &bad_size);
}
