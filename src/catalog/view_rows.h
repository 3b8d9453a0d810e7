/* view_rows.h: the rows of INFORMATION_SCHEMA's views; view_table.c has their columns. */
#ifndef CATALOG_VIEW_ROWS_H
#define CATALOG_VIEW_ROWS_H

#include "catalog/sheet.h"
#include "catalog/views.h"

struct view_scope {
  struct catalog *catalog;
  struct arena *arena;
  struct database *database;
  uint64_t session_id;
  struct sheet sheet;
};

/* A view's column type; what is not well written is VARCHAR. */
struct type view_type(const char *written);

/* What the views of one table, column, sequence have in common: groups of their cells. */
/* Five cells: lengths of texts and binaries; precision, radix and scale of numbers. */
void view_value_sizes(struct sheet *sheet, struct type type);
/* Those and the precision of times. */
void view_column_sizes(struct sheet *sheet, struct type type);
/* From a column's position to its comment: VIEW_COLUMN_FACTS. */
void view_column_facts(struct sheet *sheet, const struct column *column, int position);
/* The type's other name, which is not kept; the expression, and whether it is one. */
void view_column_kind(struct sheet *sheet, const struct column *column);
/* Of a sequence, from its owner to whether it begins anew. */
void view_sequence_facts(struct sheet *sheet, const struct sequence *sequence);
/* When it was made, and altered. */
void view_dates(struct sheet *sheet, const struct object *object);
/* Of a table or view, from the owner and the kind to the time and the role of the last DDL. */
void view_table_facts(struct view_scope *scope, const struct table *table, int64_t rows);
const char *view_table_type(const struct table *table);
int64_t view_row_bytes(const struct table *table);
/* Rows of all tables given, in their order; views have none. */
bool view_count_rows(struct view_scope *scope, struct engine_connection *connection,
                     struct table *const *tables, int count, int64_t **rows,
                     struct err *err) MUST_CHECK;

/* Under the read lock. */
bool view_rows(struct view_scope *scope, enum view_id view,
               struct engine_connection *connection, struct err *err) MUST_CHECK;

#endif
