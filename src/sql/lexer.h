/* lexer.h: Snowflake SQL text into tokens, one at a time.
 *
 * A lexer borrows its text and never allocates. It cannot fail: bytes it does not know become
 * TK_ILLEGAL and what lacks its end TK_UNTERMINATED, so that only the parser reports errors.
 * A struct lexer may be copied to look ahead. */
#ifndef SQL_LEXER_H
#define SQL_LEXER_H

#include "sql/token.h"

struct lexer {
  const char *start, *at, *limit;
  const char *line_start;
  int line;
};

/* The text must be shorter than 4 GB. */
struct lexer lexer_over(struct text sql);
/* The next token, comments and white space left out; TK_EOF for ever after the last one. A word
 * that is in keywords.def has its keyword's kind, wherever it stands. */
struct token lexer_next(struct lexer *lexer);
/* Whether it is a word, not quoted; and this one, in upper case here. */
bool token_is_word(const struct token *token);
bool token_is(const struct token *token, const char *word);

#endif
