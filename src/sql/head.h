/* head.h: what the first words of a statement say, before the grammar sees it.
 *
 * Some kinds of objects have several words (ROW ACCESS POLICY), SHOW takes any words, and some
 * statements are known but not understood yet. None of that suits a grammar that looks one token
 * ahead, so it is found out here, by reading ahead with a lexer of its own. */
#ifndef SQL_HEAD_H
#define SQL_HEAD_H

#include "sql/lexer.h"

/* Tokens from one byte offset up to another that the grammar gets as a single one. */
struct head_span {
  int kind; /* TK_KIND, TK_ROUTINE, TK_BLOCK or TK_WORDS */
  uint32_t from, to;
};

#define HEAD_SPANS_MOST 6

struct head {
  struct text unsupported; /* Its name, when the grammar has no rule for it ... */
  uint32_t end; /* ... and where it ends: its semicolon or the end of the text. */
  bool ddl;     /* CREATE or ALTER. */
  int span_count;
  struct head_span spans[HEAD_SPANS_MOST]; /* In order. */
};

/* Reads the statement that begins at the lexer's place. */
struct head head_read(struct lexer lexer);

#endif
