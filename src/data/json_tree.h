/* json_tree.h: JSON text into the tree that json.h shows.
 *
 * The text is copied once and its strings stay where they are in the copy, escapes resolved in
 * place, each with a NUL behind it; values that stand in one array lie side by side. So a body
 * with tens of thousands of bound values costs no memory of their own. */
#ifndef DATA_JSON_TREE_H
#define DATA_JSON_TREE_H

#include "base/arena.h"
#include "base/err.h"

enum json_node {
  JSON_NODE_NULL,
  JSON_NODE_TRUE,
  JSON_NODE_FALSE,
  JSON_NODE_INTEGER,
  JSON_NODE_REAL,
  JSON_NODE_STRING,
  JSON_NODE_ARRAY, /* `len` items. */
  JSON_NODE_OBJECT /* `len` members: at `items` a name and its value in turn, each name once. */
};

struct json {
  uint64_t node : 8, len : 56;
  union {
    int64_t integer;
    double real;
    const char *string;
    const struct json *items;
  };
};

/* False when the text is not JSON, has a number that fits into neither form, a name with a NUL,
 * or is nested deeper than so many levels: who wants to know why asks elsewhere. Of members with
 * one name the last counts, at the place of the first. */
bool json_tree_build(struct arena *arena, struct text text, int most_levels,
                     struct json *root) MUST_CHECK;

#endif
