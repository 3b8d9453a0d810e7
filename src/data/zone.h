/* zone.h: time zones, from the system's tz database.
 *
 * Zones are read once and kept until the program ends; every function may be called by any
 * thread. Instants and wall clocks are seconds since 1970-01-01. */
#ifndef DATA_ZONE_H
#define DATA_ZONE_H

#include "base/text.h"
#include "data/batch.h"

struct zone;

/* The zone of a name such as "America/Los_Angeles" or "UTC"; NULL when there is none. */
const struct zone *zone_find(struct text name);
/* Seconds east of UTC at an instant. */
int zone_offset(const struct zone *zone, int64_t utc);
/* The instant of a wall clock. One that occurs twice is the earlier; one that a clock skips is
 * read with the offset from before the skip, so that it lands as much later. */
int64_t zone_to_utc(const struct zone *zone, int64_t wall);

/* The same for nanoseconds. */
int128 zone_wall_nanos(const struct zone *zone, int128 utc);
int128 zone_utc_nanos(const struct zone *zone, int128 wall);

#endif
