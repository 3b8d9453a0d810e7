/* history_range.h: what the table functions of histories take alike: times, a most of rows, names. */
#ifndef EXEC_HISTORY_RANGE_H
#define EXEC_HISTORY_RANGE_H

#include "base/arena.h"
#include "catalog/views.h"

/* An end of the range, no more than seven days back; not given: *ms stays. */
bool history_time(const struct view_arg *arg, int64_t *ms, struct err *err) MUST_CHECK;
/* Since when the functions tell of what happened: seven days ago. */
int64_t history_from_ms(void);
/* RESULT_LIMIT: 1 to 10,000, and 100 when it is not given. */
bool history_most(const struct view_arg *arg, int64_t *most, struct err *err) MUST_CHECK;
/* Whether what is given to a table function without rows may be given: times not too far back. */
bool history_check(const struct info_view *function, const struct view_arg *args,
                   struct err *err) MUST_CHECK;
/* A name in a string: upper case unless it stands in double quotes. */
struct text history_name(struct arena *arena, struct text written);

#endif
