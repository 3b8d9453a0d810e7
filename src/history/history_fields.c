/* history_fields.c: what a statement is remembered by, field for field. */
#include "history/history_fields.h"

#define ID(name)                                          \
 {                                                        \
#  name, HISTORY_ID, offsetof(struct history_entry, name) \
 }
#define STRING(name)                                        \
 {                                                          \
#  name, HISTORY_TEXT, offsetof(struct history_entry, name) \
 }
#define INT(name)                                          \
 {                                                         \
#  name, HISTORY_INT, offsetof(struct history_entry, name) \
 }

const struct history_field history_fields[HISTORY_FIELDS] = {
  INT(number),     ID(query_id),        STRING(sql),    STRING(database),
  STRING(schema),  STRING(user),        STRING(role),   STRING(warehouse),
  STRING(tag),     STRING(type),        STRING(client), STRING(client_version),
  INT(session_id), INT(transaction_id), INT(state),     INT(error),
  STRING(message), INT(started_ms),     INT(ended_ms),  INT(elapsed_us),
  INT(rows),       INT(inserted),       INT(updated),   INT(deleted),
  INT(bytes),      INT(parse_us),       INT(bind_us),   INT(plan_us),
  INT(execute_us), INT(encode_us),
};

void history_field_set_text(struct history_entry *entry, int field, const char *text)
{
  void *place = (char *)entry + history_fields[field].offset;

  if (history_fields[field].kind == HISTORY_ID)
    text_fill(place, sizeof entry->query_id, text_of(text));
  else
    *(const char **)place = text;
}

void history_field_set_int(struct history_entry *entry, int field, int64_t value)
{
  *(int64_t *)(void *)((char *)entry + history_fields[field].offset) = value;
}
