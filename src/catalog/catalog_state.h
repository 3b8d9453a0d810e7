/* catalog_state.h: the catalog's inside, for the files of this folder only.
 *
 * `lock` guards the maps and every object in them: readers hold it for reading, a committed
 * change is applied under it for writing. Only the holder of `change_lock` ever writes, so that
 * a change may read without `lock`. `sequence_lock` guards next and durable of all sequences and
 * the catalog's own connection. Order: change_lock, commit_lock, lock, sequence_lock. */
#ifndef CATALOG_CATALOG_STATE_H
#define CATALOG_CATALOG_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "catalog/catalog.h"

struct catalog {
  struct engine *engine;
  struct engine_connection *connection;
  pthread_rwlock_t lock;
  pthread_mutex_t change_lock;
  pthread_mutex_t commit_lock; /* Held from a change's COMMIT until memory has it. */
  pthread_mutex_t sequence_lock;
  _Atomic uint64_t version;
  struct map *databases;  /* By name. */
  struct map *warehouses; /* By name. */
  struct map *volumes;    /* By name. */
  struct map *by_id;      /* Every object, by the eight bytes of its number. */
  struct map
    *temporaries; /* Sessions' tables and functions, by session, schema and name. */
  int64_t retention_days; /* The account's; RETENTION_INHERITED where nothing was said. */
  const struct collation *default_collation; /* The account's; NULL for none. */
  struct buf parameters;                     /* The account's, as they are kept. */
  struct map
    *dropped; /* What was dropped and is kept, by the eight bytes of its number. */
  int64_t next_id, end_id; /* Numbers for new objects, under change_lock. */
  struct buf repairs;      /* What opening had to repair. */
};

#define RETENTION_UNCHANGED (-2)

/* An object that comes, goes (new is NULL) or is replaced by its next state. */
struct edit {
  struct object *old;
  struct object *new;
};

struct catalog_change {
  struct catalog *catalog;
  struct engine_connection *connection;
  uint64_t session_id;
  struct text role;
  int64_t now_ms;
  struct edit *edits;
  int edit_count;
  int edit_room;
  /* Physical tables that go just before COMMIT: CREATE OR REPLACE TABLE t AS SELECT ... FROM t
   * reads the old one until then. */
  struct buf drops;                          /* DROP statements. */
  int64_t retention_days;                    /* The account's from now on. */
  const struct collation *default_collation; /* The same, when sets_collation. */
  bool sets_collation;
  struct buf parameters; /* The account's from now on, when sets_parameters. */
  bool sets_parameters;
};

struct object *state_by_id(const struct catalog *catalog, int64_t id);
/* A session's own object. */
struct object *state_temporary_of(const struct catalog *catalog, enum kind kind,
                                  uint64_t session_id, int64_t schema_id,
                                  struct text name);
struct table *state_temporary(const struct catalog *catalog, uint64_t session_id,
                              int64_t schema_id, struct text name);
struct function *state_temporary_function(const struct catalog *catalog,
                                          uint64_t session_id, int64_t schema_id,
                                          struct text name);
/* Puts an object where its kind, parent and name say, or takes it from there. */
void state_attach(struct catalog *catalog, struct object *object);
void state_detach(struct catalog *catalog, struct object *object);
/* Applies an edit: what is replaced hands its maps on, what goes is freed with all inside it. */
void state_apply(struct catalog *catalog, const struct edit *edit);
int64_t state_now_ms(void);
/* Whether an object is there: not dropped, nor anything that it is in. */
bool state_is_live(const struct catalog *catalog, const struct object *object);

/* ---- change.c, for the files that make changes ---- */
enum which { WHICH_ANY, WHICH_TEMPORARY, WHICH_PERMANENT };

/* As the change sees it: what is committed, and what the change has done to it. */
struct object *change_find(struct catalog_change *change, enum kind kind,
                           int64_t parent_id, struct text name, enum which which);
bool change_schema(struct catalog_change *change, struct text database,
                   struct text schema, struct schema **found, struct err *err) MUST_CHECK;
/* The object at a path; ERR_NO_OBJECT, or ERR_WRONG_KIND for a view where a table is wanted. */
struct object *change_object(struct catalog_change *change, enum kind kind,
                             struct path path, struct err *err);
/* The object that holds the path's last part: 0 for the account. */
bool change_parent(struct catalog_change *change, enum kind kind, struct path path,
                   int64_t *parent_id, struct err *err) MUST_CHECK;
struct text change_last_part(enum kind kind,
                             struct path path); /* A schema's is its schema. */
struct database *change_database(struct catalog_change *change, struct text name);
const char *change_kind_word(enum kind kind);          /* "TABLE" */
bool change_exists(struct text name, struct err *err); /* ERR_OBJECT_EXISTS; false. */
/* Drops an object with all that is in it: it is kept for as long as its retention time says. */
bool change_drop(struct catalog_change *change, struct object *object,
                 struct err *err) MUST_CHECK;
/* The same for ever. */
bool change_purge(struct catalog_change *change, struct object *object,
                  struct err *err) MUST_CHECK;
/* ERR_RETENTION for a time that an object of its kind cannot have. */
bool change_check_retention(const struct object *object, struct err *err) MUST_CHECK;
/* Records an edit; the change owns `new` from here on. */
void change_record(struct catalog_change *change, struct object *old, struct object *new);
bool change_run(struct catalog_change *change, struct buf *sql,
                struct err *err) MUST_CHECK;
bool change_new_id(struct catalog_change *change, int64_t *id,
                   struct err *err) MUST_CHECK;
/* Writes the next state of an object and records it; frees it on failure. */
bool change_replace(struct catalog_change *change, struct object *old, struct object *new,
                    struct err *err) MUST_CHECK;
bool change_insert(struct catalog_change *change, struct object *object,
                   struct err *err) MUST_CHECK;
/* A database without schemas; *made is NULL when it is there already and may stay. */
bool change_create_database(struct catalog_change *change, const struct database *spec,
                            struct create_mode mode, struct object **made,
                            struct err *err) MUST_CHECK;
/* DB.SCHEMA.NAME, quoted where needed. */
void change_print_path(struct buf *buf, enum kind kind, struct path path);
bool change_missing(enum kind kind, struct path path, struct err *err);
/* What is stored at all: temporary objects are in memory alone. */
/* False with an error for the server's own objects, and for what would be in them. */
bool change_is_allowed(const struct catalog_change *change, const struct object *object,
                       struct err *err) MUST_CHECK;
bool change_is_stored(const struct object *object);
/* Makes the hidden sequence of an AUTOINCREMENT column. */
bool change_add_identity(struct catalog_change *change, struct table *table,
                         struct column *column, struct err *err) MUST_CHECK;

#endif
