/* build_semantic.h: constructors of CREATE SEMANTIC VIEW and SEMANTIC_VIEW(...). */
#ifndef SQL_BUILD_SEMANTIC_H
#define SQL_BUILD_SEMANTIC_H

#include "sql/build.h"

/* `alias` and `visibility` may be NULL. */
struct semantic_item *build_semantic(struct build *b, struct ident *alias,
                                     struct name *name, const struct token *visibility);
/* The name's one part; a syntax error when there are more. */
struct ident *build_only_part(struct build *b, const struct name *name);
/* A syntax error when it is another word. */
void build_word_is(struct build *b, const struct ident *ident, const char *word);
/* What stands behind REFERENCES t; `columns` may be NULL. */
struct semantic_item *build_semantic_keys(struct build *b, struct list *columns,
                                          bool asof);
struct semantic_item *build_semantic_link(struct build *b, struct ident *alias,
                                          struct name *table, struct list *columns,
                                          struct name *references,
                                          const struct semantic_item *keys);
struct semantic_part *build_semantic_part(struct build *b, enum semantic_kind kind,
                                          const struct list *items);
struct create *build_create_semantic(struct build *b, struct create *create,
                                     const struct token *token, enum semantic_kind kind,
                                     const struct list *items);

#endif
