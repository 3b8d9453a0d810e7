/* avro_schema.c: an Avro schema, which is JSON, as types. */
#include "data/avro_schema.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"

/* What a NUMBER can have. */
#define MOST_SCALE 37

struct named {
  struct text name; /* With its namespace. */
  struct avro_type *type;
  struct named *next;
};

struct reading {
  struct arena *arena;
  struct named *named;
  struct err *err;
};

static const struct {
  const char *name;
  enum avro_kind kind;
} kinds[] = {
  { "null", AVRO_NULL },     { "boolean", AVRO_BOOLEAN }, { "int", AVRO_INT },
  { "long", AVRO_LONG },     { "float", AVRO_FLOAT },     { "double", AVRO_DOUBLE },
  { "bytes", AVRO_BYTES },   { "string", AVRO_STRING },   { "fixed", AVRO_FIXED },
  { "enum", AVRO_ENUM },     { "array", AVRO_ARRAY },     { "map", AVRO_MAP },
  { "record", AVRO_RECORD }, { "error", AVRO_RECORD },
};

static void *bad(struct reading *reading, const char *what, struct text name)
{
  err_set(reading->err, ERR_FILE_READ, "%s '" TEXT_FMT "'", what,
          TEXT_ARG(text_slice(name, 0, 200)));
  return NULL;
}

static bool find_kind(struct text name, enum avro_kind *kind)
{
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (text_is(name, kinds[i].name)) {
      *kind = kinds[i].kind;
      return true;
    }
  return false;
}

static struct avro_type *type_new(struct reading *reading, enum avro_kind kind, int count)
{
  struct avro_type *type = ARENA_NEW(reading->arena, struct avro_type);

  type->kind = kind;
  type->count = count;
  type->names = ARENA_ARRAY(reading->arena, (size_t)count, struct text);
  type->types = ARENA_ARRAY(reading->arena, (size_t)(count ? count : 1),
                            const struct avro_type *);
  return type;
}

/* ---- names ---- */

static struct text with_space(struct reading *reading, struct text name,
                              struct text space)
{
  if (text_find(name, '.') < name.len || !space.len)
    return arena_text(reading->arena, name);
  return arena_printf(reading->arena, TEXT_FMT "." TEXT_FMT, TEXT_ARG(space),
                      TEXT_ARG(name));
}

/* Of a name with its namespace. */
static struct text space_of(struct text name)
{
  size_t len = name.len;

  while (len && name.at[len - 1] != '.')
    len--;
  return text_slice(name, 0, len ? len - 1 : 0);
}

static struct avro_type *find_named(const struct reading *reading, struct text name)
{
  for (const struct named *named = reading->named; named; named = named->next)
    if (text_equal(named->name, name))
      return named->type;
  return NULL;
}

/* Makes the type of a record, an enum or a fixed known by its name; *space: of the names within it. */
static bool add_named(struct reading *reading, const struct json *json,
                      struct avro_type *type, struct text *space)
{
  struct text name = json_as_text(json_member(json, "name"));
  const struct json *given = json_member(json, "namespace");
  struct named *named = ARENA_NEW(reading->arena, struct named);

  if (!name.len)
    return bad(reading, "a type without a name in the schema", TEXT("")) != NULL;
  named->name = with_space(reading, name, given ? json_as_text(given) : *space);
  named->type = type;
  named->next = reading->named;
  *space = space_of(named->name);
  if (find_named(reading, named->name))
    return bad(reading, "a type that is defined twice in the schema:", named->name) !=
           NULL;
  reading->named = named;
  return true;
}

/* ---- types ---- */

static const struct avro_type *read_type(struct reading *reading, const struct json *json,
                                         struct text space);

static const struct avro_type *read_name(struct reading *reading, struct text name,
                                         struct text space)
{
  const struct avro_type *type = find_named(reading, with_space(reading, name, space));
  enum avro_kind kind;

  if (find_kind(name, &kind) && kind <= AVRO_STRING)
    return type_new(reading, kind, 0);
  if (!type)
    type = find_named(reading, name);
  return type ? type : bad(reading, "an unknown type in the schema:", name);
}

static const struct avro_type *read_union(struct reading *reading,
                                          const struct json *json, struct text space)
{
  struct avro_type *type = type_new(reading, AVRO_UNION, (int)json_count(json));
  const struct json *branch = NULL;

  for (int i = 0; (branch = json_next(json, branch)) != NULL; i++) {
    type->types[i] = read_type(reading, branch, space);
    if (!type->types[i])
      return NULL;
  }
  return type;
}

static int compare_fields(const void *a, const void *b, void *names)
{
  const struct text *fields = names;

  return text_compare(fields[*(const int *)a], fields[*(const int *)b]);
}

static bool order_fields(struct reading *reading, struct avro_type *type)
{
  type->order = ARENA_ARRAY(reading->arena, (size_t)type->count, int);
  for (int i = 0; i < type->count; i++)
    type->order[i] = i;
  if (type->count)
    qsort_r(type->order, (size_t)type->count, sizeof *type->order, compare_fields,
            type->names);
  for (int i = 1; i < type->count; i++)
    if (text_equal(type->names[type->order[i - 1]], type->names[type->order[i]]))
      return bad(reading, "a field that is there twice in the schema:",
                 type->names[type->order[i]]) != NULL;
  return true;
}

static const struct avro_type *read_record(struct reading *reading,
                                           const struct json *json, struct text space)
{
  const struct json *fields = json_member(json, "fields"), *field = NULL;
  struct avro_type *type = type_new(reading, AVRO_RECORD, (int)json_count(fields));

  if (!json_has_items(fields))
    return bad(reading, "a record without fields in the schema",
               json_as_text(json_member(json, "name")));
  if (!add_named(reading, json, type, &space))
    return NULL;
  for (int i = 0; (field = json_next(fields, field)) != NULL; i++) {
    type->names[i] = arena_text(reading->arena, json_as_text(json_member(field, "name")));
    if (!type->names[i].len)
      return bad(reading, "a field without a name in the schema", TEXT(""));
    type->types[i] = read_type(reading, json_member(field, "type"), space);
    if (!type->types[i])
      return NULL;
  }
  return order_fields(reading, type) ? type : NULL;
}

static const struct avro_type *read_enum(struct reading *reading, const struct json *json,
                                         struct text space)
{
  const struct json *symbols = json_member(json, "symbols"), *symbol = NULL;
  struct avro_type *type = type_new(reading, AVRO_ENUM, (int)json_count(symbols));

  if (!add_named(reading, json, type, &space))
    return NULL;
  for (int i = 0; (symbol = json_next(symbols, symbol)) != NULL; i++)
    type->names[i] = json_as_text(symbol);
  return type;
}

/* A logical type that does not go with its type is as if it was not there. */
static void read_decimal(const struct json *json, struct avro_type *type)
{
  int64_t precision = json_as_int(json_member(json, "precision"), 0);
  int64_t scale = json_as_int(json_member(json, "scale"), 0);

  if (!text_is(json_as_text(json_member(json, "logicalType")), "decimal") ||
      precision < 1 || precision > INT32_MAX || scale < 0 || scale > precision ||
      scale > MOST_SCALE)
    return;
  type->precision = (int)precision;
  type->scale = (int)scale;
}

static const struct avro_type *read_fixed(struct reading *reading,
                                          const struct json *json, struct text space)
{
  struct avro_type *type = type_new(reading, AVRO_FIXED, 0);

  type->size = json_as_int(json_member(json, "size"), -1);
  if (type->size < 0)
    return bad(reading, "a fixed type without a size in the schema",
               json_as_text(json_member(json, "name")));
  read_decimal(json, type);
  return add_named(reading, json, type, &space) ? type : NULL;
}

static const struct avro_type *read_holder(struct reading *reading,
                                           const struct json *json, enum avro_kind kind,
                                           struct text space)
{
  struct avro_type *type = type_new(reading, kind, 0);

  type->types[0] = read_type(
    reading, json_member(json, kind == AVRO_MAP ? "values" : "items"), space);
  return type->types[0] ? type : NULL;
}

/* {"type": "array", ...}; {"type": {...}}: as written within it. */
static const struct avro_type *read_object(struct reading *reading,
                                           const struct json *json, struct text space)
{
  const struct json *inner = json_member(json, "type");
  struct text name = json_as_text(inner);
  struct avro_type *type;
  enum avro_kind kind;

  if (!find_kind(name, &kind))
    return read_type(reading, inner, space);
  switch (kind) {
  case AVRO_FIXED: return read_fixed(reading, json, space);
  case AVRO_ENUM: return read_enum(reading, json, space);
  case AVRO_RECORD: return read_record(reading, json, space);
  case AVRO_ARRAY:
  case AVRO_MAP: return read_holder(reading, json, kind, space);
  case AVRO_BYTES:
    type = type_new(reading, kind, 0);
    read_decimal(json, type);
    return type;
  case AVRO_NULL:
  case AVRO_BOOLEAN:
  case AVRO_INT:
  case AVRO_LONG:
  case AVRO_FLOAT:
  case AVRO_DOUBLE:
  case AVRO_STRING:
  case AVRO_UNION: break;
  }
  return type_new(reading, kind, 0);
}

/* As deep as JSON may be. */
static const struct avro_type *read_type(struct reading *reading, const struct json *json,
                                         struct text space)
{
  if (json_has_items(json))
    return read_union(reading, json, space);
  if (json_has_members(json))
    return read_object(reading, json, space);
  return read_name(reading, json_as_text(json), space);
}

const struct avro_type *avro_schema_read(struct arena *arena, struct text schema,
                                         struct err *err)
{
  struct reading reading = { arena, NULL, err };
  const struct json *json;

  json = json_parse(arena, schema, err);
  if (!json) {
    err_set(err, ERR_FILE_READ, "its schema is not JSON");
    return NULL;
  }
  return read_type(&reading, json, TEXT(""));
}
