/* kept_parts.c: the rows of one statement with their types, in memory or as a file of parts. */
#include "session/kept_result.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/arrow_read.h"
#include "session/kept_fields.h"
#include "session/kept_state.h"

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* ---- making and freeing ---- */

static struct text put_text(char **at, struct text text)
{
  struct text copy = { *at, text.len };

  if (!text.at)
    return text;
  if (text.len)
    memcpy(*at, text.at, text.len);
  *at += text.len;
  return copy;
}

static struct kept_column *copy_columns(const struct kept_column *columns, int count)
{
  size_t bytes = (size_t)(count + 1) * sizeof *columns;
  struct kept_column *copies;
  char *at;

  for (int i = 0; i < count; i++)
    bytes += columns[i].name.len + columns[i].database.len + columns[i].schema.len +
             columns[i].table.len;
  copies = must(malloc(bytes));
  at = (char *)(copies + count);
  for (int i = 0; i < count; i++) {
    copies[i] = columns[i];
    copies[i].name = put_text(&at, columns[i].name);
    copies[i].database = put_text(&at, columns[i].database);
    copies[i].schema = put_text(&at, columns[i].schema);
    copies[i].table = put_text(&at, columns[i].table);
  }
  return copies;
}

struct kept_result *kept_result_new(struct result_folder *folder,
                                    const struct kept_column *columns, int count)
{
  struct kept_result *kept = must(calloc(1, sizeof *kept));
  size_t room = (size_t)count + 1;

  atomic_store(&kept->holders, 1);
  kept->folder = folder;
  kept->column_count = count;
  kept->columns = copy_columns(columns, count);
  kept->is_wide = must(calloc(room, sizeof *kept->is_wide));
  return kept;
}

void kept_result_hold(struct kept_result *kept)
{
  atomic_fetch_add(&kept->holders, 1);
}

void kept_result_release(struct kept_result *kept)
{
  if (!kept || atomic_fetch_sub(&kept->holders, 1) > 1)
    return;
  kept_writing_free(kept);
  batch_builder_free(kept->rows);
  arrow_rows_free(kept->gathered);
  result_file_release(kept->file);
  free(kept->columns);
  free(kept->types);
  free(kept->is_wide);
  free(kept->kinds);
  free(kept->scales);
  free(kept->exact);
  free(kept->parts);
  free(kept->info_texts);
  free(kept);
}

void kept_result_set_info(struct kept_result *kept, const struct kept_info *info)
{
  struct kept_info copy = *info;
  size_t bytes = 1;
  char *texts, *at;

  for (int i = 0; i < kept_field_count; i++)
    if (kept_fields[i].type == KEPT_TEXT)
      bytes += kept_field_text(&copy, i)->len;
  at = texts = must(malloc(bytes));
  for (int i = 0; i < kept_field_count; i++)
    if (kept_fields[i].type == KEPT_TEXT)
      *kept_field_text(&copy, i) = put_text(&at, *kept_field_text(&copy, i));
  free(kept->info_texts);
  kept->info_texts = texts;
  kept->info = copy;
}

/* ---- parts ---- */

void kept_result_set_file(struct kept_result *kept, struct result_file *file)
{
  result_file_hold(file);
  kept->file = file;
}

void kept_result_add_part(struct kept_result *kept, struct kept_part part)
{
  if (kept->part_count == kept->part_room) {
    kept->part_room = kept->part_room ? kept->part_room * 2 : 1;
    kept->parts = must(
      realloc(kept->parts, (size_t)kept->part_room * sizeof *kept->parts));
  }
  kept->parts[kept->part_count++] = part;
}

static struct arrow_rows *gather_exact(struct kept_result *kept)
{
  if (!kept->exact) {
    kept->exact = must(calloc((size_t)kept->column_count + 1, sizeof *kept->exact));
    for (int i = 0; i < kept->column_count; i++)
      kept->exact[i] = (struct rowtype_column){ .name = kept->columns[i].name,
                                                .type = kept->columns[i].type,
                                                .nullable = kept->columns[i].nullable,
                                                .exact = true };
  }
  return arrow_rows_new(kept->exact, kept->column_count);
}

bool kept_result_add(struct kept_result *kept, const struct batch *batch, struct err *err)
{
  kept->row_count += (int64_t)batch->rows;
  if (kept->gathered)
    return arrow_rows_add(kept->gathered, batch, err);
  if (!kept->rows)
    kept->rows = batch_builder_like(batch);
  batch_builder_append(kept->rows, batch);
  return true;
}

size_t kept_result_held(const struct kept_result *kept)
{
  if (kept->gathered)
    return arrow_rows_bytes(kept->gathered);
  return kept->rows ? batch_builder_bytes(kept->rows) : 0;
}

bool kept_result_end_part(struct kept_result *kept, struct err *err)
{
  struct batch all;
  bool ok = true;

  if (!kept->gathered)
    kept->gathered = gather_exact(kept);
  if (kept->rows) {
    all = batch_builder_view(kept->rows, 0, batch_builder_rows(kept->rows));
    ok = arrow_rows_add(kept->gathered, &all, err);
    batch_builder_free(kept->rows);
    kept->rows = NULL;
  }
  return ok && kept_write(kept, kept->gathered, err);
}

bool kept_result_take(struct kept_result *kept, struct arrow_rows *rows, struct err *err)
{
  kept->row_count += arrow_rows_count(rows);
  return kept_write(kept, rows, err);
}

bool kept_result_take_held(struct kept_result *kept, const struct arrow_rows *like,
                           size_t part_bytes, bool must_take, struct held_batches *held,
                           struct err *err)
{
  int64_t rows = held->rows;

  if (!kept_write_beside(kept, like, part_bytes, must_take, held, err))
    return false;
  kept->row_count += rows - held->rows;
  return true;
}

bool kept_result_show(struct kept_result *kept, struct text bytes, struct err *err)
{
  struct kept_part *part = &kept->parts[kept->part_count - 1];

  part->shown_size = (int64_t)bytes.len;
  return result_file_add(kept->file, bytes, &part->shown_offset, err);
}

void kept_result_set_kinds(struct kept_result *kept)
{
  size_t room = (size_t)kept->column_count + 1;

  kept->types = must(calloc(room, sizeof *kept->types));
  kept->kinds = must(calloc(room, sizeof *kept->kinds));
  kept->scales = must(calloc(room, sizeof *kept->scales));
  for (int i = 0; i < kept->column_count; i++) {
    kept->types[i] = kept->columns[i].type;
    kept->kinds[i] = batch_kind_of(kept->types[i], kept->is_wide[i]);
    kept->scales[i] = kept->types[i].kind == TYPE_NUMBER ? kept->types[i].scale : 0;
  }
}

bool kept_result_end(struct kept_result *kept, struct err *err)
{
  if (!kept_writing_end(kept, err))
    return false;
  if (!kept->file)
    return true;
  if (kept->gathered && arrow_rows_count(kept->gathered) &&
      !kept_result_end_part(kept, err))
    return false;
  arrow_rows_free(kept->gathered);
  kept->gathered = NULL;
  kept_result_set_kinds(kept);
  return true;
}

void kept_result_set_rows(struct kept_result *kept, struct batch_builder *rows)
{
  kept->rows = rows;
  kept->row_count = rows ? (int64_t)batch_builder_rows(rows) : 0;
}

/* ---- what is known of it ---- */

int kept_result_columns(const struct kept_result *kept)
{
  return kept->column_count;
}

const struct kept_column *kept_result_column(const struct kept_result *kept, int column)
{
  return &kept->columns[column];
}

const struct kept_info *kept_result_info(const struct kept_result *kept)
{
  return &kept->info;
}

enum batch_kind kept_result_kind(const struct kept_result *kept, int column)
{
  if (kept->kinds)
    return kept->kinds[column];
  return kept->rows && column < batch_builder_columns(kept->rows)
           ? batch_builder_kind(kept->rows, column)
           : BATCH_NULLS;
}

int64_t kept_result_rows(const struct kept_result *kept)
{
  return kept->row_count;
}

size_t kept_result_memory(const struct kept_result *kept)
{
  return sizeof *kept + (size_t)kept->column_count * sizeof *kept->columns +
         (kept->rows ? batch_builder_bytes(kept->rows) : 0);
}

struct result_file *kept_result_file(const struct kept_result *kept)
{
  return kept->file;
}

int kept_result_parts(const struct kept_result *kept)
{
  return kept->file ? kept->part_count : 1;
}

int64_t kept_result_part_rows(const struct kept_result *kept, int part)
{
  return kept->file ? kept->parts[part].rows : kept->row_count;
}

size_t kept_result_part_size(const struct kept_result *kept, int part)
{
  const struct kept_part *lies = &kept->parts[part];

  if (!kept->file)
    return kept_result_memory(kept);
  return (size_t)(lies->shown_size ? lies->shown_size : lies->size);
}

int64_t kept_result_part_bytes(const struct kept_result *kept, int part)
{
  return kept->parts[part].size + kept->parts[part].shown_size;
}

int64_t kept_result_part_offset(const struct kept_result *kept, int part)
{
  const struct kept_part *lies = &kept->parts[part];

  return lies->shown_size ? lies->shown_offset : lies->offset;
}

/* ---- reading ---- */

/* No batch has come: columns of nothing. */
static struct batch_builder *no_rows(int count)
{
  enum batch_kind *kinds = must(calloc((size_t)count + 1, sizeof *kinds));
  struct batch_builder *rows;

  for (int i = 0; i < count; i++)
    kinds[i] = BATCH_TEXT;
  rows = batch_builder_new(count, kinds, NULL);
  free(kinds);
  return rows;
}

static struct batch_builder *copy_rows(const struct kept_result *kept)
{
  return kept->rows ? batch_builder_copy(kept->rows) : no_rows(kept->column_count);
}

static struct batch_builder *decode(const struct kept_result *kept,
                                    const struct kept_part *part, struct text bytes,
                                    struct err *err)
{
  struct batch_builder *rows = NULL;

  if (!part->size) /* A stream without rows is not written. */
    return batch_builder_new(kept->column_count, kept->kinds, kept->scales);
  if ((int64_t)result_file_sum(bytes) == part->sum)
    rows = arrow_read(bytes, kept->types, kept->is_wide, kept->column_count, err);
  else
    err_set(err, ERR_INTERNAL, "A kept result is damaged");
  return rows;
}

static struct batch_builder *read_part(const struct kept_result *kept,
                                       const struct kept_part *part, struct err *err)
{
  struct batch_builder *rows = NULL;
  struct behind_bytes held;
  struct buf bytes;

  buf_init(&bytes);
  if (result_file_hold_bytes(kept->file, part->offset, (size_t)part->size, &held) &&
      result_bytes_copy(&held, &bytes))
    rows = decode(kept, part, buf_text(&bytes), err);
  else
    err_set(err, ERR_INTERNAL, "The file of a kept result cannot be read");
  behind_bytes_release(&held);
  buf_clear(&bytes);
  return rows;
}

struct batch_builder *kept_result_part(const struct kept_result *kept, int part,
                                       struct err *err)
{
  return kept->file ? read_part(kept, &kept->parts[part], err) : copy_rows(kept);
}

static struct batch_builder *source_piece(void *owner, int at, struct err *err)
{
  return kept_result_part(owner, at, err);
}

static void source_release(void *owner)
{
  kept_result_release(owner);
}

struct row_source *kept_result_source(struct kept_result *kept)
{
  kept_result_hold(kept);
  return row_source_new(&(struct row_source){ .column_count = kept->column_count,
                                              .kinds = kept->kinds,
                                              .scales = kept->scales,
                                              .rows = kept->row_count,
                                              .pieces = kept_result_parts(kept),
                                              .piece = source_piece,
                                              .release = source_release,
                                              .owner = kept });
}
