/* unload_rows.c: rows out of the engine, through encoder and compression, into files of a stage: no more of
 * them in memory than some batches. */
#include "exec/unload_rows.h"

#include "data/pack.h"
#include "exec/unload_encode.h"

#define STEP ((size_t)64 << 10) /* Bytes that are compressed at a time ... */
#define STEPS_A_FILE 16         /* ... or fewer, where files are small. */

struct rows_out {
  struct unloading *unloading;
  struct unload_files *files;
  struct unload_encoder *encoder;
  struct packer *packer;
  struct buf plain, packed;
  int64_t pending;      /* Bytes that the packer holds back, at most. */
  struct buf partition; /* Of the open file, or the last. */
  bool has_partition, partition_is_null;
  size_t step;
};

/* ---- one file ---- */

/* Gives on what has been written so far. */
static bool flush(struct rows_out *out, struct err *err)
{
  bool ok;

  if (!out->plain.len)
    return true;
  out->unloading->input_bytes += (int64_t)out->plain.len;
  out->pending += (int64_t)out->plain.len;
  packer_add(out->packer, buf_text(&out->plain), &out->packed);
  if (out->packed.len)
    out->pending = 0;
  ok = unload_files_write(out->files, buf_text(&out->packed), err);
  buf_reset(&out->plain);
  buf_reset(&out->packed);
  return ok;
}

static bool close_file(struct rows_out *out, struct err *err)
{
  bool ok;

  if (!out->files->open)
    return true;
  if (!flush(out, err))
    return false;
  packer_finish(out->packer, &out->packed);
  out->pending = 0;
  ok = unload_files_write(out->files, buf_text(&out->packed), err);
  if (ok)
    unload_files_close(out->files);
  buf_reset(&out->packed);
  return ok;
}

static bool is_full(const struct rows_out *out)
{
  return stage_upload_size(out->files->open->upload) + out->pending + (int64_t)out->step >
         out->unloading->options.max_file_size;
}

static bool open_file(struct rows_out *out, struct err *err)
{
  if (!unload_files_open(out->files, err))
    return false;
  unload_encoder_header(out->encoder, &out->plain);
  return true;
}

/* ---- rows ---- */

static bool is_same_partition(const struct rows_out *out,
                              const struct batch_column *column, size_t row)
{
  bool is_null = batch_is_null(column, row);

  return out->has_partition && is_null == out->partition_is_null &&
         (is_null || text_equal(batch_text(column, row), buf_text(&out->partition)));
}

/* The row's partition is that of the open file, or a new one begins. */
static bool turn_to_partition(struct rows_out *out, const struct batch *batch, size_t row,
                              struct err *err)
{
  const struct batch_column *column = &batch->columns[out->unloading->column_count];
  struct text partition = { 0 };

  if (!out->unloading->copy->partition || is_same_partition(out, column, row))
    return true;
  if (!close_file(out, err))
    return false;
  out->has_partition = true;
  out->partition_is_null = batch_is_null(column, row);
  buf_reset(&out->partition);
  if (!out->partition_is_null) {
    buf_add_text(&out->partition, batch_text(column, row));
    partition = buf_text(&out->partition);
  }
  unload_files_partition(out->files, partition);
  return true;
}

static bool write_row(struct rows_out *out, const struct encoded *encoded, size_t row,
                      struct err *err)
{
  if (!turn_to_partition(out, &encoded->batch, row, err) ||
      (!out->files->open && !open_file(out, err)))
    return false;
  unload_encoder_row(out->encoder, encoded, row, &out->plain);
  out->files->open->rows++;
  if (out->plain.len < out->step)
    return true;
  return flush(out, err) && (!is_full(out) || close_file(out, err));
}

static bool write_all(struct rows_out *out, struct err *err)
{
  const struct encoded *encoded;

  do {
    encoded = unload_encoder_next(out->encoder, err);
    if (!encoded)
      return false;
    for (size_t row = 0; row < encoded->batch.rows; row++)
      if (!write_row(out, encoded, row, err))
        return false;
    out->unloading->rows += (int64_t)encoded->batch.rows;
  } while (encoded->batch.rows);
  return close_file(out, err);
}

/* ---- the whole ---- */

static void begin(struct rows_out *out, struct unloading *unloading,
                  struct unload_files *files, struct outcome *rows)
{
  int64_t step = unloading->options.max_file_size / STEPS_A_FILE;

  *out = (struct rows_out){ .unloading = unloading, .files = files };
  out->step = step < (int64_t)STEP ? (size_t)step : STEP;
  out->encoder = unload_encoder_new(unloading, rows);
  out->packer = packer_new(unloading->rules.packing);
  buf_init(&out->plain);
  buf_init(&out->packed);
  buf_init(&out->partition);
}

static void end(struct rows_out *out)
{
  unload_encoder_free(out->encoder);
  packer_free(out->packer);
  buf_clear(&out->plain);
  buf_clear(&out->packed);
  buf_clear(&out->partition);
}

/* Rows come while they are made, so that an error may come after many of them. */
static bool try(struct unloading *unloading, struct unload_files *files, struct err *err)
{
  struct run *run = unloading->run;
  bool streams = run->streams;
  struct outcome rows = { 0 };
  struct rows_out out;
  bool ok;

  run->streams = true;
  ok = pipeline_query(run, unloading->query, &rows, err);
  run->streams = streams;
  if (!ok)
    return false;
  unloading->rows = unloading->input_bytes = 0;
  begin(&out, unloading, files, &rows);
  ok = write_all(&out, err);
  end(&out);
  outcome_clear(&rows);
  if (!ok && !pipeline_recover(run, err))
    return false;
  return ok;
}

bool unload_rows(struct unloading *unloading, struct unload_files *files, struct err *err)
{
  struct run *run = unloading->run;
  const struct exec_request *sent = run->request;
  struct exec_request wide = *sent;
  bool ok;

  if (try(unloading, files, err))
    return true;
  if (sent->wide || !engine_error_wants_wide(err))
    return false;
  unload_files_clear(files);
  unload_files_init(files, unloading);
  wide.wide = true;
  run->request = &wide;
  err_clear(err);
  ok = try(unloading, files, err);
  run->request = sent;
  return ok;
}
