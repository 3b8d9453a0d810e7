/* bind.h: from the parser's tree to the bound one.
 *
 * The caller holds the catalog's read lock from the first call until emitting has ended. */
#ifndef BIND_BIND_H
#define BIND_BIND_H

#include "base/err.h"
#include "bind/bound.h"
#include "catalog/catalog.h"

/* A value that the session knows: a variable, a bind, a context function's answer. */
struct bind_constant {
  struct type type;
  bool is_null;
  struct text value; /* Plain text: numbers plain, dates and timestamps ISO, binary hex. */
};

/* What the binder must know of the session; filled by exec. */
struct bind_context {
  struct arena *arena;
  struct text sql;              /* What the places of the tree point into. */
  struct catalog *catalog;
  uint64_t session_id;
  struct text database, schema; /* Current ones; at NULL: none. */
  struct text user, role, warehouse, account, region, version;
  int64_t now_ns;               /* The statement's time, UTC. */
  int bind_count;
  const struct bind_constant *binds;
  struct batch_builder *bind_rows;       /* Array binding: the arrays as columns ... */
  const struct type *bind_row_types;     /* ... and their types. */
  bool describe;                /* Binds without values have an unknown type. */
  bool wide;                    /* Integers of more than 18 digits are HUGEINT. */
  void *owner;                  /* For the three questions below. */
  bool (*variable)(void *owner, struct text name, struct bind_constant *value);
  struct text (*parameter)(void *owner, const char *name);
  bool (*query_id)(void *owner, int64_t which, struct text *id); /* LAST_QUERY_ID(n) */
  /* RESULT_SCAN: the columns of an earlier result. */
  bool (*result_columns)(void *owner, struct text query_id, struct bound_column **columns,
                         int *count, struct err *err);
  struct list needs;            /* struct bound_rows_need: filled by the binder */
  int next_id;                  /* For sources and CTEs. */
};

struct bound_query *bind_query(struct bind_context *context, const struct query *query,
                               struct err *err);
/* A query whose columns are brought to those of a table, in order: CTAS. */
struct bound_query *bind_query_into(struct bind_context *context, const struct query *query,
                                    const struct column *columns, int column_count,
                                    struct err *err);
/* A value as plain text: numbers plain, dates and times ISO whatever the session's formats. */
struct bound_expr *bind_as_text(struct bind_context *context, struct bound_expr *expr,
                                struct err *err);
/* A view's query, bound where the view lives. */
struct bound_query *bind_view(struct bind_context *context, struct text database,
                              struct text schema, struct text sql, struct err *err);
/* INSERT, UPDATE, DELETE, MERGE. */
struct bound_dml *bind_dml(struct bind_context *context, const struct statement *statement,
                           struct err *err);
/* An expression without any table in sight (SET, LIMIT, defaults), as it is and converted. */
struct bound_expr *bind_scalar(struct bind_context *context, const struct expr *expr,
                               struct err *err);
struct bound_expr *bind_scalar_as(struct bind_context *context, const struct expr *expr,
                                  struct type type, struct err *err);

/* Names. Resolves IDENTIFIER(...), fills in the current database and schema (DB..T means
 * PUBLIC). Fails with ERR_NO_DATABASE / ERR_NO_SCHEMA when there is none. For KIND_DATABASE and
 * KIND_WAREHOUSE only `name` is set; for KIND_SCHEMA database and name. */
bool bind_path(struct bind_context *context, const struct name *name, enum kind kind,
               struct path *path, struct err *err) MUST_CHECK;
/* A constant value of an option or IDENTIFIER(): literals, variables, binds. */
bool bind_constant_of(struct bind_context *context, const struct expr *expr,
                      struct bind_constant *constant, struct err *err) MUST_CHECK;
/* "DB.SCHEMA.NAME" with quotes where needed, as messages print it. */
struct text path_text(struct arena *arena, struct path path);
struct text ident_text(struct arena *arena, struct text name);
/* A written type; TIMESTAMP follows TIMESTAMP_TYPE_MAPPING. */
bool bind_type(struct bind_context *context, const struct type_name *name, struct type *type,
               struct err *err) MUST_CHECK;

#endif
