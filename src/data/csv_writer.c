/* csv_writer.c: rows as delimited text: numbers without printf, texts with as few copies as there are
 * bytes to escape. */
#include "data/csv_writer.h"

#include <string.h>

#include "data/decimal.h"

#define INT64_DIGITS 20

static void mark_byte(bool *marks, int byte)
{
  if (byte != CSV_NO_CHAR)
    marks[byte] = true;
}

/* Where a line's end ends a record, a reader takes either kind for one. */
static void mark_plain(struct csv_writer *writer)
{
  const struct csv_rules *rules = writer->rules;

  if (rules->plain_escape == CSV_NO_CHAR)
    return;
  mark_byte(writer->escapes, rules->plain_escape);
  if (rules->field_len)
    mark_byte(writer->escapes, (unsigned char)rules->field[0]);
  if (rules->record_len)
    mark_byte(writer->escapes, (unsigned char)rules->record[0]);
  if (rules->newline)
    mark_byte(writer->escapes, '\r');
}

void csv_writer_init(struct csv_writer *writer, const struct csv_rules *rules,
                     const bool *enclosed)
{
  *writer = (struct csv_writer){ .rules = rules, .enclosed = enclosed };
  if (rules->null_if_count)
    writer->null = rules->null_if[0];
  mark_plain(writer);
  mark_byte(writer->encloses, rules->quote);
  mark_byte(writer->encloses, rules->escape);
}

/* ---- values ---- */

/* Bytes with a mark get `before` before them; CSV_NO_CHAR: themselves. */
static void add_marked(struct text text, const bool *marks, int before, struct buf *out)
{
  char *to = buf_reserve(out, 2 * text.len);
  char *start = to;

  for (size_t i = 0; i < text.len; i++) {
    unsigned char byte = (unsigned char)text.at[i];

    if (marks[byte])
      *to++ = (char)(before == CSV_NO_CHAR ? byte : before);
    *to++ = (char)byte;
  }
  out->len += (size_t)(to - start);
  out->at[out->len] = '\0';
}

/* A quote is doubled, whatever the escape is; an escape is escaped by itself. */
static void add_enclosed(const struct csv_writer *writer, struct text text,
                         struct buf *out)
{
  buf_add_char(out, (char)writer->rules->quote);
  add_marked(text, writer->encloses, CSV_NO_CHAR, out);
  buf_add_char(out, (char)writer->rules->quote);
}

/* An empty text that nothing encloses would be a NULL for whoever reads it: unless the format says that it
 * is not, it is shown as "". */
static void add_plain(const struct csv_writer *writer, struct text text, struct buf *out)
{
  if (!text.len && writer->rules->empty_is_null)
    buf_add_string(out, "\"\"");
  else
    add_marked(text, writer->escapes, writer->rules->plain_escape, out);
}

static void add_text(const struct csv_writer *writer, struct text text, bool enclosed,
                     struct buf *out)
{
  if (enclosed && writer->rules->quote != CSV_NO_CHAR)
    add_enclosed(writer, text, out);
  else
    add_plain(writer, text, out);
}

/* Digits of a number, with `scale` of them behind the point, at the end of `end`. */
static char *digits_before(char *end, uint64_t value, int scale)
{
  char *at = end;

  if (scale) {
    for (int i = 0; i < scale; i++) {
      *--at = (char)('0' + value % 10);
      value /= 10;
    }
    *--at = '.';
  }
  do
    *--at = (char)('0' + value % 10);
  while (value /= 10);
  return at;
}

static void add_int64(int64_t value, int scale, struct buf *out)
{
  char digits[2 * INT64_DIGITS + 4];
  char *end = digits + sizeof digits;
  char *at = digits_before(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, scale);

  if (value < 0)
    *--at = '-';
  buf_add(out, at, (size_t)(end - at));
}

static void add_number(const struct batch_column *column, size_t row, struct buf *out)
{
  char text[DECIMAL_TEXT_SIZE];
  int128 value = 0;

  if (!batch_int(column, row, &value))
    return;
  if (value >= INT64_MIN && value <= INT64_MAX && column->scale <= INT64_DIGITS)
    add_int64((int64_t)value, column->scale, out);
  else
    buf_add(out, text, decimal_print(value, column->scale, text));
}

static void add_value(const struct csv_writer *writer, const struct batch_column *column,
                      size_t row, bool enclosed, struct buf *out)
{
  switch (column->kind) {
  case BATCH_BOOL: buf_add_string(out, batch_bool(column, row) ? "true" : "false"); break;
  case BATCH_I8:
  case BATCH_I16:
  case BATCH_I32:
  case BATCH_I64:
  case BATCH_I128:
  case BATCH_U8:
  case BATCH_U16:
  case BATCH_U32:
  case BATCH_U64: add_number(column, row, out); break;
  case BATCH_TEXT:
  case BATCH_BYTES: add_text(writer, batch_text(column, row), enclosed, out); break;
  case BATCH_F32:
  case BATCH_F64:
  case BATCH_DATE:
  case BATCH_NULLS: break; /* Texts by now; and NULL is none of these. */
  }
}

/* ---- records ---- */

static void add_delimiter(const char *bytes, size_t len, struct buf *out)
{
  if (len == 1)
    buf_add_char(out, bytes[0]);
  else
    buf_add(out, bytes, len);
}

void csv_write_row(const struct csv_writer *writer, const struct batch *batch,
                   int columns, size_t row, struct buf *out)
{
  const struct csv_rules *rules = writer->rules;

  for (int i = 0; i < columns; i++) {
    const struct batch_column *column = &batch->columns[i];

    if (i)
      add_delimiter(rules->field, rules->field_len, out);
    if (batch_is_null(column, row))
      buf_add_text(out, writer->null);
    else
      add_value(writer, column, row, writer->enclosed[i], out);
  }
  add_delimiter(rules->record, rules->record_len, out);
}

void csv_write_header(const struct csv_writer *writer, const struct text *names,
                      int count, struct buf *out)
{
  const struct csv_rules *rules = writer->rules;

  for (int i = 0; i < count; i++) {
    if (i)
      add_delimiter(rules->field, rules->field_len, out);
    add_text(writer, names[i], true, out);
  }
  add_delimiter(rules->record, rules->record_len, out);
}
