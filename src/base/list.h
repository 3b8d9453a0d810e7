/* list.h: a growing array of pointers in an arena. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/arena.h"

struct list {
  void **at;
  int count;
  int room;
};

void list_add(struct arena *arena, struct list *list, void *item);
/* A new list in the arena that holds one item (or nothing when the item is NULL). */
struct list *list_of(struct arena *arena, void *item);
/* Adds and returns the same list, as a grammar wants it. */
struct list *list_with(struct arena *arena, struct list *list, void *item);

#endif
