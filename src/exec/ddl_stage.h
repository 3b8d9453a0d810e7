/* ddl_stage.h: named stages as objects: made, changed, described. */
#ifndef EXEC_DDL_STAGE_H
#define EXEC_DDL_STAGE_H

#include "exec/ddl.h"

bool create_stage(struct ddl *ddl, const struct create *create,
                  struct err *err) MUST_CHECK;
/* ALTER STAGE ... SET (`set` false: UNSET) of a copy of the object. */
bool alter_stage(struct ddl *ddl, const struct list *options, bool set,
                 struct stage *spec, struct err *err) MUST_CHECK;
/* STAGE_FILE_FORMAT and STAGE_COPY_OPTIONS of a table; *taken: it is one of them. */
bool table_stage_set(struct ddl *ddl, struct table *table, const struct option *option,
                     bool *taken, struct err *err) MUST_CHECK;
/* Back to what is so unless said. */
bool table_stage_unset(struct table *table, struct text key);
/* FILE_FORMAT = ... as struct stage keeps it. */
bool stage_format_text(struct ddl *ddl, const struct option *option, struct text *format,
                       struct err *err) MUST_CHECK;
/* DESCRIBE EXTERNAL TABLE ... TYPE = STAGE: what it says of its files. Under the read lock. */
bool describe_external_stage(struct ddl *ddl, const struct table *table,
                             struct outcome *outcome, struct err *err) MUST_CHECK;
/* DESCRIBE TABLE ... TYPE = STAGE; under the read lock. */
bool describe_table_stage(struct ddl *ddl, const struct table *table,
                          struct outcome *outcome, struct err *err) MUST_CHECK;
bool describe_stage(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                    struct err *err) MUST_CHECK;

#endif
