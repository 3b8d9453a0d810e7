/* fn_topk.c: APPROX_TOP_K: the most frequent values, counted with a bounded number of counters.
 *
 * A variant of Space-Saving: up to twice as many values as there are counters are followed; then
 * the rarer half is dropped, and a value that comes later begins at the greatest count dropped. As
 * long as no more different values come than there are counters, all counts are exact.
 * A state is {"counters":n,"floor":f,"state":[[value,count],...],"type":"topk","version":1}.
 * https://docs.snowflake.com/en/sql-reference/functions/approx_top_k_accumulate */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "builtin/fn.h"
#include "data/json_text.h"

#define MOST_COUNTERS 100000
#define DEFAULT_COUNTERS 1000

struct counter {
  int64_t count;
  size_t len;
  char value[]; /* As a VARIANT is stored. */
};

struct topk {
  struct map *counters; /* NULL until the first value. */
  int64_t limit;
  int64_t floor; /* What a value that was dropped may have had. */
  bool alike;    /* All states that are combined must have as many counters. */
};

static struct text value_of(const struct counter *counter)
{
  return text_from(counter->value, counter->len);
}

/* The most frequent first; those as frequent by their text. */
static int by_count(const void *a, const void *b)
{
  const struct counter *left = *(struct counter *const *)a;
  const struct counter *right = *(struct counter *const *)b;

  if (left->count != right->count)
    return left->count < right->count ? 1 : -1;
  return text_compare(value_of(left), value_of(right));
}

/* All counters, sorted; the caller frees the array. */
static struct counter **sorted(const struct topk *topk, size_t *count)
{
  struct counter **all, *counter;
  size_t at = 0, i = 0;

  *count = topk->counters ? map_count(topk->counters) : 0;
  all = calloc(*count + 1, sizeof *all);
  if (!all)
    abort();
  while (*count && (counter = map_next(topk->counters, &at, NULL)))
    all[i++] = counter;
  qsort(all, *count, sizeof *all, by_count);
  return all;
}

static void drop_rare(struct topk *topk)
{
  size_t count, keep = (size_t)topk->limit;
  struct counter **all = sorted(topk, &count);

  if (count > keep && all[keep]->count > topk->floor)
    topk->floor = all[keep]->count;
  for (size_t i = keep; i < count; i++) {
    map_take(topk->counters, value_of(all[i]));
    free(all[i]);
  }
  free(all);
}

static void put(struct topk *topk, struct text value, int64_t count)
{
  struct counter *counter;

  if (!topk->counters)
    topk->counters = map_new();
  counter = map_get(topk->counters, value);
  if (!counter) {
    counter = malloc(sizeof *counter + value.len);
    if (!counter)
      abort();
    counter->count = topk->floor;
    counter->len = value.len;
    memcpy(counter->value, value.at, value.len);
    map_put(topk->counters, value, counter);
  }
  counter->count += count;
  if (map_count(topk->counters) > 2 * (size_t)topk->limit)
    drop_rare(topk);
}

static void clear(void *state)
{
  struct topk *topk = state;
  struct counter *counter;
  size_t at = 0;

  while (topk->counters && (counter = map_next(topk->counters, &at, NULL)))
    free(counter);
  map_free(topk->counters);
}

/* ---- aggregates ---- */

static bool set_limit(struct topk *topk, int64_t limit, struct err *err)
{
  if (limit < 1 || limit > MOST_COUNTERS)
    return err_set(err, ERR_INVALID_ARGUMENT,
                   "The number of counters must be from 1 to %d", MOST_COUNTERS);
  topk->limit = limit;
  return true;
}

static int64_t number_at(const struct batch_column *column, size_t row)
{
  int128 value = 0;

  batch_int(column, row, &value);
  return value > MOST_COUNTERS ? MOST_COUNTERS + 1 : (int64_t)value;
}

static bool add_value(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  if (!set_limit(state, number_at(&args[1], row), err))
    return false;
  put(state, batch_text(&args[0], row), 1);
  return true;
}

static bool unlike(struct err *err)
{
  return err_set(err, ERR_INVALID_ARGUMENT,
                 "APPROX_TOP_K states must have the same number of counters");
}

static bool append(void *state, const void *later, struct err *err)
{
  struct topk *topk = state;
  const struct topk *more = later;
  struct counter *counter;
  size_t at = 0;

  if (more->alike && topk->limit && more->limit && topk->limit != more->limit)
    return unlike(err);
  topk->alike |= more->alike;
  if (topk->limit < more->limit)
    topk->limit = more->limit;
  while (more->counters && (counter = map_next(more->counters, &at, NULL)))
    put(topk, value_of(counter), counter->count);
  if (topk->floor < more->floor)
    topk->floor = more->floor;
  return true;
}

static bool write_state(const void *state, struct buf *out)
{
  const struct topk *topk = state;
  struct counter **all;
  size_t count;

  if (!topk->limit)
    return false;
  all = sorted(topk, &count);
  if (count > (size_t)topk->limit)
    count = (size_t)topk->limit;
  buf_printf(out, "{\"counters\":%lld,\"floor\":%lld,\"state\":[", (long long)topk->limit,
             (long long)topk->floor);
  for (size_t i = 0; i < count; i++) {
    buf_add_string(out, i ? ",[" : "[");
    buf_add_text(out, value_of(all[i]));
    buf_printf(out, ",%lld]", (long long)all[i]->count);
  }
  buf_add_string(out, "],\"type\":\"topk\",\"version\":1}");
  free(all);
  return true;
}

static bool number_member(struct text object, const char *name, int64_t *number)
{
  struct text value = json_text_member(object, text_of(name));

  return value.at && text_to_int64(value, number) && *number >= 0;
}

/* The pairs of a state; false with an error when the value is none. */
static bool open_state(struct text object, int64_t *limit, int64_t *floor,
                       struct text *pairs, struct err *err)
{
  struct text type = json_text_member(object, text_of("type"));

  *pairs = json_text_member(object, text_of("state"));
  if (!type.at || !text_is(type, "\"topk\"") || !pairs->at ||
      !number_member(object, "counters", limit) ||
      !number_member(object, "floor", floor) || *limit < 1 || *limit > MOST_COUNTERS)
    return err_set(err, ERR_INVALID_ARGUMENT, "Invalid APPROX_TOP_K state");
  return true;
}

/* The second argument is the counters of the result; 0: those of the states. */
static bool add_state(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  struct topk *topk = state;
  struct text pairs, name, pair;
  struct json_items items;
  int64_t limit, floor, count, wanted = number_at(&args[1], row);

  if (!open_state(batch_text(&args[0], row), &limit, &floor, &pairs, err))
    return false;
  if (!wanted && topk->limit && topk->limit != limit)
    return unlike(err);
  topk->alike = !wanted;
  if (!set_limit(topk, wanted ? wanted : limit, err))
    return false;
  items = json_items_of(pairs);
  while (json_items_next(&items, &name, &pair)) {
    struct text value = json_text_element(pair, 0);
    struct text number = json_text_element(pair, 1);

    if (!value.at || !number.at || !text_to_int64(number, &count))
      return err_set(err, ERR_INVALID_ARGUMENT, "Invalid APPROX_TOP_K state");
    put(topk, value, count);
  }
  if (topk->floor < floor)
    topk->floor = floor;
  return true;
}

const struct engine_gather_row fn_topk_gathers[] = {
  { "sg_topk", "VARCHAR, BIGINT", "VARCHAR", sizeof(struct topk), add_value, append,
    write_state, clear },
  { "sg_topk_combine", "VARCHAR, BIGINT", "VARCHAR", sizeof(struct topk), add_state,
    append, write_state, clear },
};

const int fn_topk_gather_count = sizeof fn_topk_gathers / sizeof fn_topk_gathers[0];

/* ---- the first k of a state ---- */

static void estimate(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t limit, floor, k = call_int(call, 1, row);
    struct text pairs, name, pair;
    struct json_items items;
    struct err err = { 0 };

    buf_reset(&out);
    if (!open_state(call_text(call, 0, row), &limit, &floor, &pairs, &err)) {
      call_fail(call, err.code, "%s", err.message);
      break;
    }
    if (k < 1) {
      call_fail(call, ERR_INVALID_ARGUMENT, "APPROX_TOP_K takes at least 1 value");
      break;
    }
    items = json_items_of(pairs);
    buf_add_char(&out, '[');
    for (int64_t i = 0; i < k && json_items_next(&items, &name, &pair); i++) {
      if (i)
        buf_add_char(&out, ',');
      buf_add_text(&out, pair);
    }
    buf_add_char(&out, ']');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* Counters when none are asked for: enough that k values are likely right. */
static void counters_for(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t k = call_int(call, 0, row);
    int64_t counters = k > MOST_COUNTERS / 10 ? MOST_COUNTERS : k * 10;

    call_set_int(call, row, counters < DEFAULT_COUNTERS ? DEFAULT_COUNTERS : counters);
  }
}

const struct engine_function_row fn_topk_rows[] = {
  { "sg_topk_counters", "BIGINT", "BIGINT", counters_for, 0 },
  { "sg_topk_estimate", "VARCHAR, BIGINT", "VARCHAR", estimate, 0 },
};

const int fn_topk_count = sizeof fn_topk_rows / sizeof fn_topk_rows[0];
