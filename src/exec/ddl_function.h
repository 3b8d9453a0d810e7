/* ddl_function.h: users' functions: CREATE FUNCTION, and how a written function is found. */
#ifndef EXEC_DDL_FUNCTION_H
#define EXEC_DDL_FUNCTION_H

#include "exec/ddl.h"

/* CREATE FUNCTION and CREATE PROCEDURE. */
bool create_routine(struct ddl *ddl, const struct statement *statement,
                    struct err *err) MUST_CHECK;
/* Where f(INT) stands: the path's name has the types. `arg_types` NULL is a syntax error. */
bool function_path(struct ddl *ddl, const struct name *name, const struct list *arg_types,
                   struct path *path, struct err *err) MUST_CHECK;
/* "(X NUMBER, Y VARCHAR)": columns as DESCRIBE FUNCTION prints them. */
struct text function_columns_text(struct arena *arena, const struct column *columns,
                                  int count);
/* "NUMBER(38,0)" or "TABLE (X NUMBER)". */
struct text function_returns_text(struct arena *arena, const struct function *function);
/* "NUMBER": a type without its sizes. */
struct text function_type_text(struct arena *arena, struct type type);

#endif
