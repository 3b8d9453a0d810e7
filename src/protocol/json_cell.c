/* json_cell.c: a semi-structured value as a result shows it. */
#include "protocol/json_cell.h"

#include "data/json_text.h"
#include "data/structure.h"

void json_cell_put(const struct rowtype_column *column, struct text value,
                   struct buf *out)
{
  struct buf strict;

  if (!column->json_strict) {
    structure_print_lines(value, column->type, column->json_indent, out);
    return;
  }
  buf_init(&strict);
  json_text_strict(value, &strict);
  structure_print_lines(buf_text(&strict), column->type, column->json_indent, out);
  buf_clear(&strict);
}
