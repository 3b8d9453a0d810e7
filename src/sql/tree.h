/* tree.h: how the parser's tree is printed; for the files that print its parts (ast_tree.h is the
 * door). */
#ifndef SQL_TREE_H
#define SQL_TREE_H

#include "base/buf.h"
#include "sql/ast.h"
#include "sql/ast_block.h"

struct tree {
  struct buf *buf;
  int depth;
};

/* Lines: what stands between their beginning and their end is added bit by bit. */
void tree_start(struct tree *tree);
void tree_end(struct tree *tree);
void tree_line(struct tree *tree, const char *words);
void tree_add_quoted(struct tree *tree, struct text text, char quote);
void tree_add_ident(struct tree *tree, const struct ident *ident);
void tree_add_name(struct tree *tree, const struct name *name);
void tree_add_idents(struct tree *tree, const struct list *idents);
void tree_add_type(struct tree *tree, const struct type_name *type);
void tree_ident(struct tree *tree, const char *words, const struct ident *ident);
void tree_idents(struct tree *tree, const char *words, const struct list *idents);
void tree_string(struct tree *tree, const char *words, struct text text);
void tree_words(struct tree *tree, const char *words, struct text text);
void tree_flag(struct tree *tree, const char *words, bool flag);

/* Queries and expressions. */
void tree_name(struct tree *tree, const char *words, const struct name *name);
void tree_under(struct tree *tree, const char *words, const struct expr *expr);
void tree_exprs(struct tree *tree, const char *words, const struct list *exprs);
void tree_query_under(struct tree *tree, const char *words, const struct query *query);
void tree_orders(struct tree *tree, const char *words, const struct list *orders);
void tree_expr(struct tree *tree, const struct expr *expr);
const char *tree_semantic_name(enum semantic_kind kind);
void tree_table(struct tree *tree, const struct table_ref *table);
void tree_table_under(struct tree *tree, const char *words,
                      const struct table_ref *table);
void tree_ctes(struct tree *tree, const struct list *ctes);
void tree_query(struct tree *tree, const struct query *query);
void tree_options(struct tree *tree, const struct list *options);

/* Statements about objects. */
void tree_grant(struct tree *tree, const struct grant *grant);
void tree_create(struct tree *tree, const struct create *create);
void tree_routine(struct tree *tree, const struct routine *routine);
void tree_alter(struct tree *tree, const struct alter *alter);
void tree_drop(struct tree *tree, const char *verb, const struct drop *drop);
void tree_comment(struct tree *tree, const struct comment_on *comment);
void tree_describe(struct tree *tree, const struct describe *describe);

/* Snowflake Scripting, and statements of any kind. */
void tree_block(struct tree *tree, const struct block *block);
void tree_statement(struct tree *tree, const struct statement *statement);

#endif
