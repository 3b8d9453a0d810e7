/* fuzz_arrow_read.c: streams of kept results. The bytes before the first line feed are the types of
 * the columns, one each; what is read of the rest is written, and must be read again. */
#include "fuzz.h"

#include "protocol/arrow_read.h"
#include "protocol/arrow_rows.h"

enum { MAX_COLUMNS = 8 };

static struct type type_at(unsigned char byte)
{
  struct type type = type_of((enum type_kind)(byte % TYPE_INTERVAL));

  if (type.kind == TYPE_NUMBER)
    type = type_number(38, byte / 16);
  if (type.kind == TYPE_VECTOR)
    type = type_vector(byte & 64, 2);
  if (type.kind == TYPE_TIME || type_is_timestamp(type))
    type.scale = byte / 16 % 10;
  return type;
}

static void write_again(struct batch_builder *rows, const struct type *types,
                        const bool *is_wide, int count)
{
  struct rowtype_column columns[MAX_COLUMNS] = { 0 };
  struct batch all = batch_builder_view(rows, 0, batch_builder_rows(rows));
  struct arrow_rows *arrow;
  struct batch_builder *again;
  struct err err = { 0 };
  struct buf out;

  for (int i = 0; i < count; i++)
    columns[i] = (struct rowtype_column){ .name = TEXT("C"),
                                          .type = types[i],
                                          .exact = true };
  arrow = arrow_rows_new(columns, count);
  buf_init(&out);
  if (all.rows && arrow_rows_add(arrow, &all, &err)) {
    arrow_rows_take(arrow, false, &out);
    again = arrow_read(buf_text(&out), types, is_wide, count, &err);
    assert(again && batch_builder_rows(again) == all.rows);
    batch_builder_free(again);
  }
  buf_clear(&out);
  arrow_rows_free(arrow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct text line = fuzz_line(&rest);
  struct type types[MAX_COLUMNS];
  bool is_wide[MAX_COLUMNS];
  struct batch_builder *rows;
  struct err err = { 0 };
  int count = 0;

  for (; count < MAX_COLUMNS && (size_t)count < line.len; count++) {
    types[count] = type_at((unsigned char)line.at[count]);
    is_wide[count] = line.at[count] & 1;
  }
  rows = arrow_read(rest, types, is_wide, count, &err);
  assert(rows || err.code == ERR_INTERNAL);
  if (rows && count)
    write_again(rows, types, is_wide, count);
  batch_builder_free(rows);
  return 0;
}
