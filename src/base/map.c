/* map.c: a hash map from text to pointers: open addressing over an array of entries in order. */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

struct entry {
  char *key; /* NULL in an entry that was taken out. */
  size_t len;
  uint64_t hash;
  void *value;
};

struct map {
  struct entry *entries;
  size_t used; /* Entries in the array, with those taken out. */
  size_t room;
  size_t count;
  size_t *slots; /* Index + 1 of an entry; 0 is free. */
  size_t slot_count;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct map *map_new(void)
{
  return must(calloc(1, sizeof(struct map)));
}

void map_free(struct map *map)
{
  if (!map)
    return;
  for (size_t i = 0; i < map->used; i++)
    free(map->entries[i].key);
  free(map->entries);
  free(map->slots);
  free(map);
}

static struct entry *find(const struct map *map, struct text key, uint64_t hash)
{
  if (!map->slot_count)
    return NULL;
  for (size_t at = hash & (map->slot_count - 1); map->slots[at];
       at = (at + 1) & (map->slot_count - 1)) {
    struct entry *entry = &map->entries[map->slots[at] - 1];

    if (entry->key && entry->hash == hash &&
        text_equal(text_from(entry->key, entry->len), key))
      return entry;
  }
  return NULL;
}

static void add_slot(struct map *map, size_t index)
{
  size_t at = map->entries[index].hash & (map->slot_count - 1);

  while (map->slots[at])
    at = (at + 1) & (map->slot_count - 1);
  map->slots[at] = index + 1;
}

/* Closes the gaps and makes room for at least one more entry. */
static void rebuild(struct map *map)
{
  size_t kept = 0;

  for (size_t i = 0; i < map->used; i++)
    if (map->entries[i].key)
      map->entries[kept++] = map->entries[i];
  map->used = kept;
  map->room = kept < 4 ? 8 : kept * 2;
  map->entries = must(realloc(map->entries, map->room * sizeof *map->entries));
  for (map->slot_count = 16; map->slot_count < map->room * 2;)
    map->slot_count *= 2;
  free(map->slots);
  map->slots = must(calloc(map->slot_count, sizeof *map->slots));
  for (size_t i = 0; i < kept; i++)
    add_slot(map, i);
}

void *map_get(const struct map *map, struct text key)
{
  struct entry *entry = find(map, key, text_hash(key));

  return entry ? entry->value : NULL;
}

void *map_put(struct map *map, struct text key, void *value)
{
  uint64_t hash = text_hash(key);
  struct entry *entry = find(map, key, hash);

  if (entry) {
    void *old = entry->value;

    entry->value = value;
    return old;
  }
  if (map->used == map->room)
    rebuild(map);
  entry = &map->entries[map->used++];
  *entry = (struct entry){ must(malloc(key.len + 1)), key.len, hash, value };
  if (key.len)
    memcpy(entry->key, key.at, key.len);
  entry->key[key.len] = '\0';
  map->count++;
  add_slot(map, map->used - 1);
  return NULL;
}

void *map_take(struct map *map, struct text key)
{
  struct entry *entry = find(map, key, text_hash(key));

  if (!entry)
    return NULL;
  free(entry->key);
  entry->key = NULL;
  map->count--;
  return entry->value;
}

size_t map_count(const struct map *map)
{
  return map->count;
}

void *map_next(const struct map *map, size_t *at, struct text *key)
{
  while (*at < map->used) {
    struct entry *entry = &map->entries[(*at)++];

    if (!entry->key)
      continue;
    if (key)
      *key = text_from(entry->key, entry->len);
    return entry->value;
  }
  return NULL;
}
