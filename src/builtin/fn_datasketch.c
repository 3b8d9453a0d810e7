/* fn_datasketch.c: DATASKETCHES_HLL and its state functions.
 *
 * The library hashes whole numbers as 64 bits, doubles by their bits and text by its UTF-8;
 * empty text is no value. https://docs.snowflake.com/en/sql-reference/functions/datasketches_hll */
#include <math.h>
#include <string.h>

#include "builtin/datasketch.h"
#include "builtin/fn.h"

static bool read_lg(const struct batch_column *column, size_t row, int *lg,
                    struct err *err)
{
  int128 value = 0;

  batch_int(column, row, &value);
  *lg = (int)value;
  if (value < DATASKETCH_LEAST_LG || value > DATASKETCH_MOST_LG)
    return err_set(err, ERR_INVALID_ARGUMENT, "max_log_k must be from %d to %d",
                   DATASKETCH_LEAST_LG, DATASKETCH_MOST_LG);
  return true;
}

static bool add_value(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  struct datasketch *sketch = state;
  struct text bytes = batch_text(&args[0], row);

  if (!sketch->lg_k && !read_lg(&args[1], row, &sketch->lg_k, err))
    return false;
  if (bytes.len)
    datasketch_add(sketch, bytes);
  return true;
}

/* A result is no finer than max_log_k says. */
static bool add_state(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  struct datasketch *sketch = state, more = { 0 };
  bool ok = sketch->lg_k || read_lg(&args[1], row, &sketch->lg_k, err);

  if (ok && !(ok = datasketch_read(batch_text(&args[0], row), &more)))
    err_set(err, ERR_INVALID_ARGUMENT, "Invalid DataSketches HLL sketch");
  if (ok)
    datasketch_merge(sketch, &more);
  datasketch_clear(&more);
  return ok;
}

static bool append(void *state, const void *later, struct err *err)
{
  (void)err;
  datasketch_merge(state, later);
  return true;
}

static bool write_state(const void *state, struct buf *out)
{
  struct datasketch empty = { .lg_k = 12 };
  const struct datasketch *sketch = state;

  datasketch_write(sketch->lg_k ? sketch : &empty, out);
  return true;
}

static void clear(void *state)
{
  datasketch_clear(state);
}

const struct engine_gather_row fn_datasketch_gathers[] = {
  { "sg_datasketch", "BLOB, BIGINT", "BLOB", sizeof(struct datasketch), add_value, append,
    write_state, clear },
  { "sg_datasketch_combine", "BLOB, BIGINT", "BLOB", sizeof(struct datasketch), add_state,
    append, write_state, clear },
};

const int fn_datasketch_gather_count = sizeof fn_datasketch_gathers /
                                       sizeof fn_datasketch_gathers[0];

static void estimate(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct datasketch sketch = { 0 };

    if (datasketch_read(call_text(call, 0, row), &sketch))
      call_set_double(call, row, datasketch_estimate(&sketch));
    else
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid DataSketches HLL sketch");
    datasketch_clear(&sketch);
  }
}

static void set_bits(struct engine_call *call, size_t row, uint64_t bits)
{
  char bytes[8];

  for (int i = 0; i < 8; i++)
    bytes[i] = (char)(bits >> (8 * i) & 0xFF);
  call_set_text(call, row, text_from(bytes, sizeof bytes));
}

static void bytes_of_int(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    set_bits(call, row, (uint64_t)call_int(call, 0, row));
}

/* -0 is 0, and there is one NaN. */
static void bytes_of_double(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    double value = call_double(call, 0, row) + 0.0;
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    set_bits(call, row, isnan(value) ? (uint64_t)0x7ff8 << 48 : bits);
  }
}

const struct engine_function_row fn_datasketch_rows[] = {
  { "sg_datasketch_double", "DOUBLE", "BLOB", bytes_of_double, 0 },
  { "sg_datasketch_estimate", "BLOB", "DOUBLE", estimate, 0 },
  { "sg_datasketch_int", "BIGINT", "BLOB", bytes_of_int, 0 },
};

const int fn_datasketch_count = sizeof fn_datasketch_rows / sizeof fn_datasketch_rows[0];
