/* stage_place.h: from what is written behind @ to the place of its files. */
#ifndef EXEC_STAGE_PLACE_H
#define EXEC_STAGE_PLACE_H

#include "exec/pipeline.h"
#include "stage/stage.h"

/* "@db.s.st/path", in the session's schema where none is written. Takes the catalog's read lock. */
bool stage_place_find(struct run *run, struct text written, struct stage_place *place,
                      struct err *err) MUST_CHECK;
/* The place of PUT, GET, LIST and REMOVE, which may be a bound value. */
bool stage_place_of(struct run *run, const struct copy *files, struct stage_place *place,
                    struct err *err) MUST_CHECK;
/* The option of this key, at NULL when it was not given. */
bool stage_option(struct run *run, const struct copy *files, const char *key,
                  struct text *value, struct err *err) MUST_CHECK;

#endif
