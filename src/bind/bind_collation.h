/* bind_collation.h: which collation texts are compared by, and what it does to operators and
 * functions. Rules: Snowflake's page "Collation support". */
#ifndef BIND_BIND_COLLATION_H
#define BIND_BIND_COLLATION_H

#include "bind/binder.h"

/* Whether texts of the type compare by keys of their own: a VARCHAR with a collation that is not
 * just the order of code points. */
bool type_has_keys(struct type type);

/* The type with the other one's collation. */
struct type type_collated_as(struct type type, struct type other);
/* The expression, its type changed so. */
struct bound_expr *collated_as(struct binder *binder, struct bound_expr *expr,
                               struct type other);

/* The collation for both: that of COLLATE comes before a column's, a column's before none. Two of
 * one rank must be equal, else error 002322 names them in this order. */
bool collations_combine(struct binder *binder, struct type first, struct type second,
                        struct type *both) MUST_CHECK;
/* That of several values, from the left to the right. */
bool collations_of(struct binder *binder, int count, struct bound_expr *const *values,
                   struct type *all) MUST_CHECK;

/* expr COLLATE 'spec', COLLATE(expr, 'spec'), COLLATION(expr). */
struct bound_expr *bind_collate(struct binder *binder, const struct expr *operand,
                                struct text spec);
bool is_collation_call(struct text name);
struct bound_expr *bind_collation_call(struct binder *binder, const struct expr *call,
                                       struct text name);

/* What a text is compared, grouped and sorted by. */
struct bound_expr *collation_key(struct binder *binder, struct bound_expr *expr);

/* Whether an argument has a collation, so that bind_collated must be asked before the row is applied. */
bool any_collated(int arg_count, struct bound_expr *const *args);
/* A call by the rules of its function: with keys, by another template, or as it is with a result
 * that has a collation. NULL with an error. */
struct bound_expr *bind_collated(struct binder *binder, const struct function_row *row,
                                 int arg_count, struct bound_expr **args,
                                 const struct place *place);
/* LIKE ANY and its like take no locale; false with an error. `function` is LIKE_ANY ... */
bool check_like_any(struct binder *binder, const char *function,
                    const struct bound_expr *text, const struct bound_expr *pattern,
                    const struct place *place) MUST_CHECK;
/* A DISTINCT aggregate of collated text, other than those that know keys: false with an error. */
bool check_collated_distinct(struct binder *binder, struct text name, int arg_count,
                             struct bound_expr *const *args) MUST_CHECK;

#endif
