/* member.h: members of JSON objects: a name and its value. */
#ifndef PROTOCOL_MEMBER_H
#define PROTOCOL_MEMBER_H

#include <stdint.h>

#include "base/buf.h"

void member_text(struct buf *out, const char *name, struct text value);
void member_int(struct buf *out, const char *name, int64_t value);
/* Microseconds as milliseconds: 1.234 */
void member_micros(struct buf *out, const char *name, int64_t microseconds);
void member_bool(struct buf *out, const char *name, bool value);
void member_null(struct buf *out, const char *name);

#endif
