/* fn_minhash.c: MinHash states, combined and compared.
 *
 * A state is {"state":[k numbers],"type":"minhash","version":1}: for each of k hash functions the
 * least hash of all values. https://docs.snowflake.com/en/sql-reference/functions/minhash */
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"
#include "builtin/murmur.h"
#include "data/json_text.h"

#define MOST_HASHES 1024
#define UNUSED_BITS 11 /* Hashes stay below 2^53: exact wherever JSON is read. */

struct minhash {
  int64_t *least;
  int count;
  bool *differs; /* Of a comparison: where not all states agree. */
};

static bool begin(struct minhash *state, int64_t count, struct err *err)
{
  if (state->least)
    return count == state->count ||
           err_set(err, ERR_INVALID_ARGUMENT,
                   "MinHash states must have arrays of equal length");
  if (count < 1 || count > MOST_HASHES)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "The number of hash functions of MINHASH must be from 1 to %d",
                   MOST_HASHES);
  state->count = (int)count;
  state->least = malloc((size_t)count * sizeof *state->least);
  state->differs = calloc((size_t)count, sizeof *state->differs);
  if (!state->least || !state->differs)
    abort();
  for (int i = 0; i < state->count; i++)
    state->least[i] = INT64_MAX;
  return true;
}

static void put(struct minhash *state, int at, int64_t hash)
{
  if (hash < state->least[at])
    state->least[at] = hash;
}

static bool add_value(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  struct minhash *minhash = state;
  struct murmur hash = murmur_hash(batch_text(&args[0], row), 0);
  int128 count;

  batch_int(&args[1], row, &count);
  if (!begin(minhash, (int64_t)count, err))
    return false;
  for (int i = 0; i < minhash->count; i++)
    put(minhash, i,
        (int64_t)(murmur_mix(hash.low + (uint64_t)i * (hash.high | 1)) >> UNUSED_BITS));
  return true;
}

static bool append(void *state, const void *later, struct err *err)
{
  struct minhash *minhash = state;
  const struct minhash *more = later;

  if (!more->least)
    return true;
  if (!begin(minhash, more->count, err))
    return false;
  for (int i = 0; i < more->count; i++)
    put(minhash, i, more->least[i]);
  return true;
}

static void clear(void *state)
{
  struct minhash *minhash = state;

  free(minhash->least);
  free(minhash->differs);
}

static bool write_state(const void *state, struct buf *out)
{
  const struct minhash *minhash = state;

  if (!minhash->least)
    return false;
  buf_add_string(out, "{\"state\":[");
  for (int i = 0; i < minhash->count; i++) {
    if (i)
      buf_add_char(out, ',');
    buf_add_int(out, minhash->least[i]);
  }
  buf_add_string(out, "],\"type\":\"minhash\",\"version\":1}");
  return true;
}

/* The array of a state; at NULL with an error when the value is none. */
static struct text hashes_of(struct text object, struct err *err)
{
  struct text type = json_text_member(object, text_of("type"));
  struct text hashes = json_text_member(object, text_of("state"));

  if (type.at && text_is(type, "\"minhash\"") && hashes.at &&
      json_text_type(hashes) == JSON_TEXT_ARRAY)
    return hashes;
  err_set(err, ERR_INVALID_ARGUMENT, "Invalid MinHash state");
  return (struct text){ 0 };
}

/* Reads a state into another: `each` says what becomes of a hash. */
static bool read_state(struct minhash *minhash, struct text object,
                       void (*each)(struct minhash *, int, int64_t), struct err *err)
{
  struct text hashes = hashes_of(object, err), name, value;
  struct json_items items;
  int64_t hash;

  if (!hashes.at || !begin(minhash, json_items_count(hashes), err))
    return false;
  items = json_items_of(hashes);
  for (int i = 0; json_items_next(&items, &name, &value); i++) {
    if (!text_to_int64(value, &hash))
      return err_set(err, ERR_INVALID_ARGUMENT, "Invalid MinHash state");
    each(minhash, i, hash);
  }
  return true;
}

static bool add_state(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  return read_state(state, batch_text(&args[0], row), put, err);
}

/* ---- comparison ---- */

static void compare(struct minhash *minhash, int at, int64_t hash)
{
  if (minhash->least[at] == INT64_MAX)
    minhash->least[at] = hash;
  else if (minhash->least[at] != hash)
    minhash->differs[at] = true;
}

static bool add_compared(void *state, const struct batch_column *args, size_t row,
                         struct err *err)
{
  return read_state(state, batch_text(&args[0], row), compare, err);
}

static bool append_compared(void *state, const void *later, struct err *err)
{
  struct minhash *minhash = state;
  const struct minhash *more = later;

  if (!more->least)
    return true;
  if (!begin(minhash, more->count, err))
    return false;
  for (int i = 0; i < more->count; i++) {
    compare(minhash, i, more->least[i]);
    minhash->differs[i] |= more->differs[i];
  }
  return true;
}

static bool write_similarity(const void *state, struct buf *out)
{
  const struct minhash *minhash = state;
  int same = 0;

  for (int i = 0; i < minhash->count; i++)
    same += !minhash->differs[i];
  if (minhash->count)
    buf_printf(out, "%.17g", (double)same / minhash->count);
  return minhash->count > 0;
}

const struct engine_gather_row fn_minhash_gathers[] = {
  { "sg_minhash", "VARCHAR, BIGINT", "VARCHAR", sizeof(struct minhash), add_value, append,
    write_state, clear },
  { "sg_minhash_combine", "VARCHAR", "VARCHAR", sizeof(struct minhash), add_state, append,
    write_state, clear },
  { "sg_minhash_similarity", "VARCHAR", "VARCHAR", sizeof(struct minhash), add_compared,
    append_compared, write_similarity, clear },
};

const int fn_minhash_gather_count = sizeof fn_minhash_gathers /
                                    sizeof fn_minhash_gathers[0];
