/* keywords.c: the words that the grammar knows, and where each of them counts as one. */
#include "sql/keywords.h"

#include <string.h>

#include "sql/grammar.h"
#include "sql/token.h"

#define LONGEST_KEYWORD 32
#define TK_ANYTHING 0

static const struct keyword_row rows[] = {
#define KEYWORD(word, token, next) { #word, TK_##token, TK_##next, false },
#define RESERVED(word, token, next) { #word, TK_##token, TK_##next, true },
#include "sql/keywords.def"
#undef KEYWORD
#undef RESERVED
};

const struct keyword_row *keyword_rows(int *count)
{
  *count = (int)(sizeof rows / sizeof *rows);
  return rows;
}

const struct keyword_row *keyword_find(struct text word)
{
  int low = 0, high = (int)(sizeof rows / sizeof *rows);

  if (word.len > LONGEST_KEYWORD)
    return NULL;
  while (low < high) {
    int middle = (low + high) / 2;
    int order = text_compare_nocase(word, text_of(rows[middle].word));

    if (order == 0)
      return &rows[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}
