/* build_expr.h: constructors of expressions, called by the grammar.
 *
 * Places run from the first byte of an expression to its last. `negated` stands for the NOT
 * that was written before IN, LIKE, BETWEEN ... */
#ifndef SQL_BUILD_EXPR_H
#define SQL_BUILD_EXPR_H

#include "sql/build.h"

/* Bits of an ORDER BY item's direction. */
enum { BUILD_DESCENDING = 1, BUILD_NULLS_FIRST = 2, BUILD_NULLS_LAST = 4 };

/* A star and where it stands. */
struct star_ref {
  struct star *star;
  struct place place;
};

struct frame_edge {
  enum frame_bound bound;
  struct expr *offset;
};

/* ---- what has no operands ---- */

struct expr *build_literal(struct build *b, const struct token *token,
                           enum expr_kind kind);
struct expr *build_boolean(struct build *b, const struct token *token, bool value);
struct expr *build_string(struct build *b, const struct token *token);
struct expr *build_binary(struct build *b, const struct token *token);
struct expr *build_datetime(struct build *b, const struct token *word,
                            const struct token *string);
struct expr *build_interval(struct build *b, const struct token *word,
                            const struct token *string);
/* {d '2020-01-01'}, {t '..'}, {ts '..'} and {fn f(x)}, as ODBC and JDBC write them. */
struct expr *build_escape(struct build *b, const struct token *brace,
                          const struct ident *word, struct expr *inner);
struct expr *build_position(struct build *b, struct name *name,
                            const struct token *token);
struct expr *build_variable(struct build *b, const struct token *token);
struct expr *build_bind(struct build *b, const struct token *token);
struct expr *build_bind_number(struct build *b, const struct token *colon,
                               const struct token *number);
struct expr *build_bind_name(struct build *b, const struct token *colon,
                             const struct ident *ident);
struct expr *build_column(struct build *b, struct name *name);
/* A keyword that stands as an option's value. */
struct expr *build_word(struct build *b, const struct token *token);

/* ---- operators ---- */

struct expr *build_parens(struct build *b, const struct token *paren, struct expr *inner);
struct expr *build_row(struct build *b, const struct token *paren, struct list *items);
struct expr *build_subquery(struct build *b, struct query *query);
struct expr *build_query_argument(struct build *b, struct query *query);
/* `sign` NULL: none was written. */
struct expr *build_operator(struct build *b, const struct token *sign, enum op op,
                            struct expr *left, struct expr *right);
struct expr *build_unary(struct build *b, const struct token *token, enum op op,
                         struct expr *operand);
/* NOT NULL, which the lexer's side made one token. */
struct expr *build_not_null(struct build *b, const struct token *token);
struct expr *build_prefix(struct build *b, const struct token *token, enum expr_kind kind,
                          struct expr *operand);
struct expr *build_quantified(struct build *b, struct expr *left, enum op op,
                              const struct token *word, struct list *list,
                              struct query *query);
struct expr *build_is_null(struct build *b, struct expr *left, bool negated);
struct expr *build_is_true(struct build *b, struct expr *left, bool value, bool negated);
struct expr *build_is_distinct(struct build *b, struct expr *left, struct expr *right,
                               bool negated);
struct expr *build_between(struct build *b, struct expr *left, struct expr *low,
                           struct expr *high, bool negated);
struct expr *build_in(struct build *b, struct expr *left, struct list *list,
                      struct query *query, bool negated);
struct expr *build_in_bare(struct build *b, struct expr *left, struct expr *right);
struct expr *build_like(struct build *b, struct expr *left, enum op op,
                        struct expr *pattern, struct expr *escape, bool negated);
struct expr *build_like_any(struct build *b, struct expr *left, enum op op,
                            const struct token *word, struct list *patterns,
                            struct expr *escape, bool negated);
struct expr *build_collate(struct build *b, struct expr *left,
                           const struct token *collation);
struct expr *build_cast(struct build *b, struct place from, struct expr *left,
                        struct type_name *type, bool try_cast);
/* expression::type */
struct expr *build_cast_sign(struct build *b, const struct token *sign, struct expr *left,
                             struct type_name *type);
struct expr *build_cast_fields(struct build *b, struct place from, struct expr *left,
                               struct type_name *type, int changes);
struct expr *build_path_name(struct build *b, const struct token *sign, struct expr *left,
                             const struct ident *ident);
struct expr *build_path_index(struct build *b, const struct token *sign,
                              struct expr *left, struct expr *index);
struct expr *build_outer_join(struct build *b, struct name *name);
struct expr *build_exists(struct build *b, const struct token *token,
                          struct query *query);
struct expr *build_case(struct build *b, const struct token *token, struct expr *operand,
                        struct list *whens, struct expr *otherwise);
struct when *build_when(struct build *b, struct expr *condition, struct expr *result);
struct expr *build_array(struct build *b, const struct token *bracket,
                         struct list *items);
struct expr *build_object(struct build *b, const struct token *brace, struct list *items);
struct list *build_object_item(struct build *b, struct list *items,
                               const struct token *key, struct expr *value);
struct list *build_object_spread(struct build *b, struct list *items,
                                 const struct token *stars, struct expr *value);

/* ---- calls ---- */

struct call *build_args(struct build *b, struct list *args, bool distinct,
                        enum nulls_treatment nulls);
struct expr *build_call(struct build *b, struct name *name, struct call *call);
/* A function whose name is a reserved word: CURRENT_DATE (call may be NULL), LIKE(a, b). */
struct expr *build_niladic(struct build *b, const struct token *token, struct call *call);
/* EXTRACT(part FROM e) is DATE_PART(part, e). */
struct expr *build_extract(struct build *b, const struct token *token, struct list *args);
struct expr *build_call_within(struct build *b, struct expr *expr, struct list *orders);
struct expr *build_call_side(struct build *b, struct expr *expr, bool last);
struct expr *build_call_nulls(struct build *b, struct expr *expr,
                              enum nulls_treatment nulls);
struct expr *build_call_over(struct build *b, struct expr *expr, struct window *window);
struct expr *build_named(struct build *b, const struct ident *ident, struct expr *value);
/* The parameters were read as an expression: a column or a row of columns. */
struct expr *build_lambda(struct build *b, const struct expr *params, struct expr *body);
struct expr *build_lambda_typed(struct build *b, struct place from, struct list *params,
                                struct expr *body);

/* ---- stars, windows, orders ---- */

struct star_ref build_star(struct build *b, struct place place, struct name *qualifier);
struct star_ref build_star_ilike(struct build *b, struct star_ref ref,
                                 const struct token *pattern);
struct star_ref build_star_exclude(struct build *b, struct star_ref ref,
                                   struct list *idents);
struct star_ref build_star_replace(struct build *b, struct star_ref ref,
                                   struct list *items);
struct star_ref build_star_rename(struct build *b, struct star_ref ref,
                                  struct list *renames);
struct expr *build_star_expr(struct build *b, struct star_ref ref);
struct rename *build_rename(struct build *b, const struct ident *from,
                            const struct ident *to);
struct window *build_window_named(struct build *b, struct ident *name);
struct window *build_window(struct build *b, struct ident *base,
                            struct list *partition_by, struct list *order_by);
struct window *build_window_frame(struct build *b, struct window *window,
                                  enum frame_unit unit, const struct frame_edge *from,
                                  const struct frame_edge *to);
struct frame_edge *build_frame_edge(struct build *b, enum frame_bound bound,
                                    struct expr *offset);
struct order_item *build_order(struct build *b, struct expr *expr, int direction);
/* One more key; ORDER BY (a, b) DESC is by a DESC, b DESC. */
struct list *build_orders(struct build *b, struct list *orders, struct order_item *order);
/* PARTITION BY (a, b) is by a, b. */
struct list *build_keys(struct build *b, struct list *exprs);

#endif
