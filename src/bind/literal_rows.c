/* literal_rows.c: many rows of plain literals as data for the engine, not as text.
 *
 * VALUES with thousands of rows would cost the engine's parser more than all the rest. */
#include <stdlib.h>

#include "bind/binder.h"

#define MANY_ROWS 24     /* Fewer rows are as quick in SQL. */
#define NARROW_DIGITS 18 /* What 64 bits always hold. */

enum cell { CELL_NULL, CELL_NUMBER, CELL_FLOAT, CELL_TEXT, CELL_BOOL };

/* What a column must hold for all rows seen so far. */
struct shape {
  enum cell cell;
  int lead, scale; /* CELL_NUMBER: the most digits before and after the point. */
  int64_t chars;   /* CELL_TEXT: the longest. */
};

static const struct expr *literal_of(const struct expr *expr, bool *negative)
{
  *negative = expr->kind == EXPR_UNARY && expr->op == OP_NEG &&
              expr->left->kind == EXPR_NUMBER;
  return *negative ? expr->left : expr;
}

/* Digits before and after the point; false for what is a FLOAT: an exponent, or more digits than
 * a NUMBER has. */
static bool count_digits(struct text digits, int *before, int *after)
{
  bool point = false;

  *before = *after = 0;
  for (size_t i = 0; i < digits.len; i++) {
    char c = digits.at[i];

    if (c == '.' && !point)
      point = true;
    else if (c < '0' || c > '9')
      return false;
    else if (point)
      ++*after;
    else if (*before || c != '0')
      ++*before;
  }
  return *before + *after <= TYPE_MAX_PRECISION && *after < TYPE_MAX_PRECISION;
}

/* Exponents of three digits may be out of range: the binder knows the error. */
static bool is_plain_float(struct text digits)
{
  for (size_t i = 0; i < digits.len; i++)
    if (digits.at[i] == 'e' || digits.at[i] == 'E')
      return digits.len - i <= 4;
  return digits.len < 100;
}

/* Numbers and floats make floats; other mixtures are not for here. */
static bool merge_cell(struct shape *shape, enum cell cell)
{
  bool numeric = cell == CELL_NUMBER || cell == CELL_FLOAT;
  bool was_numeric = shape->cell == CELL_NUMBER || shape->cell == CELL_FLOAT;

  if (shape->cell == CELL_NULL)
    shape->cell = cell;
  else if (numeric && was_numeric)
    shape->cell = cell == CELL_FLOAT ? CELL_FLOAT : shape->cell;
  return shape->cell == cell || (numeric && was_numeric);
}

static bool add_shape(struct shape *shape, const struct expr *expr)
{
  bool negative;
  const struct expr *literal = literal_of(expr, &negative);
  enum cell cell;
  int before = 0, after = 0;

  switch (literal->kind) {
  case EXPR_NULL: return true;
  case EXPR_BOOLEAN: cell = CELL_BOOL; break;
  case EXPR_STRING: cell = CELL_TEXT; break;
  case EXPR_NUMBER:
    cell = count_digits(literal->text, &before, &after) ? CELL_NUMBER : CELL_FLOAT;
    if (cell == CELL_FLOAT && !is_plain_float(literal->text))
      return false;
    break;
  default: return false;
  }
  if (cell == CELL_TEXT) {
    int64_t chars = (int64_t)text_count_chars(literal->text);

    shape->chars = chars > shape->chars ? chars : shape->chars;
  }
  if (cell == CELL_NUMBER) {
    shape->lead = before > shape->lead ? before : shape->lead;
    shape->scale = after > shape->scale ? after : shape->scale;
  }
  return merge_cell(shape, cell) && shape->lead + shape->scale <= TYPE_MAX_PRECISION;
}

static int128 scaled_value(struct text digits, int scale, bool negative)
{
  int128 value = 0;
  int after = -1;

  for (size_t i = 0; i < digits.len; i++) {
    if (digits.at[i] == '.') {
      after = 0;
      continue;
    }
    value = value * 10 + (digits.at[i] - '0');
    if (after >= 0)
      after++;
  }
  for (after = after < 0 ? 0 : after; after < scale; after++)
    value *= 10;
  return negative ? -value : value;
}

static double float_value(struct arena *arena, struct text digits, bool negative)
{
  double value = strtod(arena_c_string(arena, digits), NULL);

  return negative ? -value : value;
}

static void add_cell(struct binder *binder, struct batch_builder *rows, int column,
                     const struct shape *shape, const struct expr *expr)
{
  bool negative;
  const struct expr *literal = literal_of(expr, &negative);

  if (literal->kind == EXPR_NULL)
    batch_add_null(rows, column);
  else if (literal->kind == EXPR_BOOLEAN)
    batch_add_int(rows, column, literal->yes);
  else if (literal->kind == EXPR_STRING)
    batch_add_text(rows, column, literal->text);
  else if (shape->cell == CELL_FLOAT)
    batch_add_double(rows, column, float_value(binder->arena, literal->text, negative));
  else
    batch_add_int(rows, column, scaled_value(literal->text, shape->scale, negative));
}

static void shape_number(const struct shape *shape, struct bound_column *column,
                         enum batch_kind *kind)
{
  int digits = shape->lead + shape->scale;
  bool narrow = digits <= NARROW_DIGITS;

  column->type = type_number(digits ? digits : 1, shape->scale);
  *kind = narrow ? BATCH_I64 : BATCH_I128;
  if (shape->scale)
    column->width = narrow ? NARROW_DIGITS : TYPE_MAX_PRECISION;
  else
    column->bytes = narrow ? 8 : 16;
}

static enum batch_kind shape_column(const struct shape *shape,
                                    struct bound_column *column)
{
  enum batch_kind kind = BATCH_TEXT;

  column->nullable = true;
  switch (shape->cell) {
  case CELL_BOOL: column->type = type_of(TYPE_BOOLEAN); return BATCH_BOOL;
  case CELL_NUMBER: shape_number(shape, column, &kind); return kind;
  case CELL_FLOAT: column->type = type_of(TYPE_FLOAT); return BATCH_F64;
  case CELL_NULL:
  case CELL_TEXT: break;
  }
  column->type = type_varchar(shape->chars ? shape->chars : 1);
  return BATCH_TEXT;
}

static bool shape_rows(const struct list *rows, int columns, struct shape *shapes)
{
  for (int r = 0; r < rows->count; r++) {
    const struct list *row = rows->at[r];

    if (row->count != columns)
      return false;
    for (int c = 0; c < columns; c++)
      if (!add_shape(&shapes[c], row->at[c]))
        return false;
  }
  return true;
}

struct bound_source *bind_literal_rows(struct binder *binder, const struct list *rows)
{
  int columns = rows->count ? ((const struct list *)rows->at[0])->count : 0;
  struct shape *shapes = ARENA_ARRAY(binder->arena, (size_t)columns, struct shape);
  enum batch_kind *kinds = ARENA_ARRAY(binder->arena, (size_t)columns, enum batch_kind);
  int *scales = ARENA_ARRAY(binder->arena, (size_t)columns, int);
  struct batch_builder *data;
  struct bound_source *source;
  struct bound_rows_need *need;

  if (rows->count < MANY_ROWS || !columns || !shape_rows(rows, columns, shapes))
    return NULL;
  source = bound_source_new(binder, SOURCE_ROWS, columns);
  for (int c = 0; c < columns; c++) {
    source->columns[c].name = arena_printf(binder->arena, "COLUMN%d", c + 1);
    kinds[c] = shape_column(&shapes[c], &source->columns[c]);
    scales[c] = shapes[c].cell == CELL_NUMBER ? shapes[c].scale : 0;
  }
  data = batch_builder_new(columns, kinds, scales);
  for (int r = 0; r < rows->count; r++)
    for (int c = 0; c < columns; c++)
      add_cell(binder, data, c, &shapes[c], ((const struct list *)rows->at[r])->at[c]);
  need = ARENA_NEW(binder->arena, struct bound_rows_need);
  need->rows_id = &source->rows_id;
  need->rows = data;
  list_add(binder->arena, &binder->context->needs, need);
  return source;
}
