/* token_list.c: a text's tokens as text, a token a line; explain --stage=tokens prints it. */
#include "sql/token_list.h"

#include "sql/grammar.h"
#include "sql/keywords.h"
#include "sql/lexer.h"

static const char *kind_name(const struct token *token)
{
  if (token->keyword)
    return token->keyword->reserved ? "reserved" : "keyword";
  switch (token->kind) {
  case TK_ID: return "name";
  case TK_QUOTED: return "quoted";
  case TK_STRING: return "string";
  case TK_BINARY: return "binary";
  case TK_INTEGER:
  case TK_NUMBER: return "number";
  case TK_POSITION: return "position";
  case TK_VARIABLE: return "variable";
  case TK_STAGE: return "stage";
  case TK_ILLEGAL: return "illegal";
  case TK_UNTERMINATED: return "unterminated";
  default: return "sign";
  }
}

void token_list_print(struct text sql, struct buf *buf)
{
  struct lexer lexer = lexer_over(sql);
  struct token token;

  while ((token = lexer_next(&lexer)).kind != TK_EOF)
    buf_printf(buf, "%d:%d %s " TEXT_FMT "\n", token.place.line, token.place.column,
               kind_name(&token), TEXT_ARG(token.text));
}
