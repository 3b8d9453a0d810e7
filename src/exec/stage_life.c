/* stage_life.c: the files of stages end with what they belong to. */
#include "exec/stage_life.h"

bool stage_is_live(struct instance *instance, const struct stage_place *place)
{
  struct path path;
  bool is_live;

  if (place->kind == STAGE_OF_USER)
    return true;
  catalog_read(instance->catalog);
  is_live = catalog_path_of_table(instance->catalog, place->number, &path);
  catalog_read_end(instance->catalog);
  return is_live;
}
