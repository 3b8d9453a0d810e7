/* functions.h: Snowflake's functions as rows: what each takes, gives, and is in DuckDB.
 *
 * A name with several rows is overloaded: the first row that takes the arguments without a
 * conversion wins, then the first that takes them with implicit conversions. Where a name has
 * rows of kind AGGREGATE and WINDOW, the latter serve calls with OVER.
 *
 * `takes` is a list of words, one an argument:
 *   NUMBER     NUMBER of any size, as it is (VARCHAR is converted to NUMBER(38,5), BOOLEAN not)
 *   INT        NUMBER; scale is cut off: arrives as BIGINT
 *   FLOAT      any numeric, as DOUBLE
 *   DECFLOAT   exactly that; no other number's word takes one
 *   VARCHAR    text; numbers, booleans, dates are converted to text
 *   BINARY BOOLEAN DATE TIME
 *   TIMESTAMP  a timestamp of any of the three kinds, as it is; DATE and VARCHAR become NTZ
 *   NTZ LTZ TZ exactly that kind, others are converted
 *   TEMPORAL   DATE, TIME or a timestamp, as it is; VARCHAR becomes TIMESTAMP_NTZ
 *   VARIANT    a VARIANT, OBJECT or ARRAY as it is; others are converted by TO_VARIANT
 *   OBJECT ARRAY MAP VECTOR
 *   KEY KEYS VALUE  what the call's MAP has as keys (as text; an array of them) and values (JSON)
 *   FILE         that, or an OBJECT or VARIANT that describes one
 *   GEOGRAPHY GEOMETRY  exactly that
 *   ANY        anything, as it is
 *   T, U       anything; all T arguments are brought to their common type
 *   PART       a date part: a bare word or a constant string; the template gets it normalised
 *              as a string literal, e.g. 'month'
 *   CONST      a constant string or number: the template gets the literal
 * A word with "?" is optional, one with "..." repeats (the last only, one or more times),
 * "*" before a word: may be absent entirely and repeat (zero or more).
 *
 * `gives` is a type: "VARCHAR", "NUMBER(18,0)", "FLOAT", "BOOLEAN"; or "$2", the second argument's
 * type as passed; "T", the common type; or "rule" when `rule` computes it.
 *
 * `duckdb` is the template:
 *   $1 ... $9  argument (in parentheses where needed), empty when an optional one is absent
 *   $*         all arguments, comma separated; $2* from the second on
 *   $& $|      all arguments, joined by AND, by OR
 *   $?         whether no argument is NULL
 *   $D         "DISTINCT " in an aggregate called with DISTINCT
 *   $O         the OVER (...) of a window call with a blank before it, or nothing; every
 *              aggregate and window function in a template must be followed by it
 *   $G         " ORDER BY ..." of WITHIN GROUP (inside the parentheses), or nothing
 *   $N         " IGNORE NULLS" inside the parentheses, or nothing
 *   $s1        scale of argument 1, as a number; $p1 its precision
 *   $s, $p     scale and precision of the result
 *   $T         the result's DuckDB type
 *   $(NAME)    the value of a session parameter as a string literal, $(TIMEZONE);
 *              also $(NOW): the statement's time, UTC nanoseconds as a HUGEINT, and $(SESSION):
 *              four arguments, its number, current database and schema, and user
 *   $[2|text]  text only when argument 2 is present;  $$ a dollar sign
 *   $![2|text] text only when argument 2 is absent: $2$![2|'x'] gives it a default
 *   $x         the number that a type rule set
 * Arguments that appear twice are evaluated twice: write `builtin` functions for those that are
 * costly. */
#ifndef DIALECT_FUNCTIONS_H
#define DIALECT_FUNCTIONS_H

#include "data/type.h"

enum function_kind {
  FUNCTION_SCALAR,
  FUNCTION_AGGREGATE, /* May also be called with OVER. */
  FUNCTION_WINDOW,    /* Only with OVER. */
  FUNCTION_CONTEXT,   /* A value that the binder knows: CURRENT_USER. */
  FUNCTION_TABLE      /* Only in FROM. */
};

/* Rows whose result type (and sometimes template) code must decide. Each has one case in
 * bind/bind_call.c (type rules that need the tree) or dialect/type_rules.c (those that only need
 * argument types and constant arguments). */
enum function_rule {
  RULE_NONE,
#define RULE(name) RULE_##name,
#include "dialect/rules.def"
#undef RULE
};

/* clang-format off */
enum function_flags {
  FN_VOLATILE = 1,   /* Another value for each row: RANDOM, UUID_STRING, NEXTVAL. */
  FN_NOT_NULL = 2,   /* Never gives NULL, whatever it takes: COUNT, IFNULL's cousins. */
  FN_NULLABLE = 4,   /* May give NULL even from arguments that are not: TRY_CAST, NULLIF. */
  FN_ORDERED = 8,    /* A window function that demands ORDER BY. */
  FN_WHOLE = 16,     /* Without a frame it sees the whole partition: FIRST_VALUE, LAST_VALUE. */
  FN_FOLLOWING = 32, /* Without a frame it sees its row and those after: INTERPOLATE_BFILL. */
  FN_ANY_ORDER = 64, /* An aggregate that is the same in whatever order its rows come: COUNT. */
  FN_KEEPS_ELEMENTS = 256, /* Of a structured ARRAY it makes one of the same type. */
  FN_ROWS = 128      /* Without a frame it sees its row and those before: a counter. */
};
/* clang-format on */

/* Templates that the emitter puts together: a path of constant steps, and its value as text, are
 * one call each. */
#define TEMPLATE_GET_MEMBER "sg_get($1, $2)"
#define TEMPLATE_GET_ELEMENT "sg_get_index($1, $2)"
#define TEMPLATE_JSON_TEXT "sg_json_text($1)"

struct function_row {
  const char *name;
  enum function_kind kind;
  const char *takes;
  const char *gives;
  const char *duckdb;
  enum function_rule rule;
  int flags;
  const char *category; /* "string", "date", "numeric" ... as in Snowflake's docs. */
  const char *doc;      /* One line. */
};

/* The rows of a name (upper case), adjacent; NULL and 0 when there is none. */
const struct function_row *functions_find(struct text name, int *count);
/* Functions that Snowflake has, and that mean nothing or cannot be had here. */
bool functions_is_unsupported(struct text name);
/* All rows, by number from 0 to functions_count() - 1; sorted by name within each of the tables
 * functions_<category>.c. */
int functions_count(void);
const struct function_row *functions_at(int index);

/* An argument as a type rule sees it. */
struct rule_arg {
  struct type type;
  bool is_constant;     /* A literal number or string. */
  bool is_null;         /* A literal NULL. */
  struct text constant; /* Its text. */
};

/* The result type of a row with a rule, from its arguments after conversion. False: no case for
 * this rule here (the binder has it). `duckdb` comes in as the row's template and may be
 * replaced by another (static) one; `extra` may be set to a number that the template's $x is. */
bool type_rule(const struct function_row *row, const struct rule_arg *args, int arg_count,
               struct type *result, const char **duckdb, int *extra);

/* The same for functions of text, aggregates, conditionals: to be asked after type_rule. */
bool type_rule_text(const struct function_row *row, const struct rule_arg *args,
                    int arg_count, struct type *result, const char **duckdb, int *extra);

/* The same for functions of MAP and VECTOR. */
bool type_rule_structure(const struct function_row *row, const struct rule_arg *args,
                         struct type *result, const char **duckdb, int *extra);

/* Normalises a date part and its synonyms ("yy", "years", "YEAR" -> "year"); NULL when it is
 * none. Known: year quarter month week day hour minute second millisecond microsecond nanosecond
 * dayofweek dayofweekiso dayofyear weekiso yearofweek yearofweekiso epoch_second
 * epoch_millisecond epoch_microsecond epoch_nanosecond timezone_hour timezone_minute */
const char *date_part(struct text word);

#endif
