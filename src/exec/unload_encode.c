/* unload_encode.c: the rows of an unload as the bytes of its files, by several threads. */
#include "exec/unload_encode.h"

#include <stdlib.h>

#include "base/task.h"

#define AHEAD 6 /* Batches that are encoded while another is written. */
/* Bytes of texts in a batch of which there should be no copy, and no other such batch beside it. */
#define HEAVY ((size_t)4 << 20)

struct slot {
  struct unload_encoder *encoder;
  struct held_batch *held;
  struct task *task; /* NULL: the batch is encoded row by row, when it is written. */
  struct encoded encoded;
  size_t room; /* Of encoded.ends, when they are there. */
  size_t *ends;
};

/* Slots are a ring: `count` of them from `first` on are in use. */
struct unload_encoder {
  struct unloading *unloading;
  struct outcome *rows;
  struct workers *pool;
  struct csv_writer csv;
  bool is_json;
  struct slot slots[AHEAD];
  int first, count;
  bool is_given; /* The first slot: its rows are being read. */
  bool has_ended, fetches_no_more;
  struct err
    err; /* Of the fetch that failed, told when what came before it is written. */
  bool has_failed;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* Whether values of a type are enclosed as texts are. */
static bool is_enclosed(struct type type)
{
  return type.kind != TYPE_NUMBER && type.kind != TYPE_FLOAT &&
         type.kind != TYPE_DECFLOAT && type.kind != TYPE_BOOLEAN;
}

struct unload_encoder *unload_encoder_new(struct unloading *unloading,
                                          struct outcome *rows)
{
  struct unload_encoder *encoder = must(calloc(1, sizeof *encoder));
  size_t count = (size_t)unloading->column_count;
  bool *enclosed = ARENA_ARRAY(unloading->run->arena, count, bool);

  for (size_t i = 0; i < count; i++)
    enclosed[i] = is_enclosed(unloading->columns[i].type);
  encoder->unloading = unloading;
  encoder->rows = rows;
  encoder->pool = unloading->helpers;
  encoder->is_json = unloading->format.type == FORMAT_JSON;
  csv_writer_init(&encoder->csv, &unloading->rules, enclosed);
  for (int i = 0; i < AHEAD; i++) {
    encoder->slots[i].encoder = encoder;
    buf_init(&encoder->slots[i].encoded.bytes);
  }
  return encoder;
}

static void empty(struct slot *slot)
{
  task_end(slot->task);
  held_batch_release(slot->held);
  slot->task = NULL;
  slot->held = NULL;
  slot->encoded.ends = NULL;
  buf_reset(&slot->encoded.bytes);
}

void unload_encoder_free(struct unload_encoder *encoder)
{
  for (int i = 0; i < AHEAD; i++) {
    struct slot *slot = &encoder->slots[i];

    empty(slot);
    buf_clear(&slot->encoded.bytes);
    free(slot->ends);
  }
  free(encoder);
}

/* ---- one batch ---- */

/* A document a line; NULL is the document null, lest a row be lost. */
static void write_document(const struct batch_column *column, size_t row, struct buf *out)
{
  if (batch_is_null(column, row))
    buf_add_string(out, "null");
  else
    buf_add_text(out, batch_text(column, row));
  buf_add_char(out, '\n');
}

static void write_row(const struct unload_encoder *encoder, const struct batch *batch,
                      size_t row, struct buf *out)
{
  if (encoder->is_json)
    write_document(&batch->columns[0], row, out);
  else
    csv_write_row(&encoder->csv, batch, encoder->unloading->column_count, row, out);
}

static void encode_slot(void *argument)
{
  struct slot *slot = argument;
  struct encoded *encoded = &slot->encoded;

  for (size_t row = 0; row < encoded->batch.rows; row++) {
    write_row(slot->encoder, &encoded->batch, row, &encoded->bytes);
    encoded->ends[row] = encoded->bytes.len;
  }
}

static void begin_task(struct slot *slot)
{
  size_t rows = slot->encoded.batch.rows;

  if (slot->room < rows) {
    slot->ends = must(realloc(slot->ends, rows * sizeof *slot->ends));
    slot->room = rows;
  }
  slot->encoded.ends = slot->ends;
  slot->task = task_begin(slot->encoder->pool, encode_slot, slot);
}

/* ---- all of them ---- */

/* Takes the next batch into the slot behind the last. What is not held, or heavy, is the last one that is
 * fetched before it is written. */
static void fetch(struct unload_encoder *encoder)
{
  struct slot *slot = &encoder->slots[(encoder->first + encoder->count) % AHEAD];
  struct batch *batch = &slot->encoded.batch;

  encoder->has_failed = !outcome_fetch_held(encoder->rows, &slot->held, batch,
                                            &encoder->err);
  encoder->has_ended = encoder->has_failed || !batch->rows;
  if (encoder->has_ended)
    return;
  encoder->count++;
  encoder->fetches_no_more = !slot->held || batch_text_bytes(batch) > HEAVY;
  if (!encoder->fetches_no_more)
    begin_task(slot);
}

static void drop_given(struct unload_encoder *encoder)
{
  if (!encoder->is_given)
    return;
  empty(&encoder->slots[encoder->first]);
  encoder->first = (encoder->first + 1) % AHEAD;
  encoder->count--;
  encoder->is_given = false;
}

const struct encoded *unload_encoder_next(struct unload_encoder *encoder, struct err *err)
{
  static const struct encoded none;
  struct slot *slot;

  drop_given(encoder);
  if (!encoder->count)
    encoder->fetches_no_more = false;
  while (encoder->count < AHEAD && !encoder->has_ended && !encoder->fetches_no_more)
    fetch(encoder);
  if (!encoder->count && encoder->has_failed)
    *err = encoder->err;
  if (!encoder->count)
    return encoder->has_failed ? NULL : &none;
  slot = &encoder->slots[encoder->first];
  encoder->is_given = true;
  task_end(slot->task);
  slot->task = NULL;
  return &slot->encoded;
}

/* ---- bytes ---- */

void unload_encoder_header(const struct unload_encoder *encoder, struct buf *out)
{
  const struct unloading *unloading = encoder->unloading;
  size_t count = (size_t)unloading->column_count;
  struct text *names = ARENA_ARRAY(unloading->run->arena, count, struct text);

  if (!unloading->options.header || encoder->is_json)
    return;
  for (size_t i = 0; i < count; i++)
    names[i] = unloading->columns[i].name;
  csv_write_header(&encoder->csv, names, unloading->column_count, out);
}

void unload_encoder_row(const struct unload_encoder *encoder,
                        const struct encoded *encoded, size_t row, struct buf *out)
{
  size_t from = encoded->ends && row ? encoded->ends[row - 1] : 0;

  if (encoded->ends)
    buf_add(out, encoded->bytes.at + from, encoded->ends[row] - from);
  else
    write_row(encoder, &encoded->batch, row, out);
}
