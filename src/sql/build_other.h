/* build_other.h: constructors of statements that are understood and not carried out: stages, tasks,
 * policies and their like, GRANT, COPY INTO, CALL, EXECUTE. */
#ifndef SQL_BUILD_OTHER_H
#define SQL_BUILD_OTHER_H

#include "sql/build.h"

/* ---- CREATE STREAM ... ON, TASK ... AFTER, policies ... AS (...) RETURNS ... ---- */

/* Made when it is first asked for. */
struct create_more *build_create_more(struct build *b, struct create *create);
struct create *build_create_on(struct build *b, struct create *create,
                               const struct token *words, struct name *name,
                               const struct table_ref *travel);
/* CREATE INDEX ... ON t (columns). */
struct create *build_create_on_columns(struct build *b, struct create *create,
                                       struct name *name, struct constraint *index);
struct create *build_create_after(struct build *b, struct create *create,
                                  struct list *names);
struct create *build_create_when(struct build *b, struct create *create,
                                 struct expr *when);
/* ALERT ... IF (EXISTS (condition)) THEN body */
struct create *build_create_alert(struct build *b, struct create *create,
                                  struct statement *condition, struct statement *body);
struct create *build_create_body(struct build *b, struct create *create,
                                 struct statement *body);
struct create *build_create_policy(struct build *b, struct create *create,
                                   struct list *args, struct type_name *returns,
                                   struct expr *rule, const struct list *options);
struct create *build_create_allowed(struct build *b, struct create *create,
                                    struct list *values);
struct option *build_triggers(struct build *b, struct list *triggers);
struct create *build_create_triggers(struct build *b, struct create *create,
                                     struct list *triggers);
/* What is kept as text. */
struct create *build_create_words(struct build *b, struct create *create,
                                  const struct token *words);
struct create *build_create_partition(struct build *b, struct create *create,
                                      struct list *exprs);
struct create *build_create_template(struct build *b, struct create *create,
                                     struct query *query);
struct create *build_create_from(struct build *b, struct create *create,
                                 const struct token *words, struct name *name);
struct create *build_create_execute(struct build *b, struct create *create,
                                    const struct token *words, struct name *name);
struct create *build_create_language(struct build *b, struct create *create,
                                     const struct token *key, struct ident *language);
/* ON 75 PERCENT DO NOTIFY: the option NOTIFY = 75. */
struct option *build_trigger(struct build *b, const struct token *percent,
                             struct ident *action);

/* ---- GRANT, REVOKE ---- */

/* `privileges` NULL: a role; `name` NULL: ON ACCOUNT. */
struct grant *build_grant(struct build *b, const struct token *privileges,
                          const struct token *kind, struct name *name,
                          struct list *arg_types);
/* ON ALL | FUTURE kinds IN kind name */
struct grant *build_grant_many(struct build *b, const struct token *privileges,
                               const struct token *many, const struct token *in,
                               struct name *name);
struct grant *build_grantee(struct build *b, const struct token *kind, struct name *name);
/* `grantee` holds the grantee alone; `tail` NULL for no words behind it. */
struct statement *build_grant_end(struct build *b, bool revoke, bool option_only,
                                  struct grant *grant, const struct grant *grantee,
                                  const struct token *tail);

/* ---- files ---- */

struct copy *build_copy_place(struct build *b, struct name *table,
                              const struct token *stage, struct list *columns,
                              struct query *query);
struct statement *build_copy(struct build *b, struct copy *into, struct copy *from,
                             struct expr *partition, struct list *options);
/* Without FROM: the files of the table's own stage. */
struct statement *build_copy_own(struct build *b, struct copy *into,
                                 struct list *options);
/* `place` is a string or a ?. */
struct statement *build_files(struct build *b, const char *verb, struct expr *place,
                              struct list *options);
struct statement *build_copy_files(struct build *b, const struct token *into,
                                   struct copy *from, struct list *options);
/* PUT and GET. */
struct statement *build_transfer(struct build *b, const char *verb, struct expr *place,
                                 const struct token *file, struct list *options);

/* ---- CALL, EXECUTE ---- */

struct call_procedure *build_call_statement(struct build *b, struct name *name,
                                            struct call *args, struct ident *into);
/* `with` and `ctes` NULL: a CALL alone. */
struct statement *build_call_end(struct build *b, struct call_procedure *call,
                                 struct routine *with, struct list *ctes);
struct statement *build_execute_immediate(struct build *b, struct expr *text,
                                          struct list *values);
/* `values` of USING (EXPR_NAMED) and `options` may be NULL. */
struct statement *build_execute_file(struct build *b, const struct token *stage,
                                     struct list *values, struct list *options);
struct option *build_execute_args(struct build *b, struct list *args);
/* `options` may be NULL. */
struct statement *build_execute_object(struct build *b, const struct token *kind,
                                       struct name *name, struct list *options);
struct statement *build_execute_using(struct build *b, struct list *values,
                                      struct query *query);

#endif
