/* load.h: the stored objects into memory, and the check against what physically exists. */
#ifndef CATALOG_LOAD_H
#define CATALOG_LOAD_H

#include "catalog/catalog_state.h"

bool load_objects(struct catalog *catalog, struct err *err) MUST_CHECK;
/* Drops physical tables that no object owns; makes (empty) those that are missing. */
bool load_check_tables(struct catalog *catalog, struct err *err) MUST_CHECK;

#endif
