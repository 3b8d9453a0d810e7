/* history_fields.h: what a statement is remembered by, field for field: for what writes and reads all
 * of them. */
#ifndef HISTORY_HISTORY_FIELDS_H
#define HISTORY_HISTORY_FIELDS_H

#include <stddef.h>

#include "history/history_entry.h"

enum history_kind {
  HISTORY_ID,   /* A text inside of the entry, which is never NULL. */
  HISTORY_TEXT, /* A text elsewhere, or NULL. */
  HISTORY_INT
};

struct history_field {
  const char *name;
  enum history_kind kind;
  size_t offset;
};

/* In the order in which they are kept: new ones come at the end. */
enum { HISTORY_FIELDS = 30 };
extern const struct history_field history_fields[HISTORY_FIELDS];

/* Of kinds ID and TEXT. */
static inline const char *history_field_text(const struct history_entry *entry, int field)
{
  const void *place = (const char *)entry + history_fields[field].offset;

  return history_fields[field].kind == HISTORY_ID ? place : *(const char *const *)place;
}

static inline int64_t history_field_int(const struct history_entry *entry, int field)
{
  const void *place = (const char *)entry + history_fields[field].offset;

  return *(const int64_t *)place;
}

/* Borrows a text unless it is an ID, of which as much is copied as fits. */
void history_field_set_text(struct history_entry *entry, int field, const char *text);
void history_field_set_int(struct history_entry *entry, int field, int64_t value);

#endif
