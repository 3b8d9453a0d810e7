/* ast.h: the tree of a statement, as the parser makes it: names unresolved, nothing typed.
 *
 * Everything lives in the statement's arena. Text of identifiers is final: unquoted ones are in
 * upper case already, quoted ones have their quotes removed. Lists hold the type that the
 * comment names. Optional members are NULL (or 0) when absent. */
#ifndef SQL_AST_H
#define SQL_AST_H

#include "base/list.h"
#include "base/text.h"

/* No path from the root of a statement to a leaf is longer: whoever walks a tree by recursion may
 * rely on it. */
#define AST_MAX_DEPTH 5000

/* Where something stands in the statement's text. */
struct place {
  uint32_t from; /* Byte offset of the first byte ... */
  uint32_t to;   /* ... and of the one after the last. */
  int line;      /* 1-based. */
  int column;    /* 0-based bytes into the line. */
};

struct ident {
  struct text name;
  bool quoted;
  struct place place;
};

/* A dotted name: 1 to 3 (columns: up to 4) parts; DB..T has an empty middle part, meaning
 * PUBLIC. IDENTIFIER(<string, variable or bind>) has no parts but `dynamic`. */
struct name {
  struct list parts; /* struct ident */
  struct expr *dynamic;
  struct place place;
};

/* A type as written: VARCHAR(10), NUMBER(10,2), DOUBLE PRECISION ("DOUBLE"), TIMESTAMP_NTZ(9). */
struct type_name {
  struct text name; /* Upper case, words joined by a blank; synonyms not yet resolved. */
  int64_t first;    /* -1 when absent. */
  int64_t second;
  struct list *fields; /* struct column_def: of OBJECT(a INT), ARRAY(INT), MAP(K, V). */
  bool not_null;       /* ARRAY(INT NOT NULL): of the element. */
  struct place place;
};

enum expr_kind {
  EXPR_NULL,
  EXPR_NUMBER,   /* text: digits as written, 1.50 or 1e3 */
  EXPR_STRING,   /* text: escapes resolved */
  EXPR_BOOLEAN,  /* yes */
  EXPR_BINARY,   /* text: the hex digits of X'..' */
  EXPR_DATETIME, /* text; type: DATE '..', TIME '..', TIMESTAMP[_NTZ..] '..' */
  EXPR_INTERVAL, /* text: the string of INTERVAL '1 day, 2 hours' */
  EXPR_COLUMN, /* name: a, t.a, s.t.a, db.s.t.a; also pseudo functions CURRENT_DATE etc. */
  EXPR_POSITION,   /* $1 or t.$1: number, name (the qualifier) */
  EXPR_VARIABLE,   /* $var: text, upper case; yes: written :var, as scripts do */
  EXPR_BIND,       /* ?: number, counted from 1 in order of appearance; :1: as written */
  EXPR_STAR,       /* star */
  EXPR_UNARY,      /* op, left */
  EXPR_OPERATOR,   /* op, left, right */
  EXPR_CALL,       /* call */
  EXPR_CASE,       /* left: operand; list: struct when; right: ELSE */
  EXPR_CAST,       /* left, type; yes: TRY_CAST; number: enum cast_fields */
  EXPR_BETWEEN,    /* left; list: low and high (struct expr); yes: NOT */
  EXPR_IN,         /* left; list (struct expr) or query; yes: NOT */
  EXPR_EXISTS,     /* query (NOT is a unary around it) */
  EXPR_QUERY,      /* a scalar subquery: query; yes: an argument without parentheses */
  EXPR_QUANTIFIED, /* left op ANY|ALL (query or list); yes: ALL */
  EXPR_LIKE,    /* left; op: LIKE, ILIKE, RLIKE; list: patterns; right: ESCAPE; yes: NOT;
                      number: 0 plain, 1 LIKE ANY, 2 LIKE ALL */
  EXPR_IS_NULL, /* left; yes: NOT */
  EXPR_IS_TRUE, /* left; number: 1 TRUE, 0 FALSE; yes: NOT */
  EXPR_IS_DISTINCT,  /* left, right; yes: NOT (IS NOT DISTINCT FROM) */
  EXPR_PATH,         /* left; list: struct path_step: v:a.b[0]['c'] */
  EXPR_ROW,          /* list: (a, b) */
  EXPR_ARRAY,        /* list: [a, b] */
  EXPR_OBJECT,       /* list: key, value, key, value; a lone * is one EXPR_STAR;
                  a spread takes a pair of places, of which the second says nothing */
  EXPR_COLLATE,      /* left; text */
  EXPR_LAMBDA,       /* list: struct column_def (name, optional type); left: body */
  EXPR_SPREAD,       /* ** left: in a literal or among arguments */
  EXPR_NAMED,        /* argument name => left: text */
  EXPR_PRIOR,        /* PRIOR left, in CONNECT BY */
  EXPR_CONNECT_ROOT, /* CONNECT_BY_ROOT left */
  EXPR_OUTER_JOIN,   /* left (+) in WHERE */
  EXPR_DEFAULT,      /* DEFAULT as a value in INSERT and UPDATE */
  EXPR_AT_TIME_ZONE  /* left, right */
};

enum op {
  OP_NONE,
  OP_ADD,
  OP_SUB,
  OP_MUL,
  OP_DIV,
  OP_MOD,
  OP_CONCAT,
  OP_EQ,
  OP_NE,
  OP_LT,
  OP_LE,
  OP_GT,
  OP_GE,
  OP_AND,
  OP_OR,
  OP_NOT,
  OP_NEG,
  OP_PLUS,
  OP_LIKE,
  OP_ILIKE,
  OP_RLIKE
};

/* CAST(... AS OBJECT(...) RENAME FIELDS), ADD FIELDS. */
enum cast_fields { CAST_RENAMES_FIELDS = 1, CAST_ADDS_FIELDS = 2 };

struct when {
  struct expr *condition;
  struct expr *result;
};

struct path_step {
  struct text name;   /* :name or .name (case kept) ... */
  struct expr *index; /* ... or [expr]. */
  struct place place;
};

struct star {
  struct name *qualifier;
  struct text ilike;    /* Pattern of * ILIKE; at == NULL when absent. */
  struct list *exclude; /* struct ident */
  struct list *replace; /* struct select_item */
  struct list *rename;  /* struct rename */
};

struct rename {
  struct ident from;
  struct ident to;
};

enum frame_unit { FRAME_NONE, FRAME_ROWS, FRAME_RANGE, FRAME_GROUPS };
enum frame_bound {
  BOUND_UNBOUNDED_PRECEDING,
  BOUND_PRECEDING,
  BOUND_CURRENT_ROW,
  BOUND_FOLLOWING,
  BOUND_UNBOUNDED_FOLLOWING
};

struct window {
  struct ident *name;        /* OVER w, or the base of OVER (w ...). */
  struct list *partition_by; /* struct expr */
  struct list *order_by;     /* struct order_item */
  enum frame_unit frame;
  enum frame_bound from, to; /* `to` is CURRENT ROW when only one was written. */
  struct expr *from_offset, *to_offset;
};

enum nulls_treatment { NULLS_UNSAID, NULLS_RESPECT, NULLS_IGNORE };

struct call {
  struct name *name; /* Built-in or user-defined, perhaps qualified. */
  struct list args;  /* struct expr; EXPR_STAR for COUNT(*); EXPR_NAMED for x => y */
  bool distinct;     /* COUNT(DISTINCT a) */
  struct list *within_group; /* struct order_item */
  struct window *over;
  enum nulls_treatment nulls;
  bool from_last; /* NTH_VALUE(...) FROM LAST */
};

struct expr {
  enum expr_kind kind;
  uint16_t depth;     /* Of the tree below, at most AST_MAX_DEPTH. */
  struct place place; /* The whole expression, outer parentheses included. */
  struct place
    sign; /* Of an operator, :: and a path: its (first) sign, where errors point. */
  enum op op;
  bool yes;
  bool parenthesized;
  int number;
  struct text text;
  struct expr *left, *right;
  struct list list;
  struct name *name;
  struct call *call;
  struct star *star;
  struct query *query;
  struct type_name *type;
};

struct order_item {
  struct expr *expr;
  bool descending;
  enum { ORDER_NULLS_UNSAID, ORDER_NULLS_FIRST, ORDER_NULLS_LAST } nulls;
};

struct select_item {
  struct expr *expr; /* EXPR_STAR for * and t.* */
  struct ident *alias;
};

enum join_kind { JOIN_INNER, JOIN_LEFT, JOIN_RIGHT, JOIN_FULL, JOIN_CROSS, JOIN_ASOF };

enum table_kind {
  TABLE_NAME,     /* name */
  TABLE_QUERY,    /* query: ( SELECT ... ), also VALUES */
  TABLE_FUNCTION, /* call: TABLE(f(...)), or FLATTEN(...) after LATERAL */
  TABLE_RESULT,   /* expr: TABLE('name'), TABLE(?) , TABLE($var) */
  TABLE_FLOW,     /* expr: EXPR_POSITION $1, what the statement before ->> gave */
  TABLE_STAGE,    /* text: @stage/path, options */
  TABLE_SEMANTIC, /* SEMANTIC_VIEW(name parts WHERE on) */
  TABLE_JOIN,     /* left, right, join ... */
  TABLE_PIVOT,    /* left, pivot */
  TABLE_UNPIVOT,  /* left, pivot */
  TABLE_MATCH     /* left, match: MATCH_RECOGNIZE, its text kept */
};

struct sample {
  bool rows;  /* SAMPLE (n ROWS), otherwise percent. */
  bool block; /* SYSTEM or BLOCK. */
  struct expr *size;
  struct expr *seed;
};

struct pivot {
  struct expr *aggregate; /* EXPR_CALL; for UNPIVOT the value column as EXPR_COLUMN */
  struct ident *aggregate_alias;
  struct ident *column; /* FOR column; for UNPIVOT the name column */
  struct list *values;  /* struct select_item; NULL with any or query */
  bool any;
  struct list *any_order; /* struct order_item */
  struct query *query;
  struct expr *default_value; /* DEFAULT ON NULL (x) */
  bool include_nulls;
};

struct table_ref {
  enum table_kind kind;
  uint16_t depth;
  struct place place;
  struct name *name;
  struct query *query;
  struct call *call;
  struct expr *expr;
  struct text text;
  struct list *options; /* struct option, of a stage */
  int64_t
    external_id; /* ... of the server's own: the number of an external table; -1: of one to be. */
  bool lateral;
  struct ident *alias;
  struct list *column_aliases; /* struct ident */
  struct sample *sample;
  struct expr *at_before; /* AT | BEFORE (TIMESTAMP => x ...): EXPR_NAMED */
  bool before;            /* ... BEFORE; changes: CHANGES (INFORMATION => ...) */
  struct expr *changes;
  struct expr *end;
  /* joins */
  enum join_kind join;
  bool natural;
  struct table_ref *left, *right;
  struct expr *on; /* ON, or MATCH_CONDITION in `match_condition`. */
  struct expr *match_condition;
  struct list *using_columns; /* struct ident */
  struct pivot *pivot;
  struct text match_text;
  struct list *parts; /* struct semantic_part */
};

enum semantic_kind {
  SEMANTIC_TABLES,
  SEMANTIC_RELATIONSHIPS,
  SEMANTIC_FACTS,
  SEMANTIC_DIMENSIONS,
  SEMANTIC_METRICS
};

/* A clause of CREATE SEMANTIC VIEW (struct semantic_item), or of SEMANTIC_VIEW(...) in FROM
 * (struct select_item). */
struct semantic_part {
  enum semantic_kind kind;
  struct list items;
};

struct semantic_item {
  struct ident *alias;       /* Of a table or a relationship. */
  struct name *name;         /* The table; of an expression: table.name */
  struct text visibility;    /* PRIVATE | PUBLIC; at NULL when unsaid. */
  struct expr *expr;         /* Of facts, dimensions and metrics. */
  struct list *along;        /* struct name: USING (relationships) */
  struct list *non_additive; /* struct order_item */
  struct list constraints;   /* struct constraint: keys of a table */
  struct list *columns;      /* struct ident: of a relationship */
  struct name *references;
  struct list *ref_columns; /* struct ident */
  bool asof;
  struct list options; /* struct option: SYNONYMS, COMMENT ... */
};

enum group_kind { GROUP_EXPR, GROUP_ALL, GROUP_ROLLUP, GROUP_CUBE, GROUP_SETS };

struct group_item {
  enum group_kind kind;
  struct expr *expr;  /* GROUP_EXPR */
  struct list *items; /* ROLLUP and CUBE: struct expr (EXPR_ROW for several at a place);
                          SETS: struct group_item or EXPR_ROW wrapped in a GROUP_EXPR item */
};

struct cte {
  struct ident name;
  struct list *columns; /* struct ident */
  struct query *query;
};

struct select {
  bool distinct;
  struct expr *top;
  struct list items;      /* struct select_item */
  struct table_ref *from; /* Comma lists are JOIN_CROSS chains. */
  struct expr *where;
  struct list *group_by; /* struct group_item */
  struct expr *having;
  struct expr *qualify;
  struct list *windows;    /* struct named_window */
  struct expr *connect_by; /* CONNECT BY [NOCYCLE] ... */
  struct expr *start_with;
  struct list *into; /* struct ident: SELECT ... INTO :x, in scripts */
};

struct named_window {
  struct ident name;
  struct window *window;
};

enum set_op { SET_NONE, SET_UNION, SET_UNION_ALL, SET_INTERSECT, SET_EXCEPT };
enum query_kind { QUERY_SELECT, QUERY_VALUES, QUERY_SET };

struct query {
  enum query_kind kind;
  uint16_t depth;
  struct place place;
  bool recursive;
  struct list *ctes; /* struct cte */
  struct select *select;
  struct list *rows; /* VALUES: struct list of struct expr */
  enum set_op op;
  bool by_name; /* UNION [ALL] BY NAME */
  struct query *left, *right;
  struct list *order_by; /* struct order_item */
  bool order_by_all;
  struct order_item *order_all; /* Its direction. */
  struct expr *limit, *offset;
  struct list *for_update; /* not NULL when FOR UPDATE was written */
};

/* ---- statements ---- */

/* KEY = value, as objects' properties and COPY options are written. */
struct option {
  struct text key;      /* Upper case; several words joined by a blank. */
  struct expr *value;   /* A literal; a word is an EXPR_COLUMN; NULL when alone. */
  struct list *list;    /* struct expr: ('a', 'b') */
  struct list *options; /* struct option: (TYPE = CSV ...) */
  struct place place;
};

enum constraint_kind {
  CONSTRAINT_PRIMARY_KEY,
  CONSTRAINT_UNIQUE,
  CONSTRAINT_FOREIGN_KEY,
  CONSTRAINT_CHECK,
  CONSTRAINT_INDEX /* INDEX name (columns) INCLUDE (columns), of a hybrid table */
};

struct constraint {
  enum constraint_kind kind;
  struct ident *name;
  struct list columns; /* struct ident; empty in a column's own constraint */
  struct name *references;
  struct list *ref_columns;                /* struct ident */
  struct text on_delete, on_update, match; /* Upper case words; at NULL when unsaid. */
  struct list *flags; /* struct ident: ENFORCED, NOT ENFORCED, RELY ... joined */
  struct expr *check;
  struct list *include; /* struct ident: of an index */
};

struct column_def {
  struct ident name;
  struct type_name *type; /* NULL in views and CTAS column lists. */
  bool not_null;
  struct expr *default_value;
  struct expr *generated; /* AS (expr): virtual column */
  struct text
    generated_text; /* Where it does not stand in the statement; at NULL: it does. */
  bool autoincrement;
  int64_t start, step;      /* 1 and 1 unless written */
  bool has_order;           /* ORDER or NOORDER was written ... */
  bool ordered;             /* ... and which. */
  struct text collation;    /* at NULL when absent */
  struct text comment;      /* at NULL when absent */
  struct list *constraints; /* struct constraint */
  struct name *masking_policy, *projection_policy;
  struct list *masking_using; /* struct expr */
  struct list *tags;          /* struct option */
  struct text mode;   /* Of a procedure's argument: IN, OUT ...; at NULL when unsaid. */
  struct list *table; /* struct column_def: of an argument that is a table. */
};

enum object_kind {
  OBJECT_NONE,
  OBJECT_DATABASE,
  OBJECT_SCHEMA,
  OBJECT_TABLE,
  OBJECT_VIEW,
  OBJECT_SEQUENCE,
  OBJECT_WAREHOUSE,
  OBJECT_COLUMN,
  OBJECT_STAGE,
  OBJECT_FILE_FORMAT,
  OBJECT_FUNCTION,
  OBJECT_PROCEDURE,
  OBJECT_TASK,
  OBJECT_STREAM,
  OBJECT_USER,
  OBJECT_ROLE,
  OBJECT_PIPE,
  OBJECT_INDEX,
  OBJECT_VOLUME,
  OBJECT_OTHER /* by the words in ddl.kind_words */
};

enum statement_kind {
  STMT_QUERY,
  STMT_INSERT,
  STMT_MULTI_INSERT,
  STMT_UPDATE,
  STMT_DELETE,
  STMT_MERGE,
  STMT_TRUNCATE,
  STMT_CREATE_DATABASE,
  STMT_CREATE_SCHEMA,
  STMT_CREATE_TABLE,
  STMT_CREATE_VIEW,
  STMT_CREATE_SEQUENCE,
  STMT_CREATE_WAREHOUSE,
  STMT_CREATE_INDEX,
  STMT_CREATE_VOLUME,
  STMT_CREATE_FILE_FORMAT,
  STMT_CREATE_STAGE,
  STMT_CREATE_PIPE, /* create: the COPY is more->run. */
  STMT_CREATE_USER,
  STMT_CREATE_ROUTINE,
  STMT_CREATE_OTHER, /* Kinds that are not carried out; like the five below, text names it. */
  STMT_GRANT,
  STMT_COPY,
  STMT_FILES,
  STMT_CALL,
  STMT_EXECUTE_OBJECT,
  STMT_EXECUTE_IMMEDIATE,
  STMT_EXECUTE_FILE, /* copy: its stage, values and options */
  STMT_ALTER,
  STMT_DROP,
  STMT_UNDROP,
  STMT_COMMENT,
  STMT_SHOW,
  STMT_DESCRIBE,
  STMT_USE,
  STMT_BEGIN,
  STMT_COMMIT,
  STMT_ROLLBACK,
  STMT_SET,
  STMT_UNSET,
  STMT_ALTER_SESSION,
  STMT_EXPLAIN,
  STMT_FLOW, /* flow: statements joined by ->> */
  STMT_BLOCK /* Snowflake Scripting: block, of ast_block.h */
};

struct insert {
  struct name *table;
  bool overwrite;
  struct list *columns; /* struct ident */
  struct query *query;  /* VALUES (may hold EXPR_DEFAULT) or SELECT */
  struct list *ctes;    /* WITH before the SELECT is inside query */
  int spare; /* Columns at the query's end that go nowhere: COPY looks at them. */
  bool
    flat; /* The query is a plain SELECT, whose values are converted where they are made. */
};

/* INTO t (a, b) VALUES (x, DEFAULT) of INSERT ALL and FIRST. */
struct multi_into {
  struct name *table;
  struct list *columns; /* struct ident */
  struct list *values;  /* struct expr; NULL: the query's columns in order */
};

struct multi_branch {
  struct expr *condition; /* WHEN; NULL without one, and for ELSE */
  bool otherwise;         /* ELSE */
  struct list intos;      /* struct multi_into */
};

struct multi_insert {
  bool overwrite, first;
  struct list branches; /* struct multi_branch */
  struct query *query;
};

struct assignment {
  struct name *column; /* perhaps qualified by the target's alias */
  struct expr *value;
};

struct update {
  struct table_ref *table;
  struct list assignments; /* struct assignment */
  struct table_ref *from;
  struct expr *where;
};

struct delete_from {
  struct table_ref *table;
  struct table_ref *using_tables;
  struct expr *where;
};

struct merge_clause {
  bool matched;           /* WHEN MATCHED, otherwise WHEN NOT MATCHED */
  struct expr *condition; /* AND ... */
  enum {
    MERGE_UPDATE,
    MERGE_DELETE,
    MERGE_INSERT,
    MERGE_UPDATE_ALL,
    MERGE_INSERT_ALL
  } action;
  struct list assignments; /* struct assignment */
  struct list *columns;    /* struct ident */
  struct list values;      /* struct expr */
};

struct merge {
  struct table_ref *table;
  struct table_ref *source;
  struct expr *on;
  struct list clauses; /* struct merge_clause */
};

enum table_persistence { PERSIST_PERMANENT, PERSIST_TRANSIENT, PERSIST_TEMPORARY };

/* What CREATE of a kind that is not carried out yet says beside its options. */
struct create_more {
  struct text on_words; /* STREAM ... ON TABLE t */
  struct name *on;
  struct list *after;          /* struct name: TASK ... AFTER a, b */
  struct expr *when;           /* TASK ... WHEN condition */
  struct statement *condition; /* ALERT ... IF (EXISTS (statement)) */
  struct statement *run;       /* TASK, PIPE ... AS statement; ALERT ... THEN statement */
  struct type_name *returns;   /* A policy; its arguments are create.columns. */
  struct expr *rule;
  struct list *allowed;      /* struct expr: TAG ... ALLOWED_VALUES 'a', 'b' */
  struct list parts;         /* struct semantic_part: SEMANTIC VIEW */
  struct list *partition_by; /* struct expr: EXTERNAL TABLE */
  struct query *template;    /* TABLE ... USING TEMPLATE (query) */
  struct text from_words;    /* DATABASE ... FROM SHARE from */
  struct name *from;
  struct text execute_words; /* TASK ... EXECUTE AS USER name */
  struct name *execute_as;
  struct text words; /* The rest of it, of kinds that are kept as text. */
};

/* CREATE of every kind. */
struct create {
  enum object_kind kind;
  struct text kind_words; /* "FILE FORMAT" */
  struct place place;
  bool or_replace, or_alter, if_not_exists;
  enum table_persistence persistence;
  bool hybrid, external, dynamic, materialized, secure, recursive;
  struct name *name;
  struct list columns;     /* struct column_def; for views only names and comments */
  struct list constraints; /* struct constraint */
  struct query *query;     /* AS SELECT; a view's query */
  struct text query_text;  /* The query as written. */
  struct text source;      /* The whole statement as written. */
  struct name *like;
  struct name *clone;
  struct expr *clone_at;
  bool clone_before;
  bool copy_grants;
  struct list *cluster_by; /* struct expr */
  struct list options;     /* struct option: COMMENT, START, AUTO_SUSPEND ... */
  unsigned clauses;        /* enum create_clause */
  struct create_more *more;
};

/* GRANT and REVOKE: of privileges on one object, on all or future objects, or of a role. */
struct grant {
  bool revoke, option_only; /* REVOKE GRANT OPTION FOR ... */
  struct list
    *privileges; /* struct ident: SELECT, CREATE TABLE; NULL: of the role `name`. */
  enum { GRANT_ONE, GRANT_ALL, GRANT_FUTURE } reach;
  struct text kind_words; /* Always in the singular: "TABLE" */
  struct text in_words;   /* ON FUTURE TABLES IN "SCHEMA" name; at NULL for one object. */
  struct name *name;      /* NULL: ON ACCOUNT. */
  struct list *arg_types; /* struct type_name */
  struct text grantee_words; /* "ROLE"; at NULL when unsaid. */
  struct name *grantee;
  struct text tail; /* "WITH GRANT OPTION", "COPY CURRENT GRANTS" ... */
};

/* COPY INTO and COPY FILES, and either place of them; PUT, GET, LIST and REMOVE: the stage and
 * the options. */
struct copy {
  struct name *table;
  struct text stage; /* @s/path or a location */
  struct expr *bind; /* PUT, GET, LIST, REMOVE: a ? in its place. */
  struct text file;  /* PUT, GET: file:///path/name*.csv */
  struct list *columns;
  struct query *query;
  struct copy *from; /* NULL in COPY INTO t: the stage of the table. */
  struct expr *partition;
  struct list *values;  /* struct expr, EXPR_NAMED: EXECUTE IMMEDIATE FROM ... USING */
  struct list *options; /* struct option */
};

/* CALL, perhaps of a procedure that the statement itself makes: WITH p AS PROCEDURE ... CALL p() */
struct call_procedure {
  struct call *call;
  struct ident *into;
  struct routine *with;
  struct list *ctes; /* struct cte */
};

/* EXECUTE IMMEDIATE text USING (values); EXECUTE TASK object; EXECUTE USING
 * POLICY_CONTEXT(values) AS query. */
struct execute {
  struct expr *text;
  struct list *values; /* struct expr; NULL without USING. */
  struct name *object;
  struct list *options; /* struct option: of an object */
  struct query *query;
};

/* CREATE FUNCTION and CREATE PROCEDURE. */
struct routine {
  enum object_kind kind;
  struct text kind_words; /* "EXTERNAL FUNCTION" */
  struct place place;
  bool or_replace, or_alter, if_not_exists;
  bool temporary, secure, aggregate;
  struct name *name;
  struct list args;           /* struct column_def: name, type, perhaps a default */
  struct type_name *returns;  /* NULL: a table. */
  struct list *returns_table; /* struct column_def */
  bool returns_not_null;
  bool copy_grants;
  struct text language;   /* Upper case; at NULL when unsaid. */
  struct text execute_as; /* CALLER | OWNER | RESTRICTED CALLER */
  struct list words;   /* struct ident: VOLATILE, MEMOIZABLE, CALLED ON NULL INPUT ... */
  struct list options; /* struct option: COMMENT, HANDLER, PACKAGES ... */
  struct text body;    /* at NULL when there is none. */
  struct statement *block; /* The body as a tree, when it is a block in SQL. */
};

enum alter_action {
  ALTER_RENAME_TO, /* name2 */
  ALTER_SWAP_WITH, /* name2 */
  ALTER_SET,       /* options */
  ALTER_UNSET,     /* options: keys */
  ALTER_SET_TAG,
  ALTER_UNSET_TAG,         /* options */
  ALTER_ADD_COLUMN,        /* columns; if_not_exists */
  ALTER_DROP_COLUMN,       /* idents; if_exists_inner */
  ALTER_RENAME_COLUMN,     /* ident to ident2 */
  ALTER_COLUMN,            /* column_changes */
  ALTER_ADD_CONSTRAINT,    /* constraint */
  ALTER_DROP_CONSTRAINT,   /* constraint: kind and columns, or name */
  ALTER_RENAME_CONSTRAINT, /* ident to ident2 */
  ALTER_CLUSTER_BY,
  ALTER_DROP_CLUSTERING,
  ALTER_SUSPEND_RECLUSTER,
  ALTER_RESUME_RECLUSTER,
  ALTER_SUSPEND,
  ALTER_RESUME,
  ALTER_ABORT_QUERIES,
  ALTER_OTHER /* text: its words, "ADD ROW ACCESS POLICY"; more */
};

/* What stands behind the words of an action that has no kind of its own. */
struct alter_more {
  struct list *names;    /* struct name: policies, tasks, accounts */
  struct list *exprs;    /* struct expr: columns, values, search methods */
  struct expr *expr;     /* WHEN, BODY */
  struct statement *run; /* MODIFY AS, MODIFY ACTION, MODIFY CONDITION EXISTS */
  bool force;
  struct alter
    *then; /* DROP ROW ACCESS POLICY p, ADD ROW ACCESS POLICY q ...; MODIFY ... SET */
};

struct column_change {
  struct ident column;
  enum {
    CHANGE_TYPE,
    CHANGE_SET_NOT_NULL,
    CHANGE_DROP_NOT_NULL,
    CHANGE_SET_DEFAULT,
    CHANGE_DROP_DEFAULT,
    CHANGE_COMMENT,
    CHANGE_UNSET_COMMENT,
    CHANGE_COLLATE,
    CHANGE_OTHER
  } what;
  struct type_name *type;
  struct expr *value;
  struct text text;          /* CHANGE_OTHER: its words, "SET MASKING POLICY" */
  struct text collation;     /* CHANGE_TYPE: written with it; at NULL when absent */
  struct name *policy;       /* The rest is of CHANGE_OTHER alone. */
  struct list *policy_using; /* struct expr */
  bool force;
  struct list *tags; /* struct option */
};

struct alter {
  enum object_kind kind;
  struct text kind_words; /* "FILE FORMAT": for messages and OBJECT_OTHER. */
  enum alter_action action;
  bool if_exists, if_exists_inner;
  struct name *name;      /* NULL for ALTER WAREHOUSE without a name etc. */
  struct list *arg_types; /* struct type_name: ALTER FUNCTION f(INT) */
  struct name *name2;
  struct list options;        /* struct option */
  struct list columns;        /* struct column_def */
  struct list idents;         /* struct ident */
  struct list column_changes; /* struct column_change */
  struct constraint *constraint;
  struct ident ident, ident2;
  struct list *cluster_by;
  struct text text;
  struct alter_more *more; /* NULL when the words say all. */
};

struct drop { /* DROP and UNDROP */
  enum object_kind kind;
  struct text kind_words;
  bool if_exists;
  bool cascade, restricted;
  struct name *name;
  struct list *arg_types; /* struct type_name: DROP FUNCTION f(INT) */
};

struct comment_on {
  enum object_kind kind;
  struct text kind_words;
  bool if_exists;
  struct name *name;      /* for columns: table.column */
  struct list *arg_types; /* struct type_name: COMMENT ON FUNCTION f(INT) */
  struct text comment;
};

struct show {
  struct text what; /* "TABLES", "PRIMARY KEYS": upper case, joined by one blank */
  bool terse, history;
  bool has_like;
  struct text like;
  enum {
    SHOW_IN_UNSAID,
    SHOW_IN_ACCOUNT,
    SHOW_IN_DATABASE,
    SHOW_IN_SCHEMA,
    SHOW_IN_TABLE,
    SHOW_IN_VIEW,
    SHOW_IN_OTHER
  } in;
  struct name *in_name; /* may be NULL: IN DATABASE */
  bool has_starts_with;
  struct text starts_with;
  struct expr *limit;
  struct text limit_from;
  bool has_limit_from;
  struct name *target; /* SHOW GRANTS TO ROLE x and the like: rest in `words` */
  struct text words;
};

struct describe {
  enum object_kind kind; /* OBJECT_NONE for DESC <name>: a table or view */
  struct text kind_words;
  struct name *name;
  struct list *arg_types; /* struct type_name */
  struct text type;       /* TYPE = COLUMNS | STAGE */
  struct expr *result;    /* DESCRIBE RESULT <id | LAST_QUERY_ID()> */
  struct text number;     /* DESCRIBE TRANSACTION <number> */
};

struct use {
  enum {
    USE_DATABASE,
    USE_SCHEMA,
    USE_WAREHOUSE,
    USE_ROLE,
    USE_SECONDARY_ROLES,
    USE_UNSAID
  } what;
  struct name *name;
  struct text word; /* ALL | NONE for SECONDARY ROLES. */
};

struct set_variable { /* SET v = e; SET (a, b) = (x, y); UNSET */
  struct list idents; /* struct ident */
  struct list values; /* struct expr */
};

struct explain {
  struct text format; /* TABULAR, JSON, TEXT; at NULL when unsaid */
  struct place from;  /* Where the explained statement begins. */
  struct statement *statement;
};

struct statement {
  enum statement_kind kind;
  struct place place; /* of the whole statement, without ';' */
  struct text source; /* the same as text */
  int bind_count;
  bool numbers_binds; /* One of them is :1, not ?. */
  struct text
    text; /* Of what is not carried out its name: "CREATE TASK"; BEGIN NAME x: x */
  union {
    struct query *query;
    struct insert *insert;
    struct multi_insert *multi_insert;
    struct update *update;
    struct delete_from *delete_from;
    struct merge *merge;
    struct drop *truncate; /* TRUNCATE TABLE [IF EXISTS] name */
    struct create *create;
    struct routine *routine;
    struct grant *grant;
    struct copy *copy;
    struct call_procedure *call;
    struct block *block;
    struct execute *execute;
    struct alter *alter; /* STMT_ALTER_SESSION too: action SET or UNSET, options */
    struct drop *drop;
    struct comment_on *comment;
    struct show *show;
    struct describe *describe;
    struct use *use;
    struct set_variable *set;
    struct explain *explain;
    struct list *flow; /* struct statement */
  };
};

#endif
