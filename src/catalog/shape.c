/* shape.c: the fields of each kind of object, as rows. */
#include "catalog/shape.h"

#include <stdlib.h>
#include <string.h>

#define COMMON(type)                                                        \
 { "id", FIELD_INT64, offsetof(struct type, object.id) },                   \
   { "parent_id", FIELD_INT64, offsetof(struct type, object.parent_id) },   \
   { "kind", FIELD_INT, offsetof(struct type, object.kind) },               \
   { "name", FIELD_TEXT, offsetof(struct type, object.name) },              \
   { "owner", FIELD_TEXT, offsetof(struct type, object.owner) },            \
   { "comment", FIELD_TEXT, offsetof(struct type, object.comment) },        \
   { "created_ms", FIELD_INT64, offsetof(struct type, object.created_ms) }, \
 {                                                                          \
  "altered_ms", FIELD_INT64, offsetof(struct type, object.altered_ms)       \
 }

/* Of what is kept when it is dropped. */
#define DROPPED(type)                                                     \
 { "dropped_ms", FIELD_INT64, offsetof(struct type, object.dropped_ms) }, \
 {                                                                        \
  "purge_ms", FIELD_INT64, offsetof(struct type, object.purge_ms)         \
 }

static const struct field database_fields[] = {
  COMMON(database),
  DROPPED(database),
  { "transient", FIELD_BOOL, offsetof(struct database, transient) },
  { "retention_days", FIELD_INT64, offsetof(struct database, retention_days) },
  { "default_collation", FIELD_TEXT, offsetof(struct database, default_collation) },
};

static const struct field schema_fields[] = {
  COMMON(schema),
  DROPPED(schema),
  { "transient", FIELD_BOOL, offsetof(struct schema, transient) },
  { "managed_access", FIELD_BOOL, offsetof(struct schema, managed_access) },
  { "retention_days", FIELD_INT64, offsetof(struct schema, retention_days) },
  { "default_collation", FIELD_TEXT, offsetof(struct schema, default_collation) },
};

static const struct field table_fields[] = {
  COMMON(table),
  DROPPED(table),
  { "persistence", FIELD_INT, offsetof(struct table, persistence) },
  { "variety", FIELD_INT, offsetof(struct table, variety) },
  { "cluster_by", FIELD_TEXT, offsetof(struct table, cluster_by) },
  { "search_optimization", FIELD_TEXT, offsetof(struct table, search_optimization) },
  { "retention_days", FIELD_INT64, offsetof(struct table, retention_days) },
  { "default_collation", FIELD_TEXT, offsetof(struct table, default_collation) },
  { "change_tracking", FIELD_BOOL, offsetof(struct table, change_tracking) },
  { "schema_evolution", FIELD_BOOL, offsetof(struct table, schema_evolution) },
  { "next_column_id", FIELD_INT, offsetof(struct table, next_column_id) },
  { "view_query", FIELD_TEXT, offsetof(struct table, view_query) },
  { "view_source", FIELD_TEXT, offsetof(struct table, view_source) },
  { "secure", FIELD_BOOL, offsetof(struct table, secure) },
  { "materialized", FIELD_BOOL, offsetof(struct table, materialized) },
  { "recursive", FIELD_BOOL, offsetof(struct table, recursive) },
  { "suspended", FIELD_BOOL, offsetof(struct table, suspended) },
  { "target_lag", FIELD_TEXT, offsetof(struct table, target_lag) },
  { "warehouse", FIELD_TEXT, offsetof(struct table, warehouse) },
  { "initialization_warehouse", FIELD_TEXT,
    offsetof(struct table, initialization_warehouse) },
  { "refresh_mode", FIELD_TEXT, offsetof(struct table, refresh_mode) },
  { "uninitialized", FIELD_BOOL, offsetof(struct table, uninitialized) },
  { "unscheduled", FIELD_BOOL, offsetof(struct table, unscheduled) },
  { "suspended_by_source", FIELD_BOOL, offsetof(struct table, suspended_by_source) },
  { "suspended_ms", FIELD_INT64, offsetof(struct table, suspended_ms) },
  { "location", FIELD_TEXT, offsetof(struct table, location) },
  { "location_form", FIELD_TEXT, offsetof(struct table, location_form) },
  { "location_pattern", FIELD_TEXT, offsetof(struct table, location_pattern) },
  { "partition_columns", FIELD_TEXT, offsetof(struct table, partition_columns) },
  { "auto_refresh", FIELD_BOOL, offsetof(struct table, auto_refresh) },
  { "refreshed_ms", FIELD_INT64, offsetof(struct table, refreshed_ms) },
  { "stage_file_format", FIELD_TEXT, offsetof(struct table, stage_file_format) },
  { "stage_copy_options", FIELD_TEXT, offsetof(struct table, stage_copy_options) },
  { "external_volume", FIELD_TEXT, offsetof(struct table, external_volume) },
  { "base_location", FIELD_TEXT, offsetof(struct table, base_location) },
  { "parts", FIELD_PARTS, 0 },
};

static const struct field sequence_fields[] = {
  COMMON(sequence),
  { "start", FIELD_INT64, offsetof(struct sequence, start) },
  { "step", FIELD_INT64, offsetof(struct sequence, step) },
  { "next", FIELD_INT64, offsetof(struct sequence, durable) },
  { "ordered", FIELD_BOOL, offsetof(struct sequence, ordered) },
};

static const struct field function_fields[] = {
  COMMON(function),
  { "called", FIELD_TEXT, offsetof(struct function, called) },
  { "body", FIELD_TEXT, offsetof(struct function, body) },
  { "language", FIELD_TEXT, offsetof(struct function, language) },
  { "volatility", FIELD_TEXT, offsetof(struct function, volatility) },
  { "columns", FIELD_COLUMNS, offsetof(struct function, columns) },
  { "arg_count", FIELD_INT, offsetof(struct function, arg_count) },
  { "is_table", FIELD_BOOL, offsetof(struct function, is_table) },
  { "returns_not_null", FIELD_BOOL, offsetof(struct function, returns_not_null) },
  { "secure", FIELD_BOOL, offsetof(struct function, secure) },
  { "memoizable", FIELD_BOOL, offsetof(struct function, memoizable) },
};

static const struct field warehouse_fields[] = {
  COMMON(warehouse),
  { "size", FIELD_TEXT, offsetof(struct warehouse, size) },
  { "type", FIELD_TEXT, offsetof(struct warehouse, type) },
  { "auto_suspend", FIELD_INT64, offsetof(struct warehouse, auto_suspend) },
  { "auto_resume", FIELD_BOOL, offsetof(struct warehouse, auto_resume) },
  { "suspended", FIELD_BOOL, offsetof(struct warehouse, suspended) },
  { "min_clusters", FIELD_INT64, offsetof(struct warehouse, min_clusters) },
  { "max_clusters", FIELD_INT64, offsetof(struct warehouse, max_clusters) },
  { "scaling_policy", FIELD_TEXT, offsetof(struct warehouse, scaling_policy) },
  { "statement_timeout", FIELD_INT64, offsetof(struct warehouse, statement_timeout) },
  { "queued_timeout", FIELD_INT64, offsetof(struct warehouse, queued_timeout) },
  { "max_concurrency", FIELD_INT64, offsetof(struct warehouse, max_concurrency) },
};

static const struct field volume_fields[] = {
  COMMON(volume),
  { "locations", FIELD_TEXT, offsetof(struct volume, locations) },
  { "active", FIELD_TEXT, offsetof(struct volume, active) },
  { "allow_writes", FIELD_BOOL, offsetof(struct volume, allow_writes) },
};

static const struct field format_fields[] = {
  COMMON(named_format),
  { "options", FIELD_TEXT, offsetof(struct named_format, options) },
};

static const struct field stage_fields[] = {
  COMMON(stage),
  { "url", FIELD_TEXT, offsetof(struct stage, url) },
  { "storage_integration", FIELD_TEXT, offsetof(struct stage, storage_integration) },
  { "endpoint", FIELD_TEXT, offsetof(struct stage, endpoint) },
  { "credentials", FIELD_TEXT, offsetof(struct stage, credentials) },
  { "encryption", FIELD_TEXT, offsetof(struct stage, encryption) },
  { "file_format", FIELD_TEXT, offsetof(struct stage, file_format) },
  { "copy_options", FIELD_TEXT, offsetof(struct stage, copy_options) },
  { "directory", FIELD_BOOL, offsetof(struct stage, directory) },
  { "auto_refresh", FIELD_BOOL, offsetof(struct stage, auto_refresh) },
  { "refreshed_ms", FIELD_INT64, offsetof(struct stage, refreshed_ms) },
};

static const struct field pipe_fields[] = {
  COMMON(pipe),
  { "copy", FIELD_TEXT, offsetof(struct pipe, copy) },
  { "pattern", FIELD_TEXT, offsetof(struct pipe, pattern) },
  { "error_integration", FIELD_TEXT, offsetof(struct pipe, error_integration) },
  { "paused", FIELD_BOOL, offsetof(struct pipe, paused) },
  { "is_external", FIELD_BOOL, offsetof(struct pipe, is_external) },
};

static const struct field column_fields[] = {
  { "id", FIELD_INT, offsetof(struct column, stored.id) },
  { "name", FIELD_TEXT, offsetof(struct column, name) },
  { "type", FIELD_TYPE, offsetof(struct column, stored.type) },
  { "sized", FIELD_BOOL, offsetof(struct column, stored.type.sized) },
  { "not_null", FIELD_BOOL, offsetof(struct column, stored.not_null) },
  { "int_bytes", FIELD_INT, offsetof(struct column, stored.int_bytes) },
  { "default_sql", FIELD_TEXT, offsetof(struct column, default_sql) },
  { "virtual_sql", FIELD_TEXT, offsetof(struct column, virtual_sql) },
  { "comment", FIELD_TEXT, offsetof(struct column, comment) },
  { "collation", FIELD_TEXT, offsetof(struct column, collation) },
  { "evolution", FIELD_TEXT, offsetof(struct column, evolution) },
  { "autoincrement", FIELD_BOOL, offsetof(struct column, autoincrement) },
  { "start", FIELD_INT64, offsetof(struct column, start) },
  { "step", FIELD_INT64, offsetof(struct column, step) },
  { "ordered", FIELD_BOOL, offsetof(struct column, ordered) },
  { "sequence_id", FIELD_INT64, offsetof(struct column, sequence_id) },
};

static const struct field constraint_fields[] = {
  { "kind", FIELD_INT, offsetof(struct table_constraint, kind) },
  { "name", FIELD_TEXT, offsetof(struct table_constraint, name) },
  { "included", FIELD_INT, offsetof(struct table_constraint, included) },
  { "ref_database", FIELD_TEXT, offsetof(struct table_constraint, ref_database) },
  { "ref_schema", FIELD_TEXT, offsetof(struct table_constraint, ref_schema) },
  { "ref_table", FIELD_TEXT, offsetof(struct table_constraint, ref_table) },
  { "ref_id", FIELD_INT64, offsetof(struct table_constraint, ref_id) },
  { "on_delete", FIELD_TEXT, offsetof(struct table_constraint, on_delete) },
  { "on_update", FIELD_TEXT, offsetof(struct table_constraint, on_update) },
  { "match", FIELD_TEXT, offsetof(struct table_constraint, match) },
  { "enforced", FIELD_BOOL, offsetof(struct table_constraint, enforced) },
  { "rely", FIELD_BOOL, offsetof(struct table_constraint, rely) },
};

#define FIELDS(list) list, (int)(sizeof(list) / sizeof(list)[0])

static const struct shape shapes[SHAPE_COUNT] = {
  [SHAPE_DATABASE] = { "databases", sizeof(struct database), FIELDS(database_fields) },
  [SHAPE_SCHEMA] = { "schemas", sizeof(struct schema), FIELDS(schema_fields) },
  [SHAPE_TABLE] = { "tables", sizeof(struct table), FIELDS(table_fields) },
  [SHAPE_SEQUENCE] = { "sequences", sizeof(struct sequence), FIELDS(sequence_fields) },
  [SHAPE_WAREHOUSE] = { "warehouses", sizeof(struct warehouse),
                        FIELDS(warehouse_fields) },
  [SHAPE_FUNCTION] = { "functions", sizeof(struct function), FIELDS(function_fields) },
  [SHAPE_VOLUME] = { "volumes", sizeof(struct volume), FIELDS(volume_fields) },
  [SHAPE_FORMAT] = { "file_formats", sizeof(struct named_format), FIELDS(format_fields) },
  [SHAPE_STAGE] = { "stages", sizeof(struct stage), FIELDS(stage_fields) },
  [SHAPE_PIPE] = { "pipes", sizeof(struct pipe), FIELDS(pipe_fields) },
  [SHAPE_COLUMN] = { NULL, sizeof(struct column), FIELDS(column_fields) },
  [SHAPE_CONSTRAINT] = { NULL, sizeof(struct table_constraint),
                         FIELDS(constraint_fields) },
};

const struct shape *shape_at(enum shape_id id)
{
  return &shapes[id];
}

enum shape_id shape_of(enum kind kind)
{
  switch (kind) {
  case KIND_DATABASE: return SHAPE_DATABASE;
  case KIND_SCHEMA: return SHAPE_SCHEMA;
  case KIND_TABLE:
  case KIND_VIEW: return SHAPE_TABLE;
  case KIND_SEQUENCE: return SHAPE_SEQUENCE;
  case KIND_WAREHOUSE: return SHAPE_WAREHOUSE;
  case KIND_FUNCTION: return SHAPE_FUNCTION;
  case KIND_VOLUME: return SHAPE_VOLUME;
  case KIND_FILE_FORMAT: return SHAPE_FORMAT;
  case KIND_STAGE: return SHAPE_STAGE;
  case KIND_PIPE: return SHAPE_PIPE;
  }
  return SHAPE_TABLE;
}

void shape_own(const struct shape *shape, void *item)
{
  for (int i = 0; i < shape->field_count; i++) {
    struct text *field = (struct text *)(void *)((char *)item + shape->fields[i].offset);
    struct text borrowed;

    if (shape->fields[i].kind != FIELD_TEXT)
      continue;
    borrowed = *field;
    *field = (struct text){ 0 };
    object_set_text(field, borrowed);
  }
}

void shape_clear(const struct shape *shape, void *item)
{
  for (int i = 0; i < shape->field_count; i++)
    if (shape->fields[i].kind == FIELD_TEXT)
      object_set_text((struct text *)(void *)((char *)item + shape->fields[i].offset),
                      (struct text){ 0 });
}
