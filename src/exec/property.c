/* property.c: the properties of each kind of object: which member each key sets, and how. */
#include "exec/property.h"

#include "data/json.h"
#include "data/member.h"

#include <stddef.h>

enum property_kind {
  PROPERTY_TEXT,
  PROPERTY_INT,
  PROPERTY_UNSIGNED, /* Not negative; unset: OBJECT_UNSAID. */
  PROPERTY_BOOL,
  PROPERTY_UPPER, /* A word, kept in upper case. */
  PROPERTY_SIZE,  /* A warehouse's size. */
  PROPERTY_SEQUENCE_ORDER,
  PROPERTY_COLLATION, /* A specification, as COLLATE takes it. */
  PROPERTY_ACCEPTED   /* Snowflake's, without a meaning here. */
};

struct property {
  enum kind kind;
  const char *key;
  enum property_kind how;
  size_t offset;
  const char *value; /* The default. */
};

#define AT(type, member) offsetof(struct type, member)

static const struct property properties[] = {
  { KIND_DATABASE, "CATALOG", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_DATABASE, "COMMENT", PROPERTY_TEXT, AT(database, object.comment), NULL },
  { KIND_DATABASE, "DATA_RETENTION_TIME_IN_DAYS", PROPERTY_UNSIGNED,
    AT(database, retention_days), "" },
  { KIND_DATABASE, "DEFAULT_DDL_COLLATION", PROPERTY_COLLATION,
    AT(database, default_collation), NULL },
  { KIND_DATABASE, "EXTERNAL_VOLUME", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_DATABASE, "LOG_LEVEL", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_DATABASE, "MAX_DATA_EXTENSION_TIME_IN_DAYS", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_DATABASE, "REPLACE_INVALID_CHARACTERS", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_DATABASE, "STORAGE_SERIALIZATION_POLICY", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_DATABASE, "TRACE_LEVEL", PROPERTY_ACCEPTED, 0, NULL },

  { KIND_SCHEMA, "CATALOG", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_SCHEMA, "COMMENT", PROPERTY_TEXT, AT(schema, object.comment), NULL },
  { KIND_SCHEMA, "DATA_RETENTION_TIME_IN_DAYS", PROPERTY_UNSIGNED,
    AT(schema, retention_days), "" },
  { KIND_SCHEMA, "DEFAULT_DDL_COLLATION", PROPERTY_COLLATION,
    AT(schema, default_collation), NULL },
  { KIND_SCHEMA, "EXTERNAL_VOLUME", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_SCHEMA, "LOG_LEVEL", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_SCHEMA, "MAX_DATA_EXTENSION_TIME_IN_DAYS", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_SCHEMA, "REPLACE_INVALID_CHARACTERS", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_SCHEMA, "STORAGE_SERIALIZATION_POLICY", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_SCHEMA, "TRACE_LEVEL", PROPERTY_ACCEPTED, 0, NULL },

  { KIND_TABLE, "CHANGE_TRACKING", PROPERTY_BOOL, AT(table, change_tracking), "false" },
  { KIND_TABLE, "COMMENT", PROPERTY_TEXT, AT(table, object.comment), NULL },
  { KIND_TABLE, "DATA_RETENTION_TIME_IN_DAYS", PROPERTY_UNSIGNED,
    AT(table, retention_days), "" },
  { KIND_TABLE, "DEFAULT_DDL_COLLATION", PROPERTY_COLLATION, AT(table, default_collation),
    NULL },
  { KIND_TABLE, "ENABLE_SCHEMA_EVOLUTION", PROPERTY_BOOL, AT(table, schema_evolution),
    "false" },
  { KIND_TABLE, "MAX_DATA_EXTENSION_TIME_IN_DAYS", PROPERTY_ACCEPTED, 0, NULL },

  { KIND_VIEW, "CHANGE_TRACKING", PROPERTY_BOOL, AT(table, change_tracking), "false" },
  { KIND_VIEW, "COMMENT", PROPERTY_TEXT, AT(table, object.comment), NULL },
  { KIND_VIEW, "SECURE", PROPERTY_BOOL, AT(table, secure), "false" },

  { KIND_SEQUENCE, "COMMENT", PROPERTY_TEXT, AT(sequence, object.comment), NULL },
  { KIND_SEQUENCE, "INCREMENT", PROPERTY_INT, AT(sequence, step), "1" },
  { KIND_SEQUENCE, "INCREMENT BY", PROPERTY_INT, AT(sequence, step), "1" },
  { KIND_SEQUENCE, "NOORDER", PROPERTY_SEQUENCE_ORDER, AT(sequence, ordered), NULL },
  { KIND_SEQUENCE, "ORDER", PROPERTY_SEQUENCE_ORDER, AT(sequence, ordered), NULL },
  { KIND_SEQUENCE, "START", PROPERTY_INT, AT(sequence, start), "1" },
  { KIND_SEQUENCE, "START WITH", PROPERTY_INT, AT(sequence, start), "1" },

  { KIND_FUNCTION, "COMMENT", PROPERTY_TEXT, AT(function, object.comment), NULL },
  { KIND_FUNCTION, "LOG_LEVEL", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_FUNCTION, "METRIC_LEVEL", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_FUNCTION, "SECURE", PROPERTY_BOOL, AT(function, secure), "false" },
  { KIND_FUNCTION, "TRACE_LEVEL", PROPERTY_ACCEPTED, 0, NULL },

  { KIND_FILE_FORMAT, "COMMENT", PROPERTY_TEXT, AT(named_format, object.comment), NULL },

  { KIND_VOLUME, "ALLOW_WRITES", PROPERTY_BOOL, AT(volume, allow_writes), "true" },
  { KIND_VOLUME, "COMMENT", PROPERTY_TEXT, AT(volume, object.comment), NULL },

  { KIND_WAREHOUSE, "AUTO_RESUME", PROPERTY_BOOL, AT(warehouse, auto_resume), "true" },
  { KIND_WAREHOUSE, "AUTO_SUSPEND", PROPERTY_INT, AT(warehouse, auto_suspend), "600" },
  { KIND_WAREHOUSE, "COMMENT", PROPERTY_TEXT, AT(warehouse, object.comment), NULL },
  { KIND_WAREHOUSE, "ENABLE_QUERY_ACCELERATION", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_WAREHOUSE, "GENERATION", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_WAREHOUSE, "INITIALLY_SUSPENDED", PROPERTY_BOOL, AT(warehouse, suspended),
    "false" },
  { KIND_WAREHOUSE, "MAX_CLUSTER_COUNT", PROPERTY_INT, AT(warehouse, max_clusters), "1" },
  { KIND_WAREHOUSE, "MAX_CONCURRENCY_LEVEL", PROPERTY_UNSIGNED,
    AT(warehouse, max_concurrency), "" },
  { KIND_WAREHOUSE, "MIN_CLUSTER_COUNT", PROPERTY_INT, AT(warehouse, min_clusters), "1" },
  { KIND_WAREHOUSE, "QUERY_ACCELERATION_MAX_SCALE_FACTOR", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_WAREHOUSE, "RESOURCE_CONSTRAINT", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_WAREHOUSE, "RESOURCE_MONITOR", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_WAREHOUSE, "SCALING_POLICY", PROPERTY_UPPER, AT(warehouse, scaling_policy),
    "STANDARD" },
  { KIND_WAREHOUSE, "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", PROPERTY_UNSIGNED,
    AT(warehouse, queued_timeout), "" },
  { KIND_WAREHOUSE, "STATEMENT_TIMEOUT_IN_SECONDS", PROPERTY_UNSIGNED,
    AT(warehouse, statement_timeout), "" },
  { KIND_WAREHOUSE, "WAIT_FOR_COMPLETION", PROPERTY_ACCEPTED, 0, NULL },
  { KIND_WAREHOUSE, "WAREHOUSE_SIZE", PROPERTY_SIZE, AT(warehouse, size), "XSMALL" },
  { KIND_WAREHOUSE, "WAREHOUSE_TYPE", PROPERTY_UPPER, AT(warehouse, type), "STANDARD" },
};

enum { PROPERTY_COUNT = sizeof properties / sizeof properties[0] };

/* As they are written, and as SHOW WAREHOUSES prints them. */
struct size_name {
  const char *written;
  const char *shown;
};

static const struct size_name sizes[] = {
  { "XSMALL", "X-Small" },    { "X-SMALL", "X-Small" },   { "SMALL", "Small" },
  { "MEDIUM", "Medium" },     { "LARGE", "Large" },       { "XLARGE", "X-Large" },
  { "X-LARGE", "X-Large" },   { "XXLARGE", "2X-Large" },  { "X2LARGE", "2X-Large" },
  { "2X-LARGE", "2X-Large" }, { "XXXLARGE", "3X-Large" }, { "X3LARGE", "3X-Large" },
  { "3X-LARGE", "3X-Large" }, { "X4LARGE", "4X-Large" },  { "4X-LARGE", "4X-Large" },
  { "X5LARGE", "5X-Large" },  { "5X-LARGE", "5X-Large" }, { "X6LARGE", "6X-Large" },
  { "6X-LARGE", "6X-Large" },
};

static const char *const kind_names[] = {
  [KIND_DATABASE] = "DATABASE",
  [KIND_SCHEMA] = "SCHEMA",
  [KIND_TABLE] = "TABLE",
  [KIND_VIEW] = "VIEW",
  [KIND_SEQUENCE] = "SEQUENCE",
  [KIND_WAREHOUSE] = "WAREHOUSE",
  [KIND_FUNCTION] = "FUNCTION",
  [KIND_VOLUME] = "EXTERNAL_VOLUME",
  [KIND_FILE_FORMAT] = "FILE_FORMAT",
  [KIND_STAGE] = "STAGE",
  [KIND_PIPE] = "PIPE",
};

static const struct property *find(enum kind kind, struct text key)
{
  for (int i = 0; i < PROPERTY_COUNT; i++)
    if (properties[i].kind == kind && text_is_nocase(key, properties[i].key))
      return &properties[i];
  return NULL;
}

/* Properties that Snowflake has, and this server does not. */
static const char *const lacking[] = {
  "AGGREGATION POLICY",
  "CONTACT",
  "IMMUTABLE WHERE",
  "JOIN POLICY",
  "ROW ACCESS POLICY",
  "STORAGE LIFECYCLE POLICY",
  "TAG",
};

static bool unknown(enum kind kind, struct text key, struct err *err)
{
  for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
    if (text_is(key, lacking[i]))
      return err_set(err, ERR_UNSUPPORTED,
                     "SQL compilation error:\nUnsupported feature '%s'.", lacking[i]);
  return err_set(err, ERR_INVALID_PROPERTY,
                 "SQL compilation error:\ninvalid property '" TEXT_FMT "' for '%s'",
                 TEXT_ARG(key), kind_names[kind]);
}

bool property_bad_value(const struct option *option, struct text value, struct err *err)
{
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid value [" TEXT_FMT
                 "] for parameter '" TEXT_FMT "'",
                 TEXT_ARG(value), TEXT_ARG(option->key));
}

bool property_text(struct run *run, const struct option *option, struct text *value,
                   struct err *err)
{
  struct bind_context context;
  struct bind_constant constant;

  *value = TEXT("");
  if (!option->value)
    return true;
  if (option->value->kind == EXPR_COLUMN && option->value->name &&
      option->value->name->parts.count == 1) {
    *value = arena_upper(run->arena,
                         ((struct ident *)option->value->name->parts.at[0])->name);
    return true;
  }
  context = pipeline_context(run, false);
  if (!bind_constant_of(&context, option->value, &constant, err))
    return false;
  *value = constant.is_null ? TEXT("") : arena_text(run->arena, constant.value);
  return true;
}

static bool set_size(struct text value, struct text *size)
{
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    if (text_is_nocase(value, sizes[i].written)) {
      *size = text_of(sizes[i].shown);
      return true;
    }
  return false;
}

static bool set_bool(struct text value, bool *to)
{
  *to = text_is_nocase(value, "TRUE");
  return *to || text_is_nocase(value, "FALSE");
}

bool property_bool(struct run *run, const struct option *option, bool *yes,
                   struct err *err)
{
  struct text value;

  if (!property_text(run, option, &value, err))
    return false;
  return set_bool(value, yes) || property_bad_value(option, value, err);
}

static bool set_int(struct text value, int64_t *to)
{
  if (text_is_nocase(value, "NULL") || !value.len) {
    *to = 0;
    return true;
  }
  return text_to_int64(value, to);
}

static bool set_count(struct text value, int64_t *to)
{
  return text_to_int64(value, to) && *to >= 0;
}

static bool assign(const struct property *property, struct object *spec,
                   struct text value, struct arena *arena)
{
  void *at = (char *)spec + property->offset;

  switch (property->how) {
  case PROPERTY_TEXT: *(struct text *)at = value; return true;
  case PROPERTY_INT: return set_int(value, at);
  case PROPERTY_UNSIGNED: return set_count(value, at);
  case PROPERTY_BOOL: return set_bool(value, at);
  case PROPERTY_UPPER:
    *(struct text *)at = arena ? arena_upper(arena, value) : value;
    return true;
  case PROPERTY_SIZE: return set_size(value, at);
  case PROPERTY_SEQUENCE_ORDER:
    *(bool *)at = text_is(text_of(property->key), "ORDER");
    return true;
  case PROPERTY_COLLATION:
  case PROPERTY_ACCEPTED: return true;
  }
  return true;
}

static bool set_collation(const struct property *property, struct object *spec,
                          struct text value, struct err *err)
{
  const struct collation *collation;

  if (!collation_find(value, &collation, err))
    return false;
  *(struct text *)(void *)((char *)spec + property->offset) = collation
                                                                ? collation->spec
                                                                : (struct text){ 0 };
  return true;
}

bool property_set(struct run *run, enum kind kind, struct object *spec,
                  const struct option *option, struct err *err)
{
  const struct property *property = find(kind, option->key);
  struct text value;

  if (!property)
    return unknown(kind, option->key, err);
  if (property->how == PROPERTY_ACCEPTED)
    return true;
  if (!property_text(run, option, &value, err))
    return false;
  if (property->how == PROPERTY_COLLATION)
    return set_collation(property, spec, value, err);
  /* A word alone is a switch: SECURE, ORDER. */
  if (!option->value && property->how == PROPERTY_BOOL)
    value = TEXT("TRUE");
  return assign(property, spec, value, run->arena) ||
         property_bad_value(option, value, err);
}

bool property_set_all(struct run *run, enum kind kind, struct object *spec,
                      const struct list *options, struct err *err)
{
  for (int i = 0; i < options->count; i++)
    if (!property_set(run, kind, spec, options->at[i], err))
      return false;
  return true;
}

static void set_default(const struct property *property, struct object *spec)
{
  if (property->how == PROPERTY_ACCEPTED || property->how == PROPERTY_SEQUENCE_ORDER)
    return;
  if (property->how == PROPERTY_UNSIGNED)
    *(int64_t *)(void *)((char *)spec + property->offset) = OBJECT_UNSAID;
  else if (property->value)
    assign(property, spec, text_of(property->value), NULL);
  else
    *(struct text *)(void *)((char *)spec + property->offset) = (struct text){ 0 };
}

bool property_unset(enum kind kind, struct object *spec, struct text key, struct err *err)
{
  const struct property *property = find(kind, key);

  if (!property)
    return unknown(kind, key, err);
  set_default(property, spec);
  return true;
}

void property_defaults(enum kind kind, struct object *spec)
{
  for (int i = 0; i < PROPERTY_COUNT; i++)
    if (properties[i].kind == kind && properties[i].value)
      set_default(&properties[i], spec);
}

bool property_json(struct run *run, const struct option *option, struct text *json,
                   struct err *err)
{
  struct buf out;
  bool ok = true;

  buf_init(&out);
  json_put_open(&out, '{');
  for (int i = 0; ok && option->options && i < option->options->count; i++) {
    const struct option *inner = option->options->at[i];
    struct text value;

    ok = property_text(run, inner, &value, err);
    if (!ok)
      break;
    member_text(&out, arena_c_string(run->arena, inner->key), value);
  }
  json_put_close(&out, '}');
  if (ok)
    *json = buf_copy(&out, run->arena);
  buf_clear(&out);
  return ok;
}
