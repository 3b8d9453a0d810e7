/* bound_shape.h: what the files of queries do with a bound query: its columns' types, another
 * query around it. */
#ifndef BIND_BOUND_SHAPE_H
#define BIND_BOUND_SHAPE_H

#include "bind/binder.h"

struct bound_column column_of(const struct bound_expr *expr, struct text name);
/* A bare NULL keeps its unknown type, so that it becomes whatever it meets later; the engine
 * sees a VARCHAR, which can be cast to anything. NULL gives NULL. */
struct bound_expr *settled(struct binder *binder, struct bound_expr *expr);
/* GROUP BY 2 and ORDER BY 2. */
bool item_position(const struct expr *expr, int64_t *position);
/* ORDER BY ALL: by every column in turn. */
void order_by_all(struct binder *binder, const struct query *query,
                  struct bound_query *bound);
/* A SELECT with room for so many items and their columns. */
struct bound_query *select_query(struct binder *binder, int count,
                                 struct bound_from *from);
/* SELECT these expressions (struct bound_expr) FROM ...: its columns have no names yet. */
struct bound_query *select_of(struct binder *binder, const struct list *exprs,
                              struct bound_from *from);
struct bound_from *from_one(struct binder *binder, struct bound_source *source);
/* (query) in FROM. */
struct bound_source *query_source(struct binder *binder, struct bound_query *query);
/* SELECT c0, c1 ... FROM (query). */
struct bound_query *wrapped(struct binder *binder, struct bound_query *query);
/* Two TIMESTAMP_TZ of one instant are equal whatever their offsets, two texts if their collation says
 * so: the group's key is the instant, or the collation's, and what is shown is one of the group's
 * values. */
bool type_groups_by_key(struct type type);
/* Whether ORDER BY needs a key where the engine's order of the values is another. */
bool type_sorts_by_key(struct type type);
/* ORDER BY 2 of a SELECT whose second item is collated text: by its key. */
void order_by_keys(struct binder *binder, struct bound_query *query);
bool groups_by_key(const struct bound_expr *expr);
struct bound_expr *any_of_group(struct binder *binder, struct bound_expr *expr);
/* Groups a wrapped query's rows by its first columns: one row for each that differ by key. */
void group_by_keys(struct binder *binder, struct bound_query *outer, int count);
/* Conversions of values and of a query's columns; NULL with an error. */
bool wants_conversion(struct type from, struct type to);
struct bound_expr *as_type(struct binder *binder, struct bound_expr *expr,
                           struct type type);
struct bound_query *with_types(struct binder *binder, struct bound_query *query,
                               const struct type *types);

#endif
