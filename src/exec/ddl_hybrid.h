/* ddl_hybrid.h: hybrid tables in DDL: what they must have and may not have, and their indexes. */
#ifndef EXEC_DDL_HYBRID_H
#define EXEC_DDL_HYBRID_H

#include "exec/ddl.h"

/* "This feature is not supported for hybrid tables: 'CLONE'." Returns false. */
bool hybrid_refuses(const char *feature, struct err *err);
/* Before CREATE HYBRID TABLE reads its columns. */
bool hybrid_may_create(const struct create *create, struct err *err) MUST_CHECK;
/* A described hybrid table: has a primary key, and columns that keys and indexes may have. Other
 * tables pass. */
bool hybrid_settle(struct ddl *ddl, struct path path, struct table *table,
                   struct err *err) MUST_CHECK;
/* The keys of CREATE TABLE ... LIKE: a hybrid table's are enforced in hybrid tables only. */
bool hybrid_like(struct ddl *ddl, const struct table *source, struct table *table,
                 struct err *err) MUST_CHECK;
/* The columns and names of an INDEX element or of CREATE INDEX, as a constraint. */
bool hybrid_index(struct ddl *ddl, struct table *table, const struct constraint *written,
                  struct text name, struct table_constraint *index,
                  struct err *err) MUST_CHECK;
/* What ALTER TABLE may not do to it; other tables pass. */
bool hybrid_may_alter(struct ddl *ddl, const struct alter *alter,
                      const struct table *table, struct err *err) MUST_CHECK;
/* DROP and OR REPLACE, in a change: nothing may refer to it, or CASCADE drops those keys. */
bool hybrid_may_drop(struct ddl *ddl, struct path path, bool cascade,
                     struct err *err) MUST_CHECK;
/* CREATE INDEX i ON t (a, b) INCLUDE (c); DROP INDEX t.i. */
bool create_index(struct ddl *ddl, const struct create *create,
                  struct err *err) MUST_CHECK;
bool drop_index(struct ddl *ddl, const struct drop *drop, struct err *err) MUST_CHECK;

#endif
