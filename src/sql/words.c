/* words.c: the words that mean something in SQL, for who writes or colours it. */
#include "sql/words.h"

#include <stddef.h>

#include "sql/keywords.h"
#include "sql/object_words.h"

const char *word_at(int index)
{
  int keywords, objects;
  const struct keyword_row *keyword = keyword_rows(&keywords);
  const struct object_words *object = object_words_rows(&objects);

  if (index < keywords)
    return keyword[index].word;
  return index - keywords < objects ? object[index - keywords].words : NULL;
}
