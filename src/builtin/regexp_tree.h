/* regexp_tree.h: a pattern as a tree. */
#ifndef BUILTIN_REGEXP_TREE_H
#define BUILTIN_REGEXP_TREE_H

#include "base/arena.h"
#include "base/buf.h"
#include "builtin/charset.h"

#define REGEXP_MOST_GROUPS 64
#define REGEXP_MOST_STEPS 20000 /* Adding a thread may go as deep. */

enum regexp_node_kind {
  NODE_EMPTY,
  NODE_CHAR,
  NODE_ANY,
  NODE_SET,
  NODE_PLACE,
  NODE_CAT,
  NODE_ALT,
  NODE_REPEAT,
  NODE_GROUP
};

/* Places between characters. */
enum regexp_place { PLACE_START, PLACE_END, PLACE_WORD, PLACE_NO_WORD };

struct regexp_node {
  enum regexp_node_kind kind;
  uint32_t code; /* NODE_CHAR */
  int set;       /* NODE_SET */
  enum regexp_place place;
  struct regexp_node *left, *right;
  int least, most; /* NODE_REPEAT; most -1: any number. */
  int group;
};

/* The nodes live in an arena; the sets outlive them. */
struct regexp_tree {
  struct regexp_node *root;
  int group_count;
  struct charset *sets;
  int set_count, set_room;
};

/* False when the pattern is malformed: `problem` says how, in RE2's words. What is in the tree
 * must be cleared in both cases. */
bool regexp_tree_parse(struct arena *arena, struct text pattern, struct regexp_tree *tree,
                       struct buf *problem);
void regexp_tree_clear(struct regexp_tree *tree);

#endif
