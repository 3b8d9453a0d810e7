/* head.h: what the first words of a statement say, before the grammar sees it.
 *
 * Some kinds of objects have several words (ROW ACCESS POLICY), SHOW takes any words, and BEGIN
 * starts a transaction or a block. None of that suits a grammar that looks one token ahead, so it
 * is found out here, by reading ahead with a lexer of its own. */
#ifndef SQL_HEAD_H
#define SQL_HEAD_H

#include "sql/lexer.h"

/* Tokens from one byte offset up to another that the grammar gets as a single one. */
struct head_span {
  int kind; /* TK_KIND, TK_ROUTINE or TK_WORDS */
  uint32_t from, to;
};

#define HEAD_SPANS_MOST 6

struct head {
  bool block;       /* DECLARE, or BEGIN of a block: the grammar knows none. */
  bool names_files; /* PUT, GET: file:// is written without quotes. */
  bool ddl;         /* CREATE or ALTER. */
  enum {
    BODY_NONE,
    BODY_BLOCK,    /* Of a routine: a string, or a block. */
    BODY_STATEMENT /* Of a task, a pipe, an alert: any statement, or a block. */
  } body;
  int span_count;
  struct head_span spans[HEAD_SPANS_MOST]; /* In order. */
};

/* Reads the statement that begins at the lexer's place. */
struct head head_read(struct lexer lexer);

#endif
