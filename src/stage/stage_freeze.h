/* stage_freeze.h: all files of internal stages as they are at one moment.
 *
 * While they are frozen none appears under its name, none goes and none is replaced; who wants to, waits. */
#ifndef STAGE_STAGE_FREEZE_H
#define STAGE_STAGE_FREEZE_H

#include "stage/stage.h"

void stages_freeze(struct stages *stages); /* When what was under way is done. */
void stages_thaw(struct stages *stages);
/* Gives every file a second name below a folder that is there and empty, on the same file system, so that
 * it stays whatever becomes of the first: staged files are replaced, never changed. */
bool stages_link(struct stages *stages, const char *folder, struct err *err) MUST_CHECK;

#endif
