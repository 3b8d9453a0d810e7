/* jsonv2.h: the SQL API's form of what a statement gave, "jsonv2". */
#ifndef WIRE_JSONV2_H
#define WIRE_JSONV2_H

#include "protocol/sql_api_message.h"
#include "session/session.h"
#include "session/write_behind.h"

/* An error in the words that the API has for it. */
void jsonv2_put_failure(struct buf *out, const struct session *session,
                        struct sql_api_handle handle, const struct err *err);

/* Where the partitions after the first lie, as a note for later ... */
struct text jsonv2_note(struct arena *arena, const struct query_answer *answer);
/* ... how many they are, with the first one, ... */
int jsonv2_partitions(struct text note);
/* ... and the rows of one of them as `{"data": [...]}`; ERR_NO_RESULT when they are gone. */
bool jsonv2_partition(const struct instance *instance, struct text note,
                      int64_t partition, struct buf *out, struct err *err) MUST_CHECK;
/* ... which these are, as bytes; false: they cannot be read. */
bool jsonv2_put_rows(const struct behind_bytes *bytes, struct buf *out) MUST_CHECK;
bool jsonv2_rows_are_gone(int64_t partition, struct err *err); /* Returns false. */

#endif
