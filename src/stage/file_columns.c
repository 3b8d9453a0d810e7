/* file_columns.c: the columns of Parquet files from their footers and of Avro files from their schema, of others from their records. */
#include "stage/file_columns.h"

#include "data/json_scalar.h"
#include "data/json_text.h"
#include "stage/document_avro.h"
#include "stage/document_reader.h"
#include "stage/parquet_tree.h"
#include "stage/staged_document.h"

#define MOST_COLUMNS 10000

/* ---- what was found ---- */

static struct file_column *column_named(struct file_columns *columns, struct text name)
{
  struct file_column *column;

  if (columns->ignore_case)
    name = arena_upper(columns->arena, name);
  for (int i = 0; i < columns->columns.count; i++) {
    column = columns->columns.at[i];
    if (text_equal(column->name, name))
      return column;
  }
  column = ARENA_NEW(columns->arena, struct file_column);
  column->name = arena_text(columns->arena, name);
  list_add(columns->arena, &columns->columns, column);
  return column;
}

static void see(struct file_columns *columns, struct file_column *column,
                struct type_guess guess, bool nullable)
{
  column->guess = type_guess_merge(column->guess, guess);
  column->nullable |= nullable;
  if (column->last == columns->files)
    return;
  column->last = columns->files;
  column->count++;
  column->files = column->files.len
                    ? arena_printf(columns->arena, TEXT_FMT ", " TEXT_FMT,
                                   TEXT_ARG(column->files), TEXT_ARG(columns->file))
                    : columns->file;
}

/* ---- Parquet ---- */

static bool add_parquet(struct file_columns *columns, struct engine *engine,
                        const struct staged_input *input,
                        const struct file_format *format, struct err *err)
{
  struct parquet_rules rules = parquet_rules_of(format, TEXT("UTC"));
  struct parquet_node root;

  /* Bytes that nothing says to be text are BINARY here whatever BINARY_AS_TEXT says. */
  rules.binary_as_text = false;
  if (!parquet_tree_read(columns->arena, engine, input->path, &rules, &root, err))
    return false;
  for (int i = 0; i < root.count; i++)
    see(columns, column_named(columns, root.children[i].name),
        type_guess_of(root.children[i].type), root.children[i].nullable);
  return true;
}

/* ---- JSON ---- */

/* A member's name, which lies there without its quotes. */
static void put_name(struct text name, struct buf *plain)
{
  struct buf quoted;

  buf_init(&quoted);
  buf_reset(plain);
  buf_add_char(&quoted, '"');
  buf_add_text(&quoted, name);
  buf_add_char(&quoted, '"');
  json_unquote(buf_text(&quoted), plain);
  buf_clear(&quoted);
}

static void see_members(struct file_columns *columns, struct text document)
{
  struct json_items items = json_items_of(document);
  struct text name, value;
  struct buf plain;

  buf_init(&plain);
  while (items.object && json_items_next(&items, &name, &value)) {
    put_name(name, &plain);
    see(columns, column_named(columns, buf_text(&plain)), type_guess_json(value), true);
  }
  buf_clear(&plain);
}

static bool refused(const struct file_columns *columns, const struct document *document,
                    int64_t row, struct err *err)
{
  struct err found;

  err_clear(&found);
  staged_document_error(document, &found);
  return err_set(err, found.code, "%s\n  File '" TEXT_FMT "', line %lld", found.message,
                 TEXT_ARG(columns->file), (long long)row);
}

static bool see_documents(struct file_columns *columns, struct document_reader *reader,
                          struct err *err)
{
  struct document document;
  int64_t count = 0;

  while ((!columns->most || count < columns->most) &&
         document_reader_next(reader, &document, err)) {
    count++;
    if (document.is_bad)
      return refused(columns, &document, count, err);
    if (!document.value.at)
      return true;
    see_members(columns, document.value);
  }
  return !err_is_set(err);
}

static bool add_json(struct file_columns *columns, const struct staged_input *input,
                     const struct file_format *format, struct err *err)
{
  struct document_reader *reader = document_reader_open(input->path.at, input->name,
                                                        format, err);
  bool ok = reader && see_documents(columns, reader, err);

  document_reader_close(reader);
  return ok;
}

/* ---- Avro ---- */

/* A union of null and one other type is that type. */
static const struct avro_type *without_null(const struct avro_type *type, bool *nullable)
{
  const struct avro_type *only = NULL;

  for (int i = 0; type->kind == AVRO_UNION && i < type->count; i++) {
    bool is_null = type->types[i]->kind == AVRO_NULL;

    *nullable |= is_null;
    if (!is_null && only)
      return NULL;
    only = is_null ? only : type->types[i];
  }
  return type->kind == AVRO_UNION ? only : type;
}

static struct type_guess guess_avro(const struct avro_type *type)
{
  static const enum guess_kind guesses[] = {
    [AVRO_NULL] = GUESS_NOTHING,  [AVRO_BOOLEAN] = GUESS_BOOLEAN,
    [AVRO_INT] = GUESS_NUMBER,    [AVRO_LONG] = GUESS_NUMBER,
    [AVRO_FLOAT] = GUESS_REAL,    [AVRO_DOUBLE] = GUESS_REAL,
    [AVRO_BYTES] = GUESS_BINARY,  [AVRO_STRING] = GUESS_TEXT,
    [AVRO_FIXED] = GUESS_BINARY,  [AVRO_ENUM] = GUESS_TEXT,
    [AVRO_ARRAY] = GUESS_VARIANT, [AVRO_MAP] = GUESS_VARIANT,
    [AVRO_UNION] = GUESS_VARIANT, [AVRO_RECORD] = GUESS_VARIANT,
  };

  if (!type)
    return (struct type_guess){ GUESS_VARIANT, 0, 0 };
  if (type->precision)
    return (struct type_guess){ GUESS_NUMBER, type->precision - type->scale,
                                type->scale };
  return (struct type_guess){ guesses[type->kind],
                              guesses[type->kind] == GUESS_NUMBER ? 38 : 0, 0 };
}

static void see_fields(struct file_columns *columns, const struct avro_type *record)
{
  for (int i = 0; i < record->count; i++) {
    bool nullable = record->types[i]->kind == AVRO_NULL;
    const struct avro_type *type = without_null(record->types[i], &nullable);

    see(columns, column_named(columns, record->names[i]), guess_avro(type), nullable);
  }
}

static bool add_avro(struct file_columns *columns, const struct staged_input *input,
                     const struct file_format *format, struct err *err)
{
  const struct avro_type *type;
  struct byte_window window;
  bool ok = byte_window_open(&window, input->path.at, input->name, format, err) &&
            document_avro_type(columns->arena, &window, &type, err);

  byte_window_close(&window);
  if (ok && type->kind == AVRO_RECORD)
    see_fields(columns, type);
  return ok;
}

/* ---- CSV ---- */

static void count_fields(void *context, const struct csv_fault *fault, struct text record)
{
  int *most = context;

  (void)record;
  if (fault->fields > *most)
    *most = fault->fields;
}

/* How many fields the first records have: those with more than one are faults of a file of one. */
static bool find_width(const struct staged_input *input, const struct csv_rules *rules,
                       int *width, struct err *err)
{
  struct csv_reader *reader = csv_reader_open(input->path.at, input->name, rules, 1, 1,
                                              err);
  struct csv_batch batch;
  bool ok;

  if (!reader)
    return false;
  *width = 1;
  csv_reader_collect(reader, count_fields, width);
  csv_batch_init(&batch);
  ok = csv_reader_next(reader, &batch, err);
  csv_batch_clear(&batch);
  csv_reader_close(reader);
  return ok && (*width <= MOST_COLUMNS ||
                err_set(err, ERR_UNSUPPORTED,
                        "Unsupported feature 'INFER_SCHEMA of more than %d columns'.",
                        MOST_COLUMNS));
}

struct csv_seeing {
  struct file_columns *columns;
  const struct csv_rules *rules;
  struct file_column **at; /* One for each field. */
  int width;
  bool has_header;
  int64_t rows;
  struct buf scratch;
};

static void name_fields(struct csv_seeing *seeing, const struct csv_batch *batch)
{
  struct arena *arena = seeing->columns->arena;

  for (int i = 0; i < seeing->width; i++) {
    struct text name = { 0 };

    buf_reset(&seeing->scratch);
    if (!seeing->has_header)
      name = arena_printf(arena, "c%d", i + 1);
    else if (!csv_field(seeing->rules, batch, 0, i, &seeing->scratch, &name))
      name = TEXT("");
    seeing->at[i] = column_named(seeing->columns, name);
    see(seeing->columns, seeing->at[i], (struct type_guess){ GUESS_NOTHING, 0, 0 }, true);
  }
}

static void see_record(struct csv_seeing *seeing, const struct csv_batch *batch,
                       size_t row)
{
  for (int i = 0; i < seeing->width; i++) {
    struct text value;

    buf_reset(&seeing->scratch);
    if (batch->lengths[row * (size_t)batch->columns + (size_t)i] != CSV_ABSENT &&
        csv_field(seeing->rules, batch, row, i, &seeing->scratch, &value))
      see(seeing->columns, seeing->at[i], type_guess_text(value), true);
  }
}

static bool see_records(struct csv_seeing *seeing, struct csv_reader *reader,
                        struct err *err)
{
  int64_t most = seeing->columns->most;
  struct csv_batch batch;
  bool ok, first = true;

  csv_batch_init(&batch);
  while ((ok = csv_reader_next(reader, &batch, err)) && batch.rows) {
    size_t row = first && seeing->has_header;

    if (first)
      name_fields(seeing, &batch);
    first = false;
    for (; row < batch.rows && (!most || seeing->rows < most); row++, seeing->rows++)
      see_record(seeing, &batch, row);
    if (most && seeing->rows >= most)
      break;
  }
  csv_batch_clear(&batch);
  return ok;
}

static bool add_csv(struct file_columns *columns, const struct staged_input *input,
                    const struct file_format *format, struct err *err)
{
  struct csv_rules rules;
  struct csv_seeing seeing = { .columns = columns,
                               .rules = &rules,
                               .has_header = file_format_is(format,
                                                            FORMAT_PARSE_HEADER) };
  struct csv_reader *reader;
  bool ok;

  if (!csv_rules_of(format, &rules, err) ||
      !find_width(input, &rules, &seeing.width, err))
    return false;
  seeing.at = ARENA_ARRAY(columns->arena, (size_t)seeing.width, struct file_column *);
  reader = csv_reader_open(input->path.at, input->name, &rules, seeing.width, 0, err);
  if (!reader)
    return false;
  buf_init(&seeing.scratch);
  ok = see_records(&seeing, reader, err);
  buf_clear(&seeing.scratch);
  csv_reader_close(reader);
  return ok;
}

bool file_columns_add(struct file_columns *columns, struct engine *engine,
                      const struct staged_input *input, const struct file_format *format,
                      struct err *err)
{
  columns->files++;
  columns->file = input->name;
  switch (format->type) {
  case FORMAT_PARQUET: return add_parquet(columns, engine, input, format, err);
  case FORMAT_JSON: return add_json(columns, input, format, err);
  case FORMAT_CSV: return add_csv(columns, input, format, err);
  case FORMAT_AVRO: return add_avro(columns, input, format, err);
  case FORMAT_ORC:
  case FORMAT_XML:
  case FORMAT_CUSTOM: break;
  }
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'INFER_SCHEMA of TYPE = %s'.",
                 format_type_name(format->type));
}

void file_columns_end(struct file_columns *columns)
{
  for (int i = 0; i < columns->columns.count; i++) {
    struct file_column *column = columns->columns.at[i];

    column->nullable |= column->count < columns->files;
  }
}
