/* shape.h: what is kept of each kind of object, field by field: the one list by which objects are
 * copied, freed, written to the engine's tables and read from them again. */
#ifndef CATALOG_SHAPE_H
#define CATALOG_SHAPE_H

#include "catalog/object.h"

/* Enums are stored by number: new ones go to the end of their list. */
enum field_kind {
  FIELD_TEXT,
  FIELD_INT64,
  FIELD_INT,
  FIELD_BOOL,
  FIELD_TYPE,
  FIELD_PARTS,  /* A table's columns and constraints, as one JSON text. */
  FIELD_COLUMNS /* struct columns, as one JSON text. */
};

struct field {
  const char *name; /* The column in the engine's table. */
  enum field_kind kind;
  size_t offset;
};

enum shape_id {
  SHAPE_DATABASE,
  SHAPE_SCHEMA,
  SHAPE_TABLE,
  SHAPE_SEQUENCE,
  SHAPE_WAREHOUSE,
  SHAPE_FUNCTION,
  SHAPE_VOLUME,
  SHAPE_FORMAT,
  SHAPE_STAGE,
  SHAPE_PIPE,
  SHAPE_COLUMN,
  SHAPE_CONSTRAINT, /* Parts of a table's row, see store.c. */
  SHAPE_COUNT
};

struct shape {
  const char *table; /* In the schema _snowglobe; NULL for parts. */
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
