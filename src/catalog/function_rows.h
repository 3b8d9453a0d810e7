/* function_rows.h: the rows of INFORMATION_SCHEMA.FUNCTIONS. */
#ifndef CATALOG_FUNCTION_ROWS_H
#define CATALOG_FUNCTION_ROWS_H

#include "catalog/view_rows.h"

/* The functions of the scope's database. Under the read lock. */
void function_rows(struct view_scope *scope);

#endif
