/* result_writer.c: the rows of a result: the first ones in the answer, the others in chunks.
 *
 * A result that fits into the answer is there as a whole, which saves a request. Of a larger one
 * clients fetch several chunks at a time, without base 64 and without parsing JSON around it. What
 * is made is written before much more is asked for, so that a result of any size takes as much memory
 * as a few chunks. */
#include "wire/result_writer.h"

#include "net/crypto.h"
#include "protocol/arrow_column.h"
#include "protocol/rowset.h"
#include "session/kept_collect.h"

enum { HEAD_BYTES = 256 << 10, CHUNK_BYTES = 4 << 20 };
/* Of held: so many are worth another thread's turn, and so many are the most. */
enum { LEAST_HELD = 1 << 20, MOST_HELD = 16 << 20 };

static bool are_exact(const struct rowtype_column *columns, int count)
{
  for (int i = 0; i < count; i++)
    if (!arrow_column_is_exact(&columns[i]))
      return false;
  return true;
}

void result_writer_init(struct result_writer *writer, struct kept_result *kept,
                        const struct rowtype_column *columns, int count, bool is_arrow,
                        struct buf *body)
{
  *writer = (struct result_writer){
    .kept = kept, .columns = columns, .body = body, .body_from = body ? body->len : 0
  };
  buf_init(&writer->json);
  if (!is_arrow)
    return;
  writer->arrow = arrow_rows_new(columns, count);
  writer->is_exact = are_exact(columns, count);
}

void result_writer_clear(struct result_writer *writer)
{
  arrow_rows_free(writer->arrow);
  buf_clear(&writer->json);
  held_batches_clear(&writer->held);
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
    struct text rows = arrow_rows_take(writer->arrow, is_all, NULL, NULL);

    if (writer->body)
      crypto_base64(rows, writer->body);
  }
  writer->has_head = true;
  writer->rows = 0;
}

static struct text take_shown(struct result_writer *writer)
{
  return writer->arrow ? arrow_rows_take(writer->arrow, false, NULL, NULL)
                       : buf_text(&writer->json);
}

static bool end_chunk(struct result_writer *writer, struct err *err)
{
  bool ok;

  writer->rows = 0;
  if (writer->is_exact)
    return kept_result_take(writer->kept, writer->arrow, err);
  ok = kept_result_end_part(writer->kept, err) &&
       kept_result_show(writer->kept, take_shown(writer), err);
  buf_reset(&writer->json);
  return ok;
}

static bool hand_over(struct result_writer *writer, bool must_take, struct err *err)
{
  return kept_result_take_held(writer->kept, writer->arrow, CHUNK_BYTES, must_take,
                               &writer->held, err);
}

bool result_writer_make_room(struct result_writer *writer, struct err *err)
{
  if (writer->held.bytes >= LEAST_HELD)
    return hand_over(writer, writer->held.bytes >= MOST_HELD, err);
  if (held_bytes(writer) < (writer->has_head ? CHUNK_BYTES : HEAD_BYTES))
    return true;
  if (writer->has_head)
    return end_chunk(writer, err);
  end_head(writer, false);
  return kept_result_end_part(writer->kept, err);
}

static bool add_shown(struct result_writer *writer, const struct batch *batch,
                      struct err *err)
{
  if (writer->arrow)
    return arrow_rows_add(writer->arrow, batch, err);
  return rowset_put(writer->has_head ? &writer->json : writer->body, batch,
                    writer->columns, err);
}

bool result_writer_add(struct result_writer *writer, const struct batch *batch,
                       struct err *err)
{
  /* The first batch says what the columns are, even of no rows. */
  if (batch->column_count && !(writer->has_head && writer->is_exact) &&
      !kept_result_add(writer->kept, batch, err))
    return false;
  writer->rows += (int64_t)batch->rows;
  return !batch->rows || add_shown(writer, batch, err);
}

bool result_writer_wants_held(const struct result_writer *writer)
{
  return writer->has_head && writer->is_exact && !arrow_rows_count(writer->arrow);
}

void result_writer_add_held(struct result_writer *writer, struct held_batch *batch)
{
  held_batches_add(&writer->held, batch);
}

bool result_writer_may_collect(const struct result_writer *writer)
{
  return writer->is_exact;
}

static bool add_heads(struct result_writer *writer, struct kept_collect *collect,
                      struct err *err)
{
  bool ok = true;

  for (int i = 0; ok && i < kept_collect_heads(collect); i++) {
    struct batch_builder *rows = kept_collect_head(collect, err);
    struct batch batch;

    if (!rows)
      return false;
    batch = batch_builder_view(rows, 0, batch_builder_rows(rows));
    ok = result_writer_add(writer, &batch, err);
    batch_builder_free(rows);
  }
  return ok;
}

static bool add_parts(struct result_writer *writer, struct kept_collect *collect,
                      struct err *err)
{
  if (!kept_collect_has_more(collect))
    return true;
  end_head(writer, false);
  return kept_result_end_part(writer->kept, err) && kept_collect_end(collect, err);
}

bool result_writer_collect(struct result_writer *writer, struct engine_result *result,
                           struct err *err)
{
  struct kept_collect *collect = kept_collect_new(writer->kept, writer->arrow, HEAD_BYTES,
                                                  CHUNK_BYTES);
  bool ok = kept_collect_run(collect, result, err) && add_heads(writer, collect, err) &&
            add_parts(writer, collect, err);

  kept_collect_free(collect);
  return ok;
}

bool result_writer_end(struct result_writer *writer, struct err *err)
{
  if (!writer->has_head)
    end_head(writer, true);
  else if (writer->rows && !end_chunk(writer, err))
    return false;
  if (writer->held.count && !hand_over(writer, true, err))
    return false;
  return kept_result_end(writer->kept, err);
}

const struct message_chunk *result_chunks(struct arena *arena,
                                          const struct kept_result *kept, struct text url,
                                          int *count)
{
  struct message_chunk *chunks;

  *count = kept_result_parts(kept) - 1;
  chunks = ARENA_ARRAY(arena, (size_t)*count, struct message_chunk);
  for (int i = 0; i < *count; i++)
    chunks[i] = (struct message_chunk){
      arena_printf(arena, TEXT_FMT "%s.%d", TEXT_ARG(url),
                   result_file_key(kept_result_file(kept)), i + 1),
      kept_result_part_rows(kept, i + 1), (int64_t)kept_result_part_size(kept, i + 1)
    };
  return chunks;
}
