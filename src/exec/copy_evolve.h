/* copy_evolve.h: schema evolution: a COPY changes its table as its files need it. */
#ifndef EXEC_COPY_EVOLVE_H
#define EXEC_COPY_EVOLVE_H

#include "exec/copying.h"

/* Of a table with ENABLE_SCHEMA_EVOLUTION and a COPY that matches by name: adds the columns that the files have and
 * the table has not, and ends NOT NULL of those that a file has not. Outside of transactions only. */
bool copy_evolve(struct copying *copying, struct err *err) MUST_CHECK;

#endif
