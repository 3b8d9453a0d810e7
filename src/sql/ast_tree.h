/* ast_tree.h: the parser's tree as text, for people and golden files: a node a line, indented.
 *
 * explain --stage=ast prints it. Places are left out; what is absent prints nothing. */
#ifndef SQL_AST_TREE_H
#define SQL_AST_TREE_H

#include "base/buf.h"
#include "sql/ast.h"

void ast_print(const struct statement *statement, struct buf *buf);
void ast_print_query(const struct query *query, struct buf *buf);
void ast_print_expr(const struct expr *expr, struct buf *buf);

#endif
