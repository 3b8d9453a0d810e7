/* unload_encode.h: the rows of an unload as the bytes of its files: batches are encoded by several threads
 * while others are fetched and written, and come in the order of the rows. */
#ifndef EXEC_UNLOAD_ENCODE_H
#define EXEC_UNLOAD_ENCODE_H

#include "data/csv_writer.h"
#include "exec/unloading.h"

/* Some rows. Where they were not encoded before, `ends` is NULL. */
struct encoded {
  struct batch batch;
  struct buf bytes;
  size_t *ends; /* Of each row's bytes. */
};

struct unload_encoder;

/* Borrows both. */
struct unload_encoder *unload_encoder_new(struct unloading *unloading,
                                          struct outcome *rows);
/* Before the rows are cleared. */
void unload_encoder_free(struct unload_encoder *encoder);

/* The next rows, no rows at the end; they live until the next call. NULL with an error. */
const struct encoded *unload_encoder_next(struct unload_encoder *encoder,
                                          struct err *err);
/* The names of the columns, as a record. */
void unload_encoder_header(const struct unload_encoder *encoder, struct buf *out);
/* One of the rows that unload_encoder_next gave. */
void unload_encoder_row(const struct unload_encoder *encoder,
                        const struct encoded *encoded, size_t row, struct buf *out);

#endif
