/* map.h: a hash map from text to pointers.
 *
 * Keys are copied; values belong to the caller. Iteration is in order of insertion. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/text.h"

struct map;

struct map *map_new(void);
void map_free(struct map *map); /* NULL is fine; values are not freed. */
void *map_get(const struct map *map, struct text key);
/* Sets a value (not NULL) and returns the one it replaces, or NULL. */
void *map_put(struct map *map, struct text key, void *value);
/* Removes a key and returns its value, or NULL. */
void *map_take(struct map *map, struct text key);
size_t map_count(const struct map *map);
/* Walks the values: start with *at = 0; NULL at the end. The current entry may be taken out
 * while walking, no other change is allowed. */
void *map_next(const struct map *map, size_t *at, struct text *key);

#endif
