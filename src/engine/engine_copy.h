/* engine_copy.h: the whole database as it is at one moment, copied into a file of its own while others read
 * and write.
 *
 * The copy is a transaction that reads: it has what was committed when it began, and waits for nobody. */
#ifndef ENGINE_ENGINE_COPY_H
#define ENGINE_ENGINE_COPY_H

#include "engine/engine.h"

struct engine_copy;

/* The moment is when this returns. */
struct engine_copy *engine_copy_begin(struct engine *engine, struct err *err);
/* Once. The file is new, and in a folder that SQL may write. On the disk when this returns true; what
 * it leaves otherwise is the caller's to remove. */
bool engine_copy_write(struct engine_copy *copy, const char *path,
                       struct err *err) MUST_CHECK;
void engine_copy_interrupt(
  struct engine_copy *copy);                     /* The writing fails soon. Any thread. */
void engine_copy_free(struct engine_copy *copy); /* NULL is fine. */

#endif
