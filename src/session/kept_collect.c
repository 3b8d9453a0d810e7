/* kept_collect.c: the rows of a large result, gathered by all threads that make them. */
#include "session/kept_collect.h"

#include <pthread.h>
#include <stdlib.h>

#include "protocol/arrow_read.h"
#include "session/kept_state.h"

/* What a batch leaves over is written if it has so many bytes, or when so many are kept in memory. */
enum { LEAST_PART = 256 << 10, MOST_KEPT = 16 << 20 };

/* Rows that follow one another: written, or not yet. */
struct piece {
  uint64_t number; /* Of the batch. */
  int sequence;    /* In which pieces were made: within a batch that is their order. */
  struct arrow_rows *rows; /* NULL: they are written. */
  struct kept_part part;   /* Where. */
  struct text stream;      /* Of rows that are not, once all have ended. */
};

struct kept_collect {
  struct kept_result *kept;
  const struct arrow_rows *like;
  size_t head_bytes, part_bytes;
  pthread_mutex_t lock; /* Of all below, as long as threads add. */
  struct piece *pieces;
  int count, room;
  size_t
    kept_bytes; /* Of pieces that are not written, without those that begin a thread's rows. */
  bool has_failed;
  struct err err;
  /* Once all have ended: */
  struct type *types; /* Of the columns, */
  bool
    *has_wide; /* and whether their numbers came in 16 bytes: they are read so again. */
  int heads;   /* So many pieces are the first rows. */
  int next;    /* The piece that is yet to be given or made a part. */
};

/* One thread's. */
struct place {
  struct kept_collect *collect;
  struct arrow_rows *rows;
  uint64_t number;
  bool has_begun; /* What begins its rows may be the head of all: that is not written. */
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

struct kept_collect *kept_collect_new(struct kept_result *kept,
                                      const struct arrow_rows *like, size_t head_bytes,
                                      size_t part_bytes)
{
  struct kept_collect *collect = must(calloc(1, sizeof *collect));

  collect->kept = kept;
  collect->like = like;
  collect->head_bytes = head_bytes;
  collect->part_bytes = part_bytes;
  pthread_mutex_init(&collect->lock, NULL);
  return collect;
}

void kept_collect_free(struct kept_collect *collect)
{
  if (!collect)
    return;
  for (int i = 0; i < collect->count; i++)
    arrow_rows_free(collect->pieces[i].rows);
  pthread_mutex_destroy(&collect->lock);
  free(collect->pieces);
  free(collect->types);
  free(collect->has_wide);
  free(collect);
}

/* ---- by the threads ---- */

static bool fail(struct kept_collect *collect, const struct err *err)
{
  pthread_mutex_lock(&collect->lock);
  if (!collect->has_failed)
    collect->err = *err;
  collect->has_failed = true;
  pthread_mutex_unlock(&collect->lock);
  return false;
}

static void add_piece(struct kept_collect *collect, struct piece piece)
{
  pthread_mutex_lock(&collect->lock);
  if (collect->count == collect->room) {
    collect->room = collect->room ? collect->room * 2 : 32;
    collect->pieces = must(
      realloc(collect->pieces, (size_t)collect->room * sizeof *collect->pieces));
  }
  piece.sequence = collect->count;
  collect->pieces[collect->count++] = piece;
  pthread_mutex_unlock(&collect->lock);
}

/* So that the memory of the kept ones is bounded. */
static bool may_keep(struct kept_collect *collect, size_t bytes)
{
  bool may;

  pthread_mutex_lock(&collect->lock);
  may = bytes < LEAST_PART && collect->kept_bytes + bytes <= MOST_KEPT;
  if (may)
    collect->kept_bytes += bytes;
  pthread_mutex_unlock(&collect->lock);
  return may;
}

static void keep_piece(struct place *place)
{
  add_piece(place->collect,
            (struct piece){ .number = place->number, .rows = place->rows });
  place->rows = arrow_rows_like(place->collect->like);
  place->has_begun = true;
}

static bool write_piece(struct place *place)
{
  struct kept_collect *collect = place->collect;
  struct piece piece = { .number = place->number };
  struct err err;
  bool ok;

  pthread_mutex_lock(&collect->lock);
  ok = kept_result_need_file(collect->kept, &err);
  pthread_mutex_unlock(&collect->lock);
  if (!ok || !kept_part_write(collect->kept->file, place->rows, &piece.part, &err))
    return fail(collect, &err);
  add_piece(collect, piece);
  return true;
}

static bool end_piece(struct place *place)
{
  if (!arrow_rows_count(place->rows))
    return true;
  if (place->has_begun && !may_keep(place->collect, arrow_rows_bytes(place->rows)))
    return write_piece(place);
  keep_piece(place);
  return true;
}

static bool is_full(const struct place *place)
{
  return arrow_rows_bytes(place->rows) >=
         (place->has_begun ? place->collect->part_bytes : place->collect->head_bytes);
}

static void *begin(void *context)
{
  struct kept_collect *collect = context;
  struct place *place = must(calloc(1, sizeof *place));

  place->collect = collect;
  place->rows = arrow_rows_like(collect->like);
  return place;
}

static bool has_failed(struct kept_collect *collect)
{
  bool failed;

  pthread_mutex_lock(&collect->lock);
  failed = collect->has_failed;
  pthread_mutex_unlock(&collect->lock);
  return failed;
}

static bool add(void *at, uint64_t number, const struct batch *batch)
{
  struct place *place = at;
  struct err err;

  if (has_failed(place->collect) || (number != place->number && !end_piece(place)))
    return false;
  place->number = number;
  if (!arrow_rows_add(place->rows, batch, &err))
    return fail(place->collect, &err);
  return !is_full(place) || end_piece(place);
}

static void drop(void *at)
{
  struct place *place = at;

  pthread_mutex_lock(&place->collect->lock);
  kept_result_widen(place->collect->kept, place->rows);
  pthread_mutex_unlock(&place->collect->lock);
  arrow_rows_free(place->rows);
  free(place);
}

/* A failure is remembered. */
static void end(void *at)
{
  if (!end_piece(at))
    return;
}

/* ---- afterwards ---- */

static int in_order(const void *one, const void *other)
{
  const struct piece *a = one, *b = other;

  if (a->number != b->number)
    return a->number < b->number ? -1 : 1;
  return a->sequence - b->sequence;
}

static void find_columns(struct kept_collect *collect)
{
  int count = collect->kept->column_count;

  collect->types = must(calloc((size_t)count + 1, sizeof *collect->types));
  collect->has_wide = must(calloc((size_t)count + 1, sizeof *collect->has_wide));
  for (int i = 0; i < count; i++) {
    collect->types[i] = collect->kept->columns[i].type;
    for (int at = 0; at < collect->count; at++)
      if (collect->pieces[at].rows)
        collect->has_wide[i] |= arrow_rows_has_wide(collect->pieces[at].rows, i);
  }
}

static void take_streams(struct kept_collect *collect)
{
  for (int i = 0; i < collect->count; i++) {
    struct piece *piece = &collect->pieces[i];

    if (!piece->rows)
      continue;
    piece->part.rows = arrow_rows_count(piece->rows);
    piece->stream = arrow_rows_take(piece->rows, false, NULL, NULL);
    kept_result_widen(collect->kept, piece->rows);
  }
}

static void find_heads(struct kept_collect *collect)
{
  size_t bytes = 0;

  while (collect->heads < collect->count && collect->pieces[collect->heads].rows &&
         bytes < collect->head_bytes)
    bytes += collect->pieces[collect->heads++].stream.len;
}

static void settle(struct kept_collect *collect)
{
  if (collect->count)
    qsort(collect->pieces, (size_t)collect->count, sizeof *collect->pieces, in_order);
  find_columns(collect);
  take_streams(collect);
  find_heads(collect);
}

bool kept_collect_run(struct kept_collect *collect, struct engine_result *result,
                      struct err *err)
{
  struct engine_collector collector = { collect, begin, add, end, drop };

  if (!engine_collect(result, &collector, err))
    return false;
  if (collect->has_failed) {
    *err = collect->err;
    return false;
  }
  settle(collect);
  return true;
}

static struct batch_builder *read_piece(const struct kept_collect *collect,
                                        const struct piece *piece, struct err *err)
{
  return arrow_read(piece->stream, collect->types, collect->has_wide,
                    collect->kept->column_count, err);
}

struct batch_builder *kept_collect_head(struct kept_collect *collect, struct err *err)
{
  return read_piece(collect, &collect->pieces[collect->next++], err);
}

int kept_collect_heads(const struct kept_collect *collect)
{
  return collect->heads;
}

bool kept_collect_has_more(const struct kept_collect *collect)
{
  return collect->heads < collect->count;
}

/* ---- the parts ---- */

static bool add_rows(const struct kept_collect *collect, const struct piece *piece,
                     struct arrow_rows *rows, struct err *err)
{
  struct batch_builder *read = read_piece(collect, piece, err);
  struct batch batch;
  bool ok;

  if (!read)
    return false;
  batch = batch_builder_view(read, 0, batch_builder_rows(read));
  ok = arrow_rows_add(rows, &batch, err);
  batch_builder_free(read);
  return ok;
}

/* Those that are not written, up to one that is, or to a whole part of them. */
static bool join_pieces(struct kept_collect *collect, struct arrow_rows *rows,
                        struct err *err)
{
  const struct piece *piece = &collect->pieces[collect->next];
  bool ok = true;

  while (ok && collect->next < collect->count && piece->rows &&
         arrow_rows_bytes(rows) < collect->part_bytes) {
    ok = add_rows(collect, piece, rows, err);
    piece = &collect->pieces[++collect->next];
  }
  return ok && kept_write(collect->kept, rows, err);
}

bool kept_collect_end(struct kept_collect *collect, struct err *err)
{
  struct kept_result *kept = collect->kept;
  struct arrow_rows *rows = arrow_rows_like(collect->like);
  bool ok = true;

  for (int i = collect->heads; i < collect->count; i++)
    kept->row_count += collect->pieces[i].part.rows;
  while (ok && collect->next < collect->count) {
    const struct piece *piece = &collect->pieces[collect->next];

    if (piece->rows) {
      ok = join_pieces(collect, rows, err);
    } else {
      kept_result_add_part(kept, piece->part);
      collect->next++;
    }
  }
  arrow_rows_free(rows);
  return ok;
}
