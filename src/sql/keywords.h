/* keywords.h: the words that the grammar knows, and where each of them counts as one. */
#ifndef SQL_KEYWORDS_H
#define SQL_KEYWORDS_H

#include "base/text.h"

struct keyword_row {
  const char *word;
  int token;
  int next;      /* Counts only before a token of this kind; 0: always. */
  bool reserved; /* Never a name where it counts. */
};

/* The row of a word, letters compared without case; NULL when it is no keyword. */
const struct keyword_row *keyword_find(struct text word);
/* All rows, sorted by word. */
const struct keyword_row *keyword_rows(int *count);

#endif
