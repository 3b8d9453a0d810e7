/* list.c: a growing array of pointers in an arena. */
#include "base/list.h"

#include <string.h>

void list_add(struct arena *arena, struct list *list, void *item)
{
  if (list->count == list->room) {
    int room = list->room ? list->room * 2 : 4;
    void **at = arena_array(arena, (size_t)room, sizeof *at);

    if (list->count)
      memcpy(at, list->at, (size_t)list->count * sizeof *at);
    list->at = at;
    list->room = room;
  }
  list->at[list->count++] = item;
}

struct list *list_of(struct arena *arena, void *item)
{
  struct list *list = ARENA_NEW(arena, struct list);

  if (item)
    list_add(arena, list, item);
  return list;
}

struct list *list_with(struct arena *arena, struct list *list, void *item)
{
  list_add(arena, list, item);
  return list;
}
