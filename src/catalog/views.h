/* views.h: INFORMATION_SCHEMA: views whose rows are made from the catalog when they are asked. */
#ifndef CATALOG_VIEWS_H
#define CATALOG_VIEWS_H

#include "catalog/catalog.h"
#include "data/batch.h"

struct view_column {
  const char *name;
  const char
    *type; /* As type_from_name takes it: "VARCHAR", "NUMBER(9,0)", "TIMESTAMP_LTZ(3)". */
};

struct info_view {
  const char *name; /* "TABLES" */
  const struct view_column *columns;
  int column_count;
};

const struct info_view *info_view_find(struct text name); /* NULL: no such view. */
const struct info_view *info_view_at(int index);          /* NULL past the last. */
/* The view's rows for a database; the caller frees the builder. Takes the read lock itself. */
struct batch_builder *info_view_rows(struct catalog *catalog,
                                     const struct info_view *view, struct text database,
                                     uint64_t session_id,
                                     struct engine_connection *connection,
                                     struct err *err);

#endif
