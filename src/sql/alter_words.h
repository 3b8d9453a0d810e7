/* alter_words.h: the first words of the actions of ALTER that have their own shape. */
#ifndef SQL_ALTER_WORDS_H
#define SQL_ALTER_WORDS_H

struct alter_words {
  const char *words; /* Upper case, joined by one blank. */
  int token;         /* What the grammar gets for them: it says what follows. */
  const char *kind;  /* Of this kind of object alone; NULL: of any. */
};

const struct alter_words *alter_words_rows(int *count);

#endif
