/* pipeline.h: what the statements of exec share: binding, emitting and running in a session. */
#ifndef EXEC_PIPELINE_H
#define EXEC_PIPELINE_H

#include "bind/bind.h"
#include "exec/outcome.h"
#include "exec/request.h"
#include "session/commits.h"
#include "session/session.h"

struct run;
struct staged_files;
struct external_stage;

/* How FROM @stage is read: staged_source.c, which rests on this file. */
struct staged_reader {
  bool (*is_variant)(struct run *run, const struct table_ref *ref, bool *is_variant,
                     struct err *err);
  /* Sets the columns that the files have with types of their own. */
  bool (*columns)(struct run *run, const struct table_ref *ref,
                  struct bound_source *source, struct err *err);
  /* Gives the files to the engine, under *id (see engine_rows_add), and writes source->staged. */
  bool (*give)(struct run *run, const struct table_ref *ref, struct bound_source *source,
               int64_t *id, struct err *err);
};

/* A session parameter that says something else in this statement. */
struct run_parameter {
  const char *name;
  struct text value;
};

/* Makes the rows of a table function; its file rests on this one. */
typedef struct batch_builder *run_rows(struct run *run, struct bind_context *context,
                                       const struct bound_rows_need *need,
                                       struct err *err);

/* One statement being run. */
struct run {
  struct session *session;
  struct arena *arena;
  const struct exec_request *request;
  int64_t now_ns;
  struct text sql; /* What the places of the statement point into. */
  struct bind_constant *binds;
  struct batch_builder *bind_rows; /* Array binding; given to the engine, or freed. */
  bool bind_rows_given;
  struct type *bind_row_types;
  struct given_rows given;               /* Of the query that ran last. */
  struct list fetched;                   /* struct fetched_file, for the outcome. */
  const struct external_stage *location; /* Of COPY, where its stage is a URL. */
  struct list flow; /* struct kept_result: of the statements before ->>. */
  /* Where unqualified names are looked for, if not where the session is, and the dynamic table
   * that may be written to: of the server's own statements. */
  struct path within;
  int64_t refreshing;
  const struct staged_reader *staged; /* NULL: no stage is read. */
  run_rows *infer;              /* INFER_SCHEMA's (infer_schema.c); NULL as above. */
  run_rows *validate;           /* VALIDATE's (copy_validate.c). */
  struct staged_files *copying; /* Of COPY INTO a table: what its stage gives. */
  bool staged_may_fail;         /* See struct bind_context. */
  bool alone; /* The transaction is of this statement: nothing is done again later. */
  const struct run_parameter *parameters;
  int parameter_count;
  bool streams; /* pipeline_query may leave rows, and errors, to the fetching. */
  bool wide;    /* CTAS runs again with integers of 128 bits: pipeline_fill binds wide. */
};

/* A binder's context for this run. */
struct bind_context pipeline_context(struct run *run, bool wide);
/* Resolves a name as bind_path does. */
bool pipeline_path(struct run *run, const struct name *name, enum kind kind,
                   struct path *path, struct err *err) MUST_CHECK;
/* Binds a query for its columns alone: CREATE VIEW, CTAS, describe. Takes the read lock. */
struct bound_query *pipeline_describe(struct run *run, const struct query *query,
                                      struct err *err);
/* The value of a constant expression (SET x = (SELECT ...), LIMIT ?, defaults), by running it. */
bool pipeline_value(struct run *run, const struct expr *expr, struct bind_constant *value,
                    struct err *err) MUST_CHECK;
/* Runs INSERT INTO <table number> SELECT <query>, converting to the columns' types, on the
 * session's connection inside the transaction that is open: for CTAS and CLONE. After a failure
 * that engine_error_wants_wide, the caller abandons its change, sets run->wide, makes the columns
 * of more than 18 digits 16 bytes wide and begins again. */
bool pipeline_fill(struct run *run, int64_t table_id, bool temporary,
                   const struct column *columns, int column_count,
                   const struct query *query, int64_t *rows, struct err *err) MUST_CHECK;
/* The tables that a bound statement reads, other than through the source `but` (NULL: all). */
struct table_set pipeline_tables(const struct bind_context *context,
                                 const struct bound_source *but);
/* A query's rows as an outcome. */
bool pipeline_query(struct run *run, const struct query *query, struct outcome *outcome,
                    struct err *err) MUST_CHECK;

/* Runs a statement of the engine around a query, such as COPY (query) TO a file: `around` writes it,
 * given the query's own text. *rows are those that it changed. */
struct pipeline_around {
  void (*write)(void *context, const struct bound_query *query, struct text sql,
                struct buf *out);
  void *context;
};
bool pipeline_run_around(struct run *run, const struct query *query,
                         const struct pipeline_around *around, int64_t *rows,
                         struct err *err) MUST_CHECK;

/* The catalog's version that the engine shows to this session: an open transaction may see an
 * older one than the binder. */
uint64_t pipeline_version(const struct run *run);
/* Whether a failure in the engine may come from DDL that ran since the engine had `version`: then
 * the statement is to be bound again, after transaction_recover when a transaction is open. */
bool pipeline_is_stale(const struct session *session, uint64_t version,
                       const struct err *err);
/* A failed statement may have aborted the engine's transaction: brings it back. */
bool pipeline_recover(struct run *run, struct err *err) MUST_CHECK;
bool pipeline_recover_session(struct session *session, struct err *err) MUST_CHECK;

/* ---- rows given to the engine for one statement ---- */
/* Makes the rows that binding asked for and gives them to the engine. */
bool pipeline_give_rows(struct run *run, struct bind_context *context,
                        struct given_rows *given, struct err *err) MUST_CHECK;
void pipeline_drop_rows(struct session *session, struct given_rows *given);
void pipeline_forget_needs(const struct run *run, struct bind_context *context);

#endif
