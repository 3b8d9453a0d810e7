/* fn_hll.c: HyperLogLog states: accumulated, combined, estimated, exported and imported.
 *
 * A state is 4096 registers, as BINARY: 'D' and all of them, or 'S' and, for each one that is not
 * 0, its number (two bytes, lowest first) and its value. Of a hash of 64 bits the upper 12 choose
 * the register, the others make the rank.
 * https://docs.snowflake.com/en/user-guide/querying-approximate-cardinality */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"
#include "builtin/murmur.h"
#include "builtin/registers.h"
#include "data/json_text.h"

#define PRECISION 12
#define REGISTERS (1 << PRECISION)
#define MOST_RANK (64 - PRECISION + 1)
#define FEW 256 /* More registers in use than this are kept as all of them. */
#define ENTRY 3 /* Bytes of a register in a sparse state. */

/* A register in use, while there are few. */
struct entry {
  uint16_t index;
  uint8_t rank;
};

struct hll {
  uint8_t *all; /* NULL while there are few. */
  struct entry *few;
  int count, room;
};

/* ---- the state in memory ---- */

static void *grown(void *memory, size_t size)
{
  memory = realloc(memory, size);
  if (!memory)
    abort();
  return memory;
}

static void keep_all(struct hll *hll)
{
  hll->all = calloc(REGISTERS, 1);
  if (!hll->all)
    abort();
  for (int i = 0; i < hll->count; i++)
    hll->all[hll->few[i].index] = hll->few[i].rank;
  free(hll->few);
  hll->few = NULL;
  hll->count = hll->room = 0;
}

/* Where a register stands among the few, or would. */
static int place_of(const struct hll *hll, int index)
{
  int low = 0, high = hll->count;

  while (low < high) {
    int middle = (low + high) / 2;

    if (hll->few[middle].index < index)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void put(struct hll *hll, int index, int rank)
{
  int at;

  if (!rank)
    return;
  if (!hll->all) {
    at = place_of(hll, index);
    if (at < hll->count && hll->few[at].index == index) {
      if (hll->few[at].rank < rank)
        hll->few[at].rank = (uint8_t)rank;
      return;
    }
    if (hll->count < FEW) {
      if (hll->count == hll->room) {
        hll->room = hll->room ? hll->room * 2 : 8;
        hll->few = grown(hll->few, (size_t)hll->room * sizeof *hll->few);
      }
      memmove(hll->few + at + 1, hll->few + at,
              (size_t)(hll->count - at) * sizeof *hll->few);
      hll->few[at] = (struct entry){ (uint16_t)index, (uint8_t)rank };
      hll->count++;
      return;
    }
    keep_all(hll);
  }
  if (hll->all[index] < rank)
    hll->all[index] = (uint8_t)rank;
}

static void clear(void *state)
{
  struct hll *hll = state;

  free(hll->all);
  free(hll->few);
}

static bool append(void *state, const void *later, struct err *err)
{
  const struct hll *more = later;

  (void)err;
  for (int i = 0; i < more->count; i++)
    put(state, more->few[i].index, more->few[i].rank);
  for (int i = 0; more->all && i < REGISTERS; i++)
    put(state, i, more->all[i]);
  return true;
}

/* ---- the state as bytes ---- */

static void put_entry(struct buf *out, int index, int rank)
{
  buf_add_char(out, (char)(index & 0xFF));
  buf_add_char(out, (char)(index >> 8));
  buf_add_char(out, (char)rank);
}

static bool write_state(const void *state, struct buf *out)
{
  const struct hll *hll = state;

  buf_add_char(out, hll->all ? 'D' : 'S');
  if (hll->all)
    buf_add(out, hll->all, REGISTERS);
  for (int i = 0; i < hll->count; i++)
    put_entry(out, hll->few[i].index, hll->few[i].rank);
  return true;
}

static bool read_register(struct hll *hll, int index, int rank)
{
  if (index >= REGISTERS || rank > MOST_RANK)
    return false;
  put(hll, index, rank);
  return true;
}

/* False when the bytes are no state. */
static bool read_state(struct text bytes, struct hll *hll)
{
  const unsigned char *at = (const unsigned char *)bytes.at;
  bool ok = bytes.len > 0;

  if (ok && at[0] == 'D' && bytes.len == 1 + REGISTERS) {
    for (int i = 0; ok && i < REGISTERS; i++)
      ok = read_register(hll, i, at[1 + i]);
    return ok;
  }
  ok = ok && at[0] == 'S' && (bytes.len - 1) % ENTRY == 0;
  for (size_t i = 1; ok && i < bytes.len; i += ENTRY)
    ok = read_register(hll, at[i] | at[i + 1] << 8, at[i + 2]);
  return ok;
}

/* ---- aggregates ---- */

static bool add_value(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  uint64_t hash = murmur_hash(batch_text(&args[0], row), 0).low;
  uint64_t rest = hash << PRECISION;

  (void)err;
  put(state, (int)(hash >> (64 - PRECISION)),
      rest ? __builtin_clzll(rest) + 1 : MOST_RANK);
  return true;
}

static bool add_state(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  return read_state(batch_text(&args[0], row), state) ||
         err_set(err, ERR_INVALID_ARGUMENT, "Invalid HyperLogLog state");
}

const struct engine_gather_row fn_hll_gathers[] = {
  { "sg_hll_accumulate", "VARCHAR", "BLOB", sizeof(struct hll), add_value, append,
    write_state, clear },
  { "sg_hll_combine", "BLOB", "BLOB", sizeof(struct hll), add_state, append, write_state,
    clear },
};

const int fn_hll_gather_count = sizeof fn_hll_gathers / sizeof fn_hll_gathers[0];

/* ---- functions of a state ---- */

static void estimate(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct hll hll = { 0 };

    if (read_state(call_text(call, 0, row), &hll)) {
      if (!hll.all)
        keep_all(&hll);
      call_set_int(call, row, llround(registers_estimate(hll.all, REGISTERS, MOST_RANK)));
    } else {
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid HyperLogLog state");
    }
    clear(&hll);
  }
}

static void export_state(const struct hll *hll, struct buf *out)
{
  if (hll->all) {
    buf_add_string(out, "{\"dense\":[");
    for (int i = 0; i < REGISTERS; i++)
      buf_printf(out, "%s%d", i ? "," : "", hll->all[i]);
    buf_printf(out, "],\"precision\":%d,\"version\":4}", PRECISION);
    return;
  }
  buf_printf(out, "{\"precision\":%d,\"sparse\":{\"indices\":[", PRECISION);
  for (int i = 0; i < hll->count; i++)
    buf_printf(out, "%s%d", i ? "," : "", hll->few[i].index);
  buf_add_string(out, "],\"maxLzCounts\":[");
  for (int i = 0; i < hll->count; i++)
    buf_printf(out, "%s%d", i ? "," : "", hll->few[i].rank);
  buf_add_string(out, "]},\"version\":4}");
}

static void export(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct hll hll = { 0 };

    buf_reset(&out);
    if (read_state(call_text(call, 0, row), &hll)) {
      export_state(&hll, &out);
      call_set_text(call, row, buf_text(&out));
    } else {
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid HyperLogLog state");
    }
    clear(&hll);
  }
  buf_clear(&out);
}

static bool small_number(struct text value, int64_t *number)
{
  return value.at && text_to_int64(value, number) && *number >= 0 && *number < REGISTERS;
}

static bool import_sparse(struct text sparse, struct hll *hll)
{
  struct json_items indices = json_items_of(json_text_member(sparse, text_of("indices")));
  struct json_items counts = json_items_of(
    json_text_member(sparse, text_of("maxLzCounts")));
  struct text name, index, count;
  int64_t at, rank;

  while (json_items_next(&indices, &name, &index))
    if (!json_items_next(&counts, &name, &count) || !small_number(index, &at) ||
        !small_number(count, &rank) || !read_register(hll, (int)at, (int)rank))
      return false;
  return !json_items_next(&counts, &name, &count);
}

static bool import_dense(struct text dense, struct hll *hll)
{
  struct json_items counts = json_items_of(dense);
  struct text name, count;
  int64_t rank;
  int at = 0;

  while (json_items_next(&counts, &name, &count))
    if (!small_number(count, &rank) || !read_register(hll, at++, (int)rank))
      return false;
  return at == REGISTERS;
}

static bool import_state(struct text object, struct hll *hll)
{
  struct text precision = json_text_member(object, text_of("precision"));
  struct text sparse = json_text_member(object, text_of("sparse"));
  struct text dense = json_text_member(object, text_of("dense"));
  int64_t digits;

  if (!small_number(precision, &digits) || digits != PRECISION)
    return false;
  return sparse.at ? import_sparse(sparse, hll) : dense.at && import_dense(dense, hll);
}

static void import(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct hll hll = { 0 };

    buf_reset(&out);
    if (import_state(call_text(call, 0, row), &hll)) {
      write_state(&hll, &out);
      call_set_text(call, row, buf_text(&out));
    } else {
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid HyperLogLog state");
    }
    clear(&hll);
  }
  buf_clear(&out);
}

const struct engine_function_row fn_hll_rows[] = {
  { "sg_hll_estimate", "BLOB", "BIGINT", estimate, 0 },
  { "sg_hll_export", "BLOB", "VARCHAR", export, 0 },
  { "sg_hll_import", "VARCHAR", "BLOB", import, 0 },
};

const int fn_hll_count = sizeof fn_hll_rows / sizeof fn_hll_rows[0];
