/* token.h: one token of Snowflake SQL, as the lexer cuts it and the grammar takes it. */
#ifndef SQL_TOKEN_H
#define SQL_TOKEN_H

#include "base/text.h"
#include "sql/ast.h"

/* Kinds that the grammar has no rule for; all others are the TK_ constants of sql/grammar.h. */
enum {
  TK_EOF = 0,
  TK_SPACE = 2000,
  TK_ILLEGAL,      /* A byte that begins no token. */
  TK_UNTERMINATED, /* A string, quoted name or comment without its end. */
  TK_SEMI,
  TK_ASSIGN, /* := */
  TK_FLOW,   /* ->> */
  TK_NONE    /* A reserved word that no rule uses. */
};

struct keyword_row;

struct token {
  int kind;
  struct text text;                  /* As written, quotes included. */
  const struct keyword_row *keyword; /* NULL when it is none. */
  struct place place;
};

#endif
