/* engine_function.h: scalar functions in C for the engine.
 *
 * A function is a row: its name, the DuckDB types it takes and gives, and the code that fills
 * the result for some rows. Types are DuckDB's names as in SQL: "VARCHAR", "HUGEINT",
 * "DECIMAL(38,6)"; the last may be followed by "..." for any number of it. A result may be a list of
 * structs: "STRUCT(c0 BIGINT, c1 VARCHAR)[]". */
#ifndef ENGINE_ENGINE_FUNCTION_H
#define ENGINE_ENGINE_FUNCTION_H

#include "engine/engine.h"

struct engine_call; /* One run over some rows. */

typedef void (*engine_function_body)(struct engine_call *call);

enum engine_function_flags {
  ENGINE_SEES_NULLS =
    1, /* Is called for rows with NULL arguments; otherwise those give NULL. */
  ENGINE_VOLATILE = 2, /* Runs for every row, never folded. */
  ENGINE_COUNTS = 4    /* Calls call_take_numbers. */
};

struct engine_function_row {
  const char *name;
  const char *takes; /* "VARCHAR, BIGINT", "VARCHAR...", "" */
  const char *gives;
  engine_function_body body;
  int flags;
  size_t state_size; /* What a thread keeps from run to run of one call in a statement. */
};

bool engine_register(struct engine_connection *connection,
                     const struct engine_function_row *row, void *context,
                     struct err *err) MUST_CHECK;

/* Inside a body: */
size_t call_rows(const struct engine_call *call);
int call_arg_count(const struct engine_call *call);
void *call_context(const struct engine_call *call);
/* Memory of the row's state_size, zeroed before the thread's first run. Owns nothing. */
void *call_state(const struct engine_call *call);
/* True when an argument of this row is NULL (only with ENGINE_SEES_NULLS does this occur for the
 * rows that call_next_row gives). */
bool call_arg_is_null(const struct engine_call *call, int arg, size_t row);
struct text call_text(const struct engine_call *call, int arg,
                      size_t row); /* VARCHAR, BLOB, JSON */
int64_t call_int(const struct engine_call *call, int arg,
                 size_t row); /* BIGINT ... TINYINT, DATE, BOOLEAN */
int128 call_int128(const struct engine_call *call, int arg,
                   size_t row); /* HUGEINT, DECIMAL(>18) */
double call_double(const struct engine_call *call, int arg, size_t row);
/* The loop over rows that want an answer: `for (size_t row = 0; call_next(call, &row); row++)`
 * skips (and answers NULL for) rows with NULL arguments unless ENGINE_SEES_NULLS, and ends early
 * after call_fail. */
bool call_next(struct engine_call *call, size_t *row);
void call_set_null(struct engine_call *call, size_t row);
void call_set_text(struct engine_call *call, size_t row, struct text text);
void call_set_int(struct engine_call *call, size_t row,
                  int64_t value); /* By the result's type. */
void call_set_int128(struct engine_call *call, size_t row, int128 value);
void call_set_double(struct engine_call *call, size_t row, double value);
/* Lists: begin a row's, add its elements, set fields (all NULL at first) of the last one. */
void call_begin_list(struct engine_call *call, size_t row);
void call_add_element(struct engine_call *call);
size_t call_list_length(const struct engine_call *call);
void call_set_field_text(struct engine_call *call, int field, struct text text);
void call_set_field_int(struct engine_call *call, int field, int64_t value); /* BIGINT */
/* The first of `count` numbers, from 1 on, that no other row of the statement's call gets. */
int64_t call_take_numbers(struct engine_call *call, int64_t count);
void call_fail(struct engine_call *call, enum err_code code, const char *format, ...)
  __attribute__((format(printf, 3, 4)));
void call_fail_wide(struct engine_call *call);

#endif
