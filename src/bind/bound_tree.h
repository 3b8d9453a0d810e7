/* bound_tree.h: bound trees as indented text, for `snowglobe explain --stage=bound`. */
#ifndef BIND_BOUND_TREE_H
#define BIND_BOUND_TREE_H

#include "base/buf.h"
#include "bind/bound.h"

void bound_print_query(const struct bound_query *query, struct buf *out);
void bound_print_dml(const struct bound_dml *dml, struct buf *out);

#endif
