/* store.h: the catalog's objects as rows of ordinary tables in the engine's schema _snowglobe.
 *
 * One object is one row, a table with its columns and constraints too: making or dropping one
 * costs one statement.
 *
 * Writing adds statements to a buffer, so that a change reaches the engine in one piece, inside
 * the transaction that its caller has begun. */
#ifndef CATALOG_STORE_H
#define CATALOG_STORE_H

#include "catalog/shape.h"

/* Makes the schema and its tables where they are missing, and columns that are new since. */
bool store_prepare(struct engine_connection *connection, struct err *err) MUST_CHECK;

/* All objects of a shape, in order of number; store_rows_clear frees those that are left. */
struct store_rows {
  const struct shape *shape;
  struct object **objects;
  int count;
};
bool store_read(struct engine_connection *connection, enum shape_id id,
                struct store_rows *rows, struct err *err) MUST_CHECK;
void store_rows_clear(struct store_rows *rows);

/* The row of an object. */
void store_insert(struct buf *sql, const struct object *object);
void store_delete(struct buf *sql, const struct object *object);
/* Many objects of a kind at once. */
void store_delete_all(struct buf *sql, enum kind kind, const int64_t *ids, int count);
void store_set_next(struct buf *sql, int64_t sequence_id, int64_t next);

/* The account's DATA_RETENTION_TIME_IN_DAYS. */
#define RETENTION_NUMBER "retention_days"
/* A number of the account, by name; `none` where it was never written. */
bool store_read_number(struct engine_connection *connection, const char *name,
                       int64_t none, int64_t *value, struct err *err) MUST_CHECK;
void store_write_number(struct buf *sql, const char *name, int64_t value);
/* The account's DEFAULT_DDL_COLLATION. */
#define COLLATION_TEXT "default_collation"
/* What the account sets of parameters. */
#define PARAMETERS_TEXT "parameters"
/* A text of the account, by name; empty where it was never written. */
bool store_read_text(struct engine_connection *connection, const char *name,
                     struct buf *value, struct err *err) MUST_CHECK;
void store_write_text(struct buf *sql, const char *name, struct text value);

/* Takes a block of numbers that no object had before. */
bool store_take_ids(struct engine_connection *connection, int64_t count, int64_t *first,
                    struct err *err) MUST_CHECK;

#endif
