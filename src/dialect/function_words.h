/* function_words.h: what functions take and give, in the words of Snowflake's documentation. */
#ifndef DIALECT_FUNCTION_WORDS_H
#define DIALECT_FUNCTION_WORDS_H

#include "base/buf.h"
#include "dialect/functions.h"

/* "date part, NUMBER, date or time": what may be left out stands in brackets, ... may repeat. */
void function_put_takes(const struct function_row *row, struct buf *out);
void function_put_gives(const struct function_row *row, struct buf *out);

#endif
