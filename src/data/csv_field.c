/* csv_field.c: what a field of a delimited file says: its bytes without quotes and escapes, or NULL. */
#include <string.h>

#include "data/csv_reader.h"

static struct text trimmed(struct text text)
{
  while (text.len && text.at[0] == ' ')
    text = text_slice(text, 1, text.len);
  while (text.len && text.at[text.len - 1] == ' ')
    text.len--;
  return text;
}

/* An escape makes the byte behind it mean itself; in enclosed fields a quote does so for a quote. */
static struct text unescaped(const struct csv_rules *rules, struct text raw,
                             bool enclosed, struct buf *scratch)
{
  int escape = enclosed ? rules->escape : rules->plain_escape;
  size_t from = scratch->len;

  for (size_t i = 0; i < raw.len; i++) {
    unsigned char c = (unsigned char)raw.at[i];
    bool skips = i + 1 < raw.len &&
                 (c == escape || (enclosed && c == rules->quote &&
                                  (unsigned char)raw.at[i + 1] == rules->quote));

    buf_add_char(scratch, raw.at[skips ? ++i : i]);
  }
  return text_from(scratch->at + from, scratch->len - from);
}

static struct text repaired(struct text raw, struct buf *scratch)
{
  size_t from = scratch->len;

  buf_add_repaired(scratch, raw);
  return text_from(scratch->at + from, scratch->len - from);
}

static bool is_listed(const struct csv_rules *rules, struct text text)
{
  for (int i = 0; i < rules->null_if_count; i++)
    if (text_equal(text, rules->null_if[i]))
      return true;
  return false;
}

bool csv_field(const struct csv_rules *rules, const struct csv_batch *batch, size_t row,
               int column, struct buf *scratch, struct text *value)
{
  size_t at = row * (size_t)batch->columns + (size_t)column;
  uint8_t marks = batch->marks[at];
  struct text text;

  if (batch->lengths[at] == CSV_ABSENT)
    return false;
  text = text_from(batch->starts[at], batch->lengths[at]);
  if (rules->trim && !(marks & CSV_ENCLOSED))
    text = trimmed(text);
  /* \N stands for NULL as it is written, and no escape of it. */
  if (rules->null_if_count && is_listed(rules, text))
    return false;
  /* Repaired and then unescaped: the first must not move while the second is made. */
  if (marks & (CSV_NOT_UTF8 | CSV_ESCAPED))
    buf_reserve(scratch, CSV_SCRATCH(text.len));
  if (marks & CSV_NOT_UTF8)
    text = repaired(text, scratch);
  if (marks & CSV_ESCAPED) {
    text = unescaped(rules, text, marks & CSV_ENCLOSED, scratch);
    if (rules->null_if_count && is_listed(rules, text))
      return false;
  }
  *value = text;
  return text.len || !rules->empty_is_null || marks & CSV_ENCLOSED;
}

struct csv_place csv_field_place(const struct csv_batch *batch, size_t row, int column)
{
  const char *record = batch->row_starts[row];
  size_t index = row * (size_t)batch->columns + (size_t)column;
  const char *field = batch->lengths[index] == CSV_ABSENT
                        ? record + batch->row_lengths[row]
                        : batch->starts[index] -
                            (batch->marks[index] & CSV_ENCLOSED ? 1 : 0);
  struct csv_place place = { .row = batch->numbers[row],
                             .row_line = batch->lines[row],
                             .line = batch->lines[row],
                             .byte = batch->bytes[row] + (field - record) };
  const char *line = record;

  for (const char *at = record; at < field; at++)
    if (*at == '\n') {
      place.line++;
      line = at + 1;
    }
  place.character = 1 +
                    (int64_t)text_count_chars(text_from(line, (size_t)(field - line)));
  return place;
}
