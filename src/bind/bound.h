/* bound.h: the tree after binding: every name resolved, every expression typed.
 *
 * Most expressions are a template (a piece of DuckDB SQL with $1, $2 ... see
 * dialect/functions.h) over bound arguments, so that binding decides and emitting only writes.
 *
 * Integers: a NUMBER(p,0) is physically an integer of `bytes` (1 to 16). Templates that compute
 * ask for 8 bytes, or 16 when the binder is `wide`; comparisons take what comes. A NUMBER(p,s)
 * with s > 0 is physically a DECIMAL of exactly that scale and some `width` that holds its
 * values, perhaps less than p. Clients only ever see `type`. */
#ifndef BIND_BOUND_H
#define BIND_BOUND_H

#include "base/list.h"
#include "data/type.h"
#include "dialect/functions.h"
#include "sql/ast.h"

enum bound_kind {
  BOUND_CONST,    /* sql: the DuckDB literal */
  BOUND_PARAM,    /* sql: a lambda's parameter */
  BOUND_COLUMN,   /* source, column */
  BOUND_TEMPLATE, /* duckdb, args */
  BOUND_CASE, /* args: condition, result, condition, result ..., else (or odd one out) */
  BOUND_SCALAR,   /* query: its one column of at most one row */
  BOUND_EXISTS,   /* query */
  BOUND_IN_QUERY, /* args[0] IN query; negated */
  BOUND_IN_ROWS,  /* args IN query of as many columns, which is t<source>; negated */
  BOUND_QUANTIFIED /* args[0] op ANY|ALL query: duckdb is the operator, negated means ALL */
};

struct bound_order {
  struct bound_expr *expr;
  struct bound_expr *value; /* Of a window: what was written, before it became a key. */
  bool descending;
  bool nulls_first;
};

struct bound_window {
  int partition_count;
  struct bound_expr **partition_by;
  int order_count;
  struct bound_order *order_by;
  enum frame_unit frame;
  enum frame_bound from, to;
  struct bound_expr *from_offset, *to_offset;
};

struct bound_expr {
  enum bound_kind kind;
  struct type type;
  bool nullable;
  bool is_null;       /* A literal NULL. */
  bool is_bind;       /* A bound value: stored with any conversion there is. */
  bool is_aggregate;  /* This node is an aggregate call (without OVER). */
  bool has_aggregate; /* ... or one is below it in the same query. */
  bool has_window;
  bool is_volatile;
  int bytes, width; /* Physical form of NUMBER, see above. */
  struct place place;
  struct text sql;
  struct text constant; /* BOUND_CONST: the value as plain text (dates ISO). */
  int source, column;
  const char *duckdb;
  int extra; /* $x */
  int arg_count;
  struct bound_expr **args;
  bool distinct;
  struct bound_window *over;
  int within_count;
  struct bound_order *within;
  bool ignore_nulls;
  struct bound_query *query;
  const struct bound_expr
    *of_file; /* A VARIANT: the column of a file that it was made of. */
  bool negated;
  bool is_filter; /* BOUND_IN_ROWS: NULL and false do not differ where it stands. */
};

/* A column that a relation gives. */
struct bound_column {
  struct text name;
  struct type type;
  bool nullable;
  int bytes, width;
  struct text origin_database, origin_schema, origin_table; /* Of a table's own column. */
  int column_id;    /* Of a stored table: its storage number. */
  bool used;        /* Something refers to it. */
  struct type part; /* Of what is a part of a structured value; UNKNOWN for all else. */
  struct bound_expr *computed; /* Of a virtual column of a stored table: what it is. */
};

enum source_kind {
  SOURCE_TABLE,    /* table_id: a stored table */
  SOURCE_QUERY,    /* query: a subquery or an expanded view */
  SOURCE_CTE,      /* cte: by its number */
  SOURCE_ROWS,     /* rows_id: sg_rows(id), filled before the statement runs */
  SOURCE_STAGED,   /* staged: what reads its files, written before the statement runs */
  SOURCE_TEMPLATE, /* duckdb, args: a table function; gives columns c0, c1, ... */
  SOURCE_UNNEST /* duckdb, args: a list of structs of c0, c1, ..., made of the relations
                    * before it; $x is a bit for each used column, 256 for a LEFT JOIN */
};

/* A relation in FROM. Emitted under the alias t<id>; columns are storage names for tables and
 * c0, c1, ... for all others. */
struct bound_source {
  int id;
  enum source_kind kind;
  struct text alias; /* As the statement may name it; empty for none. */
  int column_count;
  struct bound_column *columns;
  int64_t table_id;
  bool temporary;
  struct text database, schema, table; /* Names by which columns may be qualified. */
  struct bound_query *query;
  bool lateral;
  bool is_generator; /* A template that counts rows, for SEQ4(). */
  int cte;
  int first_column; /* SOURCE_CTE: its columns are c<first_column> and so on. */
  int64_t rows_id;
  struct text staged;  /* DuckDB's text. */
  int shown_columns;   /* Those that * gives: the first ones; 0: all. */
  bool staged_variant; /* A file's rows are one VARIANT each, and no fields. */
  /* Members of that VARIANT which the files have as columns with types of their own: Parquet. Those that the
   * statement names stand among `columns` behind $1, each with its place here as column_id. */
  const struct bound_column *file_columns;
  int file_column_count;
  bool file_nulls; /* Such a member is null, and not missing, where it has no value. */
  const char *duckdb;
  int arg_count;
  struct bound_expr **args;
  struct text sample; /* DuckDB's text after the alias; empty for none. */
};

struct bound_from {
  struct bound_source *source; /* NULL: a join of left and right. */
  enum join_kind join;
  struct bound_from *left, *right;
  struct bound_expr *on;
};

struct bound_group {
  enum group_kind kind;
  int count;
  struct bound_expr *
    *exprs;       /* GROUP_EXPR: one; ROLLUP, CUBE: `set_sizes` of them a place */
  int *set_sizes; /* How many of exprs belong together at each place. */
  int set_count;
};

struct bound_select {
  bool distinct;
  int item_count;
  struct bound_expr **items;
  struct bound_from *from;
  struct bound_expr *where, *having, *qualify;
  int group_count;
  struct bound_group *groups;
};

struct bound_cte {
  int id;
  bool recursive;
  bool materialized; /* Computed once, however often it is read. */
  struct bound_query *query;
};

struct bound_query {
  enum query_kind kind;
  int column_count;
  struct bound_column *columns;
  int cte_count;
  struct bound_cte **ctes;
  struct bound_select *select;
  int row_count; /* VALUES */
  struct bound_expr ***rows;
  enum set_op op;
  struct bound_query *left, *right;
  int order_count;
  struct bound_order
    *order_by;         /* Over the output: expr NULL means ordinal order_ordinals[i]. */
  int *order_ordinals; /* 1-based; 0: use expr. */
  struct bound_expr *limit, *offset;
};

/* Columns of SOURCE_STAGED before $1: as stage/staged_csv.h has them. */
#define BOUND_STAGED_FIELDS 7

/* A view of INFORMATION_SCHEMA (or other rows) that must be made before the statement runs. */
struct bound_rows_need {
  int64_t *rows_id; /* Where to put the number that engine_rows_add gave. */
  const void *view; /* struct info_view */
  struct text database;
  int arg_count; /* Of a table function; constants, NULL where none was given. */
  struct bound_expr **args;
  struct text result_id;       /* Of an earlier result; otherwise empty. */
  struct bound_source *staged; /* Or staged files, as `staged_ref` names them. */
  const struct table_ref *staged_ref;
  struct batch_builder *rows; /* Or the rows themselves (literal VALUES, array binds). */
  struct row_source *source;  /* Instead of rows, when they are too many. */
};

enum bound_dml_kind {
  BOUND_INSERT,
  BOUND_MULTI_INSERT,
  BOUND_UPDATE,
  BOUND_DELETE,
  BOUND_MERGE
};

/* Where the rows of a BOUND_MULTI_INSERT's query are kept while its parts are inserted. */
#define MULTI_INSERT_ROWS "temp.main.multi_insert_rows"

struct bound_merge_clause {
  bool matched;
  struct bound_expr *condition;
  enum { BOUND_MERGE_UPDATE, BOUND_MERGE_DELETE, BOUND_MERGE_INSERT } action;
  int count;
  int *column_ids;
  struct bound_expr **values;
};

struct bound_dml {
  enum bound_dml_kind kind;
  struct bound_source *target;
  struct text target_name; /* DB.SCHEMA.T, for messages and locks. */
  struct text written;     /* The target as the statement names it. */
  bool overwrite;
  int column_count; /* Columns written; ids and values in step. */
  int *column_ids;
  struct bound_query *query;  /* INSERT: gives one column for each column id. */
  struct bound_expr **values; /* UPDATE */
  struct bound_from *from;    /* UPDATE FROM, DELETE USING, MERGE's source */
  struct bound_expr *where;   /* Also MERGE's ON. */
  int clause_count;
  struct bound_merge_clause *clauses;
  /* BOUND_MULTI_INSERT: inserts from MULTI_INSERT_ROWS; `target` is that of the first. */
  int part_count;
  struct bound_dml **parts;
  bool array_bind; /* INSERT ... VALUES with binds only where arrays may stand */
};

#endif
