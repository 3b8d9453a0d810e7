/* arena.h: memory for one request, freed all at once.
 *
 * An arena is used by one thread at a time. Running out of memory stops the program; sizes
 * that a client chooses are bounded by whoever reads them, before they come here. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/text.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine. */
/* Zeroed memory, aligned for any object. Size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* Zeroed array; stops the program when count * size overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy that ends in NUL (not counted in len). */
struct text arena_text(struct arena *arena, struct text text);
char *arena_c_string(struct arena *arena, struct text text);
struct text arena_printf(struct arena *arena, const char *format, ...)
  __attribute__((format(printf, 2, 3)));
struct text arena_upper(struct arena *arena, struct text text); /* ASCII letters. */
/* Bytes taken from the system so far. */
size_t arena_size(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) \
 ((type *)arena_array((arena), (count), sizeof(type)))

#endif
