/* build_statement.h: constructors of whole statements, but for CREATE and ALTER. */
#ifndef SQL_BUILD_STATEMENT_H
#define SQL_BUILD_STATEMENT_H

#include "sql/build.h"

/* ---- rows ---- */

struct statement *build_insert(struct build *b, bool overwrite, struct name *table,
                               struct list *columns, struct query *query);
/* INSERT ALL and FIRST, read from the end: `branches` has what is complete, and what stands before
 * its WHEN is known waits as a first branch without a condition. */
struct multi_insert *build_multi_query(struct build *b, struct query *query);
struct multi_insert *build_multi_into(struct build *b, struct name *table,
                                      struct list *columns, struct list *values,
                                      struct multi_insert *next);
struct multi_insert *build_multi_when(struct build *b, struct expr *condition,
                                      struct multi_insert *next);
struct multi_insert *build_multi_else(struct build *b, const struct token *token,
                                      struct multi_insert *next);
struct statement *build_multi_insert(struct build *b, bool overwrite, bool first,
                                     struct multi_insert *insert);
struct statement *build_update(struct build *b, struct table_ref *table,
                               const struct list *assignments, struct table_ref *from,
                               struct expr *where);
struct assignment *build_assignment(struct build *b, struct name *column,
                                    struct expr *value);
struct statement *build_delete(struct build *b, struct table_ref *table,
                               struct table_ref *using_tables, struct expr *where);
struct statement *build_merge(struct build *b, struct table_ref *table,
                              struct table_ref *source, struct expr *on,
                              const struct list *clauses);
struct merge_clause *build_merge_clause(struct build *b, bool matched,
                                        struct expr *condition, int action);
struct merge_clause *build_merge_update(struct build *b, struct expr *condition,
                                        const struct list *assignments);
struct merge_clause *build_merge_insert(struct build *b, struct expr *condition,
                                        struct list *columns, const struct list *values);
struct statement *build_truncate(struct build *b, bool if_exists, struct name *name);

/* ---- objects ---- */

/* `mode`: BUILD_CASCADE or BUILD_RESTRICT. */
struct statement *build_drop(struct build *b, enum statement_kind which,
                             const struct token *kind, bool if_exists, struct name *name,
                             struct list *arg_types, int mode);
struct statement *build_comment(struct build *b, bool if_exists, const struct token *kind,
                                struct name *name, struct list *arg_types,
                                const struct token *comment);
struct statement *build_describe(struct build *b, const struct token *kind,
                                 struct name *name, struct list *arg_types,
                                 const struct token *type);
struct statement *build_describe_number(struct build *b, const struct token *kind,
                                        const struct token *number);
struct statement *build_describe_result(struct build *b, struct expr *result);
struct show *build_show(struct build *b, const struct token *what, bool terse);
struct show *build_show_like(struct build *b, struct show *show,
                             const struct token *pattern);
struct show *build_show_in(struct build *b, struct show *show, const struct token *kind,
                           struct name *name);
struct show *build_show_starts(struct build *b, struct show *show,
                               const struct token *prefix);
struct show *build_show_limit(struct build *b, struct show *show, struct expr *limit,
                              const struct token *from);
struct show *build_show_words(struct build *b, struct show *show,
                              const struct token *words);
struct statement *build_use(struct build *b, const struct token *kind, struct name *name);
struct statement *build_use_roles(struct build *b, const struct token *word);

/* ---- transactions, variables, explain ---- */

struct statement *build_begin(struct build *b, const struct ident *name);
struct statement *build_set_variable(struct build *b, struct ident *ident,
                                     struct expr *value);
struct statement *build_set_variables(struct build *b, const struct list *idents,
                                      struct expr *values);
struct statement *build_unset(struct build *b, const struct list *idents);
/* What is explained begins with the token ahead. */
struct explain *build_explain(struct build *b, const struct ident *format);
struct statement *build_explained(struct build *b, struct explain *explain,
                                  struct statement *statement);

#endif
