/* show_scope.h: which objects a SHOW lists: where it looks, what its patterns let pass. */
#ifndef EXEC_SHOW_SCOPE_H
#define EXEC_SHOW_SCOPE_H

#include "catalog/sheet.h"
#include "exec/ddl.h"

struct show_scope {
  struct ddl ddl; /* Names, catalog, arena. */
  const struct show *show;
  struct text database; /* at NULL: all. */
  struct text schema;   /* at NULL: all. */
  struct text table;    /* at NULL: all. */
  int64_t left;         /* Rows that LIMIT still allows. */
  struct sheet sheet;
};

/* Something listed, and where it is. */
struct listed {
  const struct database *database;
  const struct schema *schema;
  const void *object; /* struct table, sequence, schema ... */
};

/* What IN without a kind names, and what is meant when IN is left out. */
enum show_default {
  SHOW_DEFAULT_ACCOUNT,
  SHOW_DEFAULT_DATABASE,
  SHOW_DEFAULT_SCHEMA,
  SHOW_DEFAULT_TABLE
};
bool show_scope_init(struct show_scope *scope, struct run *run, const struct show *show,
                     enum show_default meant, struct outcome *outcome,
                     struct err *err) MUST_CHECK;

/* True when LIKE, STARTS WITH, FROM and LIMIT let a name pass; LIMIT counts it then. */
bool show_lets_pass(struct show_scope *scope, struct text name);
/* `pattern` with % and _, without case. */
bool show_is_like(struct text text, struct text pattern);

/* All under the read lock, in order of database, schema and name: struct listed. The databases
 * and schemas looked into must exist. */
bool show_databases(struct show_scope *scope, struct list *list,
                    struct err *err) MUST_CHECK;
bool show_schemas(struct show_scope *scope, bool filtered, struct list *list,
                  struct err *err) MUST_CHECK;
enum show_relations { SHOW_ONLY_TABLES, SHOW_ONLY_VIEWS, SHOW_BOTH };
bool show_relations(struct show_scope *scope, enum show_relations which, bool filtered,
                    struct list *list, struct err *err) MUST_CHECK;
bool show_named_stages(struct show_scope *scope, struct list *list,
                       struct err *err) MUST_CHECK;
bool show_named_formats(struct show_scope *scope, struct list *list,
                        struct err *err) MUST_CHECK;
bool show_named_pipes(struct show_scope *scope, struct list *list,
                      struct err *err) MUST_CHECK;
bool show_sequences(struct show_scope *scope, struct list *list,
                    struct err *err) MUST_CHECK;

#endif
