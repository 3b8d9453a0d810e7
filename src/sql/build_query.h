/* build_query.h: constructors of queries and of what stands in FROM, called by the grammar.
 *
 * Clauses that come one by one are carried in partly filled nodes: a struct query for ORDER BY
 * and LIMIT, a struct select for WHERE and QUALIFY, a struct table_ref for aliases and ON. */
#ifndef SQL_BUILD_QUERY_H
#define SQL_BUILD_QUERY_H

#include "sql/build.h"

enum { BUILD_SET_ALL = 1, BUILD_SET_BY_NAME = 2 };
enum { BUILD_JOIN_NATURAL = 64 };

/* ---- queries ---- */

struct query *build_query_parens(struct build *b, const struct token *paren,
                                 struct query *query);
struct query *build_query_tail(struct build *b, struct query *query,
                               const struct query *tail);
struct query *build_query_with(struct build *b, const struct query *with,
                               struct query *query);
struct query *build_set(struct build *b, enum set_op op, int words, struct query *left,
                        struct query *right);
struct query *build_with(struct build *b, const struct token *token, struct list *ctes,
                         bool recursive);
struct cte *build_cte(struct build *b, const struct ident *ident, struct list *columns,
                      struct query *query);
struct query *build_order_by(struct build *b, struct list *orders);
struct query *build_order_by_all(struct build *b, int direction);
struct query *build_limit(struct build *b, struct expr *limit, struct expr *offset);
struct query *build_tail(struct build *b, struct query *order_by,
                         const struct query *limit);
struct query *build_for_update(struct build *b, struct query *tail);
struct query *build_values(struct build *b, const struct token *token, struct list *row);
struct query *build_values_row(struct build *b, struct query *query, struct list *row);

struct query *build_select(struct build *b, const struct token *token, bool distinct,
                           struct expr *top, const struct list *items, struct list *into,
                           struct table_ref *from, const struct select *filter,
                           struct list *group_by, struct expr *having,
                           const struct select *finish);
struct select_item *build_item(struct build *b, struct expr *expr, struct ident *alias);
struct select *build_filter(struct build *b, struct select *hierarchy,
                            struct expr *where);
/* CONNECT BY conditions are joined by AND. */
struct select *build_hierarchy(struct build *b, struct expr *start_with,
                               const struct list *connect_by);
struct select *build_finish(struct build *b, struct expr *qualify, struct list *windows);
struct group_item *build_group(struct build *b, enum group_kind kind, struct expr *expr,
                               struct list *items);
struct named_window *build_named_window(struct build *b, const struct ident *ident,
                                        struct window *window);

/* ---- tables ---- */

struct table_ref *build_cross(struct build *b, struct table_ref *left,
                              struct table_ref *right);
/* `join`: a join_kind, perhaps with BUILD_JOIN_NATURAL. */
struct table_ref *build_join(struct build *b, int join, struct table_ref *left,
                             struct table_ref *right, const struct table_ref *on);
struct table_ref *build_join_match(struct build *b, struct expr *match_condition);
struct table_ref *build_join_on(struct build *b, struct table_ref *join, struct expr *on);
struct table_ref *build_join_using(struct build *b, struct table_ref *join,
                                   struct list *columns);
struct table_ref *build_alias(struct build *b, struct ident *ident, struct list *columns);
struct table_ref *build_table(struct build *b, struct name *name,
                              const struct table_ref *travel,
                              const struct table_ref *alias);
struct table_ref *build_table_query(struct build *b, struct query *query,
                                    const struct table_ref *alias);
struct table_ref *build_table_parens(struct build *b, struct table_ref *inner,
                                     const struct table_ref *alias);
struct table_ref *build_table_call(struct build *b, struct name *name, struct call *call,
                                   const struct table_ref *alias);
struct table_ref *build_table_function(struct build *b, const struct token *token,
                                       struct expr *expr, const struct table_ref *alias);
struct table_ref *build_table_flow(struct build *b, const struct token *position,
                                   const struct table_ref *alias);
struct table_ref *build_table_stage(struct build *b, const struct token *token,
                                    struct list *options, const struct table_ref *alias);
struct table_ref *build_table_semantic(struct build *b, const struct token *token,
                                       struct name *view, struct list *parts,
                                       struct expr *where, const struct table_ref *alias);
struct table_ref *build_lateral(struct build *b, struct table_ref *table);
struct table_ref *build_moment(struct build *b, struct expr *moment, bool before);
struct table_ref *build_changes(struct build *b, struct expr *changes,
                                struct table_ref *moment, struct expr *end);
struct sample *build_sample(struct build *b, bool block, struct expr *size, bool rows,
                            struct expr *seed);
struct table_ref *build_sampled(struct build *b, struct table_ref *table,
                                struct sample *sample, const struct table_ref *alias);
struct table_ref *build_pivoted(struct build *b, struct table_ref *table,
                                const struct token *word, struct pivot *pivot,
                                const struct table_ref *alias);
struct table_ref *build_matched(struct build *b, struct table_ref *table,
                                const struct token *match, const struct table_ref *alias);
struct pivot *build_pivot(struct build *b, struct expr *aggregate, struct ident *alias,
                          struct ident *column);
struct pivot *build_pivot_values(struct build *b, struct pivot *pivot,
                                 struct list *values, struct expr *default_value);
struct pivot *build_pivot_any(struct build *b, struct pivot *pivot, struct list *order,
                              struct expr *default_value);
struct pivot *build_pivot_query(struct build *b, struct pivot *pivot, struct query *query,
                                struct expr *default_value);
struct pivot *build_unpivot(struct build *b, struct ident *value, struct ident *name,
                            struct list *columns, bool include_nulls);

#endif
