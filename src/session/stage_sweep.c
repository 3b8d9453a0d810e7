/* stage_sweep.c: the files of stages go when what they belong to has gone. */
#include "session/stage_sweep.h"

static bool is_gone(void *catalog, int64_t number)
{
  bool has;

  catalog_read(catalog);
  has = catalog_has_number(catalog, number);
  catalog_read_end(catalog);
  return !has;
}

void stage_sweep(struct stages *stages, struct catalog *catalog)
{
  stage_drop_gone(stages, is_gone, catalog);
}
