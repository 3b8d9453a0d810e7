/* arrow_memory.c: memory for columns that are gathered, used again by those of later results. */
#include "protocol/arrow_memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
  LEAST = 64 << 10, /* Bytes of what is kept: what is smaller is the C library's. */
  CLASSES = 8,      /* Each twice as large as the one before. */
  MAX_KEPT = 24 << 20
};

struct spare {
  struct spare *next;
};

static struct {
  pthread_mutex_t lock;
  struct spare *spare[CLASSES];
  int64_t kept; /* Bytes. */
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* -1: none, the C library's. */
static int class_of(int64_t size)
{
  int class = 0;

  if (size < LEAST || size > (int64_t)LEAST << (CLASSES - 1))
    return -1;
  while ((int64_t)LEAST << class < size)
    class ++;
  return class;
}

static void *take(int class)
{
  struct spare *spare;

  pthread_mutex_lock(&pool.lock);
  spare = pool.spare[class];
  if (spare) {
    pool.spare[class] = spare->next;
    pool.kept -= (int64_t)LEAST << class;
  }
  pthread_mutex_unlock(&pool.lock);
  return spare ? (void *)spare : malloc((size_t)LEAST << class);
}

static void give(void *at, int class)
{
  struct spare *spare = at;

  pthread_mutex_lock(&pool.lock);
  if (pool.kept + ((int64_t)LEAST << class) <= MAX_KEPT) {
    *spare = (struct spare){ pool.spare[class] };
    pool.spare[class] = spare;
    pool.kept += (int64_t)LEAST << class;
    spare = NULL;
  }
  pthread_mutex_unlock(&pool.lock);
  free(spare);
}

static void release(struct ArrowBufferAllocator *allocator, uint8_t *at, int64_t size)
{
  int class = class_of(size);

  (void)allocator;
  if (at && class >= 0)
    give(at, class);
  else
    free(at);
}

static uint8_t *resize(struct ArrowBufferAllocator *allocator, uint8_t *at, int64_t size,
                       int64_t wanted)
{
  int from = class_of(size), to = class_of(wanted);
  uint8_t *moved;

  if (from < 0 && to < 0)
    return realloc(at, (size_t)wanted);
  if (from == to)
    return at;
  moved = to < 0 ? malloc((size_t)wanted) : take(to);
  if (moved && at)
    memcpy(moved, at, (size_t)(size < wanted ? size : wanted));
  if (moved)
    release(allocator, at, size);
  return moved;
}

void arrow_memory_init(struct ArrowBuffer *buffer)
{
  ArrowBufferInit(buffer);
  buffer->allocator = (struct ArrowBufferAllocator){ resize, release, NULL };
}
