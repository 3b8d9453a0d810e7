/* build.h: what all constructors of the tree share: the arena, the source, the error, names, types.
 *
 * The grammar calls build_... functions; each returns its node, finished. What goes wrong is
 * set in the build's error, once; parsing stops after the token during which it happened. */
#ifndef SQL_BUILD_H
#define SQL_BUILD_H

#include "base/err.h"
#include "sql/ast.h"
#include "sql/token.h"

struct build {
  struct arena *arena;
  struct text sql;
  struct err *err;
  bool failed;
  uint32_t end; /* Where the last token that was taken ends: of the node being made. */
  struct place ahead; /* The token that was looked at and is not taken yet. */
  int bind_count;
  bool numbers_binds;     /* One of them is :1, not ?. */
  struct expr *bare_in;   /* `a IN b`, which only POSITION(a IN b) may hold. */
  struct create *create;  /* The CREATE whose columns are being read. */
  struct statement *body; /* What the last token BODY stands for. */
  void *result;
};

/* ---- errors ---- */

/* "syntax error line 1 at position 7 unexpected 'x'." */
void build_syntax_error(struct build *b, const struct token *token);
void build_syntax_error_at(struct build *b, struct place place);
/* At the token that was looked at last: something is missing before it. */
void build_unexpected_end(struct build *b);
/* A string, quoted name or comment that has no end. */
void build_unterminated(struct build *b, const struct token *token);
void build_too_complex(struct build *b);
void build_unsupported(struct build *b, const struct token *token, const char *what);

/* ---- places, lists, depth ---- */

/* From `from` to the end of what has been read. */
struct place build_place(const struct build *b, struct place from);
struct text build_source(const struct build *b, struct place place);
struct token build_span(const struct build *b, const struct token *first,
                        const struct token *last);
struct list *build_list(struct build *b, void *item);
struct list *build_append(struct build *b, struct list *list, void *item);
struct list *build_append_all(struct build *b, struct list *list,
                              const struct list *items);
/* Makes a node at least one deeper than what it holds. */
void build_deepen(struct build *b, uint16_t *depth, int below);

/* ---- words, names, types ---- */

/* The value of a string token: quotes removed, escapes resolved. */
struct text build_unquote(struct build *b, const struct token *token);
/* Upper case, words joined by one blank. */
struct text build_words(struct build *b, struct text text);
struct ident *build_ident(struct build *b, const struct token *token);
struct ident *build_ident_string(struct build *b, const struct token *token);
struct name *build_name(struct build *b, struct ident *ident);
struct name *build_name_part(struct build *b, struct name *name, struct ident *ident);
struct name *build_name_public(struct build *b, struct name *name, struct ident *ident);
struct name *build_name_dynamic(struct build *b, const struct token *token,
                                struct expr *expr);
struct ident *build_last_part(struct build *b, const struct name *name);
struct type_name *build_type(struct build *b, const struct ident *ident);
struct type_name *build_type_token(struct build *b, const struct token *token,
                                   const char *name);
struct type_name *build_type_word(struct build *b, struct type_name *type,
                                  const char *words);
/* VARCHAR(10); the second size may be NULL. */
struct type_name *build_type_size(struct build *b, struct type_name *type,
                                  const struct token *first, const struct token *second);
struct type_name *build_type_fields(struct build *b, struct type_name *type,
                                    struct list *fields, const struct token *size);
struct type_name *build_type_end(struct build *b, struct type_name *type);
struct column_def *build_field(struct build *b, const struct ident *ident,
                               struct type_name *type, bool not_null);
/* A member of OBJECT(...): its name keeps the case in which it is written. */
struct column_def *build_member(struct build *b, const struct ident *ident,
                                struct type_name *type, bool not_null);

/* `node` is the member of the statement's union that belongs to the kind. Place and source are
 * filled in by the parser. */
struct statement *build_statement(struct build *b, enum statement_kind kind, void *node);

#endif
