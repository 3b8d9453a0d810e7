/* copy_location.h: COPY from and to a location that is written in the statement itself: a URL, with what opens it. */
#ifndef EXEC_COPY_LOCATION_H
#define EXEC_COPY_LOCATION_H

#include "exec/pipeline.h"

/* Sets run->location where the statement's stage is a URL. */
bool copy_location_read(struct run *run, const struct copy *copy,
                        struct err *err) MUST_CHECK;
/* CREDENTIALS and the like, which are read here, and refused beside a stage. */
bool copy_location_option(const struct run *run, const struct option *option, bool *known,
                          struct err *err) MUST_CHECK;

#endif
