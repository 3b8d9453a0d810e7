/* params.h: session parameters: one table of names, types, defaults and who may see them. */
#ifndef PROTOCOL_PARAMS_H
#define PROTOCOL_PARAMS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

enum param_type { PARAM_STRING, PARAM_NUMBER, PARAM_BOOLEAN };

struct param_row {
  const char *name; /* Upper case, sorted. */
  enum param_type type;
  const char *value;   /* The default. */
  bool sent;           /* In the `parameters` list of login and query answers. */
  int64_t low, high;   /* PARAM_NUMBER: the range. */
  const char *choices; /* PARAM_STRING: "A|B|C" without case, NULL for any. */
  const char *doc;     /* As SHOW PARAMETERS describes it. */
};

struct params; /* The values of one session. */

struct params *params_new(void);
void params_free(struct params *params);
const struct param_row *param_find(struct text name); /* Any case; NULL: unknown. */
const struct param_row *param_at(int index);          /* NULL past the last. */
/* The current value as text ("true"/"false" for booleans). NULL-at when there is no such. */
struct text params_get(const struct params *params, const char *name);
struct text params_value(const struct params *params, const struct param_row *row);
bool params_is_true(const struct params *params, const char *name);
int64_t params_number(const struct params *params, const char *name);
bool params_is_default(const struct params *params, const char *name);
/* Once set, also when it was unset since: who was told of it must be told of what it is now. */
bool params_was_set(const struct params *params, const struct param_row *row);
/* A text that one caller makes of all values, for every answer the same: kept until a value
 * changes, then empty. */
struct buf *params_memo(const struct params *params);
/* ERR_INVALID_PROPERTY / ERR_INVALID_VALUE with Snowflake's texts. */
bool params_set(struct params *params, struct text name, struct text value,
                struct err *err) MUST_CHECK;
bool params_unset(struct params *params, struct text name, struct err *err) MUST_CHECK;

#endif
