/* params.h: parameters: one table of names, types, defaults and who may see them; the values of a session,
 * or those that an account or a user gives its new sessions. */
#ifndef PROTOCOL_PARAMS_H
#define PROTOCOL_PARAMS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

enum param_type { PARAM_STRING, PARAM_NUMBER, PARAM_BOOLEAN };

/* Who says what a value is; each goes before the one above it. */
enum param_level {
  PARAM_LEVEL_DEFAULT,
  PARAM_LEVEL_ACCOUNT,
  PARAM_LEVEL_USER,
  PARAM_LEVEL_SESSION
};

struct param_row {
  const char *name; /* Upper case, sorted. */
  enum param_type type;
  const char *value;   /* The default. */
  bool sent;           /* In the `parameters` list of login and query answers. */
  int64_t low, high;   /* PARAM_NUMBER: the range. */
  const char *choices; /* PARAM_STRING: "A|B|C" without case, NULL for any. */
  const char *doc;     /* As SHOW PARAMETERS describes it. */
  bool is_account;     /* The account's alone: no user and no session has it. */
};

struct params; /* What was set, over what was inherited, over the defaults. */

struct params *params_new(void);
void params_free(struct params *params);
const struct param_row *param_find(struct text name); /* Any case; NULL: unknown. */
const struct param_row *param_at(int index);          /* NULL past the last. */
/* The current value as text ("true"/"false" for booleans). NULL-at when there is no such. */
struct text params_get(const struct params *params, const char *name);
struct text params_value(const struct params *params, const struct param_row *row);
bool params_is_true(const struct params *params, const char *name);
int64_t params_number(const struct params *params, const char *name);
/* Where its value comes from; what was set in these very values is PARAM_LEVEL_SESSION. */
enum param_level params_level(const struct params *params, const char *name);
/* Once set, also when it was unset since: who was told of it must be told of what it is now. */
bool params_was_set(const struct params *params, const struct param_row *row);
/* A text that one caller makes of all values, for every answer the same: kept until a value
 * changes, then empty. */
struct buf *params_memo(const struct params *params);
/* ERR_INVALID_PROPERTY / ERR_INVALID_VALUE with Snowflake's texts. */
bool params_set(struct params *params, struct text name, struct text value,
                struct err *err) MUST_CHECK;
bool params_unset(struct params *params, struct text name, struct err *err) MUST_CHECK;
/* The same for an account, which has more of them. */
bool params_set_account(struct params *params, struct text name, struct text value,
                        struct err *err) MUST_CHECK;
bool params_unset_account(struct params *params, struct text name,
                          struct err *err) MUST_CHECK;
/* What was set in `from` is what is used where nothing is set. The account's come before the user's. */
void params_inherit(struct params *params, const struct params *from,
                    enum param_level level);

#endif
