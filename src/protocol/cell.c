/* cell.c: values as a result shows them, whatever form the result has. */
#include "protocol/cell.h"

#include "data/decfloat.h"
#include "data/decimal.h"
#include "data/json_text.h"
#include "data/structure.h"

static bool rescale(int128 *value, int from, int to, struct err *err)
{
  if (from > to && *value % decimal_power(from - to) != 0)
    return err_set(err, ERR_INTERNAL,
                   "A decimal has more digits than its declared scale %d", to);
  return decimal_rescale(*value, from, to, value) ||
         err_set(err, ERR_INTERNAL, "A decimal does not fit its declared scale %d", to);
}

/* The engine's 128 bits hold a little more than 38 digits: a sum may come to that. */
static bool check_digits(int128 value, struct err *err)
{
  int128 limit = decimal_power(TYPE_MAX_PRECISION - 1) * 10;
  char text[DECIMAL_TEXT_SIZE];
  size_t len;

  if (value < limit && value > -limit)
    return true;
  len = decimal_print(value, 0, text);
  return err_set(
    err, ERR_UNREPRESENTABLE,
    "Number out of representable range: type FIXED[SB16](38,0){nullable}, value "
    "%.*s",
    (int)len, text);
}

bool cell_number(const struct batch_column *column, size_t row, int scale, int128 *value,
                 struct err *err)
{
  if (!batch_int(column, row, value))
    return err_set(err, ERR_INTERNAL, "A column of numbers holds something else");
  return (column->scale == scale || rescale(value, column->scale, scale, err)) &&
         check_digits(*value, err);
}

void cell_put_json(const struct rowtype_column *column, struct text value,
                   struct buf *out)
{
  struct buf strict;

  if (!column->json_strict) {
    structure_print_lines(value, column->type, column->json_indent, out);
    return;
  }
  buf_init(&strict);
  json_text_strict(value, &strict);
  structure_print_lines(buf_text(&strict), column->type, column->json_indent, out);
  buf_clear(&strict);
}

bool cell_put_geo(const struct rowtype_column *column, struct text value, struct buf *out,
                  struct err *err)
{
  return geo_put_output(value, column->geo_format, out) ||
         err_set(err, ERR_INTERNAL, "A stored geospatial value is not well made");
}

bool cell_put_decfloat(struct text value, struct buf *out, struct err *err)
{
  char text[DECFLOAT_TEXT_SIZE];
  struct decfloat number;

  if (!decfloat_unpack(value, &number))
    return err_set(err, ERR_INTERNAL, "A stored DECFLOAT is not well made");
  buf_add(out, text, decfloat_print(number, text));
  return true;
}
