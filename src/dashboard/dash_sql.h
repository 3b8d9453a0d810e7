/* dash_sql.h: what an editor of SQL asks of the server: where statements stand, and which words there are. */
#ifndef DASHBOARD_DASH_SQL_H
#define DASHBOARD_DASH_SQL_H

#include "wire/call.h"

/* POST /api/split: {"sql"}; the statements of a text, as far as each can be told from the next. */
void dash_split(struct call *call);
/* GET /api/words: keywords, types, parameters, and functions with what they take and give. */
void dash_words(struct call *call);

#endif
