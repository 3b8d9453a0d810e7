/* context.h: what the binder must know of the session, and what it asks of it. */
#ifndef BIND_CONTEXT_H
#define BIND_CONTEXT_H

#include "base/err.h"
#include "bind/bound.h"
#include "catalog/catalog.h"

/* A value that the session knows: a variable, a bind, a context function's answer. */
struct bind_constant {
  struct type type;
  bool is_null;
  struct text value; /* Numbers plain, times ISO, binary hex, VARIANT as it is stored. */
  struct text
    name; /* Of a bind that the client gave one, in upper case: no ?, but :name. */
  bool
    is_unset; /* A bound value that was not given: there are such before it and behind. */
};

/* Functions whose values the server knows: SYSTEM$<name>. */
enum system_value {
  SYSTEM_ALLOWLIST,
  SYSTEM_CLIENT_VERSION_INFO,
  SYSTEM_CLUSTERING_DEPTH,
  SYSTEM_CLUSTERING_INFORMATION,
  SYSTEM_EXPLAIN_PLAN_JSON,
  SYSTEM_LAST_CHANGE_COMMIT_TIME,
  SYSTEM_LOGIN_FAILURE,
  SYSTEM_OAUTH_CLIENT_SECRETS,
  SYSTEM_PIPE_STATUS,
  SYSTEM_PLATFORM_INFO,
  SYSTEM_STAGE_FILE_URL,
  SYSTEM_STAGE_LOCATION,
  SYSTEM_STAGE_OF_FILES, /* Its location, if its files can be fetched here. */
  SYSTEM_STAGE_SCOPE
};

/* What the binder must know of the session; filled by exec. */
struct bind_context {
  struct arena *arena;
  struct text sql; /* What the places of the tree point into. */
  struct catalog *catalog;
  uint64_t session_id;
  struct text database, schema; /* Current ones; at NULL: none. */
  int64_t refreshing;           /* The dynamic table that may be written to; 0 none. */
  bool in_view;                 /* They are a view's: SEARCH_PATH does not count. */
  struct text user, role, warehouse, account, region, version, client, address;
  int64_t now_ns; /* The statement's time, UTC. */
  int bind_count;
  const struct bind_constant *binds;
  struct batch_builder *bind_rows;   /* Array binding: the arrays as columns ... */
  const struct type *bind_row_types; /* ... and their types. */
  bool in_bind_rows;                 /* In the VALUES that has a row for each element. */
  bool columns_only; /* Nothing is run: a table without rows yet will do. */
  bool describe;     /* Binds without values have an unknown type. */
  bool wide;         /* Integers of more than 18 digits are HUGEINT. */
  void *owner;       /* For the questions below. */
  bool (*variable)(void *owner, struct text name, struct bind_constant *value);
  struct text (*parameter)(void *owner, const char *name);
  bool (*query_id)(void *owner, int64_t which, struct text *id); /* LAST_QUERY_ID(n) */
  /* The columns of an earlier result: by its query's id, or as $1 of one before ->>. */
  bool (*result_columns)(void *owner, struct text name, struct bound_column **columns,
                         int *count, struct err *err);
  /* Whether the files of FROM @stage have rows of one VARIANT, and not of fields. */
  bool (*staged_is_variant)(void *owner, const struct table_ref *ref, bool *is_variant,
                            struct err *err);
  /* The columns that files with types of their own have (Parquet). NULL where files have none. */
  bool (*staged_columns)(void *owner, const struct table_ref *ref,
                         struct bound_source *source, struct err *err);
  /* A value of a file may be converted in a way that fails with other words than those of a VARIANT. */
  bool staged_may_fail;
  /* The values of a query's one column, as text of that type (struct bind_constant), by running it:
   * PIVOT's columns are made of data. The context's needs are those of this query alone. */
  bool (*values)(void *owner, struct bind_context *context,
                 const struct bound_query *query, struct type type, struct list *values,
                 struct err *err);
  /* A system function's value as plain text, of constant arguments (at NULL: left out). */
  bool (*system_value)(void *owner, const struct bind_context *context,
                       enum system_value which, const struct text *args, int count,
                       struct text *value, struct err *err);
  struct list needs; /* struct bound_rows_need: filled by the binder */
  /* Out, struct bound_source: the stored tables that the statement names, those below views too,
   * once for each time. */
  struct list tables;
  struct list views;   /* The same of views. */
  bool calls_function; /* Out: a user-defined function is called. */
  bool reads_external; /* Out: an external table is read. */
  int next_id;         /* For sources and CTEs. */
  /* Out: run again it would not do the same: sequences, RANDOM and their like. */
  bool is_volatile;
  /* Out: ... or it might not, where the engine reads the same rows in another order: LIMIT, most
   * window functions, ANY_VALUE, sums of FLOAT. */
  bool by_order;
  bool numbers_calls; /* Out: a table function numbers its rows: a plan runs once. */
};

#endif
