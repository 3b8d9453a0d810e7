/* kept_record.c: a small result as bytes, and back.
 *
 * The size of what follows and its sum, 8 bytes each; then the fields of struct kept_info, the
 * columns, and the rows, if there were any batches of them. */
#include "session/kept_record.h"

#include <stdlib.h>
#include <string.h>

#include "data/packed_rows.h"
#include "session/kept_fields.h"
#include "session/kept_state.h"

#define MAX_COLUMNS 100000

struct record_head {
  uint64_t size, sum;
};

/* ---- writing ---- */

static void put_info(const struct kept_info *info, struct buf *out)
{
  for (int i = 0; i < kept_field_count; i++) {
    const void *place = (const char *)info + kept_fields[i].offset;

    switch (kept_fields[i].type) {
    case KEPT_TEXT: pack_text(out, *(const struct text *)place); break;
    case KEPT_NUMBER: pack_int(out, *(const int64_t *)place); break;
    case KEPT_BOOL: pack_int(out, *(const bool *)place); break;
    }
  }
}

static void put_type(struct type type, struct buf *out)
{
  struct buf written;

  buf_init(&written);
  kept_type_put(type, &written);
  pack_text(out, written.len ? buf_text(&written) : TEXT(""));
  pack_text(out, type.collation ? type.collation->spec : TEXT(""));
  buf_clear(&written);
}

static void put_column(const struct kept_column *column, struct buf *out)
{
  pack_text(out, column->name.len ? column->name : TEXT(""));
  put_type(column->type, out);
  pack_int(out, column->nullable);
  pack_text(out, column->database);
  pack_text(out, column->schema);
  pack_text(out, column->table);
}

void kept_record_put(const struct kept_result *kept, struct buf *out)
{
  struct record_head head = { 0 };
  size_t at = out->len;
  struct text record;

  buf_add(out, &head, sizeof head);
  put_info(&kept->info, out);
  pack_int(out, kept->column_count);
  for (int i = 0; i < kept->column_count; i++)
    put_column(&kept->columns[i], out);
  pack_int(out, kept->rows != NULL);
  if (kept->rows)
    pack_rows(out, kept->rows);
  record = text_slice(buf_text(out), at + sizeof head, out->len);
  head = (struct record_head){ record.len, result_file_sum(record) };
  memcpy(out->at + at, &head, sizeof head);
}

/* ---- reading ---- */

static struct kept_info read_info(struct unpacking *from)
{
  struct kept_info info = { 0 };

  for (int i = 0; i < kept_field_count; i++) {
    void *place = (char *)&info + kept_fields[i].offset;

    switch (kept_fields[i].type) {
    case KEPT_TEXT: *(struct text *)place = unpack_text(from); break;
    case KEPT_NUMBER: *(int64_t *)place = unpack_int(from); break;
    case KEPT_BOOL: *(bool *)place = unpack_count(from, 1) != 0; break;
    }
  }
  if (!info.query_id.at || !info.user.at)
    from->has_failed = true;
  return info;
}

static void read_column(struct unpacking *from, struct kept_column *column)
{
  struct text type, collation;

  column->name = unpack_text(from);
  type = unpack_text(from);
  collation = unpack_text(from);
  column->nullable = unpack_count(from, 1) != 0;
  column->database = unpack_text(from);
  column->schema = unpack_text(from);
  column->table = unpack_text(from);
  if (!column->name.at || !kept_type_read(type, collation, &column->type))
    from->has_failed = true;
}

/* Its columns are those of the result, each of a kind that its type has. */
static bool rows_fit(const struct batch_builder *rows, const struct kept_column *columns,
                     int count)
{
  if (batch_builder_columns(rows) != count)
    return false;
  for (int i = 0; i < count; i++) {
    enum batch_kind kind = batch_builder_kind(rows, i);

    if (kind != batch_kind_of(columns[i].type, false) &&
        kind != batch_kind_of(columns[i].type, true))
      return false;
  }
  return true;
}

static struct kept_result *read_result(struct unpacking *from)
{
  struct kept_info info = read_info(from);
  int count = (int)unpack_count(from, MAX_COLUMNS);
  struct kept_column *columns = calloc((size_t)count + 1, sizeof *columns);
  struct batch_builder *rows = NULL;
  struct kept_result *kept = NULL;

  if (!columns)
    abort();
  for (int i = 0; i < count && !from->has_failed; i++)
    read_column(from, &columns[i]);
  if (unpack_count(from, 1))
    rows = unpack_rows(from);
  if (!from->has_failed && !from->rest.len && (!rows || rows_fit(rows, columns, count))) {
    kept = kept_result_new(NULL, columns, count);
    kept_result_set_info(kept, &info);
    kept_result_set_rows(kept, rows);
  } else
    batch_builder_free(rows);
  free(columns);
  return kept;
}

struct kept_result *kept_record_read(struct text *bytes)
{
  struct record_head head;
  struct text record;

  if (bytes->len < sizeof head)
    return NULL;
  memcpy(&head, bytes->at, sizeof head);
  if (head.size > bytes->len - sizeof head)
    return NULL;
  record = text_slice(*bytes, sizeof head, head.size);
  if (result_file_sum(record) != head.sum)
    return NULL;
  *bytes = text_slice(*bytes, sizeof head + head.size, bytes->len);
  return read_result(&(struct unpacking){ .rest = record });
}
