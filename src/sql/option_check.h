/* option_check.h: whether options are ones that their owner has, with values of the right kind. */
#ifndef SQL_OPTION_CHECK_H
#define SQL_OPTION_CHECK_H

#include "sql/build.h"

/* `options` (struct option) may be NULL. The error stands at the first that is wrong. Owners that
 * option_words.h does not know may have any. */
void option_check(struct build *b, struct text owner, const struct list *options);

#endif
