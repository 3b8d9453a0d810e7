/* parse.h: Snowflake SQL text to trees. */
#ifndef SQL_PARSE_H
#define SQL_PARSE_H

#include "base/err.h"
#include "sql/ast.h"

/* All statements of a text, separated by semicolons; empty ones are dropped. The trees point
 * into `sql`, which must live as long as the arena's use of them. List of struct statement.
 * Fails with ERR_SYNTAX "SQL compilation error:\nsyntax error line 1 at position 7 unexpected
 * 'x'." and its place, or ERR_TOO_COMPLEX. Text that is not UTF-8 is ERR_INVALID_UTF8. */
bool parse_statements(struct arena *arena, struct text sql, struct list *statements,
                      struct err *err) MUST_CHECK;
/* Where the statements of a text stand, for who runs some of them: struct place, without the
 * semicolon. One that cannot be read goes up to the next semicolon that is in no block of it, or to
 * the end of the text. Fails for what is no text only. */
bool parse_places(struct arena *arena, struct text sql, struct list *places,
                  struct err *err) MUST_CHECK;
/* One query (a view's text), one expression (a column's default), one type, one dotted name. */
struct query *parse_query(struct arena *arena, struct text sql, struct err *err);
struct expr *parse_expr(struct arena *arena, struct text sql, struct err *err);
struct name *parse_name(struct arena *arena, struct text sql, struct err *err);

#endif
