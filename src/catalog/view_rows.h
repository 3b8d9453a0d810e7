/* view_rows.h: the rows of INFORMATION_SCHEMA's views; view_table.c has their columns. */
#ifndef CATALOG_VIEW_ROWS_H
#define CATALOG_VIEW_ROWS_H

#include "catalog/catalog.h"
#include "catalog/sheet.h"

/* In order of name. */
enum view_id {
  VIEW_APPLICABLE_ROLES,
  VIEW_COLUMNS,
  VIEW_DATABASES,
  VIEW_ENABLED_ROLES,
  VIEW_CATALOG_NAME,
  VIEW_REFERENTIAL_CONSTRAINTS,
  VIEW_SCHEMATA,
  VIEW_SEQUENCES,
  VIEW_TABLE_CONSTRAINTS,
  VIEW_TABLES,
  VIEW_VIEWS,
  VIEW_COUNT
};

struct view_scope {
  struct catalog *catalog;
  struct arena *arena;
  struct database *database;
  uint64_t session_id;
  struct sheet sheet;
};

/* Under the read lock. */
bool view_rows(struct view_scope *scope, enum view_id view,
               struct engine_connection *connection, struct err *err) MUST_CHECK;

#endif
