/* number_model.h: Snowflake's format models of numbers: fixed-position, text-minimal, hexadecimal.
 *
 * docs.snowflake.com/en/sql-reference/sql-format-models has the elements. A model is compiled
 * once and then prints and reads any number of numbers; nothing here allocates but the buffer. */
#ifndef BUILTIN_NUMBER_MODEL_H
#define BUILTIN_NUMBER_MODEL_H

#include "base/buf.h"
#include "base/err.h"
#include "data/batch.h"

#define MODEL_MAX 96

enum model_form { MODEL_FIXED, MODEL_MINIMAL, MODEL_PLAIN, MODEL_EXPONENT, MODEL_HEX };

enum model_sign { SIGN_IMPLICIT, SIGN_MINUS, SIGN_PLUS }; /* None, MI, S. */

struct model_element {
  char kind; /* '0' '9' 'X' digits, '.' ',' 'E' exponent, 'S' the sign after the digits,
                 * 'T' the whole of a text-minimal number, 'L' a literal. */
  char literal; /* Of 'L'. */
  bool compact; /* FM: no blanks in place of what is not printed. */
};

struct model {
  enum model_form form;
  enum model_sign sign;
  bool sign_after; /* It has its own place behind the digits. */
  bool sign_compact;
  bool dollar;
  bool blank;   /* B: a whole part of zero is blank. */
  bool lower;   /* Hexadecimal digits, and the exponent's letter. */
  int whole;    /* Digits before the point ... */
  int fraction; /* ... and after it. */
  int exponent; /* How many E: 0 to 5. */
  int count;
  struct model_element elements[MODEL_MAX];
};

/* False: the text is no model. */
bool model_compile(struct text text, struct model *model) MUST_CHECK;
/* A decimal counted in 10^-scale. */
void model_print(const struct model *model, int128 value, int scale, struct buf *out);
void model_print_float(const struct model *model, double value, struct buf *out);
/* What a text says by the model, rounded to the scale; false when it does not match or has more
 * digits than `precision`. */
bool model_read(const struct model *model, struct text text, int precision, int scale,
                int128 *value) MUST_CHECK;

#endif
