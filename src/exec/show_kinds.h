/* show_kinds.h: SHOW of the kinds of objects that cannot be made here. */
#ifndef EXEC_SHOW_KINDS_H
#define EXEC_SHOW_KINDS_H

#include "exec/show_rows.h"

/* What one SHOW gives. */
struct show_row {
  const char *what;
  enum show_id id;
  enum show_default meant; /* Where it looks unless told. */
  const struct outcome_spec *columns;
  int count;
  bool has_terse;
};

/* In order of name; NULL past the last. */
const struct show_row *show_kind_at(int index);
const struct show_row *show_kind_find(struct text what); /* NULL: not here. */

#endif
