/* shape.h: what is kept of each kind of object, field by field: the one list by which objects are
 * copied, freed, written to the engine's tables and read from them again. */
#ifndef CATALOG_SHAPE_H
#define CATALOG_SHAPE_H

#include "catalog/object.h"

/* Enums are stored by number: new ones go to the end of their list. */
enum field_kind { FIELD_TEXT, FIELD_INT64, FIELD_INT, FIELD_BOOL, FIELD_TYPE };

struct field {
  const char *name; /* The column in the engine's table. */
  enum field_kind kind;
  size_t offset;
};

/* Rows of things that are not objects themselves: they name the table they belong to. */
struct stored_column {
  int64_t table_id;
  int position;
  struct column column;
};

struct stored_constraint {
  int64_t table_id;
  int position;
  struct table_constraint constraint;
};

struct stored_key {
  int64_t table_id;
  int constraint_position;
  int position;
  int column_id;
  struct text ref_column;
};

enum shape_id {
  SHAPE_DATABASE, SHAPE_SCHEMA, SHAPE_TABLE, SHAPE_SEQUENCE, SHAPE_WAREHOUSE,
  SHAPE_COLUMN, SHAPE_CONSTRAINT, SHAPE_KEY,
  SHAPE_COUNT
};

struct shape {
  const char *table; /* In the schema _snowglobe. */
  const char *order; /* ORDER BY of reading. */
  size_t size;
  const struct field *fields;
  int field_count;
};

const struct shape *shape_at(enum shape_id id);
enum shape_id shape_of(enum kind kind);
/* Gives each text of a struct that was copied byte by byte its own memory; frees the texts. */
void shape_own(const struct shape *shape, void *item);
void shape_clear(const struct shape *shape, void *item);

#endif
