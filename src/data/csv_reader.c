/* csv_reader.c: delimited files as batches of records: counts, faults and their places, and the header. */
#include "data/csv_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/csv_blocks.h"

struct csv_reader {
  struct csv_rules rules;
  struct csv_blocks from;
  struct csv_cutter cutter;
  bool begun;
  int64_t line, rows;       /* Of the next record; read so far. */
  const struct text *names; /* See csv_reader_match; NULL: fields go by their place. */
  bool names_nocase;
  bool keeps_places;
  void (*found)(void *context, const struct csv_fault *fault, struct text record);
  void *context;
};

/* ---- records ---- */

/* Fields that are no UTF-8 are made so later, or are a fault. */
static void check_utf8(const struct csv_reader *reader, struct csv_cut *cut)
{
  for (int i = 0; i < cut->fields; i++) {
    int slot = csv_cutter_slot(&reader->cutter, i);

    if (slot == CSV_NO_SLOT ||
        text_is_utf8(text_from(cut->starts[slot], cut->lengths[slot])))
      continue;
    cut->marks[slot] |= CSV_NOT_UTF8;
    if (reader->rules.replace_invalid || !reader->rules.validate || cut->has_fault)
      continue;
    csv_cut_fault(cut, CSV_INVALID_UTF8, cut->starts[slot]);
    cut->fault_field = i;
  }
}

static void check_count(const struct csv_reader *reader, struct csv_cut *cut)
{
  if (!reader->cutter.expected || cut->fields == reader->cutter.expected ||
      cut->has_fault)
    return;
  if (reader->rows == 0) {
    csv_cut_fault(cut, CSV_WRONG_COUNT, cut->at);
    cut->fault_field = cut->fields - 1;
  } else if (cut->fields > reader->cutter.expected) {
    csv_cut_fault(cut, CSV_TOO_MANY_FIELDS, cut->extra);
    cut->fault_field = reader->cutter.expected - 1;
  } else {
    csv_cut_fault(cut, CSV_TOO_FEW_FIELDS, cut->close);
  }
}

static int64_t count_lines(const char *at, const char *end)
{
  int64_t lines = 0;

  while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
    lines++;
    at++;
  }
  return lines;
}

/* A line's and a character's number, from those of an earlier place on. */
static void move_place(struct csv_place *place, const char *from, const char *to)
{
  const char *line = to;

  place->line += count_lines(from, to);
  place->byte += to - from;
  while (line > from && line[-1] != '\n')
    line--;
  if (line > from)
    place->character = 1;
  place->character += (int64_t)text_count_chars(text_from(line, (size_t)(to - line)));
}

static struct csv_place place_of(const struct csv_reader *reader, const char *record)
{
  return (struct csv_place){ .row = reader->rows + 1,
                             .row_line = reader->line,
                             .line = reader->line,
                             .character = 1,
                             .byte = reader->from.base + (record - reader->from.bytes) };
}

/* A field's bytes; those that are no UTF-8 as 0xFF. */
static void show_field(struct csv_fault *fault, struct text field)
{
  size_t len = 0;

  for (size_t i = 0; i < field.len && len + 5 < sizeof fault->found;) {
    size_t bytes = 1;

    while (bytes < 4 && i + bytes < field.len &&
           !text_is_utf8(text_from(field.at + i, bytes)))
      bytes++;
    if (text_is_utf8(text_from(field.at + i, bytes))) {
      memcpy(fault->found + len, field.at + i, bytes);
      len += bytes;
      i += bytes;
    } else {
      len += (size_t)snprintf(fault->found + len, sizeof fault->found - len, "0x%02X",
                              (unsigned)(unsigned char)field.at[i++]);
    }
  }
  fault->found[len] = '\0';
}

static void show_found(const struct csv_reader *reader, struct csv_fault *fault,
                       const struct csv_cut *cut)
{
  const unsigned char *at = (const unsigned char *)cut->fault_at;
  size_t left = (size_t)(cut->end - cut->fault_at);
  size_t len = left && at[0] >= 0xf0   ? 4
               : left && at[0] >= 0xe0 ? 3
               : at[0] >= 0xc0         ? 2
                                       : 1;

  if (cut->fault == CSV_INVALID_UTF8)
    show_field(
      fault, text_from(cut->fault_at,
                       cut->lengths[csv_cutter_slot(&reader->cutter, cut->fault_field)]));
  else
    text_fill(fault->found, sizeof fault->found,
              text_from(cut->fault_at, len < left ? len : left));
}

/* What messages call a field: that of the batch, or one behind them all. */
static int named_field(const struct csv_reader *reader, int field)
{
  int slot = csv_cutter_slot(&reader->cutter, field);

  if (!reader->cutter.slots || slot != CSV_NO_SLOT)
    return reader->cutter.slots ? slot : field;
  return reader->cutter.columns + field;
}

static bool report(struct csv_reader *reader, const struct csv_cut *cut,
                   const char *record, struct err *err)
{
  struct csv_fault fault = { .kind = cut->fault,
                             .field = named_field(reader, cut->fault_field),
                             .fields = cut->fields,
                             .expected = reader->cutter.expected,
                             .is_last = reader->cutter.expected == cut->fault_field + 1,
                             .place = place_of(reader, record) };

  if (!reader->found)
    return err_set(err, ERR_CSV_FAULT, "A record of file '%s' cannot be read.",
                   reader->from.name);
  /* Nothing follows the last record: its end stands for the next line. */
  move_place(&fault.place, record,
             cut->fault == CSV_WRONG_COUNT && cut->at == cut->end && reader->from.ended
               ? cut->close
               : cut->fault_at);
  show_found(reader, &fault, cut);
  reader->found(reader->context, &fault, text_from(record, (size_t)(cut->at - record)));
  return true;
}

static void keep_place(const struct csv_reader *reader, struct csv_batch *batch,
                       const struct csv_cut *cut, const char *record)
{
  batch->lines[batch->rows] = reader->line;
  batch->bytes[batch->rows] = reader->from.base + (record - reader->from.bytes);
  batch->row_starts[batch->rows] = record;
  batch->row_lengths[batch->rows] = (uint32_t)(cut->at - record);
}

/* One more row of the batch, unless the record is blank or faulty. */
static bool take_record(struct csv_reader *reader, struct csv_batch *batch,
                        struct csv_cut *cut, const char *record, struct err *err)
{
  bool is_blank = reader->rules.skip_blank && cut->close == record;
  bool ok = true;

  if (!is_blank) {
    if (!reader->from.is_ascii && !csv_is_ascii(record, cut->close))
      check_utf8(reader, cut);
    check_count(reader, cut);
    if (cut->has_fault) {
      ok = report(reader, cut, record, err);
    } else {
      for (int i = cut->fields; !reader->cutter.slots && i < reader->cutter.columns; i++)
        cut->lengths[i] = CSV_ABSENT;
      batch->numbers[batch->rows] = reader->rows + 1;
      if (reader->keeps_places)
        keep_place(reader, batch, cut, record);
      batch->rows++;
    }
  }
  if (reader->keeps_places || reader->found)
    reader->line += count_lines(record, cut->at);
  reader->rows++;
  reader->from.at = (size_t)(cut->at - reader->from.bytes);
  return ok;
}

/* ---- the beginning of a file ---- */

static void *array(size_t count, size_t size)
{
  void *memory = malloc(count * size + 1);

  if (!memory)
    abort();
  return memory;
}

static bool skip_line(struct csv_reader *reader, struct err *err)
{
  const char *from, *end;

  for (;;) {
    from = reader->from.bytes + reader->from.at;
    end = memchr(from, '\n', reader->from.len - reader->from.at);
    if (end || reader->from.ended)
      break;
    if (!csv_blocks_fill(&reader->from, err))
      return false;
  }
  reader->from.at = end ? (size_t)(end + 1 - reader->from.bytes) : reader->from.len;
  reader->line++;
  return true;
}

/* The first record, with as many fields as it has; false with no error at the end of the file. */
static bool cut_header(struct csv_reader *reader, struct csv_cut *cut, struct err *err)
{
  while (reader->from.at < reader->from.len || !reader->from.ended) {
    *cut = (struct csv_cut){ .at = reader->from.bytes + reader->from.at,
                             .end = reader->from.bytes + reader->from.len,
                             .is_last = reader->from.ended,
                             .starts = cut->starts,
                             .lengths = cut->lengths,
                             .marks = cut->marks };
    if (reader->from.at < reader->from.len &&
        csv_cut_record(&reader->cutter, cut) == CSV_RECORD)
      return true;
    if (!csv_blocks_fill(&reader->from, err))
      return false;
  }
  return false;
}

static bool is_named(const struct csv_reader *reader, int wanted, struct text name)
{
  return reader->names[wanted].len &&
         (reader->names_nocase ? text_equal_nocase(reader->names[wanted], name)
                               : text_equal(reader->names[wanted], name));
}

static bool match_field(struct csv_reader *reader, int field, struct text name,
                        struct err *err)
{
  reader->cutter.slots[field] = CSV_NO_SLOT;
  for (int i = 0; i < reader->cutter.columns; i++) {
    if (!is_named(reader, i, name))
      continue;
    for (int other = 0; other < field; other++)
      if (reader->cutter.slots[other] == i)
        return err_set(err, ERR_FILE_READ,
                       "Error reading file '%s': its header names '" TEXT_FMT
                       "' more than once.",
                       reader->from.name, TEXT_ARG(name));
    reader->cutter.slots[field] = i;
    return true;
  }
  return true;
}

static bool match_header(struct csv_reader *reader, const struct csv_cut *cut,
                         struct err *err)
{
  struct csv_batch batch = { .columns = cut->fields,
                             .rows = 1,
                             .starts = cut->starts,
                             .lengths = cut->lengths,
                             .marks = cut->marks };
  int *slots = array((size_t)cut->fields, sizeof *slots);
  struct buf scratch;
  bool ok = true;

  reader->cutter.slots = slots;
  buf_init(&scratch);
  for (int i = 0; ok && i < cut->fields; i++) {
    struct text name = TEXT("");

    buf_reset(&scratch);
    if (!csv_field(&reader->rules, &batch, 0, i, &scratch, &name))
      name = TEXT("");
    ok = match_field(reader, i, name, err);
  }
  reader->cutter.slot_count = cut->fields;
  buf_clear(&scratch);
  return ok;
}

/* Its fields are counted, then kept. */
static bool read_header(struct csv_reader *reader, struct err *err)
{
  int columns = reader->cutter.columns;
  struct csv_cut cut = { 0 };
  bool ok;

  reader->cutter.columns = 0;
  err_clear(err);
  if (!cut_header(reader, &cut, err)) {
    reader->cutter.columns = columns;
    return !err_is_set(err);
  }
  reader->cutter.columns = cut.fields;
  cut.starts = array((size_t)cut.fields, sizeof *cut.starts);
  cut.lengths = array((size_t)cut.fields, sizeof *cut.lengths);
  cut.marks = array((size_t)cut.fields, sizeof *cut.marks);
  ok = cut_header(reader, &cut, err);
  reader->cutter.columns = columns;
  ok = ok && match_header(reader, &cut, err);
  if (ok) {
    reader->line += count_lines(reader->from.bytes + reader->from.at, cut.at);
    reader->from.at = (size_t)(cut.at - reader->from.bytes);
  }
  free(cut.starts);
  free(cut.lengths);
  free(cut.marks);
  return ok;
}

static bool begin(struct csv_reader *reader, struct err *err)
{
  if (!csv_blocks_fill(&reader->from, err))
    return false;
  reader->begun = true;
  if (reader->rules.skip_mark && reader->from.len >= 3 &&
      memcmp(reader->from.bytes, "\xef\xbb\xbf", 3) == 0)
    reader->from.at = 3;
  for (int64_t i = 0; i < reader->rules.skip_header; i++) {
    if (reader->from.at == reader->from.len && reader->from.ended)
      return true;
    if (!skip_line(reader, err))
      return false;
  }
  return !reader->names || read_header(reader, err);
}

/* ---- opening and reading ---- */

struct csv_reader *csv_reader_open(const char *path, struct text name,
                                   const struct csv_rules *rules, int columns,
                                   int expected, struct err *err)
{
  struct csv_reader *reader = calloc(1, sizeof *reader);

  if (!reader)
    abort();
  reader->rules = *rules;
  reader->cutter = csv_cutter_of(&reader->rules, columns, expected);
  reader->line = 1;
  if (csv_blocks_open(&reader->from, path, name, rules, err))
    return reader;
  csv_reader_close(reader);
  return NULL;
}

void csv_reader_close(struct csv_reader *reader)
{
  if (!reader)
    return;
  csv_blocks_close(&reader->from);
  free(reader->cutter.slots);
  free(reader);
}

void csv_reader_match(struct csv_reader *reader, const struct text *names, bool nocase)
{
  reader->names = names;
  reader->names_nocase = nocase;
}

void csv_reader_keep_places(struct csv_reader *reader)
{
  reader->keeps_places = true;
}

void csv_reader_collect(struct csv_reader *reader,
                        void (*found)(void *context, const struct csv_fault *fault,
                                      struct text record),
                        void *context)
{
  reader->found = found;
  reader->context = context;
}

int64_t csv_reader_rows(const struct csv_reader *reader)
{
  return reader->rows;
}

static void make_room(const struct csv_reader *reader, struct csv_batch *batch)
{
  size_t fields = (size_t)reader->cutter.columns * CSV_MOST_RECORDS;

  csv_block_release(batch->block);
  batch->block = NULL;
  batch->rows = 0;
  if (!batch->numbers) {
    batch->columns = reader->cutter.columns;
    batch->starts = array(fields, sizeof *batch->starts);
    batch->lengths = array(fields, sizeof *batch->lengths);
    batch->marks = array(fields, sizeof *batch->marks);
    batch->numbers = array(CSV_MOST_RECORDS, sizeof *batch->numbers);
  }
  if (reader->keeps_places && !batch->lines) {
    batch->lines = array(CSV_MOST_RECORDS, sizeof *batch->lines);
    batch->bytes = array(CSV_MOST_RECORDS, sizeof *batch->bytes);
    batch->row_starts = array(CSV_MOST_RECORDS, sizeof *batch->row_starts);
    batch->row_lengths = array(CSV_MOST_RECORDS, sizeof *batch->row_lengths);
  }
}

/* Cuts the next record; false with *more when the block ends in it. */
static bool cut_next(struct csv_reader *reader, const struct csv_batch *batch,
                     struct csv_cut *cut)
{
  size_t first = batch->rows * (size_t)reader->cutter.columns;

  *cut = (struct csv_cut){ .at = reader->from.bytes + reader->from.at,
                           .end = reader->from.bytes + reader->from.len,
                           .is_last = reader->from.ended,
                           .starts = batch->starts + first,
                           .lengths = batch->lengths + first,
                           .marks = batch->marks + first };
  for (int i = 0; reader->cutter.slots && i < reader->cutter.columns; i++)
    cut->lengths[i] = CSV_ABSENT;
  return csv_cut_record(&reader->cutter, cut) == CSV_RECORD;
}

bool csv_reader_next(struct csv_reader *reader, struct csv_batch *batch, struct err *err)
{
  make_room(reader, batch);
  if (!reader->begun && !begin(reader, err))
    return false;
  while (batch->rows < CSV_MOST_RECORDS) {
    const char *record = reader->from.bytes + reader->from.at;
    struct csv_cut cut;

    if (reader->from.at == reader->from.len && reader->from.ended)
      break;
    if (reader->from.at < reader->from.len && cut_next(reader, batch, &cut)) {
      if (!take_record(reader, batch, &cut, record, err))
        return false;
    } else if (batch->rows || reader->from.ended) {
      break; /* What the rows point into stays with them. */
    } else if (!csv_blocks_fill(&reader->from, err)) {
      return false;
    }
  }
  batch->block = reader->from.block;
  csv_block_hold(batch->block);
  return true;
}

void csv_batch_init(struct csv_batch *batch)
{
  *batch = (struct csv_batch){ 0 };
}

void csv_batch_clear(struct csv_batch *batch)
{
  csv_block_release(batch->block);
  free(batch->starts);
  free(batch->lengths);
  free(batch->marks);
  free(batch->numbers);
  free(batch->lines);
  free(batch->bytes);
  free(batch->row_starts);
  free(batch->row_lengths);
  csv_batch_init(batch);
}
