/* sequence_function.h: sg_nextval, by which the engine asks the catalog for sequence values. */
#ifndef SESSION_SEQUENCE_FUNCTION_H
#define SESSION_SEQUENCE_FUNCTION_H

#include "catalog/catalog.h"

/* sg_nextval(<sequence's number>): another value for every row. */
bool sequence_function_register(struct engine_connection *connection,
                                struct catalog *catalog, struct err *err) MUST_CHECK;

#endif
