/* row_source.c: rows that are too many to lie in one builder, read piece by piece. */
#include "data/row_source.h"

#include <stdlib.h>

struct row_source *row_source_new(const struct row_source *source)
{
  struct row_source *copy = malloc(sizeof *copy);

  if (!copy)
    abort();
  *copy = *source;
  return copy;
}

void row_source_free(struct row_source *source)
{
  if (!source)
    return;
  source->release(source->owner);
  free(source);
}
