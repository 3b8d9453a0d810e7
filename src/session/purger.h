/* purger.h: ends, from time to time, what has been kept for long enough: what was dropped, results. */
#ifndef SESSION_PURGER_H
#define SESSION_PURGER_H

#include "base/worker.h"
#include "catalog/catalog.h"
#include "session/results.h"
#include "stage/stage.h"

struct purger;

/* Looks every so many milliseconds, on a thread of the workers; borrows all. */
struct purger *purger_new(struct catalog *catalog, struct stages *stages,
                          struct results *results, struct workers *workers,
                          int64_t every_ms);
/* Begins no more; what runs then ends with the workers. NULL is fine. */
void purger_stop(struct purger *purger);
/* After purger_stop and the end of the workers; NULL is fine. */
void purger_free(struct purger *purger);

#endif
