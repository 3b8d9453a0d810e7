/* staged_csv.c: the records of staged files as rows for SQL. */
#include "stage/staged_csv.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "data/json_text.h"
#include "stage/csv_fault.h"

/* The most fields of a record that is given as an object. */
#define OBJECT_FIELDS 256

/* A file; its lock guards all but what is copied from the spec. */
struct input {
  struct staged_input of;
  pthread_mutex_t lock;
  struct csv_reader *reader;
  const struct csv_rules *rules;
  bool begun, ended;
  struct err fault; /* Of the first record that cannot be read. */
};

struct source {
  struct arena *arena;
  struct staged_csv_spec spec;
  struct input *inputs;
  pthread_mutex_t lock; /* Guards `next`. */
  int next;             /* The first file that nobody has taken. */
  enum batch_kind *kinds;
};

/* One thread's reading. */
struct cursor {
  struct source *source;
  int own; /* The file that it reads; -1: none yet. */
  struct csv_batch batch;
  struct buf scratch;
  struct buf objects; /* Of a chunk's rows, one behind the other. */
};

static void pass_over(void *context, const struct csv_fault *fault, struct text record)
{
  (void)context;
  (void)fault;
  (void)record;
}

/* docs.snowflake.com/en/user-guide/querying-stage: what is read is a table without a name. */
static void keep_fault(void *context, const struct csv_fault *fault, struct text record)
{
  struct input *input = context;
  struct csv_column column = { TEXT("TRANSIENT_STAGE_TABLE"), { 0 }, fault->field + 1 };
  char field[24];

  (void)record;
  if (err_is_set(&input->fault))
    return;
  snprintf(field, sizeof field, "$%d", fault->field + 1);
  column.name = text_of(field);
  csv_fault_error(fault, input->rules, &column, &input->fault);
  csv_place_error(&fault->place, input->of.name, &column, &input->fault);
}

static bool open_input(struct source *source, struct input *input, struct err *err)
{
  input->begun = true;
  input->reader = csv_reader_open(input->of.path.at, input->of.name, &source->spec.rules,
                                  source->spec.columns, source->spec.expected, err);
  err_clear(&input->fault);
  input->rules = &source->spec.rules;
  if (input->reader && source->spec.names)
    csv_reader_match(input->reader, source->spec.names, source->spec.names_nocase);
  if (input->reader)
    csv_reader_collect(input->reader, source->spec.skips_faults ? pass_over : keep_fault,
                       input);
  return input->reader != NULL;
}

/* The next records of one file; none when it is at its end. */
static bool read_input(struct source *source, struct input *input,
                       struct csv_batch *batch, struct err *err)
{
  bool ok = true;

  pthread_mutex_lock(&input->lock);
  batch->rows = 0;
  if (!input->ended) {
    ok = (input->begun ? input->reader != NULL : open_input(source, input, err)) &&
         csv_reader_next(input->reader, batch, err);
    if (ok && err_is_set(&input->fault)) {
      *err = input->fault;
      ok = false;
    }
    if (ok && source->spec.counts)
      atomic_store(&source->spec.counts[input - source->inputs].parsed,
                   csv_reader_rows(input->reader));
    if (!ok || !batch->rows) {
      csv_reader_close(input->reader);
      input->reader = NULL;
      input->ended = true;
    }
  }
  pthread_mutex_unlock(&input->lock);
  return ok;
}

/* A file that nobody reads yet. */
static bool take_input(struct cursor *cursor)
{
  struct source *source = cursor->source;
  bool found;

  pthread_mutex_lock(&source->lock);
  found = source->next < source->spec.count;
  if (found)
    cursor->own = source->next++;
  pthread_mutex_unlock(&source->lock);
  return found;
}

static bool is_ended(struct input *input)
{
  bool ended;

  pthread_mutex_lock(&input->lock);
  ended = input->ended;
  pthread_mutex_unlock(&input->lock);
  return ended;
}

/* One that another thread reads. */
static bool share_input(struct cursor *cursor)
{
  for (int i = 0; i < cursor->source->spec.count; i++)
    if (!is_ended(&cursor->source->inputs[i])) {
      cursor->own = i;
      return true;
    }
  return false;
}

static bool read_records(struct cursor *cursor, struct err *err)
{
  cursor->batch.rows = 0;
  while (cursor->own >= 0 || take_input(cursor) || share_input(cursor)) {
    if (!read_input(cursor->source, &cursor->source->inputs[cursor->own], &cursor->batch,
                    err))
      return false;
    if (cursor->batch.rows)
      return true;
    cursor->own = -1;
  }
  return true;
}

/* ---- rows ---- */

/* Which records of the batch are rows: all but the rejected ones. */
static size_t choose(const struct cursor *cursor, uint16_t *chosen)
{
  const struct staged_input *of = &cursor->source->inputs[cursor->own].of;
  size_t count = 0;

  for (size_t i = 0; i < cursor->batch.rows; i++)
    if (!numbers_have(of->rejected, of->rejected_count, cursor->batch.numbers[i]))
      chosen[count++] = (uint16_t)i;
  return count;
}

static void put_field(struct cursor *cursor, const struct scan_output *output, int at,
                      const uint16_t *chosen, size_t rows)
{
  int column = output->columns[at] - STAGED_FIELDS;

  for (size_t row = 0; row < rows; row++) {
    struct text value;

    if (csv_field(&cursor->source->spec.rules, &cursor->batch, chosen[row], column,
                  &cursor->scratch, &value))
      scan_put_text(output, at, row, value);
    else
      scan_put_null(output, at, row);
  }
}

/* The members of an object are in order of their names: c1, c10, c2. */
static int compare_members(const void *a, const void *b)
{
  char one[16], two[16];

  snprintf(one, sizeof one, "%d", *(const int *)a);
  snprintf(two, sizeof two, "%d", *(const int *)b);
  return strcmp(one, two);
}

static void add_object(struct cursor *cursor, const int *members, size_t row)
{
  struct buf *out = &cursor->objects;
  bool any = false;

  buf_add_char(out, '{');
  for (int i = 0; i < OBJECT_FIELDS; i++) {
    struct text value;

    if (!csv_field(&cursor->source->spec.rules, &cursor->batch, row, members[i] - 1,
                   &cursor->scratch, &value))
      continue;
    buf_printf(out, "%s\"c%d\":", any ? "," : "", members[i]);
    json_text_quote(value, out);
    any = true;
  }
  buf_add_char(out, '}');
}

static bool put_objects(struct cursor *cursor, const struct scan_output *output, int at,
                        const uint16_t *chosen, size_t rows, struct err *err)
{
  int members[OBJECT_FIELDS];
  size_t ends[CSV_MOST_RECORDS];

  for (int i = 0; i < OBJECT_FIELDS; i++)
    members[i] = i + 1;
  qsort(members, OBJECT_FIELDS, sizeof *members, compare_members);
  buf_reset(&cursor->objects);
  for (size_t row = 0; row < rows; row++) {
    size_t last = (size_t)chosen[row] * (size_t)cursor->batch.columns + OBJECT_FIELDS;

    if (cursor->batch.lengths[last] != CSV_ABSENT)
      return err_set(err, ERR_UNSUPPORTED,
                     "Unsupported feature 'external tables over CSV with more than %d "
                     "fields'.",
                     OBJECT_FIELDS);
    add_object(cursor, members, chosen[row]);
    ends[row] = cursor->objects.len;
  }
  for (size_t row = 0, from = 0; row < rows; from = ends[row++])
    scan_put_text(output, at, row,
                  text_from(cursor->objects.at + from, ends[row] - from));
  return true;
}

static void put_metadata(struct cursor *cursor, const struct scan_output *output, int at,
                         const uint16_t *chosen, size_t rows)
{
  const struct staged_input *of = &cursor->source->inputs[cursor->own].of;

  for (size_t row = 0; row < rows; row++)
    switch ((enum staged_column)output->columns[at]) {
    case STAGED_FILENAME: scan_put_text(output, at, row, of->name); break;
    case STAGED_ROW_NUMBER:
      scan_put_int(output, at, row, cursor->batch.numbers[chosen[row]]);
      break;
    case STAGED_CONTENT_KEY: scan_put_text(output, at, row, of->content_key); break;
    case STAGED_LAST_MODIFIED: scan_put_int128(output, at, row, of->modified_ns); break;
    case STAGED_START_SCAN_TIME:
      scan_put_int128(output, at, row, cursor->source->spec.now_ns);
      break;
    case STAGED_FILE: scan_put_int(output, at, row, cursor->own); break;
    case STAGED_PARTITION: scan_put_text(output, at, row, of->partition); break;
    case STAGED_FIELDS: break;
    }
}

/* Made texts of one chunk lie together, and must not move while it is filled. */
static void reserve(struct cursor *cursor)
{
  size_t most = 1;

  for (size_t i = 0; i < cursor->batch.rows * (size_t)cursor->batch.columns; i++)
    if (cursor->batch.marks[i] & (CSV_ESCAPED | CSV_NOT_UTF8) &&
        cursor->batch.lengths[i] != CSV_ABSENT)
      most += CSV_SCRATCH(cursor->batch.lengths[i]);
  buf_reset(&cursor->scratch);
  buf_reserve(&cursor->scratch, most);
}

static bool next(void *given, const struct scan_output *output, size_t *rows,
                 struct err *err)
{
  struct cursor *cursor = given;
  uint16_t chosen[CSV_MOST_RECORDS];

  do {
    if (!read_records(cursor, err))
      return false;
    if (!cursor->batch.rows) {
      *rows = 0;
      return true;
    }
    *rows = choose(cursor, chosen);
  } while (!*rows);
  if (cursor->source->spec.counts)
    atomic_fetch_add(&cursor->source->spec.counts[cursor->own].rows, (int64_t)*rows);
  reserve(cursor);
  for (int at = 0; at < output->count; at++)
    if (output->columns[at] < STAGED_FIELDS)
      put_metadata(cursor, output, at, chosen, *rows);
    else if (!cursor->source->spec.as_object)
      put_field(cursor, output, at, chosen, *rows);
    else if (!put_objects(cursor, output, at, chosen, *rows, err))
      return false;
  return true;
}

static void *open_cursor(void *given)
{
  struct cursor *cursor = calloc(1, sizeof *cursor);

  if (!cursor)
    abort();
  cursor->source = given;
  cursor->own = -1;
  csv_batch_init(&cursor->batch);
  buf_init(&cursor->scratch);
  buf_init(&cursor->objects);
  return cursor;
}

static void close_cursor(void *given)
{
  struct cursor *cursor = given;

  csv_batch_clear(&cursor->batch);
  buf_clear(&cursor->scratch);
  buf_clear(&cursor->objects);
  free(cursor);
}

static void free_source(void *given)
{
  struct source *source = given;

  for (int i = 0; i < source->spec.count; i++) {
    csv_reader_close(source->inputs[i].reader);
    pthread_mutex_destroy(&source->inputs[i].lock);
  }
  pthread_mutex_destroy(&source->lock);
  arena_free(source->arena);
  free(source);
}

/* ---- the spec, kept ---- */

static void keep_input(struct source *source, struct input *input,
                       const struct staged_input *from)
{
  struct arena *arena = source->arena;
  int64_t *rejected = ARENA_ARRAY(arena, from->rejected_count, int64_t);

  pthread_mutex_init(&input->lock, NULL);
  input->of = *from;
  input->ended = !from->path.len; /* It is left out. */
  input->of.path = text_of(arena_c_string(arena, from->path));
  input->of.name = arena_text(arena, from->name);
  input->of.content_key = arena_text(arena, from->content_key);
  input->of.partition = arena_text(arena, from->partition);
  if (from->rejected_count)
    memcpy(rejected, from->rejected, from->rejected_count * sizeof *rejected);
  input->of.rejected = rejected;
}

static const struct text *keep_texts(struct arena *arena, const struct text *texts,
                                     int count)
{
  struct text *kept = ARENA_ARRAY(arena, (size_t)count, struct text);

  for (int i = 0; i < count; i++)
    kept[i] = arena_text(arena, texts[i]);
  return kept;
}

static void keep_texts_of(struct source *source)
{
  struct csv_rules *rules = &source->spec.rules;

  rules->null_if = keep_texts(source->arena, rules->null_if, rules->null_if_count);
  if (source->spec.names)
    source->spec.names = keep_texts(source->arena, source->spec.names,
                                    source->spec.columns);
}

struct engine_scan staged_csv_scan(const struct staged_csv_spec *spec)
{
  struct source *source = calloc(1, sizeof *source);
  int columns = STAGED_FIELDS + (spec->as_object ? 1 : spec->columns);

  if (!source)
    abort();
  source->arena = arena_new();
  source->spec = *spec;
  if (spec->as_object)
    source->spec.columns = OBJECT_FIELDS + 1;
  keep_texts_of(source);
  pthread_mutex_init(&source->lock, NULL);
  source->inputs = ARENA_ARRAY(source->arena, (size_t)spec->count, struct input);
  for (int i = 0; i < spec->count; i++)
    keep_input(source, &source->inputs[i], &spec->inputs[i]);
  source->kinds = ARENA_ARRAY(source->arena, (size_t)columns, enum batch_kind);
  for (int i = 0; i < columns; i++)
    source->kinds[i] = BATCH_TEXT;
  source->kinds[STAGED_ROW_NUMBER] = source->kinds[STAGED_FILE] = BATCH_I64;
  source->kinds[STAGED_LAST_MODIFIED] = BATCH_I128;
  source->kinds[STAGED_START_SCAN_TIME] = BATCH_I128;
  return (struct engine_scan){ .source = source,
                               .column_count = columns,
                               .kinds = source->kinds,
                               .threads = spec->threads,
                               .open = open_cursor,
                               .next = next,
                               .close = close_cursor,
                               .free = free_source };
}
