/* fold.c: quoted names without their case, as QUOTED_IDENTIFIERS_IGNORE_CASE = true wants them. */
#include "sql/fold.h"

#include <string.h>

#include "sql/grammar.h"
#include "sql/lexer.h"

/* Where a path stands: after the colon of v:a.b[0]."c" until something else comes. */
enum path { PATH_NONE, PATH_KEY, PATH_BEHIND, PATH_INDEX };

/* In {'a': "b"} the colon follows a string, and "b" is a name. */
static enum path path_after(enum path path, int before, int kind)
{
  if (kind == TK_COLON)
    return before == TK_STRING ? PATH_NONE : PATH_KEY;
  switch (path) {
  case PATH_NONE: return PATH_NONE;
  case PATH_KEY: return PATH_BEHIND;
  case PATH_INDEX: return kind == TK_RB ? PATH_BEHIND : PATH_INDEX;
  case PATH_BEHIND:
    return kind == TK_DOT ? PATH_KEY : kind == TK_LB ? PATH_INDEX : PATH_NONE;
  }
  return PATH_NONE;
}

struct text fold_quoted_names(struct arena *arena, struct text sql)
{
  char *copy = arena_alloc(arena, sql.len + 1);
  struct text folded = text_from(copy, sql.len);
  struct lexer lexer = lexer_over(sql);
  enum path path = PATH_NONE;
  struct token token;
  int before = TK_EOF;

  memcpy(copy, sql.at, sql.len);
  copy[sql.len] = '\0';
  while ((token = lexer_next(&lexer)).kind != TK_EOF) {
    if (token.kind == TK_QUOTED && path != PATH_KEY)
      for (size_t i = 0; i < token.text.len; i++) {
        char *at = copy + (token.text.at - sql.at) + i;

        if (*at >= 'a' && *at <= 'z')
          *at = (char)(*at - 'a' + 'A');
      }
    path = path_after(path, before, token.kind);
    before = token.kind;
  }
  return folded;
}
