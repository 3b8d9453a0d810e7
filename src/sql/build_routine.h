/* build_routine.h: constructors of CREATE FUNCTION and CREATE PROCEDURE. */
#ifndef SQL_BUILD_ROUTINE_H
#define SQL_BUILD_ROUTINE_H

#include "sql/build.h"

/* `or_replace` and `modifiers` are those of build_ddl.h; `args` may be NULL. */
struct routine *build_routine(struct build *b, const struct token *token, int or_replace,
                              int modifiers, const struct token *kind, bool if_not_exists,
                              struct name *name, const struct list *args);
/* `mode`: IN, OUT, INPUT or OUTPUT before a procedure's argument; NULL when unsaid. */
struct column_def *build_param(struct build *b, const struct ident *name,
                               const struct token *mode, struct type_name *type);
/* An argument that is a table, of a data metric function. */
struct column_def *build_param_table(struct build *b, const struct ident *name,
                                     struct list *columns);
struct routine *build_routine_returns(struct build *b, struct routine *routine,
                                      struct type_name *type, bool not_null);
/* `columns` NULL: TABLE (). */
struct routine *build_routine_table(struct build *b, struct routine *routine,
                                    struct list *columns);
struct routine *build_routine_language(struct build *b, struct routine *routine,
                                       const struct ident *language);
struct routine *build_routine_execute(struct build *b, struct routine *routine,
                                      const struct token *words);
struct routine *build_routine_word(struct build *b, struct routine *routine,
                                   const struct token *words);
struct routine *build_routine_option(struct build *b, struct routine *routine,
                                     struct option *option);
struct routine *build_routine_body(struct build *b, struct routine *routine,
                                   const struct token *body);
/* WITH name AS PROCEDURE (...) ... AS body */
struct routine *build_anonymous(struct build *b, struct ident *name,
                                struct routine *routine, const struct token *body);
/* `body` NULL: none, as when the code lies in a stage. */
struct statement *build_routine_end(struct build *b, struct routine *routine,
                                    const struct token *body);

#endif
