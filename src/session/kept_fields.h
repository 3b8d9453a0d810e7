/* kept_fields.h: what an answer says beside its rows, field by field (struct kept_info), and how
 * the types of its columns are written. */
#ifndef SESSION_KEPT_FIELDS_H
#define SESSION_KEPT_FIELDS_H

#include "session/kept_result.h"

enum kept_field_type { KEPT_TEXT, KEPT_NUMBER, KEPT_BOOL };

struct kept_field {
  const char *name;
  enum kept_field_type type;
  size_t offset; /* In struct kept_info, of a struct text, an int64_t, a bool. */
};

extern const struct kept_field kept_fields[];
extern const int kept_field_count;

static inline struct text *kept_field_text(struct kept_info *info, int field)
{
  return (struct text *)((char *)info + kept_fields[field].offset);
}

/* A column's type as a file says it. */
void kept_type_put(struct type type, struct buf *out);
bool kept_type_read(struct text written, struct text collation, struct type *type);

#endif
