/* err.h: the one error type: Snowflake's code and SQLSTATE, the message, the place in the text.
 *
 * Who knows most sets the error, once; everybody above hands it on untouched. The message lives
 * in the struct itself, cut (at a character's end) when longer than ERR_MESSAGE_SIZE. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/text.h"

#define MUST_CHECK __attribute__((warn_unused_result))
#define ERR_MESSAGE_SIZE 2048

enum err_code {
#define ERR(name, number, state) ERR_##name,
#include "base/errors.def"
#undef ERR
};

struct err {
  enum err_code code;
  char sqlstate[6]; /* The code's own, unless err_set_state changed it. */
  int line;         /* 1-based; 0 when the error has no place. */
  int column;       /* 0-based byte position in the line, as Snowflake counts. */
  char message[ERR_MESSAGE_SIZE];
};

void err_clear(struct err *err);
/* Fills the error; returns false, so that a failure is one line. */
bool err_set(struct err *err, enum err_code code, const char *format, ...)
  __attribute__((format(printf, 3, 4)));
/* The same with the place; Snowflake's compilation errors begin with
 * "SQL compilation error: error line L at position C\n": that prefix is added here. */
bool err_set_at(struct err *err, int line, int column, enum err_code code,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Tables and views say 42S02 where other missing objects say 02000. Returns false. */
bool err_set_state(struct err *err, const char *sqlstate);
bool err_is_set(const struct err *err);
/* Clears an error of this code: true then, false for any other. */
bool err_forgive(struct err *err, enum err_code code);
int err_number(enum err_code code);
const char *err_state(enum err_code code);
/* The code with this number; ERR_INTERNAL when there is none. */
enum err_code err_code_of(int number);

#endif
