/* csv_fault.h: what is said of a record that cannot be read, or of a value in it. */
#ifndef STAGE_CSV_FAULT_H
#define STAGE_CSV_FAULT_H

#include "data/csv_reader.h"

/* A column as messages name it: "T"["A":1], or "T"[3] where the table has no such column. */
struct csv_column {
  struct text table, name; /* `name` at NULL: there is none. */
  int number;              /* From 1 on. */
};

struct text csv_column_text(struct arena *arena, const struct csv_column *column);
/* What is wrong, alone. */
void csv_fault_error(const struct csv_fault *fault, const struct csv_rules *rules,
                     const struct csv_column *column, struct err *err);
/* Adds the lines that say where it is. */
void csv_place_error(const struct csv_place *place, struct text file,
                     const struct csv_column *column, struct err *err);

#endif
