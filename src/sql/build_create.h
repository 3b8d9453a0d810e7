/* build_create.h: CREATE as a whole: which clauses it may have, and the statement that it is. */
#ifndef SQL_BUILD_CREATE_H
#define SQL_BUILD_CREATE_H

#include "sql/build.h"

/* IF NOT EXISTS after the name, before any clause. */
struct create *build_create_if_not_exists(struct build *b, struct create *create,
                                          const struct token *token);
/* Notes a clause (enum create_clause); a syntax error at `token` where the kind has none such. */
struct create *build_clause(struct build *b, struct create *create,
                            const struct token *token, unsigned clause);
/* `query` may be NULL. A syntax error when a clause is missing that the kind must have. */
struct statement *build_create_end(struct build *b, struct create *create,
                                   struct query *query);

#endif
