/* object.h: what exists: databases, schemas, tables, views, sequences, functions, file formats,
 * warehouses.
 *
 * Objects belong to the catalog and are read under its read lock only. */
#ifndef CATALOG_OBJECT_H
#define CATALOG_OBJECT_H

#include "base/map.h"
#include "data/type.h"
#include "storage/storage.h"

enum kind {
  KIND_DATABASE,
  KIND_SCHEMA,
  KIND_TABLE,
  KIND_VIEW,
  KIND_SEQUENCE,
  KIND_WAREHOUSE,
  KIND_FUNCTION,
  KIND_VOLUME,
  KIND_FILE_FORMAT,
  KIND_STAGE,
  KIND_PIPE
};

#define KIND_COUNT (KIND_PIPE + 1)

enum persistence { TABLE_PERMANENT, TABLE_TRANSIENT, TABLE_TEMPORARY };

/* Texts are NUL-terminated and owned by the object; `at` is NULL where nothing was said. */
struct object {
  enum kind kind;
  int64_t id;
  int64_t parent_id; /* Schema of a table; database of a schema; 0 for account objects. */
  struct text name;
  struct text owner; /* A role. */
  struct text comment;
  int64_t created_ms; /* Since 1970-01-01 UTC. */
  int64_t altered_ms;
  uint64_t session_id; /* Temporary objects: whose; 0 for others. */
  /* Databases, schemas and tables: when it was dropped, and until when it is kept; 0 when it is
   * there. What is in a dropped object has its own only when it was dropped before. */
  int64_t dropped_ms, purge_ms;
};

/* A number that an object does not say. */
#define OBJECT_UNSAID ((int64_t)-1)
/* Of the days for which what is dropped is kept: they are those of the object above. */
#define RETENTION_INHERITED OBJECT_UNSAID

/* The server's own objects, which nobody may change, have numbers below 0. */
#define SYSTEM_DATABASE_ID (-1)
#define SYSTEM_SCHEMA_ID (-2)

struct column {
  struct storage_column stored; /* Number, type, NOT NULL, physical width. */
  struct text name;
  struct text default_sql; /* Snowflake SQL. */
  struct text
    virtual_sql; /* A virtual column's expression; its place in storage stays empty. */
  struct text comment;
  struct text collation;
  struct text
    evolution; /* What schema evolution last did to it, as JSON; empty: nothing. */
  bool autoincrement;
  int64_t start, step;
  bool ordered;
  int64_t sequence_id; /* Of an autoincrement column: its hidden sequence. */
};

/* An index of a hybrid table is kept like a key. */
enum table_constraint_kind { KEY_PRIMARY, KEY_UNIQUE, KEY_FOREIGN, KEY_INDEX };

struct table_constraint {
  enum table_constraint_kind kind;
  struct text name;
  int column_count;
  int *column_ids;
  int included; /* KEY_INDEX: the last of the columns are only covered. */
  struct text ref_database, ref_schema,
    ref_table;              /* KEY_FOREIGN, as resolved when made. */
  int64_t ref_id;           /* Its number; 0: by the path alone, -1: the table itself. */
  struct text *ref_columns; /* column_count of them. */
  struct text on_delete, on_update, match;
  bool enforced, rely;
};

/* What CREATE ... TABLE made. */
enum table_variety {
  TABLE_STANDARD,
  TABLE_HYBRID,
  TABLE_DYNAMIC,
  TABLE_EVENT,
  TABLE_ICEBERG,
  TABLE_EXTERNAL
};

struct table {
  struct object object; /* KIND_TABLE or KIND_VIEW */
  enum persistence persistence;
  enum table_variety variety;
  int column_count;
  struct column *columns;
  int constraint_count;
  struct table_constraint *constraints;
  struct text cluster_by;
  struct text search_optimization; /* As exec/search_optimization.c keeps it. */
  struct text default_collation;   /* Of columns to come; empty: the schema's. */
  int64_t retention_days;
  bool change_tracking;
  bool schema_evolution; /* COPY may add columns, and end NOT NULL. */
  struct text stage_file_format,
    stage_copy_options; /* Of @%t, as a stage keeps its own. */
  int next_column_id;   /* Column numbers are never used twice. */
  /* Views: */
  struct text view_query;  /* The SELECT as written. */
  struct text view_source; /* The whole CREATE VIEW, for SHOW and GET_DDL. */
  bool secure, materialized, recursive;
  bool
    suspended; /* A materialized view that may not be read; a dynamic table that stays. */
  /* Dynamic tables, whose query is view_query: */
  struct text target_lag; /* "5 minutes", "DOWNSTREAM"; unscheduled ones need none. */
  struct text warehouse, initialization_warehouse;
  struct text refresh_mode;
  bool uninitialized;       /* Never refreshed yet. */
  bool unscheduled;         /* SCHEDULER = DISABLE: refreshed by hand, and alone. */
  bool suspended_by_source; /* With one that it reads, and to be resumed with that. */
  int64_t suspended_ms;
  /* Iceberg tables: */
  struct text external_volume, base_location;
  /* External tables, whose files are in catalog/external_files.h: */
  struct text location; /* "@DB.SCHEMA.S/path/" */
  struct text
    location_form; /* FILE_FORMAT as a stage keeps it; empty: the stage's own. */
  struct text location_pattern;
  /* PARTITION_TYPE = USER_SPECIFIED: "C1, C2", the columns of PARTITION BY; empty: it is not. */
  struct text partition_columns;
  int64_t refreshed_ms; /* When the list of files was made or changed last. */
  bool auto_refresh;    /* The files are those that are there. */
};

struct sequence {
  struct object object;
  int64_t start, step;
  int64_t next;    /* The next value to hand out ... */
  int64_t durable; /* ... and where a restart after a crash goes on. */
  bool ordered;
};

struct columns {
  int count;
  struct column *at;
};

/* A user's function. Several of one name may differ in the types of their arguments, so that the
 * name by which the object is kept has them: F(NUMBER, VARCHAR). */
struct function {
  struct object object;
  struct text called; /* F */
  struct text body;
  struct text language;
  struct text volatility;
  struct columns columns; /* The arguments, then what is returned. */
  int arg_count;
  bool is_table; /* RETURNS TABLE (...) */
  bool returns_not_null;
  bool secure, memoizable;
};

/* A named file format: its options as data/file_format.h writes them. */
struct named_format {
  struct object object;
  struct text options;
};

/* A named stage. Its files are outside of the catalog: stage/stage.h. */
struct stage {
  struct object object;
  struct text url; /* Of an external stage; empty: internal. */
  struct text storage_integration, endpoint;
  struct text credentials; /* A JSON object, never shown. */
  struct text encryption;  /* "SNOWFLAKE_FULL" ... */
  /* As data/file_format.h writes it, or {"FORMAT_NAME":"DB.SCHEMA.F"}; empty: nothing was said. */
  struct text file_format;
  struct text copy_options;     /* {"ON_ERROR":"CONTINUE"}; the same. */
  bool directory, auto_refresh; /* DIRECTORY = (ENABLE = ... AUTO_REFRESH = ...) */
  int64_t refreshed_ms; /* When the directory table was refreshed last; 0: never. */
};

/* A pipe. What it has loaded and is still to load is in tables of its own: catalog/loads.h. */
struct pipe {
  struct object object;
  struct text copy;    /* The COPY statement as written. */
  struct text pattern; /* Of that statement, as SHOW PIPES has it; empty: none. */
  struct text error_integration;
  bool paused;
  bool is_external; /* Its stage is. */
};

struct schema {
  struct object object;
  bool transient, managed_access;
  struct text default_collation; /* Empty: the database's. */
  int64_t retention_days;
  struct map *tables;    /* struct table by name: tables and views */
  struct map *sequences; /* struct sequence by name */
  struct map *functions; /* struct function by name and types */
  struct map *formats;   /* struct named_format by name */
  struct map *stages;    /* struct stage by name */
  struct map *pipes;     /* struct pipe by name */
};

struct database {
  struct object object;
  bool transient;
  struct text default_collation; /* Empty: none. */
  int64_t retention_days;
  struct map *schemas; /* struct schema by name */
};

struct warehouse {
  struct object object;
  struct text size;     /* "X-Small" ... */
  struct text type;     /* "STANDARD" */
  int64_t auto_suspend; /* Seconds; 0 never. */
  bool auto_resume, suspended;
  int64_t min_clusters, max_clusters;
  struct text scaling_policy;
  int64_t statement_timeout,
    queued_timeout;        /* Seconds; OBJECT_UNSAID: none of its own. */
  int64_t max_concurrency; /* OBJECT_UNSAID or less than 1: not said. */
};

/* An external volume: its places are known by name alone, nothing is read or written there. */
struct volume {
  struct object object;
  struct text locations; /* A line for each: its properties as a JSON object. */
  struct text active;    /* The name of the first. */
  bool allow_writes;
};

/* Copies on the heap, of any kind: texts, columns and constraints too, but no maps. */
struct object *object_copy(const struct object *object);
/* Frees an object alone, not what is in its maps. NULL is fine. */
void object_free(struct object *object);
/* Replace an owned text; a NULL `at` is kept. */
void object_set_text(struct text *field, struct text value);
/* Arrays of columns and constraints, as tables own them. */
struct column *columns_copy(const struct column *columns, int count);
void columns_free(struct column *columns, int count);
struct table_constraint *constraints_copy(const struct table_constraint *constraints,
                                          int count);
void constraints_free(struct table_constraint *constraints, int count);
/* F of F(NUMBER, VARCHAR), a function's name with its types. */
struct text name_without_types(struct text name);
/* The column of a name or number; NULL when there is none. */
struct column *table_column(const struct table *table, struct text name);
struct column *table_column_by_id(const struct table *table, int id);

#endif
