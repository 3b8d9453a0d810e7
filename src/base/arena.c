/* arena.c: memory for one request, freed all at once. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)4096)
#define LARGEST_BLOCK ((size_t)1 << 20)
#define ALIGNMENT ((size_t)16)

struct block {
  struct block *next;
  size_t size;
  size_t used;
  size_t unused_pad;
};

struct arena {
  struct block *blocks; /* The newest first. */
  size_t next_size;
  size_t total;
};

static struct block *block_new(size_t size)
{
  struct block *block = malloc(sizeof *block + size);

  if (!block)
    abort();
  *block = (struct block){ .size = size };
  return block;
}

struct arena *arena_new(void)
{
  struct arena *arena = calloc(1, sizeof *arena);

  if (!arena)
    abort();
  arena->next_size = FIRST_BLOCK;
  return arena;
}

void arena_free(struct arena *arena)
{
  if (!arena)
    return;
  for (struct block *block = arena->blocks, *next; block; block = next) {
    next = block->next;
    free(block);
  }
  free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
  struct block *block = arena->blocks;

  if (size > SIZE_MAX / 2)
    abort();
  size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (!block || block->size - block->used < size) {
    size_t want = size > arena->next_size ? size : arena->next_size;

    block = block_new(want);
    arena->total += want;
    block->next = arena->blocks;
    arena->blocks = block;
    if (arena->next_size < LARGEST_BLOCK)
      arena->next_size *= 2;
  }
  void *memory = (char *)(block + 1) + block->used;

  block->used += size;
  return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
  if (size && count > SIZE_MAX / 2 / size)
    abort();
  return arena_alloc(arena, count * size);
}

char *arena_c_string(struct arena *arena, struct text text)
{
  char *copy = arena_alloc(arena, text.len + 1);

  if (text.len)
    memcpy(copy, text.at, text.len);
  return copy;
}

struct text arena_text(struct arena *arena, struct text text)
{
  return text_from(arena_c_string(arena, text), text.len);
}

struct text arena_printf(struct arena *arena, const char *format, ...)
{
  char small[256]; /* Most texts fit, and are printed once. */
  va_list list;
  va_list again;

  va_start(list, format);
  va_copy(again, list);
  int len = vsnprintf(small, sizeof small, format, list);

  va_end(list);
  if (len < 0)
    abort();
  char *text = arena_alloc(arena, (size_t)len + 1);

  if ((size_t)len < sizeof small)
    memcpy(text, small, (size_t)len);
  else
    vsnprintf(text, (size_t)len + 1, format, again);
  va_end(again);
  return text_from(text, (size_t)len);
}

struct text arena_upper(struct arena *arena, struct text text)
{
  char *copy = arena_c_string(arena, text);

  for (size_t i = 0; i < text.len; i++)
    if (copy[i] >= 'a' && copy[i] <= 'z')
      copy[i] = (char)(copy[i] - ('a' - 'A'));
  return text_from(copy, text.len);
}

size_t arena_size(const struct arena *arena)
{
  return arena->total;
}
