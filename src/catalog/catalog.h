/* catalog.h: all that exists, in memory, backed by ordinary tables in the engine.
 *
 * Reading: hold the read lock (catalog_read ... catalog_read_end) while you keep pointers.
 * Changing: one change at a time (the change holds a lock); it runs in one transaction of the
 * given connection, in which the physical tables are made too. catalog_commit makes it durable
 * and then visible in memory; catalog_abandon undoes it all. A change fails as a whole. */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "catalog/object.h"

struct catalog;
struct catalog_change;

/* Opens (or makes) the catalog: reads the stored objects, compares them with the physical
 * tables and repairs what does not fit. A new catalog is empty. */
struct catalog *catalog_open(struct engine *engine, struct err *err);
void catalog_close(struct catalog *catalog);
/* What opening repaired, a line each, for the log; empty when all was well. */
struct text catalog_repairs(const struct catalog *catalog);

void catalog_read(struct catalog *catalog);
void catalog_read_end(struct catalog *catalog);
uint64_t catalog_version(struct catalog *catalog); /* Grows with each committed change. */
/* The same, once a change that the engine is committing now is in memory too: what the engine
 * does not find any more cannot be found here after this. */
uint64_t catalog_settled_version(struct catalog *catalog);

/* Where an object is. Unused parts are empty: a schema has no `name`, a warehouse only `name`. */
struct path {
  struct text database, schema, name;
};

/* Look-ups, under the read lock; NULL when not there. A session's temporary table hides the
 * permanent one of the same name. */
struct database *catalog_find_database(struct catalog *catalog, struct text name);
struct schema *catalog_find_schema(struct database *database, struct text name);
struct table *catalog_find_table(struct catalog *catalog, struct schema *schema,
                                 struct text name, uint64_t session_id);
/* Where a table or view is, by its number; false when it is no more. */
bool catalog_path_of_table(const struct catalog *catalog, int64_t id, struct path *path);
/* A table or view by its number; NULL when it is no more. */
struct table *catalog_table_by_id(const struct catalog *catalog, int64_t id);
struct stage *catalog_stage_by_id(const struct catalog *catalog, int64_t id);
struct sequence *catalog_find_sequence(struct schema *schema, struct text name);
struct function *catalog_find_function(struct catalog *catalog, struct schema *schema,
                                       struct text name, uint64_t session_id);
struct named_format *catalog_find_format(struct catalog *catalog, struct schema *schema,
                                         struct text name, uint64_t session_id);
struct stage *catalog_find_stage(struct catalog *catalog, struct schema *schema,
                                 struct text name, uint64_t session_id);
struct pipe *catalog_find_pipe(struct schema *schema, struct text name);
/* A pipe by its number, and where it is; NULL when it is no more. */
struct pipe *catalog_pipe_by_id(const struct catalog *catalog, int64_t id,
                                struct path *path);
/* A stage that a session has made for itself, in whatever schema. */
struct stage *catalog_find_own_stage(struct catalog *catalog, struct text name,
                                     uint64_t session_id);
struct volume *catalog_find_volume(struct catalog *catalog, struct text name);
struct warehouse *catalog_find_warehouse(struct catalog *catalog, struct text name);
/* Objects in order of name: arrays in the arena. */
struct database **catalog_databases(struct catalog *catalog, struct arena *arena,
                                    int *count);
struct schema **catalog_schemas(struct database *database, struct arena *arena,
                                int *count);
struct table **catalog_tables(struct catalog *catalog, struct schema *schema,
                              uint64_t session_id, struct arena *arena, int *count);
struct sequence **catalog_sequences(struct schema *schema, struct arena *arena,
                                    int *count);
/* Those called by a name, or all when that is empty; a session's own hide others of the same
 * types. */
struct function **catalog_functions(struct catalog *catalog, struct schema *schema,
                                    uint64_t session_id, struct text called,
                                    struct arena *arena, int *count);
/* A session's own hide others of the same name. */
struct named_format **catalog_formats(struct catalog *catalog, struct schema *schema,
                                      uint64_t session_id, struct arena *arena,
                                      int *count);
struct stage **catalog_stages(struct catalog *catalog, struct schema *schema,
                              uint64_t session_id, struct arena *arena, int *count);
struct pipe **catalog_pipes(struct schema *schema, struct arena *arena, int *count);
/* Whether an object of this number is there, or was dropped and is kept. */
bool catalog_has_number(const struct catalog *catalog, int64_t id);
struct volume **catalog_volumes(struct catalog *catalog, struct arena *arena, int *count);
struct warehouse **catalog_warehouses(struct catalog *catalog, struct arena *arena,
                                      int *count);
struct database *catalog_database_of(struct catalog *catalog,
                                     const struct schema *schema);
struct schema *catalog_schema_of(struct catalog *catalog, const struct table *table);

/* ---- changes ---- */
/* Begins a transaction on the connection; the connection must not be in one. */
struct catalog_change *catalog_begin(struct catalog *catalog,
                                     struct engine_connection *connection,
                                     uint64_t session_id, struct text role,
                                     struct err *err);
bool catalog_commit(struct catalog_change *change,
                    struct err *err) MUST_CHECK;     /* Frees it. */
void catalog_abandon(struct catalog_change *change); /* Rolls back and frees it. */

/* Makes or replaces. The caller fills the struct (ids of new objects are 0 and set here; the
 * texts are copied). `replaced`: an object of that name is dropped in the same change.
 * Creating what exists without `or_replace` is ERR_OBJECT_EXISTS "Object 'X' already exists.";
 * with `if_not_exists` it is success and *made is false. */
struct create_mode {
  bool or_replace, if_not_exists;
};
bool catalog_create_database(struct catalog_change *change, const struct database *spec,
                             struct create_mode mode, bool *made,
                             struct err *err) MUST_CHECK;
bool catalog_create_schema(struct catalog_change *change, struct text database,
                           const struct schema *spec, struct create_mode mode, bool *made,
                           struct err *err) MUST_CHECK;
/* Tables and views. The physical table is made too; *id is the new table's number, so that the
 * caller can fill it (CTAS, CLONE) inside the change. */
bool catalog_create_table(struct catalog_change *change, struct text database,
                          struct text schema, const struct table *spec,
                          struct create_mode mode, bool *made, int64_t *id,
                          struct err *err) MUST_CHECK;
bool catalog_create_sequence(struct catalog_change *change, struct text database,
                             struct text schema, const struct sequence *spec,
                             struct create_mode mode, bool *made,
                             struct err *err) MUST_CHECK;
bool catalog_create_function(struct catalog_change *change, struct text database,
                             struct text schema, const struct function *spec,
                             bool temporary, struct create_mode mode, bool *made,
                             struct err *err) MUST_CHECK;
bool catalog_create_format(struct catalog_change *change, struct text database,
                           struct text schema, const struct named_format *spec,
                           bool temporary, struct create_mode mode, bool *made,
                           struct err *err) MUST_CHECK;
bool catalog_create_stage(struct catalog_change *change, struct text database,
                          struct text schema, const struct stage *spec, bool temporary,
                          struct create_mode mode, bool *made,
                          struct err *err) MUST_CHECK;
bool catalog_create_pipe(struct catalog_change *change, struct text database,
                         struct text schema, const struct pipe *spec,
                         struct create_mode mode, bool *made, struct err *err) MUST_CHECK;
/* Copies with all that is in them; the properties are those of `spec`. */
bool catalog_clone_database(struct catalog_change *change, struct text from,
                            const struct database *spec, struct create_mode mode,
                            bool *made, struct err *err) MUST_CHECK;
bool catalog_clone_schema(struct catalog_change *change, struct path from,
                          struct text database, const struct schema *spec,
                          struct create_mode mode, bool *made,
                          struct err *err) MUST_CHECK;
/* A sequence that goes on where `from` is now. */
bool catalog_clone_sequence(struct catalog_change *change, const struct sequence *from,
                            struct text database, struct text schema,
                            const struct sequence *spec, struct create_mode mode,
                            bool *made, struct err *err) MUST_CHECK;
bool catalog_create_volume(struct catalog_change *change, const struct volume *spec,
                           struct create_mode mode, bool *made,
                           struct err *err) MUST_CHECK;
bool catalog_create_warehouse(struct catalog_change *change, const struct warehouse *spec,
                              struct create_mode mode, bool *made,
                              struct err *err) MUST_CHECK;

bool catalog_drop(struct catalog_change *change, enum kind kind, struct path path,
                  bool if_exists, bool *dropped, struct err *err) MUST_CHECK;
bool catalog_rename(struct catalog_change *change, enum kind kind, struct path from,
                    struct path to, struct err *err) MUST_CHECK;
/* Two schemas of one database, or two databases, change their names. */
bool catalog_swap_names(struct catalog_change *change, enum kind kind, struct path a,
                        struct path b, struct err *err) MUST_CHECK;
bool catalog_swap_tables(struct catalog_change *change, struct path a, struct path b,
                         struct err *err) MUST_CHECK;
/* Replaces the stored properties (not the columns) of an object by those of `spec`, a struct of
 * the kind, as read and changed by the caller. */
bool catalog_update(struct catalog_change *change, enum kind kind, struct path path,
                    const void *spec, struct err *err) MUST_CHECK;
/* Columns. `fill`: DuckDB expression for existing rows, or NULL. */
bool catalog_add_column(struct catalog_change *change, struct path table,
                        const struct column *column, const char *fill,
                        struct err *err) MUST_CHECK;
bool catalog_drop_column(struct catalog_change *change, struct path table,
                         struct text column, struct err *err) MUST_CHECK;
/* Name, type, width, NOT NULL, default, comment: as in `column`, found by stored.id. */
bool catalog_change_column(struct catalog_change *change, struct path table,
                           const struct column *column, struct err *err) MUST_CHECK;
bool catalog_set_constraints(struct catalog_change *change, struct path table,
                             const struct table_constraint *constraints, int count,
                             struct err *err) MUST_CHECK;

/* ---- what was dropped and is kept (dropped.c) ---- */
/* For how many days an object is kept when it is dropped, 0 for not at all: its own days, or
 * those of what it is in, or the account's; at most one for what is transient or temporary. Of
 * what was dropped: for how many days it is. Under the read lock, or in a change. */
int64_t catalog_retention(const struct catalog *catalog, const struct object *object);
#define RETENTION_DEFAULT 1 /* Where the account does not say either. */
#define RETENTION_MOST 90
/* Who says so, under the same locks: KIND_DATABASE, KIND_SCHEMA, KIND_TABLE; false: the account,
 * or nobody. */
bool catalog_retention_is_of(const struct catalog *catalog, const struct object *object,
                             enum kind *kind);
/* The account's own, RETENTION_INHERITED for the default. Under the read lock. */
int64_t catalog_account_retention(const struct catalog *catalog);
bool catalog_set_account_retention(struct catalog_change *change, int64_t days,
                                   struct err *err) MUST_CHECK;
/* ---- how new columns of text compare (default_collation.c) ---- */
/* DEFAULT_DDL_COLLATION of a table (NULL: none is meant), of what it is in, or the account's; NULL
 * for none. *level says whose it is, as SHOW PARAMETERS does: "SCHEMA", "". Under the read lock, or in
 * a change. */
const struct collation *catalog_default_collation(struct catalog *catalog,
                                                  struct path path,
                                                  const struct table *table,
                                                  const char **level);
bool catalog_set_account_collation(struct catalog_change *change,
                                   const struct collation *collation,
                                   struct err *err) MUST_CHECK;

/* ---- what the account sets of parameters (account_parameters.c) ---- */
/* Opaque here (session/params_text.h reads it); empty for nothing. Under the read lock, or in a change. */
struct text catalog_account_parameters(const struct catalog *catalog);
bool catalog_set_account_parameters(struct catalog_change *change, struct text parameters,
                                    struct err *err) MUST_CHECK;

/* When an object was dropped, or what it is in; 0 when it is there. Under the read lock. */
int64_t catalog_dropped_ms(const struct catalog *catalog, const struct object *object);
/* Those of a kind that were dropped from an object (0: the account), in order of name, what was
 * dropped last first. */
struct object **catalog_dropped(struct catalog *catalog, enum kind kind,
                                int64_t parent_id, uint64_t session_id,
                                struct arena *arena, int *count);
/* The one of a name that was dropped last comes back with all that was in it when it was dropped;
 * or the one of a number, whose name is then given in the arena. ERR_OBJECT_EXISTS when the name
 * is taken, ERR_PURGED when there is nothing to bring back. */
struct undrop {
  enum kind kind;
  bool dynamic; /* KIND_TABLE: a dynamic table; else any other. */
};
bool catalog_undrop(struct catalog_change *change, struct undrop undrop, struct path path,
                    struct err *err) MUST_CHECK;
bool catalog_undrop_number(struct catalog_change *change, struct undrop undrop,
                           int64_t id, struct arena *arena, struct text *name,
                           struct err *err) MUST_CHECK;
/* Ends what has been kept for long enough, in changes of its own. */
bool catalog_purge(struct catalog *catalog, struct err *err) MUST_CHECK;

/* Gives every column of a table that holds NUMBER(19..38,0) in 64 bits 128 of them. Its own
 * change. */
bool catalog_widen_table(struct catalog *catalog, struct engine_connection *connection,
                         int64_t table_id, struct err *err) MUST_CHECK;

/* Hands out `count` values of a sequence: *first, then each + step. Durable before it returns
 * (in blocks, through the catalog's own connection). Any thread. */
bool catalog_next_values(struct catalog *catalog, int64_t sequence_id, int64_t count,
                         int64_t *first, int64_t *step, struct err *err) MUST_CHECK;
/* Drops all that a session made for itself. */
void catalog_end_session(struct catalog *catalog, struct engine_connection *connection,
                         uint64_t session_id);

#endif
