/* build_ddl.h: constructors of CREATE, ALTER, columns, constraints and options. */
#ifndef SQL_BUILD_DDL_H
#define SQL_BUILD_DDL_H

#include "sql/build.h"

enum { BUILD_OR_REPLACE = 1, BUILD_OR_ALTER = 2 };
enum { BUILD_CASCADE = 1, BUILD_RESTRICT = 2 };

/* ---- create ---- */

enum {
  MODIFIER_TRANSIENT = 1,
  MODIFIER_TEMPORARY = 2,
  MODIFIER_HYBRID = 4,
  MODIFIER_DYNAMIC = 8,
  MODIFIER_MATERIALIZED = 16,
  MODIFIER_SECURE = 32,
  MODIFIER_RECURSIVE = 64,
  MODIFIER_AGGREGATE = 128
};

/* One of these bits, 0 for words that say nothing. */
int build_modifier(struct build *b, const struct token *token);
struct create *build_create(struct build *b, const struct token *token, int or_replace,
                            int modifiers, const struct token *kind, bool if_not_exists,
                            struct name *name);
struct create *build_create_like(struct build *b, struct create *create,
                                 struct name *name);
struct create *build_create_clone(struct build *b, struct create *create,
                                  struct name *name, const struct table_ref *travel);
struct create *build_create_copy_grants(struct build *b, struct create *create);
struct create *build_create_cluster(struct build *b, struct create *create,
                                    struct list *exprs);
struct create *build_create_option(struct build *b, struct create *create,
                                   struct option *option);
/* What stands between the parentheses goes to b->create. */
void build_element_column(struct build *b, struct column_def *column);
void build_element_constraint(struct build *b, struct constraint *constraint);

/* ---- columns and constraints ---- */

struct column_def *build_column_def(struct build *b, const struct ident *ident,
                                    struct type_name *type);
struct column_def *build_autoincrement(struct build *b, struct column_def *column,
                                       const struct expr *start, const struct expr *step);
struct column_def *build_column_order(struct build *b, struct column_def *column,
                                      bool ordered);
struct column_def *build_column_constraint(struct build *b, struct column_def *column,
                                           struct ident *name,
                                           struct constraint *constraint);
struct column_def *build_column_flag(struct build *b, struct column_def *column,
                                     struct ident *flag);
struct constraint *build_constraint(struct build *b, enum constraint_kind kind,
                                    const struct list *columns);
struct constraint *build_check(struct build *b, struct expr *expr);
struct constraint *build_references(struct build *b, struct name *name,
                                    struct list *columns);
struct constraint *build_foreign_key(struct build *b, struct constraint *references,
                                     const struct list *columns);
/* INDEX name (columns) INCLUDE (columns); CREATE INDEX name itself has its name elsewhere. */
struct constraint *build_index(struct build *b, struct ident *name,
                               const struct list *columns, struct list *include);
void build_constraint_flag(struct build *b, struct constraint *constraint,
                           struct ident *flag);
struct ident *build_flag(struct build *b, const char *prefix, const struct token *token);

/* ---- options ---- */

/* `value` holds the value alone and gets its key here; NULL: no value. */
struct option *build_option(struct build *b, const struct ident *key,
                            struct option *value);
/* IMMUTABLE WHERE (condition) */
struct option *build_option_where(struct build *b, const struct ident *key,
                                  struct expr *condition);
struct option *build_option_word(struct build *b, const struct token *key,
                                 struct option *value);
struct option *build_option_value(struct build *b, struct expr *value);
struct option *build_option_list(struct build *b, struct list *values);
struct option *build_option_options(struct build *b, struct list *options);
struct option *build_tag(struct build *b, const struct name *name,
                         const struct token *value);

/* ---- alter ---- */

struct statement *build_alter(struct build *b, const struct token *kind, bool if_exists,
                              struct name *name, struct list *arg_types,
                              struct alter *alter);
struct alter *build_alter_action(struct build *b, enum alter_action action);
struct alter *build_alter_resume_if(struct build *b);
struct alter *build_alter_name(struct build *b, enum alter_action action,
                               struct name *name);
struct alter *build_alter_options(struct build *b, enum alter_action action,
                                  const struct list *options);
struct alter *build_alter_unset_tags(struct build *b, const struct list *names);
struct alter *build_alter_columns(struct build *b, const struct list *columns,
                                  bool if_not_exists);
struct alter *build_alter_constraint(struct build *b, enum alter_action action,
                                     struct constraint *constraint);
struct alter *build_alter_drop(struct build *b, const struct list *idents,
                               bool if_exists);
/* DROP CONSTRAINT name has a name and no columns; DROP PRIMARY KEY neither. */
struct alter *build_alter_drop_constraint(struct build *b, enum constraint_kind kind,
                                          struct ident *name, const struct list *columns);
struct alter *build_alter_rename(struct build *b, enum alter_action action,
                                 const struct ident *from, const struct ident *to);
struct alter *build_alter_changes(struct build *b, const struct list *changes);
struct alter *build_alter_cluster(struct build *b, struct list *exprs);
struct alter *build_alter_other(struct build *b, const struct token *words);
/* ALTER_OTHER, by its first words; what may be absent is NULL. */
/* ADD PARTITION (a = 'x', ...) LOCATION 'path': the values, and the path behind them. */
struct alter *build_alter_partition(struct build *b, const struct token *words,
                                    struct list *values, const struct token *word,
                                    const struct token *path);
struct alter *build_alter_more(struct build *b, const struct token *words,
                               struct list *names, struct list *exprs);
/* What is done to one of the things that the object has: MODIFY ... TOKEN t SET ... */
struct alter *build_alter_item(struct build *b, const struct token *words,
                               struct name *name, struct alter *then);
struct alter *build_alter_accounts(struct build *b, const struct token *words,
                                   struct list *names, const struct list *options);
struct alter *build_alter_expr(struct build *b, const struct token *words,
                               struct expr *expr);
struct alter *build_alter_body(struct build *b, const struct token *words,
                               struct statement *body);
struct alter *build_alter_metric(struct build *b, const struct token *words,
                                 struct name *name, struct list *columns,
                                 const struct token *verb);
struct alter *build_alter_policy(struct build *b, const struct token *words,
                                 struct list *names, struct list *columns, bool force);
struct alter *build_alter_then(struct build *b, struct alter *alter, struct alter *then);
/* ROW ACCESS POLICY name ON (columns), as an option of CREATE. */
struct option *build_option_policy(struct build *b, const struct token *words,
                                   struct name *name, struct list *columns);
struct column_change *build_change(struct build *b, int what);
struct column_change *build_change_type(struct build *b, struct type_name *type,
                                        struct text collation);
struct column_change *build_change_default(struct build *b, struct expr *value);
struct column_change *build_change_text(struct build *b, int what,
                                        const struct token *string);
/* CHANGE_OTHER: `policy` and `exprs` may be NULL. */
struct column_change *build_change_policy(struct build *b, const char *words,
                                          struct name *policy, struct list *exprs,
                                          bool force);
struct column_change *build_change_tags(struct build *b, const char *words,
                                        struct list *tags);
/* A further tag of the last change, which must be of these words. */
struct list *build_change_more(struct build *b, struct list *changes, const char *words,
                               struct option *tag);
/* Its name alone. */
struct option *build_tag_name(struct build *b, const struct name *name);
struct column_change *build_change_untag(struct build *b, const struct list *names);
struct column_change *build_change_column(struct build *b, const struct ident *ident,
                                          struct column_change *change);

#endif
