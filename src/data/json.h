/* json.h: JSON values as messages carry them: read through a tolerant view, written as text.
 *
 * Reading: `struct json` is one parsed value. NULL stands for a missing value in every call
 * below, so that a chain of look-ups needs no checks; a member of the wrong type reads as
 * missing too. A parsed tree lives in an arena and may be read by many threads.
 *
 * Writing: the json_put_* functions add to a buffer and set commas by themselves. What they
 * write is always well-made UTF-8: bytes that are not become U+FFFD. */
#ifndef DATA_JSON_H
#define DATA_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct json;

/* Deepest nesting that is parsed. */
#define JSON_MAX_NESTING 512

/* Parses a whole text, which need not stay; NULL and ERR_BAD_REQUEST with the place when it is
 * not JSON or too deep. */
const struct json *json_parse(struct arena *arena, struct text text, struct err *err);

bool json_has_members(const struct json *json); /* It is an object. */
bool json_has_items(const struct json *json);   /* It is an array. */
bool json_is_absent(const struct json *json);   /* Missing or null. */
const struct json *json_member(const struct json *object,
                               const char *name); /* The last. */
/* For the first few: it counts them. */
const struct json *json_item(const struct json *array, size_t index);
/* The item behind another; the first behind NULL; NULL behind the last. */
const struct json *json_next(const struct json *array, const struct json *before);
/* The value behind another in an object, and its name. */
const struct json *json_next_member(const struct json *object, const struct json *before,
                                    struct text *name);
size_t json_count(const struct json *json); /* Members or items; 0 for other kinds. */

/* A string's bytes, borrowed from the tree; at NULL when it is not a string. */
struct text json_as_text(const struct json *json);
int64_t json_as_int(const struct json *json, int64_t otherwise); /* Also "12" and 12.0. */
bool json_as_bool(const struct json *json, bool otherwise); /* Also "true" and "FALSE". */
/* A string, number or boolean as plain text; at NULL for all else. Numbers are written into the arena, a
 * string is borrowed from the tree. A NUL that is not counted follows either. */
struct text json_scalar_text(const struct json *json, struct arena *arena);

void json_put_open(struct buf *out, char bracket); /* '{' or '[' */
void json_put_close(struct buf *out, char bracket);
void json_put_name(struct buf *out, const char *name);
void json_put_text(struct buf *out, struct text text); /* at NULL: null */
void json_put_int(struct buf *out, int64_t value);
void json_put_bool(struct buf *out, bool value);
void json_put_null(struct buf *out);
/* The inside of a string: escaped, without quotes. */
void json_put_escaped(struct buf *out, struct text text);

#endif
