/* keyed_texts.h: the properties of users and integrations, texts with a key each, as one JSON object. */
#ifndef SESSION_KEYED_TEXTS_H
#define SESSION_KEYED_TEXTS_H

#include "base/buf.h"
#include "base/err.h"

/* The key of one of them. */
typedef const char *text_key(int index);

/* As a literal of SQL; those at NULL are left out. */
void keyed_texts_put(struct buf *sql, const struct text *values, int count,
                     text_key *key);
/* Every one is set, those that are left out to a text at NULL; texts live during the call. */
bool keyed_texts_read(struct text json, int count, text_key *key,
                      void (*set)(void *to, int index, struct text value), void *to,
                      struct err *err) MUST_CHECK;

#endif
