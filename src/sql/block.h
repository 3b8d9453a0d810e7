/* block.h: Snowflake Scripting: DECLARE ... BEGIN ... END as a tree (ast_block.h).
 *
 * By hand: a statement of a script ends where the next word begins, and its words are names
 * everywhere else. Expressions, types and SQL statements within are runs of the grammar. */
#ifndef SQL_BLOCK_H
#define SQL_BLOCK_H

#include "sql/parser.h"

/* The block that begins at the next token, without the semicolon behind it. NULL with an error. */
struct statement *block_parse(struct parser *parser);

#endif
