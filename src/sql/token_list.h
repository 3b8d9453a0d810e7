/* token_list.h: a text's tokens as text, a token a line; explain --stage=tokens prints it. */
#ifndef SQL_TOKEN_LIST_H
#define SQL_TOKEN_LIST_H

#include "base/buf.h"

/* "line:column kind text"; words that may be keywords, depending on where they stand, are
 * "keyword", all other words "name". */
void token_list_print(struct text sql, struct buf *buf);

#endif
