/* outcome.h: what a statement gives back: columns, rows, counts, the statement's type. */
#ifndef EXEC_OUTCOME_H
#define EXEC_OUTCOME_H

#include "data/batch.h"
#include "engine/engine.h"
#include "session/results.h"
#include "stage/stage.h"

/* Snowflake's statement type ids, as clients test them (protocol: statementTypeId). */
enum statement_type_id {
  TYPE_ID_SELECT = 0x1000,
  TYPE_ID_EXPLAIN = 0x2000,
  TYPE_ID_DML = 0x3000,
  TYPE_ID_INSERT = 0x3100,
  TYPE_ID_UPDATE = 0x3200,
  TYPE_ID_DELETE = 0x3300,
  TYPE_ID_MERGE = 0x3400,
  TYPE_ID_MULTI_INSERT = 0x3500,
  TYPE_ID_COPY = 0x3600,
  TYPE_ID_UNLOAD = 0x3700,
  TYPE_ID_SET = 0x4100, /* SET, UNSET and ALTER SESSION. */
  TYPE_ID_USE = 0x4300,
  TYPE_ID_USE_DATABASE = 0x4301,
  TYPE_ID_USE_SCHEMA = 0x4302,
  TYPE_ID_USE_WAREHOUSE = 0x4303,
  TYPE_ID_SHOW = 0x4400,
  TYPE_ID_DESCRIBE = 0x4500,
  TYPE_ID_LIST = 0x4701,
  TYPE_ID_TRANSACTION = 0x5000,
  TYPE_ID_COMMIT = 0x5100,
  TYPE_ID_DDL = 0x6000,
  TYPE_ID_GET = 0x7101,
  TYPE_ID_PUT = 0x7102,
  TYPE_ID_REMOVE = 0x7103,
  TYPE_ID_COPY_FILES = 0x7000,
  TYPE_ID_MULTI = 0xA000
};

struct outcome_column {
  struct text name;
  struct type type;
  bool nullable;
  struct text database, schema, table; /* Of a column taken straight from a table. */
};

/* Numbers of rows that were given to the engine for a statement (engine_rows_add). */
struct given_rows {
  int64_t *ids;
  int count;
};

/* A staged file that was brought to this machine. */
struct fetched_file {
  struct stage_place place;
  struct text path;
  bool is_copy; /* Of a staged file, for one statement. */
};

/* What PUT and GET answer: the client moves the files by itself. */
struct transfer {
  bool is_upload;
  struct stage_place place; /* PUT: its path is a folder. */
  struct text local;        /* As it was written behind file://. */
  int count;
  struct text
    *names; /* GET: of the files; PUT: of one in the folder, were it the only one. */
  int parallel;
  bool auto_compress, overwrite;
  struct text compression; /* "auto_detect", "gzip" ... */
};

/* Rows come from the engine (`result`), from a builder (`rows`) or piece by piece from a source. */
struct outcome {
  int type_id;
  int column_count;
  struct outcome_column *columns; /* In the statement's arena. */
  struct engine_result *result;   /* Owned. */
  struct batch_builder *rows;     /* Owned. */
  uint64_t version;      /* By which a result was bound that begins later; else 0. */
  struct engine *engine; /* Of given_rows; NULL when there are none. */
  struct given_rows given_rows; /* Dropped after the result. */
  struct list fetched;          /* struct fetched_file, released after them. */
  size_t given;                 /* Rows of the builder that were handed out already. */
  struct row_source *source;    /* Owned: `rows` is one piece of it ... */
  int next_piece;               /* ... before this one. */
  int64_t rows_inserted, rows_updated, rows_deleted;
  int bind_count;
  bool array_bind;           /* describe: INSERT ... VALUES that takes arrays */
  bool is_dml;               /* The answer has the counts above. */
  bool is_secret;            /* Told once: never kept. */
  struct transfer *transfer; /* In the place of rows; NULL for other statements. */
};

void outcome_clear(struct outcome *outcome);
void outcome_release(struct list *fetched); /* struct fetched_file */
/* A result of the outcome's columns, without rows, in this folder when it is large. */
struct kept_result *outcome_kept(const struct outcome *outcome,
                                 struct result_folder *folder);
/* What a kept result was kept of, without its rows; in the arena. */
struct outcome outcome_again(struct arena *arena, const struct kept_result *kept);
/* The next rows, 0 at the end. */
bool outcome_fetch(struct outcome *outcome, struct batch *batch,
                   struct err *err) MUST_CHECK;
/* The same, to be read later and on any thread until it is released; with *held NULL, as above. */
bool outcome_fetch_held(struct outcome *outcome, struct held_batch **held,
                        struct batch *batch, struct err *err) MUST_CHECK;
/* Whether its result may be collected, see engine_collect. */
bool outcome_may_collect(const struct outcome *outcome);
/* One row, one column "status": what DDL and its like answer. */
void outcome_status(struct arena *arena, struct outcome *outcome, int type_id,
                    struct text message);
/* What a request of several statements gives, when all went well. */
void outcome_several(struct arena *arena, struct outcome *outcome);
/* One row of counts: names and values of DML's answer, NUMBER(19,0) each. */
void outcome_counts(struct arena *arena, struct outcome *outcome, int type_id,
                    const char *const *names, const int64_t *values, int count);
/* A table of text (and other) columns, as SHOW and DESCRIBE give: makes `rows` for them. */
struct outcome_spec {
  const char *name;
  const char *type; /* "VARCHAR", "NUMBER(38,0)", "TIMESTAMP_LTZ(3)", "BOOLEAN" */
};
/* A type as it is written in tables of columns; false with an internal error for none. */
bool outcome_type(const char *written, struct type *type, struct err *err) MUST_CHECK;
bool outcome_table(struct arena *arena, struct outcome *outcome, int type_id,
                   const struct outcome_spec *columns, int count,
                   struct err *err) MUST_CHECK;

#endif
