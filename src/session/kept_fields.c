/* kept_fields.c: what an answer says beside its rows, field by field, and its columns' types. */
#include "session/kept_fields.h"

#include <stddef.h>

#define AT(field) offsetof(struct kept_info, field)

const struct kept_field kept_fields[] = {
  { "query", KEPT_TEXT, AT(query_id) },
  { "user", KEPT_TEXT, AT(user) },
  { "sql", KEPT_TEXT, AT(sql) },
  { "database", KEPT_TEXT, AT(database) },
  { "schema", KEPT_TEXT, AT(schema) },
  { "warehouse", KEPT_TEXT, AT(warehouse) },
  { "role", KEPT_TEXT, AT(role) },
  { "ids", KEPT_TEXT, AT(result_ids) },
  { "types", KEPT_TEXT, AT(result_types) },
  { "form", KEPT_TEXT, AT(form) },
  { "settings", KEPT_TEXT, AT(settings) },
  { "answer_form", KEPT_NUMBER, AT(answer_form) },
  { "type", KEPT_NUMBER, AT(type_id) },
  { "binds", KEPT_NUMBER, AT(bind_count) },
  { "dml", KEPT_BOOL, AT(is_dml) },
  { "inserted", KEPT_NUMBER, AT(rows_inserted) },
  { "updated", KEPT_NUMBER, AT(rows_updated) },
  { "deleted", KEPT_NUMBER, AT(rows_deleted) },
  { "session", KEPT_NUMBER, AT(session_id) },
  { "created", KEPT_NUMBER, AT(created_ms) },
  { "started", KEPT_NUMBER, AT(started_ms) },
  { "ended", KEPT_NUMBER, AT(ended_ms) },
};

const int kept_field_count = sizeof kept_fields / sizeof *kept_fields;

void kept_type_put(struct type type, struct buf *out)
{
  if (type.kind != TYPE_UNKNOWN)
    type_print(type, out);
}

bool kept_type_read(struct text written, struct text collation, struct type *type)
{
  struct err err = { 0 };

  *type = type_of(TYPE_UNKNOWN);
  if (!written.at || (written.len && !type_parse(written, type)))
    return false;
  return !collation.len || collation_find(collation, &type->collation, &err);
}
