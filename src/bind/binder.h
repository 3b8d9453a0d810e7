/* binder.h: what the files of bind share; nobody outside includes it. */
#ifndef BIND_BINDER_H
#define BIND_BINDER_H

#include "bind/bind_name.h"

/* A relation as the names of one FROM clause see it. */
struct scope_source {
  struct bound_source *source;
  bool nullable; /* On the optional side of an outer join. */
  bool *hidden;  /* One for each column: taken into a USING column; NULL for none. */
  struct text
    name; /* What no other source of the FROM may be called; empty: not known. */
};

/* A column of JOIN ... USING or NATURAL JOIN: one name for two columns. Also a parameter inside a
 * user's function: a name for what was given. */
struct merged_column {
  struct text name;
  struct bound_expr *expr;
  int uses;       /* How often the name was used ... */
  bool is_nested; /* ... and whether in a query within the one whose name it is. */
};

/* A select item's alias, bound when it is first needed. */
struct scope_alias {
  struct text name;
  const struct expr *expr;
  struct bound_expr *bound;
  bool busy; /* Being bound: a circle. */
};

enum clause {
  CLAUSE_NONE,
  CLAUSE_FROM,
  CLAUSE_ON, /* Of MERGE; that of a join is a part of FROM. */
  CLAUSE_WHERE,
  CLAUSE_SET, /* Values of UPDATE and MERGE. */
  CLAUSE_GROUP,
  CLAUSE_SELECT,
  CLAUSE_HAVING,
  CLAUSE_QUALIFY,
  CLAUSE_ORDER
};

struct scope {
  struct scope *parent;       /* Of the query around; NULL at the top. */
  struct list sources;        /* struct scope_source */
  struct list merged;         /* struct merged_column */
  struct list aliases;        /* struct scope_alias */
  const struct list *windows; /* struct named_window */
  enum clause clause;
  bool in_aggregate, in_window;
  const struct expr *aggregate; /* The call, while in_aggregate. */
  bool in_alias; /* A select item is bound, for the clause that names it. */
  bool uses_aggregates;
  bool is_grouped;             /* GROUP BY was written. */
  struct matching *matching;   /* In MATCH_RECOGNIZE; NULL otherwise. */
  struct hierarchy *hierarchy; /* CONNECT BY was; NULL otherwise. */
};

struct cte_entry {
  struct text name;
  struct bound_cte *cte;
  int column_count;
  struct bound_column *columns;
  struct cte_entry *next;
  bool busy; /* Being bound, and not recursive. */
  bool used; /* A recursive one, by itself. */
};

/* A parameter of the lambda whose body is being bound. */
struct lambda_param {
  struct text name;
  struct bound_expr *value;
  const struct lambda_param *outer;
};

/* A user's function whose body is being bound, within those before it. */
struct open_function {
  struct path path;
  struct text name; /* With its types. */
  const struct open_function *outer;
};

struct binder {
  struct bind_context *context;
  struct arena *arena;
  struct err *err;
  struct scope *scope;
  struct cte_entry *ctes;
  int view_depth;
  const struct open_function *functions; /* Whose bodies are being bound. */
  int depth;
  const struct lambda_param *lambda; /* The innermost one's last. */
  int lambda_depth; /* Names the engine's parameters: l0, within it l1 ... */
  /* Expressions contain queries and queries contain expressions: bind.c sets this, and
   * bind_query_expr.c calls it. */
  struct bound_query *(*subquery)(struct binder *binder, const struct query *query);
};

struct binder binder_new(struct bind_context *context, struct err *err);

/* Errors at a place of the statement; false or NULL for the caller to hand on. */
bool bind_fail(struct binder *binder, const struct place *place, enum err_code code,
               const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- bind_value.c: constants, physical forms, conversions ---- */
struct bound_expr *bound_new(struct binder *binder, enum bound_kind kind,
                             struct type type, const struct place *place);
/* An argument's aggregates, windows and volatility are its call's too. */
void bound_take_flags(struct bound_expr *expr, const struct bound_expr *arg);
/* The same expression, at its place in the statement; NULL gives NULL. */
struct bound_expr *bound_placed(struct bound_expr *expr, const struct place *place);
struct bound_expr *bound_null(struct binder *binder, struct type type);
struct bound_expr *bound_template(struct binder *binder, const char *duckdb,
                                  struct type type, const struct place *place,
                                  int arg_count, struct bound_expr **args);
struct bound_expr *bound_template1(struct binder *binder, const char *duckdb,
                                   struct type type, struct bound_expr *a);
struct bound_expr *bound_template2(struct binder *binder, const char *duckdb,
                                   struct type type, struct bound_expr *a,
                                   struct bound_expr *b);
struct bound_expr *bound_text(struct binder *binder, struct text value);
struct bound_expr *bound_number(struct binder *binder, struct text digits, bool *ok);
struct bound_expr *bound_constant(struct binder *binder,
                                  const struct bind_constant *constant);
void quote_text(struct buf *sql, struct text value); /* 'it''s' */

enum cast_mode { CAST_MODE_IMPLICIT, CAST_MODE_EXPLICIT, CAST_MODE_TRY, CAST_MODE_STORE };
/* NULL when there is no such conversion and no error was set. */
struct bound_expr *convert(struct binder *binder, struct bound_expr *expr,
                           struct type type, enum cast_mode mode);
bool can_convert(struct type from, struct type to, enum cast_mode mode);
/* The one type that values of both can be brought to; false when there is none. */
bool common_type(struct type a, struct type b, struct type *common);
/* A NUMBER's digits before the point that its physical form can hold. */
struct bound_expr *as_integer(struct binder *binder, struct bound_expr *expr, int bytes);
struct bound_expr *as_decimal(struct binder *binder, struct bound_expr *expr, int scale,
                              int least_width);

/* ---- bind_structure.c ---- */
/* A parameter of the engine's lambda at the depth that is about to begin: l0.c<field>. */
struct bound_expr *bound_param(struct binder *binder, struct type type,
                               const char *letter, int field);
/* A part of a structured value, at hand as JSON, as what it is; and a value as such a part. */
struct bound_expr *typed_part(struct binder *binder, struct bound_expr *json,
                              struct type type);
struct bound_expr *json_part(struct binder *binder, struct bound_expr *value,
                             bool not_null);
/* The same in an array, where NULL is a missing element. */
struct bound_expr *json_element(struct binder *binder, struct bound_expr *value,
                                bool not_null);
/* Conversions from or to what is structured, or a VECTOR. NULL with an error. */
bool is_structure_conversion(struct type from, struct type to);
bool structure_can_convert(struct type from, struct type to, enum cast_mode mode);
struct bound_expr *convert_structure(struct binder *binder, struct bound_expr *expr,
                                     struct type type);
/* CAST ... RENAME FIELDS, ADD FIELDS: `changes` is made of enum cast_fields. */
struct bound_expr *convert_fields(struct binder *binder, struct bound_expr *expr,
                                  struct type type, int changes,
                                  const struct place *place);
bool structure_common_type(struct type a, struct type b, struct type *common);
/* OBJECT_DELETE, OBJECT_INSERT and OBJECT_PICK of a structured OBJECT give another one. */
bool changes_members(struct text name);
struct bound_expr *structure_change_members(struct binder *binder, struct text name,
                                            int arg_count, struct bound_expr **args,
                                            const struct place *place);
/* GET of a structured value. */
struct bound_expr *structure_get(struct binder *binder, struct bound_expr *value,
                                 struct bound_expr *key, const struct place *place);

/* ---- bind_lambda.c ---- */
bool takes_lambda(struct text name); /* FILTER, TRANSFORM, REDUCE. */
struct bound_expr *bind_lambda_call(struct binder *binder, const struct expr *call_expr,
                                    struct text name);
/* NULL without an error when no lambda has a parameter of that name. */
struct bound_expr *lambda_param_value(struct binder *binder, const struct name *name,
                                      const struct place *place);

/* ---- bind_arith.c ---- */
struct bound_expr *bind_arithmetic(struct binder *binder, enum op op,
                                   struct bound_expr *left, struct bound_expr *right,
                                   const struct place *place);
struct bound_expr *bind_negate(struct binder *binder, struct bound_expr *operand,
                               const struct place *place);
/* Brings both to a form that can be compared; false with an error. */
bool bind_comparable(struct binder *binder, struct bound_expr **left,
                     struct bound_expr **right, const char *op,
                     const struct place *place);
struct bound_expr *bind_compare(struct binder *binder, enum op op,
                                struct bound_expr *left, struct bound_expr *right,
                                const struct place *place);
/* A key that DuckDB compares, groups and sorts as Snowflake does this value. */
struct bound_expr *comparison_key(struct binder *binder, struct bound_expr *expr);

/* An interval as the distance between a temporal value and the one that lies so far before or
 * after it: nanoseconds, for a DATE an engine's INTERVAL. NULL with an error. */
struct bound_expr *interval_distance(struct binder *binder,
                                     const struct bound_expr *interval,
                                     struct bound_expr *value, bool before,
                                     const struct place *place);

/* ---- bind_context_value.c ---- */
/* CURRENT_USER and its like, as constants; NULL without an error when it is none of them. */
struct bound_expr *bind_context_value(struct binder *binder, struct text name,
                                      int arg_count, struct bound_expr **args);

/* ---- bind_system.c ---- */
bool is_system_value(struct text name); /* SYSTEM$ALLOWLIST and its like. */
/* Of constant arguments; `type`: the function's. */
/* Of functions whose first argument is a stage: what the server knows of it takes its place. */
bool bind_system_stage(struct binder *binder, struct text name,
                       struct bound_expr **stage) MUST_CHECK;
struct bound_expr *bind_system_value(struct binder *binder, struct text name,
                                     struct type type, int arg_count,
                                     struct bound_expr **args);

/* ---- bind_row_number.c ---- */
bool is_row_number(struct text name); /* SEQ4 and its like. */
struct bound_expr *bind_row_number(struct binder *binder, const struct place *place);
struct bound_expr *bind_seeded_random(struct binder *binder, struct bound_expr *seed,
                                      const struct place *place);

/* ---- bind_distinct_list.c ---- */
bool takes_distinct_list(const struct call *call, struct text name);
struct bound_expr *bind_distinct_list(struct binder *binder, const struct call *call,
                                      struct text name, int arg_count,
                                      struct bound_expr **args,
                                      const struct place *place);

/* ---- bind_geo.c ---- */
/* True after the error that a GEOGRAPHY, GEOMETRY or FILE is no key of "GROUP BY", "ORDER BY" ... */
bool key_is_refused(struct binder *binder, const struct bound_expr *expr,
                    enum err_code code, const char *clause);
/* Whether a function that takes any type takes these too. */
bool function_carries(const char *name, struct type type);

/* ---- bind_function.c ---- */
/* What a call is when a name is both a function and an aggregate, by its number of arguments:
 * ST_COLLECT(a, b), ST_COLLECT(a). */
enum function_kind function_kind_for(const struct function_row *rows, int count,
                                     int arg_count);
/* The best row for the arguments among those of one name; NULL when none takes them. */
const struct function_row *function_choose(const struct function_row *rows, int count,
                                           int arg_count, struct bound_expr **args);
/* No row takes the arguments: says whether their number or their types are to blame. */
void function_fail(struct binder *binder, const struct function_row *rows, int count,
                   struct text name, int arg_count, struct bound_expr **args,
                   const struct place *place);
/* A row over its arguments: converted, typed, as a template. */
struct bound_expr *function_apply(struct binder *binder, const struct function_row *row,
                                  int arg_count, struct bound_expr **args,
                                  const struct place *place);
/* Whether an argument may be a date part: the word itself. */
bool function_takes_part(const struct function_row *rows, int count, int arg);
/* ... and nothing else. */
bool function_wants_part(const struct function_row *rows, int count, int arg);
/* Binds args (already bound) to a function by name. */
struct bound_expr *bind_function(struct binder *binder, const char *name, int arg_count,
                                 struct bound_expr **args, const struct place *place);

/* ---- bind_search.c ---- */
bool is_search(struct text name); /* SEARCH and SEARCH_IP. */
struct bound_expr *bind_search(struct binder *binder, const struct expr *call,
                               struct text name);

/* ---- bind_get_ddl.c ---- */
struct bound_expr *bind_get_ddl(struct binder *binder, int arg_count,
                                struct bound_expr **args, const struct place *place);

/* ---- bind_metric.c ---- */
bool is_metric(const struct call *call); /* SNOWFLAKE.CORE.NULL_COUNT and its like. */
struct bound_expr *bind_metric(struct binder *binder, const struct expr *call);

/* ---- bind_window.c ---- */
struct bound_window *bind_window(struct binder *binder, const struct window *window);
/* ORDER BY without a frame: from the first row to the current one and its peers. */
bool window_is_running(struct binder *binder, const struct window *window);
bool bound_window_has_window(const struct bound_window *window);

/* ---- bind_call.c ---- */
struct bound_expr *bind_call(struct binder *binder, const struct expr *expr);

/* ---- bind_echo.c ---- */
/* An expression as messages print it: ROW_NUMBER() OVER (ORDER BY T.A ASC NULLS LAST). */
struct text bind_echo(struct binder *binder, const struct expr *expr);
/* The same of the expression that is written there. */
struct text bind_echo_place(struct binder *binder, const struct place *place);

/* ---- bind_place.c ---- */
/* Whether an aggregate, a window function, or a select item by its alias may stand in the clause
 * that is being bound; false with an error. */
bool place_aggregate(struct binder *binder, const struct expr *call);
bool place_window(struct binder *binder, const struct expr *call);
bool place_alias(struct binder *binder, const struct scope_alias *alias,
                 const struct place *place);

/* ---- bind_expr.c ---- */
/* A sequence by its name; NULL with an error. */
struct sequence *bind_sequence(struct binder *binder, const struct name *name);
struct bound_expr *bind_expression(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_condition(struct binder *binder, const struct expr *expr);
/* A condition of WHERE, ON, HAVING or QUALIFY. */
struct bound_expr *bind_filter(struct binder *binder, const struct expr *expr);

/* ---- bind_operator.c ---- */
struct bound_expr *bind_operator(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_unary(struct binder *binder, const struct expr *expr);
/* Conditions (one or more) joined by AND or OR. */
struct bound_expr *bound_joined(struct binder *binder, enum op op,
                                const struct list *conditions);
struct bound_expr *bind_row_compare(struct binder *binder, enum op op,
                                    const struct list *left, const struct list *right,
                                    const struct place *place);

/* ---- bind_case.c ---- */
struct bound_expr *bind_case(struct binder *binder, const struct expr *expr);
/* CASE of so many conditions and one value more, brought to one type. */
struct bound_expr *bound_case(struct binder *binder, int count,
                              struct bound_expr **conditions, struct bound_expr **values,
                              const struct place *place);
struct bound_expr *bind_decode(struct binder *binder, int arg_count,
                               struct bound_expr **args, const struct place *place);

/* ---- bind_predicate.c ---- */
struct bound_expr *bind_between(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_in_rows(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_in_list(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_quantified_list(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_like(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_is_null(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_is_true(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_is_distinct(struct binder *binder, const struct expr *expr);

/* ---- bind_query_expr.c ---- */
struct bound_expr *bind_exists(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_scalar_query(struct binder *binder, const struct expr *expr);
struct bound_expr *bound_as_filter(struct binder *binder, struct bound_expr *expr);
struct bound_expr *bind_in_query(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_quantified(struct binder *binder, const struct expr *expr);

/* ---- bind_order.c ---- */
/* The direction of an ORDER BY item (NULL: none was written) and where NULLs stand. */
void bind_direction(struct binder *binder, const struct order_item *item,
                    struct bound_order *order);
/* ORDER BY of windows and WITHIN GROUP. */
bool bind_order_items(struct binder *binder, const struct list *items,
                      struct bound_order **orders, int *count);

/* ---- bound_equal.c ---- */
bool bound_equal(const struct bound_expr *a, const struct bound_expr *b);

/* ---- scope.c ---- */
struct bound_expr *scope_column(struct binder *binder, const struct name *name,
                                const struct place *place);
struct bound_expr *scope_position(struct binder *binder, const struct expr *expr);
struct bound_expr *source_column(struct binder *binder, struct scope *scope,
                                 const struct scope_source *entry, int column,
                                 const struct place *place);
/* The source's column that an expression is; NULL when it is another's, or none of its own, as SEQ4()
 * of a generator. */
const struct bound_column *source_own_column(const struct bound_source *source,
                                             const struct bound_expr *expr);
/* The alias of the relation that has a column of this name; empty when none has. */
struct text scope_relation_of(struct binder *binder, struct text column);
struct scope_source *scope_find_source(struct scope *scope, const struct name *name,
                                       int part_count);
/* False with an error when two sources of the FROM have one name. Called when all are bound: a table
 * that does not exist is the first thing to be said. */
bool scope_check_names(struct binder *binder);
/* All columns that * stands for, or those of one source. */
bool scope_star(struct binder *binder, const struct expr *star, struct list *exprs,
                struct list *names);

/* ---- bind_pivot.c, bind_unpivot.c: as a query, its columns named ---- */
struct bound_query *bind_pivot(struct binder *binder, const struct table_ref *ref);
struct bound_query *bind_unpivot(struct binder *binder, const struct table_ref *ref);

/* ---- bind_match.c: as a query, its columns named ---- */
struct bound_query *bind_match_recognize(struct binder *binder,
                                         const struct table_ref *ref);
/* The symbol that qualifies a column, or -1; and whether it may stand here: false with an error. */
int match_symbol(const struct matching *matching, const struct name *name);
bool match_place_symbol(struct binder *binder, const struct matching *matching,
                        int symbol);
/* FIRST, LAST, CLASSIFIER and their like; NULL without an error: an ordinary function. */
struct bound_expr *bind_match_call(struct binder *binder, struct matching *matching,
                                   const struct expr *expr, struct text name);

/* ---- bind_connect_by.c ---- */
/* Binds START WITH and CONNECT BY over the sources in scope, which become those of the hierarchy;
 * finish_connect_by once all else is bound. */
bool bind_connect_by(struct binder *binder, const struct select *ast,
                     struct bound_select *select);
void finish_connect_by(struct binder *binder, struct hierarchy *hierarchy,
                       struct bound_query *bound);
struct bound_expr *bind_level(struct binder *binder, const struct hierarchy *hierarchy,
                              const struct place *place);
struct bound_expr *bind_prior(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_connect_root(struct binder *binder, const struct expr *expr);
struct bound_expr *bind_connect_path(struct binder *binder, const struct expr *expr);

/* ---- bind_dml.c, bind_multi_insert.c ---- */
/* INSERT of a relation's columns in order, or of values made of them. */
struct bound_dml *bind_insert_from(struct binder *binder, const struct name *table,
                                   const struct list *columns, const struct list *values,
                                   struct bound_source *source);
struct bound_dml *bind_multi_insert(struct binder *binder,
                                    const struct multi_insert *insert);

/* ---- bind_asof.c ---- */
/* ASOF JOIN's condition, once both sides are in scope: the sources from `middle` on are the right
 * one's. */
struct bound_expr *bind_asof(struct binder *binder, const struct table_ref *ref,
                             int first, int middle, int last);

/* ---- bind_made.c: rows that the server makes ---- */
struct info_view;
/* bind_staged.c */
struct bound_source *bind_staged_source(struct binder *binder,
                                        const struct table_ref *ref);
/* The place of field `number`; false when there can be none. */
bool bind_staged_field(struct binder *binder, struct bound_source *source, int number,
                       int *column) MUST_CHECK;
/* A member of $1 that is a column of the files; NULL without an error when it is not. */
struct bound_expr *bind_staged_member(struct binder *binder,
                                      const struct bound_expr *value, struct text name,
                                      bool any_case);
/* Whether its own type converts to the same as the VARIANT's. */
bool bind_staged_converts(const struct binder *binder, struct type from, struct type to);
/* A template of the column and its VARIANT's conversion, which computes the latter for few values only. NULL:
 * there is none. */
const char *bind_staged_sure(struct type from, struct type to);
struct bound_source *bind_made_view(struct binder *binder, struct path path);
struct bound_source *bind_made_function(struct binder *binder,
                                        const struct table_ref *ref,
                                        const struct info_view *function);

/* ---- bind_from.c ---- */
struct bound_from *bind_from(struct binder *binder, const struct table_ref *ref);
struct bound_source *bind_table_source(struct binder *binder, const struct table *table,
                                       struct path path);
struct bound_source *bound_source_new(struct binder *binder, enum source_kind kind,
                                      int columns);

/* ---- literal_rows.c ---- */
/* Many rows of plain literals as rows for the engine; NULL without an error when they are not. */
struct bound_source *bind_literal_rows(struct binder *binder, const struct list *rows);

/* ---- bind_select.c ---- */
struct bound_query *bind_select(struct binder *binder, const struct query *query);

/* ---- bind_table_function.c ---- */
/* FLATTEN and its like, which see what stands before them in FROM. */
struct bound_source *bind_table_function(struct binder *binder,
                                         const struct table_ref *ref, struct text name);
/* What is wrong with the arguments of a call in FROM: one that it does not take, or has already;
 * one that is missing. */
bool fail_unexpected_argument(struct binder *binder, const struct table_ref *ref,
                              const char *function, int position);
bool fail_missing_argument(struct binder *binder, const struct table_ref *ref,
                           const char *function, const char *argument);

/* ---- bind_query.c ---- */
/* VALUES takes no expression that makes semi-structured data, nor subqueries: error 002014. */
bool check_values_expr(struct binder *binder, const struct expr *expr,
                       const struct bound_expr *bound);
struct bound_query *bind_subquery(struct binder *binder, const struct query *query);

#endif
