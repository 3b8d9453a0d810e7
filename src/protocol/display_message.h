/* display_message.h: what the dashboard is told of a statement. */
#ifndef PROTOCOL_DISPLAY_MESSAGE_H
#define PROTOCOL_DISPLAY_MESSAGE_H

#include "protocol/message.h"

/* One that went well, up to its rows: columns, context, counts. */
void display_begin(struct buf *out, const struct query_answer *answer,
                   int64_t created_ms);
/* The members "firstRow" and "rows", between which rowset_put writes. */
void display_begin_rows(struct buf *out, int64_t first);
void display_end_rows(struct buf *out);
void display_end(struct buf *out);
/* The rows alone begin so. */
void display_begin_page(struct buf *out, struct text query_id, int64_t total);

/* One that failed: the code, the words, and the place in the text. */
void display_put_failure(struct buf *out, struct text query_id, const struct err *err);
/* One that runs. */
void display_put_progress(struct buf *out, struct text query_id);
/* The member "error" alone. */
void display_put_error(struct buf *out, const struct err *err);

#endif
