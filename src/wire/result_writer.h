/* result_writer.h: the rows of a result: the first ones in the answer, the others in chunks. */
#ifndef WIRE_RESULT_WRITER_H
#define WIRE_RESULT_WRITER_H

#include "protocol/arrow_rows.h"
#include "protocol/message.h"
#include "session/kept_result.h"

struct engine_result;

struct result_writer {
  struct kept_result *kept; /* Borrowed; gets all rows, in the same parts. */
  const struct rowtype_column *columns;
  struct buf *body; /* The answer, where its rows belong; NULL: nowhere, of Arrow. */
  struct arrow_rows *arrow; /* NULL: the rows are JSON. */
  struct held_batches held; /* Rows after the head that another thread gathers. */
  bool is_exact;            /* What clients are shown is what is kept. */
  struct buf json;          /* Of the chunk that is being made. */
  size_t body_from;         /* Where the rows begin in the body. */
  int64_t rows;             /* Of what is being made. */
  bool has_head;            /* The rows of the answer itself are complete. */
};

void result_writer_init(struct result_writer *writer, struct kept_result *kept,
                        const struct rowtype_column *columns, int count, bool is_arrow,
                        struct buf *body);
/* Before more rows: what is held is written when it is full. */
bool result_writer_make_room(struct result_writer *writer, struct err *err) MUST_CHECK;
bool result_writer_add(struct result_writer *writer, const struct batch *batch,
                       struct err *err) MUST_CHECK;
/* Instead of the next three: all rows of a result, by the threads that make them. */
bool result_writer_may_collect(const struct result_writer *writer);
bool result_writer_collect(struct result_writer *writer, struct engine_result *result,
                           struct err *err) MUST_CHECK;
/* Whether the next rows had better be a batch, which saves a copy on this thread. */
bool result_writer_wants_held(const struct result_writer *writer);
/* Takes it. */
void result_writer_add_held(struct result_writer *writer, struct held_batch *batch);
/* Completes the answer's rows, the last chunk and what is kept. */
bool result_writer_end(struct result_writer *writer, struct err *err) MUST_CHECK;
void result_writer_clear(struct result_writer *writer);

/* The chunks of a result, in the arena, with URLs that begin so. */
const struct message_chunk *result_chunks(struct arena *arena,
                                          const struct kept_result *kept, struct text url,
                                          int *count);

#endif
