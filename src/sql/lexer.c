/* lexer.c: Snowflake SQL text into tokens, one at a time. */
#include "sql/lexer.h"

#include <string.h>

#include "sql/grammar.h"
#include "sql/keywords.h"
#include "sql/scan.h"

struct lexer lexer_over(struct text sql)
{
  const char *at = sql.at ? sql.at : "";

  return (struct lexer){
    .start = at, .at = at, .limit = at + sql.len, .line_start = at, .line = 1
  };
}

/* Moves the count of lines over what was just read. */
static void count_lines(struct lexer *lexer, const char *from)
{
  const char *newline;

  while (from < lexer->at &&
         (newline = memchr(from, '\n', (size_t)(lexer->at - from))) != NULL) {
    lexer->line++;
    lexer->line_start = from = newline + 1;
  }
}

struct token lexer_next(struct lexer *lexer)
{
  struct token token = { 0 };
  const struct keyword_row *row;
  const char *from;

  do {
    from = lexer->at;
    token.place.line = lexer->line;
    token.place.column = (int)(from - lexer->line_start);
    token.kind = scan_token(&lexer->at, lexer->limit);
    if (token.kind != TK_ID)
      count_lines(lexer, from);
  } while (token.kind == TK_SPACE);

  token.text = text_from(from, (size_t)(lexer->at - from));
  token.place.from = (uint32_t)(from - lexer->start);
  token.place.to = (uint32_t)(lexer->at - lexer->start);
  if (token.kind == TK_ID && (row = keyword_find(token.text)) != NULL) {
    token.kind = row->token;
    token.keyword = row;
  }
  return token;
}

bool token_is_word(const struct token *token)
{
  char c = token->text.len ? token->text.at[0] : 0;

  return token->kind != TK_BINARY &&
         ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_');
}

bool token_is(const struct token *token, const char *word)
{
  return token_is_word(token) && text_is_nocase(token->text, word);
}
