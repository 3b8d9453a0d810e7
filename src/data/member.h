/* member.h: members of JSON objects: a name and its value, written as json.h writes. */
#ifndef DATA_MEMBER_H
#define DATA_MEMBER_H

#include <stdint.h>

#include "base/buf.h"

void member_text(struct buf *out, const char *name,
                 struct text value); /* at NULL: null */
/* What is empty says nothing: null. */
void member_text_or_null(struct buf *out, const char *name, struct text value);
/* at NULL: no member. */
void member_text_if_any(struct buf *out, const char *name, struct text value);
void member_string(struct buf *out, const char *name, const char *value); /* NULL: "" */
void member_int(struct buf *out, const char *name, int64_t value);
void member_int_or_null(struct buf *out, const char *name,
                        int64_t value);                           /* Negative: null. */
void member_id(struct buf *out, const char *name, int64_t value); /* "12" */
/* Microseconds as milliseconds: 1.234 */
void member_micros(struct buf *out, const char *name, int64_t microseconds);
/* Milliseconds since 1970: "2026-01-31T23:59:59.123Z"; null when that has no year. */
void member_utc(struct buf *out, const char *name, int64_t ms);
void member_bool(struct buf *out, const char *name, bool value);
void member_null(struct buf *out, const char *name);
/* Its value is an object ('{') or an array ('['), which json_put_close ends. */
void member_open(struct buf *out, const char *name, char bracket);

#endif
