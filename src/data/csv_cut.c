/* csv_cut.c: one record of a delimited file cut into its fields: delimiters, quotes and escapes. */
#include "data/csv_cut.h"

#include <string.h>

struct csv_cutter csv_cutter_of(const struct csv_rules *rules, int columns, int expected)
{
  int record = rules->record_len ? rules->record[0] : 0;
  int field = rules->field_len ? rules->field[0] : record;
  int escape = rules->plain_escape;

  return (struct csv_cutter){
    .rules = rules,
    .columns = columns,
    .expected = expected,
    .plain = csv_wanted(field, rules->record_len ? record : field,
                        escape == CSV_NO_CHAR ? field : escape),
    .enclosed = csv_wanted(rules->quote,
                           rules->escape == CSV_NO_CHAR ? rules->quote : rules->escape,
                           rules->multi_line ? rules->quote : '\n'),
  };
}

/* Whether a delimiter stands here; *more when the bytes end before that is known. */
static inline bool stands(const char *at, const char *end, const char *delimiter,
                          size_t len, bool is_last, bool *more)
{
  size_t left = (size_t)(end - at);

  if (!len || *at != *delimiter)
    return false;
  if (len == 1)
    return true;
  if (left < len) {
    *more = !is_last && memcmp(at, delimiter, left) == 0;
    return false;
  }
  return memcmp(at, delimiter, len) == 0;
}

static inline void put_field(const struct csv_cutter *cutter, struct csv_cut *cut,
                             const char *from, const char *to, uint8_t marks)
{
  int slot = csv_cutter_slot(cutter, cut->fields++);

  if (slot == CSV_NO_SLOT)
    return;
  cut->starts[slot] = from;
  cut->lengths[slot] = (uint32_t)(to - from);
  cut->marks[slot] = marks;
}

/* What follows a field at cut->at: the next field, or the record's end. CSV_MORE when that is not
 * known; *neither when it is something else. */
static enum csv_step delimiter(const struct csv_cutter *cutter, struct csv_cut *cut,
                               bool *neither)
{
  const struct csv_rules *rules = cutter->rules;
  bool more = false;

  *neither = false;
  if (cut->at == cut->end) {
    cut->close = cut->at;
    return cut->is_last ? CSV_RECORD : CSV_MORE;
  }
  if (rules->newline && *cut->at == '\r') {
    if (cut->at + 1 == cut->end && !cut->is_last)
      return CSV_MORE;
    if (cut->at + 1 < cut->end && cut->at[1] == '\n') {
      cut->close = cut->at;
      cut->at += 2;
      return CSV_RECORD;
    }
  }
  if (stands(cut->at, cut->end, rules->record, rules->record_len, cut->is_last, &more)) {
    cut->close = cut->at;
    cut->at += rules->record_len;
    return CSV_RECORD;
  }
  if (stands(cut->at, cut->end, rules->field, rules->field_len, cut->is_last, &more)) {
    if (cut->fields + 1 == cutter->expected)
      cut->extra = cut->at;
    cut->at += rules->field_len;
    return CSV_FIELD;
  }
  *neither = !more;
  return CSV_MORE;
}

/* A field without a quote before it. */
static enum csv_step plain_field(const struct csv_cutter *cutter, struct csv_cut *cut)
{
  const struct csv_rules *rules = cutter->rules;
  const char *from = cut->at, *at = from;
  const char *known = from; /* Behind the last escape. */
  uint8_t marks = 0;

  for (;;) {
    const char *before;
    bool neither;
    enum csv_step step;

    at = csv_find(at, cut->end, &cutter->plain);
    if (at < cut->end && rules->plain_escape != CSV_NO_CHAR &&
        (unsigned char)*at == rules->plain_escape) {
      if (at + 1 >= cut->end && !cut->is_last)
        return CSV_MORE;
      marks |= CSV_ESCAPED;
      at += at + 1 < cut->end ? 2 : 1;
      known = at;
      continue;
    }
    /* A line's end begins before its last byte. */
    before = at;
    if (rules->newline && at < cut->end && *at == '\n' && at > known && at[-1] == '\r')
      before--;
    cut->at = before;
    step = delimiter(cutter, cut, &neither);
    if (neither) {
      at++;
      continue;
    }
    if (step != CSV_MORE)
      put_field(cutter, cut, from, before, marks);
    return step;
  }
}

void csv_cut_fault(struct csv_cut *cut, enum csv_fault_kind kind, const char *at)
{
  if (cut->has_fault)
    return;
  cut->has_fault = true;
  cut->fault = kind;
  cut->fault_at = at;
  cut->fault_field = cut->fields;
}

/* Behind what cannot be understood: the rest of the record is passed over. */
static enum csv_step skip_record(const struct csv_cutter *cutter, struct csv_cut *cut)
{
  for (;;) {
    bool neither;
    enum csv_step step = delimiter(cutter, cut, &neither);

    if (step == CSV_RECORD || (step == CSV_MORE && !neither))
      return step;
    if (neither)
      cut->at++;
  }
}

static const char *skip_blanks(const char *at, const char *end)
{
  while (at < end && *at == ' ')
    at++;
  return at;
}

/* From the quote on. */
static enum csv_step enclosed_field(const struct csv_cutter *cutter, struct csv_cut *cut)
{
  const struct csv_rules *rules = cutter->rules;
  const char *from = cut->at + 1, *at = from;
  uint8_t marks = CSV_ENCLOSED;
  bool neither;
  enum csv_step step;

  for (;;) {
    at = csv_find(at, cut->end, &cutter->enclosed);
    if (at + 1 >= cut->end && !cut->is_last)
      return CSV_MORE;
    if (at >= cut->end) {
      csv_cut_fault(cut, CSV_OPEN_QUOTE, cut->end);
      cut->at = cut->close = cut->end;
      return CSV_RECORD;
    }
    if (*at == '\n' && !rules->multi_line) {
      csv_cut_fault(cut, CSV_OPEN_QUOTE, at);
      cut->at = at;
      return skip_record(cutter, cut);
    }
    if ((unsigned char)*at == rules->escape && rules->escape != rules->quote) {
      marks |= CSV_ESCAPED;
      at += at + 1 < cut->end ? 2 : 1;
    } else if ((unsigned char)*at != rules->quote) {
      at++;
    } else if (at + 1 < cut->end && (unsigned char)at[1] == rules->quote) {
      marks |= CSV_ESCAPED;
      at += 2;
    } else {
      break;
    }
  }
  cut->at = rules->trim ? skip_blanks(at + 1, cut->end) : at + 1;
  step = delimiter(cutter, cut, &neither);
  if (neither) {
    csv_cut_fault(cut, CSV_AFTER_QUOTE, cut->at);
    return skip_record(cutter, cut);
  }
  if (step != CSV_MORE)
    put_field(cutter, cut, from, at, marks);
  return step;
}

enum csv_step csv_cut_record(const struct csv_cutter *cutter, struct csv_cut *cut)
{
  const struct csv_rules *rules = cutter->rules;
  enum csv_step step;

  do {
    const char *quote = cut->at;

    if (rules->quote == CSV_NO_CHAR) {
      step = plain_field(cutter, cut);
      continue;
    }
    if (rules->trim)
      quote = skip_blanks(quote, cut->end);
    if (quote >= cut->end && !cut->is_last)
      return CSV_MORE;
    if (quote < cut->end && (unsigned char)*quote == rules->quote) {
      cut->at = quote;
      step = enclosed_field(cutter, cut);
    } else {
      step = plain_field(cutter, cut);
    }
  } while (step == CSV_FIELD);
  return step;
}
