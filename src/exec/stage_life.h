/* stage_life.h: the files of stages end with what they belong to. */
#ifndef EXEC_STAGE_LIFE_H
#define EXEC_STAGE_LIFE_H

#include "session/instance.h"
#include "stage/stage.h"

/* Whether a place's stage or table is there. Takes the catalog's read lock. */
bool stage_is_live(struct instance *instance, const struct stage_place *place);

#endif
