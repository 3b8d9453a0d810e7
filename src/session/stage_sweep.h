/* stage_sweep.h: the files of stages go when what they belong to has gone. */
#ifndef SESSION_STAGE_SWEEP_H
#define SESSION_STAGE_SWEEP_H

#include "catalog/catalog.h"
#include "stage/stage.h"

/* Removes the files of stages and tables that are no more, and are not kept for UNDROP either. Takes the
 * catalog's read lock; after a change, not within. */
void stage_sweep(struct stages *stages, struct catalog *catalog);

#endif
