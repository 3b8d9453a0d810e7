/* user_function.h: calls of users' functions in SQL: their bodies, bound in place of the calls.
 *
 * The caller holds the catalog's read lock. */
#ifndef BIND_USER_FUNCTION_H
#define BIND_USER_FUNCTION_H

#include "bind/binder.h"

/* The functions of one name that a call may mean. */
struct user_functions {
  struct path path; /* Where they are; `name` is the name alone. */
  int count;        /* 0: there are none. */
  struct function **all;
};

/* Those that a written name means: scalar ones, or those that give tables. False with an error
 * when the name itself is wrong. */
bool user_functions_find(struct binder *binder, const struct name *name, bool is_table,
                         struct user_functions *found) MUST_CHECK;
/* "Unknown function F"; NULL. */
struct bound_expr *user_function_unknown(struct binder *binder, const struct name *name);
struct bound_expr *bind_user_function(struct binder *binder,
                                      const struct user_functions *found,
                                      const struct expr *call_expr);
/* TABLE(f(...)) */
struct bound_source *bind_user_table(struct binder *binder,
                                     const struct user_functions *found,
                                     const struct table_ref *ref);

#endif
