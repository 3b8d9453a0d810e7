/* object_words.h: the words that name a kind of object: TABLE, FILE FORMAT, ROW ACCESS POLICY. */
#ifndef SQL_OBJECT_WORDS_H
#define SQL_OBJECT_WORDS_H

#include "sql/ast.h"

struct object_words {
  const char *words; /* Upper case, joined by one blank. */
  enum object_kind kind;
  bool grammar; /* CREATE and ALTER of it are carried out. */
};

#define OBJECT_WORDS_MOST 4 /* Words in a row. */

/* The row of these words, or NULL. */
const struct object_words *object_words_find(struct text words);
const struct object_words *object_words_rows(int *count);

#endif
