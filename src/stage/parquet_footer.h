/* parquet_footer.h: a Parquet file's footer, changed so that the engine reads nanoseconds that it would round.
 *
 * DuckDB 1.5.5 reads times of day, and timestamps in UTC, to microseconds. A timestamp that is not in UTC keeps
 * its nanoseconds, and lies in a file the same way. */
#ifndef STAGE_PARQUET_FOOTER_H
#define STAGE_PARQUET_FOOTER_H

#include "base/err.h"

/* Makes every time and timestamp in nanoseconds a timestamp that is not in UTC, in place, and gives back how
 * many there are; -1 for what is no footer, which may be changed in part. */
int parquet_footer_plain_times(unsigned char *footer, size_t size);

#endif
