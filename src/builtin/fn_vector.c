/* fn_vector.c: VECTOR in C: made of arrays, read as arrays, measured, folded.
 *
 * A vector is packed: four bytes an element, little-endian, integers or floats by its type, which
 * templates pass on as a flag. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"
#include "data/json_text.h"
#include "data/real.h"

#define ELEMENT_SIZE 4

static size_t length_of(struct text vector)
{
  return vector.len / ELEMENT_SIZE;
}

static double element_at(struct text vector, size_t at, bool floats)
{
  const char *from = vector.at + at * ELEMENT_SIZE;
  int32_t whole;
  float real;

  if (floats) {
    memcpy(&real, from, sizeof real);
    return (double)real;
  }
  memcpy(&whole, from, sizeof whole);
  return whole;
}

/* A zero has one sign, so that equal vectors have equal bytes. */
static void add_element(struct buf *out, double value, bool floats)
{
  int32_t whole = (int32_t)value;
  float real = value == 0 ? 0.0F : (float)value;

  if (floats)
    buf_add(out, (const char *)&real, sizeof real);
  else
    buf_add(out, (const char *)&whole, sizeof whole);
}

/* ---- to and from arrays ---- */

static bool number_of(struct text json, double *value)
{
  enum json_text_type type = json_text_type(json);
  struct buf plain;
  bool ok;

  if (type != JSON_TEXT_INTEGER && type != JSON_TEXT_DECIMAL && type != JSON_TEXT_DOUBLE)
    return false;
  buf_init(&plain);
  json_text_plain(json, &plain);
  ok = real_parse(buf_text(&plain), value) == REAL_OK;
  buf_clear(&plain);
  return ok;
}

static bool fits(double *value, bool floats)
{
  if (floats)
    return !isfinite(*value) || isfinite((double)(float)*value);
  *value = round(*value);
  return *value >= INT32_MIN && *value <= INT32_MAX;
}

static bool pack_array(struct engine_call *call, size_t row, struct buf *out)
{
  struct text array = call_text(call, 0, row), name, item;
  bool floats = call_int(call, 1, row);
  struct json_items items = json_items_of(array);
  double value;

  buf_reset(out);
  while (json_items_next(&items, &name, &item)) {
    if (!number_of(item, &value) || !fits(&value, floats)) {
      call_fail(call, ERR_FAILED_CAST, "Failed to cast variant value " TEXT_FMT " to %s",
                TEXT_ARG(json_text_bare(item)), floats ? "FLOAT" : "INT");
      return false;
    }
    add_element(out, value, floats);
  }
  if (length_of(buf_text(out)) == (size_t)call_int(call, 2, row))
    return true;
  call_fail(call, ERR_FAILED_CAST,
            "Array-like value being cast to a vector has incorrect dimension");
  return false;
}

static void vector_of_array(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    enum json_text_type type = json_text_type(call_text(call, 0, row));

    if (type <= JSON_TEXT_UNDEFINED)
      call_set_null(call, row);
    else if (type != JSON_TEXT_ARRAY)
      call_fail(call, ERR_FAILED_CAST,
                "Failed to cast variant value " TEXT_FMT " to VECTOR",
                TEXT_ARG(call_text(call, 0, row)));
    else if (pack_array(call, row, &out))
      call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void array_of_vector(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text vector = call_text(call, 0, row);
    bool floats = call_int(call, 1, row);

    buf_reset(&out);
    buf_add_char(&out, '[');
    for (size_t i = 0; i < length_of(vector); i++) {
      if (i)
        buf_add_char(&out, ',');
      if (floats)
        json_text_double(element_at(vector, i, true), &out);
      else
        buf_add_int(&out, (int64_t)element_at(vector, i, false));
    }
    buf_add_char(&out, ']');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* VECTOR(INT, n) and VECTOR(FLOAT, n) into each other. */
static void vector_convert(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text vector = call_text(call, 0, row);
    bool from = call_int(call, 1, row);

    buf_reset(&out);
    for (size_t i = 0; i < length_of(vector); i++) {
      double value = element_at(vector, i, from);

      if (!fits(&value, !from))
        call_fail(call, ERR_FAILED_CAST, "Failed to cast value %g to INT", value);
      add_element(&out, value, !from);
    }
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* Bytes that sort as the elements do, from the first on. */
static void vector_key(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text vector = call_text(call, 0, row);
    bool floats = call_int(call, 1, row);

    buf_reset(&out);
    for (size_t i = 0; i < length_of(vector); i++) {
      uint32_t bits;

      memcpy(&bits, vector.at + i * ELEMENT_SIZE, sizeof bits);
      bits = floats && bits >> 31 ? ~bits : bits ^ 0x80000000U;
      for (int shift = 24; shift >= 0; shift -= 8)
        buf_add_char(&out, (char)(bits >> shift & 255));
    }
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* ---- distances ---- */

enum measure { MEASURE_PRODUCT, MEASURE_L1, MEASURE_L2, MEASURE_COSINE };

struct sums {
  double product, distance, squares, a, b;
};

static double measured(enum measure measure, const struct sums *sums)
{
  switch (measure) {
  case MEASURE_PRODUCT: return sums->product;
  case MEASURE_L1: return sums->distance;
  case MEASURE_L2: return sqrt(sums->squares);
  case MEASURE_COSINE: return sums->product / (sqrt(sums->a) * sqrt(sums->b));
  }
  return 0;
}

static void measure_rows(struct engine_call *call, enum measure measure)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text a = call_text(call, 0, row), b = call_text(call, 1, row);
    bool floats = call_int(call, 2, row);
    struct sums sums = { 0 };

    for (size_t i = 0; i < length_of(a); i++) {
      double x = element_at(a, i, floats), y = element_at(b, i, floats);

      sums.product += x * y;
      sums.distance += fabs(x - y);
      sums.squares += (x - y) * (x - y);
      sums.a += x * x;
      sums.b += y * y;
    }
    call_set_double(call, row, measured(measure, &sums));
  }
}

static void inner_product(struct engine_call *call)
{
  measure_rows(call, MEASURE_PRODUCT);
}

static void l1_distance(struct engine_call *call)
{
  measure_rows(call, MEASURE_L1);
}

static void l2_distance(struct engine_call *call)
{
  measure_rows(call, MEASURE_L2);
}

static void cosine(struct engine_call *call)
{
  measure_rows(call, MEASURE_COSINE);
}

/* ---- element by element ---- */

enum fold { FOLD_ADD, FOLD_LEAST, FOLD_GREATEST };

static double folded(enum fold fold, double a, double b)
{
  switch (fold) {
  case FOLD_ADD: return a + b;
  case FOLD_LEAST: return a < b ? a : b;
  case FOLD_GREATEST: return a > b ? a : b;
  }
  return 0;
}

static void fold_rows(struct engine_call *call, enum fold fold)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text a = call_text(call, 0, row), b = call_text(call, 1, row);
    bool floats = call_int(call, 2, row);

    buf_reset(&out);
    for (size_t i = 0; i < length_of(a); i++) {
      double value = folded(fold, element_at(a, i, floats), element_at(b, i, floats));

      if (!fits(&value, floats)) {
        call_fail(call, ERR_UNREPRESENTABLE, "Number out of representable range: %g",
                  value);
        break;
      }
      add_element(&out, value, floats);
    }
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void vector_add(struct engine_call *call)
{
  fold_rows(call, FOLD_ADD);
}

static void vector_min(struct engine_call *call)
{
  fold_rows(call, FOLD_LEAST);
}

static void vector_max(struct engine_call *call)
{
  fold_rows(call, FOLD_GREATEST);
}

/* A vector of doubles, on the way to a mean: of a vector of either kind. */
static void vector_wide(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text vector = call_text(call, 0, row);

    buf_reset(&out);
    for (size_t i = 0; i < length_of(vector); i++) {
      double value = element_at(vector, i, call_int(call, 1, row));

      buf_add(&out, (const char *)&value, sizeof value);
    }
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static double wide_at(struct text vector, size_t at)
{
  double value;

  memcpy(&value, vector.at + at * sizeof value, sizeof value);
  return value;
}

static void vector_add_wide(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text a = call_text(call, 0, row), b = call_text(call, 1, row);

    buf_reset(&out);
    for (size_t i = 0; i < a.len / sizeof(double); i++) {
      double sum = wide_at(a, i) + wide_at(b, i);

      buf_add(&out, (const char *)&sum, sizeof sum);
    }
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* A sum of doubles by a count, as a vector of FLOAT. */
static void vector_divide(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text sum = call_text(call, 0, row);

    buf_reset(&out);
    for (size_t i = 0; i < sum.len / sizeof(double); i++)
      add_element(&out, wide_at(sum, i) / (double)call_int(call, 1, row), true);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

const struct engine_function_row fn_vector_rows[] = {
  { "sg_vector", "VARCHAR, BOOLEAN, BIGINT", "BLOB", vector_of_array, 0 },
  { "sg_vector_add", "BLOB, BLOB, BOOLEAN", "BLOB", vector_add, 0 },
  { "sg_vector_add_wide", "BLOB, BLOB", "BLOB", vector_add_wide, 0 },
  { "sg_vector_array", "BLOB, BOOLEAN", "JSON", array_of_vector, 0 },
  { "sg_vector_convert", "BLOB, BOOLEAN", "BLOB", vector_convert, 0 },
  { "sg_vector_cosine", "BLOB, BLOB, BOOLEAN", "DOUBLE", cosine, 0 },
  { "sg_vector_divide", "BLOB, BIGINT", "BLOB", vector_divide, 0 },
  { "sg_vector_key", "BLOB, BOOLEAN", "BLOB", vector_key, 0 },
  { "sg_vector_l1", "BLOB, BLOB, BOOLEAN", "DOUBLE", l1_distance, 0 },
  { "sg_vector_l2", "BLOB, BLOB, BOOLEAN", "DOUBLE", l2_distance, 0 },
  { "sg_vector_max", "BLOB, BLOB, BOOLEAN", "BLOB", vector_max, 0 },
  { "sg_vector_min", "BLOB, BLOB, BOOLEAN", "BLOB", vector_min, 0 },
  { "sg_vector_product", "BLOB, BLOB, BOOLEAN", "DOUBLE", inner_product, 0 },
  { "sg_vector_wide", "BLOB, BOOLEAN", "BLOB", vector_wide, 0 },
};

const int fn_vector_count = (int)(sizeof(fn_vector_rows) / sizeof(fn_vector_rows[0]));
