/* result_writer.h: the rows of a result: the first ones in the answer, the others in chunks. */
#ifndef WIRE_RESULT_WRITER_H
#define WIRE_RESULT_WRITER_H

#include "protocol/arrow_rows.h"
#include "protocol/message.h"
#include "session/chunks.h"

struct result_writer {
  struct chunks *chunks;
  const struct rowtype_column *columns;
  struct buf *body;         /* The answer, where its rows belong. */
  struct arrow_rows *arrow; /* NULL: the rows are JSON. */
  struct buf json;          /* Of the chunk that is being made. */
  size_t body_from;         /* Where the rows begin in the body. */
  int64_t rows;             /* Of what is being made. */
  bool has_head;            /* The rows of the answer itself are complete. */
  struct chunk_file *file;  /* NULL before the first chunk. */
};

void result_writer_init(struct result_writer *writer, struct chunks *chunks,
                        const struct rowtype_column *columns, int count, bool is_arrow,
                        struct buf *body);
bool result_writer_add(struct result_writer *writer, const struct batch *batch,
                       struct err *err) MUST_CHECK;
/* Completes the answer's rows and the last chunk; *list, in the arena, are the chunks, with URLs
 * that begin so. */
bool result_writer_end(struct result_writer *writer, struct arena *arena, struct text url,
                       const struct message_chunk **list, int *count,
                       struct err *err) MUST_CHECK;
/* Frees it; chunks that were not completed are gone. */
void result_writer_clear(struct result_writer *writer);

#endif
