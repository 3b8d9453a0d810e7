/* memo.h: what a C function's constant arguments mean, worked out once instead of for each row.
 *
 * A memo is zeroed ({ 0 }) at the start of a function's body. Each call asks for the argument of a
 * row; the work is done again only when its text has changed. NULL or false after call_fail. */
#ifndef BUILTIN_MEMO_H
#define BUILTIN_MEMO_H

#include "data/calendar.h"
#include "data/format.h"
#include "data/json_path.h"
#include "data/zone.h"
#include "engine/engine_function.h"

struct format_memo {
  bool known;
  struct buf seen;
  struct format format;
};

struct zone_memo {
  struct buf seen;
  const struct zone *zone;
};

struct path_memo {
  bool known, ok;
  struct buf seen;
  struct json_path path;
};

const struct format *memo_format(struct format_memo *memo, struct engine_call *call,
                                 struct text model, enum format_target target);
void memo_format_clear(struct format_memo *memo);
const struct zone *memo_zone(struct zone_memo *memo, struct engine_call *call,
                             struct text name);
void memo_zone_clear(struct zone_memo *memo);
/* NULL (without a failure) when the text is no path. */
const struct json_path *memo_path(struct path_memo *memo, struct text written);
void memo_path_clear(struct path_memo *memo);
/* WEEK_START and WEEK_OF_YEAR_POLICY, given as two texts from argument `arg` on. */
struct week_rule memo_week(const struct engine_call *call, int arg, size_t row);

#endif
