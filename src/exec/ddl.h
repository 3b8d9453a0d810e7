/* ddl.h: what CREATE, ALTER, DROP and COMMENT share: names, a change of the catalog, answers. */
#ifndef EXEC_DDL_H
#define EXEC_DDL_H

#include "exec/pipeline.h"

/* CREATE, ALTER, DROP, UNDROP and COMMENT (ddl_stmt.c). The connection must not be in a
 * transaction. */
bool ddl_run(struct run *run, const struct statement *statement, struct outcome *outcome,
             struct err *err) MUST_CHECK;

/* One DDL statement being run. */
struct ddl {
  struct run *run;
  struct session *session;
  struct arena *arena;
  struct catalog *catalog;
  struct bind_context context;
  struct text collation; /* Of new columns of text without a COLLATE of their own. */
  struct outcome *outcome;
  struct catalog_change *change; /* NULL until ddl_begin. */
};

struct ddl ddl_new(struct run *run, struct outcome *outcome);
bool ddl_begin(struct ddl *ddl, struct err *err) MUST_CHECK;
/* Commits, or undoes all when `ok` is false; gives back whether all went well. */
bool ddl_end(struct ddl *ddl, bool ok, struct err *err) MUST_CHECK;

/* Where a written name stands; a schema's own name is path.schema. */
bool ddl_path(struct ddl *ddl, const struct name *name, enum kind kind, struct path *path,
              struct err *err) MUST_CHECK;
/* The same for what is to be made or changed: INFORMATION_SCHEMA belongs to nobody. */
bool ddl_own_path(struct ddl *ddl, const struct name *name, enum kind kind,
                  struct path *path, struct err *err) MUST_CHECK;
/* The name as it was written, for messages: A.B."c". */
struct text ddl_written(struct ddl *ddl, const struct name *name);

/* The object at a path, under the read lock; NULL with ERR_NO_OBJECT when it is not there. A view
 * is found where KIND_TABLE is wanted, and the reverse: ask its kind. */
struct object *ddl_find(struct ddl *ddl, enum kind kind, struct path path,
                        struct err *err);
/* Whether there is one; takes the read lock. */
bool ddl_is_there(struct ddl *ddl, enum kind kind, struct path path);
bool ddl_missing(struct ddl *ddl, enum kind kind, struct path path, struct err *err);

/* Whether VIEW and MATERIALIZED VIEW, TABLE and HYBRID TABLE were written for what they are; true
 * for what is not there and for other kinds. In a change or under the read lock. */
bool ddl_is_view_kind(struct ddl *ddl, enum kind kind, struct text written,
                      struct path path, struct err *err) MUST_CHECK;

/* Whether these words name tables that exist here (TABLE, HYBRID TABLE ...), and which; TABLE
 * stands for all of them. */
bool table_words(struct text written, enum table_variety *variety);

bool ddl_answer(struct ddl *ddl, struct text message); /* Always true. */
bool ddl_done(struct ddl *ddl); /* "Statement executed successfully." */
/* What CREATE says: made, or there already. `word` is "Table". */
bool ddl_created(struct ddl *ddl, const char *word, struct text name, bool made);
/* A creation that failed since the object is there names it as it was written. */
void ddl_name_existing(struct ddl *ddl, const struct name *name, struct err *err);
bool ddl_unsupported(const char *what, struct err *err);
/* The SQL of an expression of this statement, as written. */
struct text ddl_source(const struct statement *statement, const struct expr *expr);
/* "LINEAR(A, B)": a clustering key as SHOW TABLES prints it. */
struct text ddl_cluster_text(struct ddl *ddl, const struct statement *statement,
                             const struct list *exprs);

#endif
