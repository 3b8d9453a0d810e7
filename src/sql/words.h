/* words.h: the words that mean something in SQL, for who writes or colours it. */
#ifndef SQL_WORDS_H
#define SQL_WORDS_H

/* Keywords, and what kinds of objects are called; perhaps several words, and some of them twice. NULL past
 * the last. */
const char *word_at(int index);

#endif
