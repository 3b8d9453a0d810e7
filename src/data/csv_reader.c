/* csv_reader.c: delimited files cut into records and fields, block by block. */
#include "data/csv_reader.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/csv_scan.h"
#include "data/recode.h"

#define BLOCK ((size_t)1 << 20)
#define MOST_BLOCK ((size_t)1 << 30) /* A record that does not fit is an error. */

#define NO_SLOT (-1)

struct csv_block {
  _Atomic int users;
  size_t len;
  char *bytes;
};

struct csv_reader {
  struct csv_rules rules;
  struct unpacker *unpacker;
  struct recoder *recoder; /* NULL: the file is in UTF-8. */
  char name[256];
  struct csv_block *block;
  size_t at;     /* Where the next record begins in the block. */
  bool is_ascii; /* The block is. */
  bool ended;    /* The block ends where the file does. */
  bool begun;
  int64_t base;       /* Where the block begins in the file. */
  int64_t line, rows; /* Of the next record; read so far. */
  int columns, expected;
  const struct text *names; /* See csv_reader_match; NULL: fields go by their place. */
  bool names_nocase;
  int *slots; /* Of the header's fields: which of a batch's each is, or NO_SLOT. */
  int slot_count;
  bool keeps_places;
  void (*found)(void *context, const struct csv_fault *fault, struct text record);
  void *context;
  struct csv_wanted plain,
    enclosed; /* What ends a stretch of bytes that mean themselves. */
};

/* One record being cut. */
struct cut {
  const char *at, *end; /* Of what is known. */
  bool is_last;         /* Nothing follows it. */
  int fields;
  const char **starts;
  uint32_t *lengths;
  uint8_t *marks;
  bool has_fault;
  enum csv_fault_kind fault;
  const char *fault_at;
  int fault_field;
  const char *extra; /* The delimiter before the first field too many. */
  const char *close; /* The record's end, without its delimiter. */
};

enum step { STEP_FIELD, STEP_RECORD, STEP_MORE };

/* ---- blocks ---- */

static struct csv_block *block_new(size_t size)
{
  struct csv_block *block = calloc(1, sizeof *block);

  if (!block || !(block->bytes = malloc(size + CSV_SCAN_SPARE)))
    abort();
  atomic_init(&block->users, 1);
  return block;
}

static void block_release(struct csv_block *block)
{
  if (!block || atomic_fetch_sub(&block->users, 1) != 1)
    return;
  free(block->bytes);
  free(block);
}

static bool read_bytes(struct csv_reader *reader, char *to, size_t most, size_t *got,
                       struct err *err)
{
  if (reader->recoder)
    return recoder_read(reader->recoder, to, most, got, err);
  return unpacker_read(reader->unpacker, to, most, got, err);
}

/* A block that begins with what is left of the last one. */
static bool fill(struct csv_reader *reader, struct err *err)
{
  struct csv_block *old = reader->block;
  size_t left = old ? old->len - reader->at : 0;
  size_t size = left * 2 > BLOCK ? left * 2 : BLOCK;
  struct csv_block *block;

  if (size > MOST_BLOCK)
    return err_set(err, ERR_FILE_READ,
                   "Error reading file '%s': a record has more than %zu bytes.",
                   reader->name, MOST_BLOCK / 2);
  block = block_new(size);
  if (left)
    memcpy(block->bytes, old->bytes + reader->at, left);
  block->len = left;
  while (block->len < size && !reader->ended) {
    size_t got;

    if (!read_bytes(reader, block->bytes + block->len, size - block->len, &got, err)) {
      block_release(block);
      return false;
    }
    block->len += got;
    reader->ended = got == 0;
  }
  memset(block->bytes + block->len, 0, CSV_SCAN_SPARE);
  reader->base += (int64_t)reader->at;
  reader->at = 0;
  reader->block = block;
  reader->is_ascii = csv_is_ascii(block->bytes, block->bytes + block->len);
  block_release(old);
  return true;
}

/* ---- fields ---- */

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

/* Where the next field belongs in a batch, or NO_SLOT. */
static inline int slot_of(const struct csv_reader *reader, int field)
{
  if (reader->slots)
    return field < reader->slot_count ? reader->slots[field] : NO_SLOT;
  return field < reader->columns ? field : NO_SLOT;
}

static inline void put_field(const struct csv_reader *reader, struct cut *cut,
                             const char *from, const char *to, uint8_t marks)
{
  int slot = slot_of(reader, cut->fields++);

  if (slot == NO_SLOT)
    return;
  cut->starts[slot] = from;
  cut->lengths[slot] = (uint32_t)(to - from);
  cut->marks[slot] = marks;
}

/* What follows a field at cut->at: the next field, or the record's end. STEP_MORE when that is not
 * known; *neither when it is something else. */
static enum step delimiter(const struct csv_reader *reader, struct cut *cut,
                           bool *neither)
{
  const struct csv_rules *rules = &reader->rules;
  bool more = false;

  *neither = false;
  if (cut->at == cut->end) {
    cut->close = cut->at;
    return cut->is_last ? STEP_RECORD : STEP_MORE;
  }
  if (rules->newline && *cut->at == '\r') {
    if (cut->at + 1 == cut->end && !cut->is_last)
      return STEP_MORE;
    if (cut->at + 1 < cut->end && cut->at[1] == '\n') {
      cut->close = cut->at;
      cut->at += 2;
      return STEP_RECORD;
    }
  }
  if (stands(cut->at, cut->end, rules->record, rules->record_len, cut->is_last, &more)) {
    cut->close = cut->at;
    cut->at += rules->record_len;
    return STEP_RECORD;
  }
  if (stands(cut->at, cut->end, rules->field, rules->field_len, cut->is_last, &more)) {
    if (cut->fields + 1 == reader->expected)
      cut->extra = cut->at;
    cut->at += rules->field_len;
    return STEP_FIELD;
  }
  *neither = !more;
  return STEP_MORE;
}

/* A field without a quote before it. */
static enum step plain_field(const struct csv_reader *reader, struct cut *cut)
{
  const struct csv_rules *rules = &reader->rules;
  const char *from = cut->at, *at = from;
  const char *known = from; /* Behind the last escape. */
  uint8_t marks = 0;

  for (;;) {
    const char *before;
    bool neither;
    enum step step;

    at = csv_find(at, cut->end, &reader->plain);
    if (at < cut->end && rules->plain_escape != CSV_NO_CHAR &&
        (unsigned char)*at == rules->plain_escape) {
      if (at + 1 >= cut->end && !cut->is_last)
        return STEP_MORE;
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
    step = delimiter(reader, cut, &neither);
    if (neither) {
      at++;
      continue;
    }
    if (step != STEP_MORE)
      put_field(reader, cut, from, before, marks);
    return step;
  }
}

static void set_fault(struct cut *cut, enum csv_fault_kind kind, const char *at)
{
  if (cut->has_fault)
    return;
  cut->has_fault = true;
  cut->fault = kind;
  cut->fault_at = at;
  cut->fault_field = cut->fields;
}

/* Behind what cannot be understood: the rest of the record is passed over. */
static enum step skip_record(const struct csv_reader *reader, struct cut *cut)
{
  for (;;) {
    bool neither;
    enum step step = delimiter(reader, cut, &neither);

    if (step == STEP_RECORD || (step == STEP_MORE && !neither))
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
static enum step enclosed_field(const struct csv_reader *reader, struct cut *cut)
{
  const struct csv_rules *rules = &reader->rules;
  const char *from = cut->at + 1, *at = from;
  uint8_t marks = CSV_ENCLOSED;
  bool neither;
  enum step step;

  for (;;) {
    at = csv_find(at, cut->end, &reader->enclosed);
    if (at + 1 >= cut->end && !cut->is_last)
      return STEP_MORE;
    if (at >= cut->end) {
      set_fault(cut, CSV_OPEN_QUOTE, cut->end);
      cut->at = cut->close = cut->end;
      return STEP_RECORD;
    }
    if (*at == '\n' && !rules->multi_line) {
      set_fault(cut, CSV_OPEN_QUOTE, at);
      cut->at = at;
      return skip_record(reader, cut);
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
  step = delimiter(reader, cut, &neither);
  if (neither) {
    set_fault(cut, CSV_AFTER_QUOTE, cut->at);
    return skip_record(reader, cut);
  }
  if (step != STEP_MORE)
    put_field(reader, cut, from, at, marks);
  return step;
}

static enum step cut_record(const struct csv_reader *reader, struct cut *cut)
{
  const struct csv_rules *rules = &reader->rules;
  enum step step;

  do {
    const char *quote = cut->at;

    if (rules->quote == CSV_NO_CHAR) {
      step = plain_field(reader, cut);
      continue;
    }
    if (rules->trim)
      quote = skip_blanks(quote, cut->end);
    if (quote >= cut->end && !cut->is_last)
      return STEP_MORE;
    if (quote < cut->end && (unsigned char)*quote == rules->quote) {
      cut->at = quote;
      step = enclosed_field(reader, cut);
    } else {
      step = plain_field(reader, cut);
    }
  } while (step == STEP_FIELD);
  return step;
}

/* ---- records ---- */

/* Fields that are no UTF-8 are made so later, or are a fault. */
static void check_utf8(const struct csv_reader *reader, struct cut *cut)
{
  for (int i = 0; i < cut->fields; i++) {
    int slot = slot_of(reader, i);

    if (slot == NO_SLOT || text_is_utf8(text_from(cut->starts[slot], cut->lengths[slot])))
      continue;
    cut->marks[slot] |= CSV_NOT_UTF8;
    if (reader->rules.replace_invalid || !reader->rules.validate || cut->has_fault)
      continue;
    set_fault(cut, CSV_INVALID_UTF8, cut->starts[slot]);
    cut->fault_field = i;
  }
}

static void check_count(const struct csv_reader *reader, struct cut *cut)
{
  if (!reader->expected || cut->fields == reader->expected || cut->has_fault)
    return;
  if (reader->rows == 0) {
    set_fault(cut, CSV_WRONG_COUNT, cut->at);
    cut->fault_field = cut->fields - 1;
  } else if (cut->fields > reader->expected) {
    set_fault(cut, CSV_TOO_MANY_FIELDS, cut->extra);
    cut->fault_field = reader->expected - 1;
  } else {
    set_fault(cut, CSV_TOO_FEW_FIELDS, cut->close);
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
                             .byte = reader->base + (record - reader->block->bytes) };
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
                       const struct cut *cut)
{
  const unsigned char *at = (const unsigned char *)cut->fault_at;
  size_t left = (size_t)(cut->end - cut->fault_at);
  size_t len = left && at[0] >= 0xf0   ? 4
               : left && at[0] >= 0xe0 ? 3
               : at[0] >= 0xc0         ? 2
                                       : 1;

  if (cut->fault == CSV_INVALID_UTF8)
    show_field(fault,
               text_from(cut->fault_at, cut->lengths[slot_of(reader, cut->fault_field)]));
  else
    text_fill(fault->found, sizeof fault->found,
              text_from(cut->fault_at, len < left ? len : left));
}

/* What messages call a field: that of the batch, or one behind them all. */
static int named_field(const struct csv_reader *reader, int field)
{
  int slot = slot_of(reader, field);

  if (!reader->slots || slot != NO_SLOT)
    return reader->slots ? slot : field;
  return reader->columns + field;
}

static bool report(struct csv_reader *reader, const struct cut *cut, const char *record,
                   struct err *err)
{
  struct csv_fault fault = { .kind = cut->fault,
                             .field = named_field(reader, cut->fault_field),
                             .fields = cut->fields,
                             .expected = reader->expected,
                             .is_last = reader->expected == cut->fault_field + 1,
                             .place = place_of(reader, record) };

  if (!reader->found)
    return err_set(err, ERR_CSV_FAULT, "A record of file '%s' cannot be read.",
                   reader->name);
  /* Nothing follows the last record: its end stands for the next line. */
  move_place(&fault.place, record,
             cut->fault == CSV_WRONG_COUNT && cut->at == cut->end && reader->ended
               ? cut->close
               : cut->fault_at);
  show_found(reader, &fault, cut);
  reader->found(reader->context, &fault, text_from(record, (size_t)(cut->at - record)));
  return true;
}

static void keep_place(const struct csv_reader *reader, struct csv_batch *batch,
                       const struct cut *cut, const char *record)
{
  batch->lines[batch->rows] = reader->line;
  batch->bytes[batch->rows] = reader->base + (record - reader->block->bytes);
  batch->row_starts[batch->rows] = record;
  batch->row_lengths[batch->rows] = (uint32_t)(cut->at - record);
}

/* One more row of the batch, unless the record is blank or faulty. */
static bool take_record(struct csv_reader *reader, struct csv_batch *batch,
                        struct cut *cut, const char *record, struct err *err)
{
  bool is_blank = reader->rules.skip_blank && cut->close == record;
  bool ok = true;

  if (!is_blank) {
    if (!reader->is_ascii && !csv_is_ascii(record, cut->close))
      check_utf8(reader, cut);
    check_count(reader, cut);
    if (cut->has_fault) {
      ok = report(reader, cut, record, err);
    } else {
      for (int i = cut->fields; !reader->slots && i < reader->columns; i++)
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
  reader->at = (size_t)(cut->at - reader->block->bytes);
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
    from = reader->block->bytes + reader->at;
    end = memchr(from, '\n', reader->block->len - reader->at);
    if (end || reader->ended)
      break;
    if (!fill(reader, err))
      return false;
  }
  reader->at = end ? (size_t)(end + 1 - reader->block->bytes) : reader->block->len;
  reader->line++;
  return true;
}

/* The first record, with as many fields as it has; false with no error at the end of the file. */
static bool cut_header(struct csv_reader *reader, struct cut *cut, struct err *err)
{
  while (reader->at < reader->block->len || !reader->ended) {
    *cut = (struct cut){ .at = reader->block->bytes + reader->at,
                         .end = reader->block->bytes + reader->block->len,
                         .is_last = reader->ended,
                         .starts = cut->starts,
                         .lengths = cut->lengths,
                         .marks = cut->marks };
    if (reader->at < reader->block->len && cut_record(reader, cut) == STEP_RECORD)
      return true;
    if (!fill(reader, err))
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
  reader->slots[field] = NO_SLOT;
  for (int i = 0; i < reader->columns; i++) {
    if (!is_named(reader, i, name))
      continue;
    for (int other = 0; other < field; other++)
      if (reader->slots[other] == i)
        return err_set(err, ERR_FILE_READ,
                       "Error reading file '%s': its header names '" TEXT_FMT
                       "' more than once.",
                       reader->name, TEXT_ARG(name));
    reader->slots[field] = i;
    return true;
  }
  return true;
}

static bool match_header(struct csv_reader *reader, const struct cut *cut,
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

  reader->slots = slots;
  buf_init(&scratch);
  for (int i = 0; ok && i < cut->fields; i++) {
    struct text name = TEXT("");

    buf_reset(&scratch);
    if (!csv_field(&reader->rules, &batch, 0, i, &scratch, &name))
      name = TEXT("");
    ok = match_field(reader, i, name, err);
  }
  reader->slot_count = cut->fields;
  buf_clear(&scratch);
  return ok;
}

/* Its fields are counted, then kept. */
static bool read_header(struct csv_reader *reader, struct err *err)
{
  int columns = reader->columns;
  struct cut cut = { 0 };
  bool ok;

  reader->columns = 0;
  err_clear(err);
  if (!cut_header(reader, &cut, err)) {
    reader->columns = columns;
    return !err_is_set(err);
  }
  reader->columns = cut.fields;
  cut.starts = array((size_t)cut.fields, sizeof *cut.starts);
  cut.lengths = array((size_t)cut.fields, sizeof *cut.lengths);
  cut.marks = array((size_t)cut.fields, sizeof *cut.marks);
  ok = cut_header(reader, &cut, err);
  reader->columns = columns;
  ok = ok && match_header(reader, &cut, err);
  if (ok) {
    reader->line += count_lines(reader->block->bytes + reader->at, cut.at);
    reader->at = (size_t)(cut.at - reader->block->bytes);
  }
  free(cut.starts);
  free(cut.lengths);
  free(cut.marks);
  return ok;
}

static bool begin(struct csv_reader *reader, struct err *err)
{
  if (!fill(reader, err))
    return false;
  reader->begun = true;
  if (reader->rules.skip_mark && reader->block->len >= 3 &&
      memcmp(reader->block->bytes, "\xef\xbb\xbf", 3) == 0)
    reader->at = 3;
  for (int64_t i = 0; i < reader->rules.skip_header; i++) {
    if (reader->at == reader->block->len && reader->ended)
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
  int record = rules->record_len ? rules->record[0] : 0;
  int field = rules->field_len ? rules->field[0] : record;
  int escape = rules->plain_escape;

  if (!reader)
    abort();
  reader->rules = *rules;
  reader->columns = columns;
  reader->expected = expected;
  reader->line = 1;
  reader->plain = csv_wanted(field, rules->record_len ? record : field,
                             escape == CSV_NO_CHAR ? field : escape);
  reader->enclosed = csv_wanted(
    rules->quote, rules->escape == CSV_NO_CHAR ? rules->quote : rules->escape,
    rules->multi_line ? rules->quote : '\n');
  text_fill(reader->name, sizeof reader->name, name);
  reader->unpacker = unpacker_open(path, name, rules->packing, err);
  if (reader->unpacker && rules->encoding)
    reader->recoder = recoder_open(reader->unpacker, name, rules->encoding,
                                   rules->replace_invalid, err);
  if (reader->unpacker && (reader->recoder || !rules->encoding))
    return reader;
  csv_reader_close(reader);
  return NULL;
}

void csv_reader_close(struct csv_reader *reader)
{
  if (!reader)
    return;
  block_release(reader->block);
  recoder_close(reader->recoder);
  unpacker_close(reader->unpacker);
  free(reader->slots);
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
  size_t fields = (size_t)reader->columns * CSV_MOST_RECORDS;

  block_release(batch->block);
  batch->block = NULL;
  batch->rows = 0;
  if (!batch->numbers) {
    batch->columns = reader->columns;
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
                     struct cut *cut)
{
  size_t first = batch->rows * (size_t)reader->columns;

  *cut = (struct cut){ .at = reader->block->bytes + reader->at,
                       .end = reader->block->bytes + reader->block->len,
                       .is_last = reader->ended,
                       .starts = batch->starts + first,
                       .lengths = batch->lengths + first,
                       .marks = batch->marks + first };
  for (int i = 0; reader->slots && i < reader->columns; i++)
    cut->lengths[i] = CSV_ABSENT;
  return cut_record(reader, cut) == STEP_RECORD;
}

bool csv_reader_next(struct csv_reader *reader, struct csv_batch *batch, struct err *err)
{
  make_room(reader, batch);
  if (!reader->begun && !begin(reader, err))
    return false;
  while (batch->rows < CSV_MOST_RECORDS) {
    const char *record = reader->block->bytes + reader->at;
    struct cut cut;

    if (reader->at == reader->block->len && reader->ended)
      break;
    if (reader->at < reader->block->len && cut_next(reader, batch, &cut)) {
      if (!take_record(reader, batch, &cut, record, err))
        return false;
    } else if (batch->rows || reader->ended) {
      break; /* What the rows point into stays with them. */
    } else if (!fill(reader, err)) {
      return false;
    }
  }
  batch->block = reader->block;
  atomic_fetch_add(&reader->block->users, 1);
  return true;
}

void csv_batch_init(struct csv_batch *batch)
{
  *batch = (struct csv_batch){ 0 };
}

void csv_batch_clear(struct csv_batch *batch)
{
  block_release(batch->block);
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
