/* buf.h: text that grows on the heap.
 *
 * The holder calls buf_init and buf_clear. Bytes are always followed by a NUL that is not
 * counted, so that buf.at is a C string when the content holds no NUL. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/text.h"

struct buf {
  char *at;
  size_t len;
  size_t room;
};

void buf_init(struct buf *buf);
void buf_clear(struct buf *buf); /* Frees; the buffer may be used again. */
void buf_reset(struct buf *buf); /* Empties and keeps the memory. */
void buf_fit(struct buf *buf); /* Gives back memory that is not used, for a long life. */
/* Makes room for `more` bytes after len and returns where they go. */
char *buf_reserve(struct buf *buf, size_t more);
void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_text(struct buf *buf, struct text text);
void buf_add_string(struct buf *buf, const char *c_string);
void buf_add_char(struct buf *buf, char c);
void buf_add_int(struct buf *buf, int64_t value);
void buf_add_code_point(struct buf *buf, uint32_t code); /* text_put_code_point */
/* Each byte that belongs to no character becomes U+FFFD. */
void buf_add_repaired(struct buf *buf, struct text text);
/* A string literal of the engine's SQL: quotes around, quotes inside doubled. The text must hold no NUL. */
void buf_add_quoted(struct buf *buf, struct text text);
/* One of Snowflake's SQL, where backslashes mean something: they are doubled too. */
void buf_add_literal(struct buf *buf, struct text text);
/* An SQL identifier, likewise in double quotes. */
void buf_add_identifier(struct buf *buf, struct text name);
void buf_printf(struct buf *buf, const char *format, ...)
  __attribute__((format(printf, 2, 3)));
struct text buf_text(const struct buf *buf); /* Borrowed. */
struct text buf_copy(const struct buf *buf, struct arena *arena);

#endif
