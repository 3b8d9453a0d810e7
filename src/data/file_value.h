/* file_value.h: a value of type FILE: what is known of one staged file, in the stored form of an OBJECT with
 * the members below. (docs.snowflake.com/en/sql-reference/data-types-unstructured) */
#ifndef DATA_FILE_VALUE_H
#define DATA_FILE_VALUE_H

#include "base/buf.h"
#include "base/err.h"

/* In the order in which they stand in a value. */
enum file_field {
  FILE_CONTENT_TYPE,
  FILE_ETAG,
  FILE_LAST_MODIFIED,
  FILE_RELATIVE_PATH,
  FILE_SCOPED_FILE_URL,
  FILE_SIZE,
  FILE_STAGE,
  FILE_STAGE_FILE_URL,
  FILE_FIELDS
};

/* The members in stored form (data/json_text.h); at NULL: not there. */
struct file_value {
  struct text fields[FILE_FIELDS];
};

/* What an object says of a file, borrowed from its text. ERR_FAILED_CAST for what is no object, for a member
 * that no FILE has, and where a needed one is missing. */
bool file_value_read(struct text object, struct file_value *value,
                     struct err *err) MUST_CHECK;
void file_value_write(const struct file_value *value, struct buf *out);
/* A member of a FILE as plain text; false when it has none. */
bool file_value_get(struct text file, const char *field, struct buf *out);

/* "Wed, 11 Dec 2024 20:24:00 GMT", as LAST_MODIFIED has it. */
void file_value_put_moment(int64_t nanos, struct buf *out);
/* Adds such a moment as "2024-12-11 20:24:00 +0000", and any other text as it is. */
void file_value_plain_moment(struct text moment, struct buf *out);

#endif
