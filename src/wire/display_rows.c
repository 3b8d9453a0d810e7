/* display_rows.c: the rows of a kept result that the dashboard shows. */
#include "wire/display_rows.h"

#include "protocol/display_message.h"
#include "protocol/rowset.h"

enum { ALIGNMENT = 64 }; /* Where a view of a builder may begin. */

/* The part with the row, and the first row of it. */
static int part_of(const struct kept_result *kept, int64_t row, int64_t *first)
{
  int part = 0, count = kept_result_parts(kept);

  *first = 0;
  while (part + 1 < count && *first + kept_result_part_rows(kept, part) <= row)
    *first += kept_result_part_rows(kept, part++);
  return part;
}

static bool put_part(struct buf *out, struct kept_result *kept,
                     const struct rowtype_column *columns, int part, int64_t from,
                     int64_t count, struct err *err)
{
  struct batch_builder *builder = kept_result_part(kept, part, err);
  struct batch batch;
  bool ok;

  if (!builder)
    return false;
  batch = batch_builder_view(builder, (size_t)from, (size_t)count);
  ok = rowset_put(out, &batch, columns, err);
  batch_builder_free(builder);
  return ok;
}

bool display_rows_put(struct buf *out, struct kept_result *kept,
                      const struct rowtype_column *columns, int64_t from, int64_t count,
                      struct err *err)
{
  int64_t first;
  int part = part_of(kept, from, &first);
  int64_t begin = (from - first) / ALIGNMENT * ALIGNMENT;
  bool ok = true;

  display_begin_rows(out, first + begin);
  if (from < kept_result_rows(kept))
    ok = put_part(out, kept, columns, part, begin, count + from - first - begin, err);
  display_end_rows(out);
  return ok;
}
