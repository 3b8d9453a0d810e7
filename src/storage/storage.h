/* storage.h: where tables physically are; the only place that knows physical names and types.
 *
 * A table is physically known by its number alone: renaming, swapping and moving it between
 * schemas never touches the engine, and names that differ only in case never collide. The same
 * holds for columns. Functions that give SQL write a piece of DuckDB SQL into a buffer; the
 * others run it on a connection, inside the transaction that the caller has begun. */
#ifndef STORAGE_STORAGE_H
#define STORAGE_STORAGE_H

#include "data/type.h"
#include "engine/engine.h"

struct storage_column {
  int id; /* Unique in its table for ever. */
  struct type type;
  bool not_null;
  int
    int_bytes; /* NUMBER(p,0): bytes of the physical integer, 1 to 16; 0 for other types. */
};

/* The narrowest integer for a precision: 1, 2, 4 or 8 bytes; 8 for 19 to 38 digits too, until
 * a value arrives that does not fit. 0 for other types than NUMBER(p,0). */
int storage_first_bytes(struct type type);
/* The DuckDB type of a column in a table: "SMALLINT", "DECIMAL(12,2)", "HUGEINT", "JSON". */
void storage_column_type(const struct storage_column *column, struct buf *sql);
/* "data"."t42" (or the session's temporary "t42") and "c3": as FROM and SELECT name them. */
void storage_table_name(int64_t table_id, bool temporary, struct buf *sql);
void storage_column_name(int column_id, struct buf *sql);

bool storage_prepare(struct engine_connection *connection, struct err *err) MUST_CHECK;
bool storage_create_table(struct engine_connection *connection, int64_t table_id,
                          bool temporary, const struct storage_column *columns,
                          int column_count, struct err *err) MUST_CHECK;
bool storage_drop_table(struct engine_connection *connection, int64_t table_id,
                        bool temporary, struct err *err) MUST_CHECK;
/* The statement alone, without a semicolon. */
void storage_add_drop(int64_t table_id, bool temporary, struct buf *sql);
/* `fill` is a DuckDB expression, computed once, for the rows that exist (NULL: no value). */
bool storage_add_column(struct engine_connection *connection, int64_t table_id,
                        bool temporary, const struct storage_column *column,
                        const char *fill, struct err *err) MUST_CHECK;
bool storage_drop_column(struct engine_connection *connection, int64_t table_id,
                         bool temporary, int column_id, struct err *err) MUST_CHECK;
/* To a wider type of the same kind (or another scale of NUMBER), keeping the values. */
bool storage_alter_column(struct engine_connection *connection, int64_t table_id,
                          bool temporary, const struct storage_column *column,
                          struct err *err) MUST_CHECK;
bool storage_set_not_null(struct engine_connection *connection, int64_t table_id,
                          bool temporary, int column_id, bool not_null,
                          struct err *err) MUST_CHECK;
/* How many rows tables have now, in few statements for many tables. */
struct storage_size {
  int64_t table_id;
  bool temporary;
  int64_t rows; /* Out. */
};
bool storage_table_sizes(struct engine_connection *connection, struct storage_size *sizes,
                         int count, struct err *err) MUST_CHECK;
/* Bytes that a value of a column takes, roughly and before compression. */
int64_t storage_value_bytes(const struct storage_column *column);
/* The numbers of all permanent tables that physically exist, for the check at start. */
bool storage_list_tables(struct engine_connection *connection, struct arena *arena,
                         int64_t **ids, int *count, struct err *err) MUST_CHECK;

#endif
