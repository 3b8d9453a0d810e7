/* ddl_objects.h: CREATE and ALTER of each kind of object; ddl_stmt.c calls them. */
#ifndef EXEC_DDL_OBJECTS_H
#define EXEC_DDL_OBJECTS_H

#include "exec/ddl.h"

/* ddl_database.c */
bool create_database(struct ddl *ddl, const struct create *create,
                     struct err *err) MUST_CHECK;
bool create_schema(struct ddl *ddl, const struct create *create,
                   struct err *err) MUST_CHECK;
/* ddl_small.c */
bool create_sequence(struct ddl *ddl, const struct create *create,
                     struct err *err) MUST_CHECK;
bool create_warehouse(struct ddl *ddl, const struct create *create,
                      struct err *err) MUST_CHECK;
/* ddl_volume.c */
bool create_volume(struct ddl *ddl, const struct create *create,
                   struct err *err) MUST_CHECK;
/* ddl_view.c */
bool create_view(struct ddl *ddl, const struct statement *statement,
                 struct err *err) MUST_CHECK;
/* ddl_table.c */
bool create_table(struct ddl *ddl, const struct statement *statement,
                  struct err *err) MUST_CHECK;
/* alter_stmt.c: names and properties of any kind. */
bool alter_object(struct ddl *ddl, const struct statement *statement,
                  struct err *err) MUST_CHECK;
bool comment_on_object(struct ddl *ddl, const struct comment_on *comment,
                       struct err *err) MUST_CHECK;
/* alter_table.c: what only tables have. */
bool alter_table(struct ddl *ddl, const struct statement *statement, struct path path,
                 struct err *err) MUST_CHECK;
bool comment_on_column(struct ddl *ddl, const struct comment_on *comment,
                       struct err *err) MUST_CHECK;

#endif
