/* data_format.h: the format of a data folder, a number that grows when an older program could not read what a
 * newer one writes, and the steps from each to the next.
 *
 * It is kept twice: in the database, where a step writes it in the transaction of its change; and in the
 * folder's file `format`, which is read before anything is opened: opening already changes the database. */
#ifndef CATALOG_DATA_FORMAT_H
#define CATALOG_DATA_FORMAT_H

#include "engine/engine.h"

/* 1: the first versions, which wrote no number. 2: the number. 3: pages of the query history. */
#define DATA_FORMAT 3
#define DATA_FORMAT_FILE "format"

/* ---- the folder ---- */

/* That of a folder: 1 where none is written, 0 when what is written is none (errno says why). `program` (or NULL) gets
 * who wrote it. */
int64_t data_format_of(const char *folder, char program[32]);
/* Refuses a folder that a newer program made, and touches nothing in it. */
bool data_format_check(const char *folder, struct err *err) MUST_CHECK;
/* When the database is open, and so of this format. */
bool data_format_write(const char *folder, struct err *err) MUST_CHECK;

/* ---- the database ---- */

struct data_format_step {
  int64_t to; /* One more than that of what it is given. */
  const char *what;
  bool (*run)(struct engine_connection *connection, struct err *err);
};

/* Brings the catalog's tables to the newest format, each step in a transaction of its own: what fails leaves
 * the format before it. A database without a catalog gets one. */
bool data_format_upgrade(struct engine_connection *connection,
                         struct err *err) MUST_CHECK;
/* The same by other steps, for tests. */
bool data_format_run(struct engine_connection *connection,
                     const struct data_format_step *steps, int count,
                     struct err *err) MUST_CHECK;

#endif
