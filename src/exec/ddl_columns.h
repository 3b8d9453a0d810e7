/* ddl_columns.h: written columns and constraints into those of a table. */
#ifndef EXEC_DDL_COLUMNS_H
#define EXEC_DDL_COLUMNS_H

#include "exec/ddl.h"

/* One column; its number and physical width are left open. */
bool column_build(struct ddl *ddl, const struct statement *statement,
                  const struct column_def *def, struct column *column,
                  struct err *err) MUST_CHECK;
/* What columns of text without a COLLATE get from now on: DEFAULT_DDL_COLLATION of the table, its
 * schema, its database or the account. In a change or under the read lock. */
void columns_default_collation(struct ddl *ddl, struct path path,
                               const struct table *table);
/* The type of a query's column, its collation too. */
void column_take_type(struct ddl *ddl, struct column *column, struct type type);
/* All columns of a table, numbered from 1; names must differ. */
bool columns_build(struct ddl *ddl, const struct statement *statement,
                   const struct list *defs, struct table *table,
                   struct err *err) MUST_CHECK;
/* The expression of the column at a place, once those before it are there, if it is virtual. */
bool column_finish_virtual(struct ddl *ddl, const struct column_def *def,
                           struct table *table, int at, struct err *err) MUST_CHECK;
/* Virtual columns take no NOT NULL, nor a primary key that would bring it. */
bool columns_virtual_are_nullable(const struct table *table, struct err *err) MUST_CHECK;
/* Virtual columns are no clustering keys. NULL: there are none. */
bool columns_cluster(const struct table *table, const struct list *keys,
                     struct err *err) MUST_CHECK;
/* What a column cannot have yet, in a view's list too: policies and tags. */
bool column_is_plain(const struct column_def *def, struct err *err) MUST_CHECK;
/* Expressions without an alias give a new table or view no name for the column. */
bool columns_are_named(const struct query *written, struct err *err) MUST_CHECK;
bool columns_differ(const struct table *table, struct err *err) MUST_CHECK;
/* A written default must have a value that fits; its text is kept. */
bool column_set_default(struct ddl *ddl, const struct statement *statement,
                        const struct expr *expr, struct column *column,
                        struct err *err) MUST_CHECK;

/* A constraint over columns of the table at `path`; `own` is the column that it was written at,
 * or NULL. Members of a PRIMARY KEY become NOT NULL. */
bool constraint_build(struct ddl *ddl, struct path path, struct table *table,
                      const struct constraint *written, const struct ident *own,
                      struct table_constraint *constraint, struct err *err) MUST_CHECK;
/* Adds one, refusing a second primary key and a name that is taken. */
bool constraint_add(struct ddl *ddl, struct table *table,
                    const struct table_constraint *constraint,
                    struct err *err) MUST_CHECK;
/* Those written with the columns and those written after them. */
bool constraints_build(struct ddl *ddl, struct path path, struct table *table,
                       const struct create *create, struct err *err) MUST_CHECK;

#endif
