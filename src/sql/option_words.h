/* option_words.h: the options of objects and commands, and what their values are. */
#ifndef SQL_OPTION_WORDS_H
#define SQL_OPTION_WORDS_H

#include "base/text.h"

enum option_value_kind {
  VALUE_TEXT,    /* A string; `words` may stand there without quotes. */
  VALUE_NUMBER,  /* A number, perhaps quoted. */
  VALUE_BOOLEAN, /* TRUE or FALSE, perhaps quoted. */
  VALUE_WORD,    /* One of `words`, perhaps quoted; any word when there are none. */
  VALUE_NAME,    /* An object's name, perhaps as a string. */
  VALUE_LIST,    /* (a, b), or a single value */
  VALUE_OPTIONS, /* (KEY = value ...): those of the owner `words`, any when there is none. */
  VALUE_FORMAT, /* (TYPE = CSV ...), or the name of a file format */
  VALUE_ANY
};

struct option_words {
  const char *owner; /* A kind of object, or a command. */
  const char *key;   /* "*": any other, as where session parameters may be set. */
  enum option_value_kind value;
  const char *words;   /* Joined by |; one that ends in * stands for its beginning. */
  const char *formats; /* Of these types of file formats alone. */
};

/* Whether the options of this owner are known at all. */
bool option_words_know(struct text owner);
/* NULL: the owner has no such option. */
const struct option_words *option_words_find(struct text owner, struct text key);
const struct option_words *option_words_rows(int *count);

#endif
