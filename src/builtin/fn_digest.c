/* fn_digest.c: t-Digest states of APPROX_PERCENTILE_ACCUMULATE, _COMBINE and _ESTIMATE.
 *
 * A state is {"state":[mean,weight,mean,weight,...],"type":"tdigest","version":1}, sorted by mean.
 * Up to MOST_POINTS values are kept as they are and give exact percentiles; more are merged into
 * centroids, small ones at both ends. The algorithm is the merging digest of Dunning and Ertl.
 * https://docs.snowflake.com/en/user-guide/querying-approximate-percentile-values */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"
#include "data/json_text.h"
#include "data/real.h"

#define MOST_POINTS 1024
#define COMPRESSION 200.0 /* Merging leaves at most about as many centroids. */
#define MOST_WEIGHT 1e15  /* So that sums stay exact enough to merge by. */

struct point {
  double mean, weight;
};

struct digest {
  struct point *points;
  int count, room;
};

static int by_mean(const void *a, const void *b)
{
  double left = ((const struct point *)a)->mean, right = ((const struct point *)b)->mean;

  return (left > right) - (left < right);
}

/* How far along a digest's scale a share of all values lies; a centroid spans at most one. */
static double scale(double share)
{
  return COMPRESSION / (2 * M_PI) * asin(2 * share - 1);
}

static void merge_points(struct digest *digest)
{
  double total = 0, before = 0, start = scale(0);
  int last = 0;

  qsort(digest->points, (size_t)digest->count, sizeof *digest->points, by_mean);
  for (int i = 0; i < digest->count; i++)
    total += digest->points[i].weight;
  for (int i = 1; i < digest->count; i++) {
    struct point *into = &digest->points[last], next = digest->points[i];
    double weight = into->weight + next.weight;
    double share = (before + weight) / total;

    if (scale(share < 1 ? share : 1) - start <= 1) {
      into->mean += (next.mean - into->mean) * next.weight / weight;
      into->weight = weight;
      continue;
    }
    before += into->weight;
    start = scale(before / total);
    digest->points[++last] = next;
  }
  digest->count = last + 1;
}

static void put(struct digest *digest, struct point point)
{
  if (digest->count == digest->room && digest->room < MOST_POINTS) {
    digest->room = digest->room ? digest->room * 2 : 16;
    digest->points = realloc(digest->points,
                             (size_t)digest->room * sizeof *digest->points);
    if (!digest->points)
      abort();
  }
  if (digest->count == MOST_POINTS)
    merge_points(digest);
  assert(digest->count < MOST_POINTS);
  digest->points[digest->count++] = point;
}

static void clear(void *state)
{
  free(((struct digest *)state)->points);
}

static bool append(void *state, const void *later, struct err *err)
{
  const struct digest *more = later;

  (void)err;
  for (int i = 0; i < more->count; i++)
    put(state, more->points[i]);
  return true;
}

static bool add_value(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  (void)err;
  put(state, (struct point){ batch_double(&args[0], row), 1 });
  return true;
}

/* ---- the state as JSON ---- */

static bool write_state(const void *state, struct buf *out)
{
  const struct digest *digest = state;

  if (digest->count)
    qsort(digest->points, (size_t)digest->count, sizeof *digest->points, by_mean);
  buf_add_string(out, "{\"state\":[");
  for (int i = 0; i < digest->count; i++) {
    if (i)
      buf_add_char(out, ',');
    json_text_double(digest->points[i].mean, out);
    buf_add_char(out, ',');
    json_text_double(digest->points[i].weight, out);
  }
  buf_add_string(out, "],\"type\":\"tdigest\",\"version\":1}");
  return true;
}

static bool next_number(struct json_items *items, double *number, bool *end)
{
  struct text name, value;
  struct buf plain;
  bool ok;

  *end = !json_items_next(items, &name, &value);
  if (*end)
    return true;
  buf_init(&plain);
  json_text_plain(value, &plain);
  ok = real_parse(buf_text(&plain), number) == REAL_OK;
  buf_clear(&plain);
  return ok;
}

/* False when the value is no state. */
static bool read_state(struct text object, struct digest *digest)
{
  struct text type = json_text_member(object, text_of("type"));
  struct text points = json_text_member(object, text_of("state"));
  struct json_items items;
  struct point point;
  bool end;

  if (!type.at || !text_is(type, "\"tdigest\"") || !points.at)
    return false;
  for (items = json_items_of(points);; put(digest, point)) {
    if (!next_number(&items, &point.mean, &end))
      return false;
    if (end)
      return true;
    if (!next_number(&items, &point.weight, &end) || end || !(point.weight > 0) ||
        point.weight > MOST_WEIGHT)
      return false;
  }
}

static bool add_state(void *state, const struct batch_column *args, size_t row,
                      struct err *err)
{
  return read_state(batch_text(&args[0], row), state) ||
         err_set(err, ERR_INVALID_ARGUMENT, "Invalid t-Digest state");
}

const struct engine_gather_row fn_digest_gathers[] = {
  { "sg_digest", "DOUBLE", "VARCHAR", sizeof(struct digest), add_value, append,
    write_state, clear },
  { "sg_digest_combine", "VARCHAR", "VARCHAR", sizeof(struct digest), add_state, append,
    write_state, clear },
};

const int fn_digest_gather_count = sizeof fn_digest_gathers / sizeof fn_digest_gathers[0];

/* ---- estimates ---- */

/* The value at a share of the ranks 0 to n - 1; between the middles of two centroids by a straight
 * line, so that single values give what PERCENTILE_CONT gives. */
static double percentile(const struct digest *digest, double share)
{
  double total = 0, rank, middle, left_middle = 0, before = 0;

  for (int i = 0; i < digest->count; i++)
    total += digest->points[i].weight;
  rank = share * (total - 1);
  for (int i = 0; i < digest->count; i++) {
    struct point point = digest->points[i];

    middle = before + (point.weight - 1) / 2;
    if (rank <= middle && i == 0)
      return point.mean;
    if (rank <= middle) {
      double left = digest->points[i - 1].mean;

      return left + (point.mean - left) * (rank - left_middle) / (middle - left_middle);
    }
    left_middle = middle;
    before += point.weight;
  }
  return digest->points[digest->count - 1].mean;
}

static void estimate(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct digest digest = { 0 };
    double share = call_double(call, 1, row);

    if (!read_state(call_text(call, 0, row), &digest))
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid t-Digest state");
    else if (!(share >= 0 && share <= 1))
      call_fail(call, ERR_INVALID_ARGUMENT,
                "The percentile of APPROX_PERCENTILE_ESTIMATE must be from 0 to 1");
    else if (!digest.count)
      call_set_null(call, row);
    else
      call_set_double(call, row, percentile(&digest, share));
    clear(&digest);
  }
}

const struct engine_function_row fn_digest_rows[] = {
  { "sg_digest_estimate", "VARCHAR, DOUBLE", "DOUBLE", estimate, 0 },
};

const int fn_digest_count = sizeof fn_digest_rows / sizeof fn_digest_rows[0];
