/* ddl_integration.h: CREATE, ALTER, DROP and DESCRIBE of SECURITY and STORAGE INTEGRATIONs. */
#ifndef EXEC_DDL_INTEGRATION_H
#define EXEC_DDL_INTEGRATION_H

#include "exec/ddl.h"

/* INTEGRATION, SECURITY INTEGRATION or STORAGE INTEGRATION: other kinds there are none of. */
bool ddl_is_integration(struct text kind_words);
bool create_integration(struct ddl *ddl, const struct create *create,
                        struct err *err) MUST_CHECK;
bool alter_integration(struct ddl *ddl, const struct alter *alter,
                       struct err *err) MUST_CHECK;
bool drop_integration(struct ddl *ddl, const struct drop *drop,
                      struct err *err) MUST_CHECK;
bool describe_integration(struct ddl *ddl, const struct name *name,
                          struct err *err) MUST_CHECK;

#endif
