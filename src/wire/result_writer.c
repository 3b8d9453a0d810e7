/* result_writer.c: the rows of a result: the first ones in the answer, the others in chunks.
 *
 * A result that fits into the answer is there as a whole, which saves a request. Of a larger one
 * clients fetch several chunks at a time, without base 64 and without parsing JSON around it. */
#include "wire/result_writer.h"

#include "net/crypto.h"
#include "protocol/rowset.h"

enum { HEAD_BYTES = 256 << 10, CHUNK_BYTES = 4 << 20 };

void result_writer_init(struct result_writer *writer, struct chunks *chunks,
                        const struct rowtype_column *columns, int count, bool is_arrow,
                        struct buf *body)
{
  *writer = (struct result_writer){
    .chunks = chunks, .columns = columns, .body = body, .body_from = body->len
  };
  buf_init(&writer->json);
  if (is_arrow)
    writer->arrow = arrow_rows_new(columns, count);
}

void result_writer_clear(struct result_writer *writer)
{
  arrow_rows_free(writer->arrow);
  buf_clear(&writer->json);
  chunk_file_end(writer->file, false);
  writer->file = NULL;
}

static size_t held_bytes(const struct result_writer *writer)
{
  if (writer->arrow)
    return arrow_rows_bytes(writer->arrow);
  return writer->has_head ? writer->json.len : writer->body->len - writer->body_from;
}

static void end_head(struct result_writer *writer, bool is_all)
{
  if (writer->arrow) {
    buf_reset(&writer->json);
    arrow_rows_take(writer->arrow, is_all, &writer->json);
    crypto_base64(buf_text(&writer->json), writer->body);
    buf_reset(&writer->json);
  }
  writer->has_head = true;
  writer->rows = 0;
}

static bool end_chunk(struct result_writer *writer, struct err *err)
{
  bool ok;

  if (!writer->file && !(writer->file = chunk_file_new(writer->chunks, err)))
    return false;
  if (writer->arrow)
    arrow_rows_take(writer->arrow, false, &writer->json);
  ok = chunk_file_add(writer->file, buf_text(&writer->json), writer->rows, err);
  buf_reset(&writer->json);
  writer->rows = 0;
  return ok;
}

/* What is held is full, and more comes. */
static bool make_room(struct result_writer *writer, struct err *err)
{
  if (held_bytes(writer) < (writer->has_head ? CHUNK_BYTES : HEAD_BYTES))
    return true;
  if (writer->has_head)
    return end_chunk(writer, err);
  end_head(writer, false);
  return true;
}

bool result_writer_add(struct result_writer *writer, const struct batch *batch,
                       struct err *err)
{
  bool ok;

  if (!batch->rows)
    return true;
  if (!make_room(writer, err))
    return false;
  if (writer->arrow)
    ok = arrow_rows_add(writer->arrow, batch, err);
  else
    ok = rowset_put(writer->has_head ? &writer->json : writer->body, batch,
                    writer->columns, err);
  writer->rows += (int64_t)batch->rows;
  return ok;
}

static void list_chunks(const struct result_writer *writer, struct arena *arena,
                        struct text url, const struct message_chunk **list, int *count)
{
  struct message_chunk *chunks;

  *count = chunk_file_count(writer->file);
  chunks = ARENA_ARRAY(arena, (size_t)*count, struct message_chunk);
  for (int i = 0; i < *count; i++)
    chunks[i] = (struct message_chunk){ arena_printf(arena, TEXT_FMT "%s.%d",
                                                     TEXT_ARG(url),
                                                     chunk_file_key(writer->file), i),
                                        chunk_file_rows(writer->file, i),
                                        (int64_t)chunk_file_size(writer->file, i) };
  *list = chunks;
}

bool result_writer_end(struct result_writer *writer, struct arena *arena, struct text url,
                       const struct message_chunk **list, int *count, struct err *err)
{
  *count = 0;
  if (!writer->has_head)
    end_head(writer, true);
  else if (writer->rows && !end_chunk(writer, err))
    return false;
  if (!writer->file)
    return true;
  list_chunks(writer, arena, url, list, count);
  chunk_file_end(writer->file, true);
  writer->file = NULL;
  return true;
}
