/* type_guess.h: the narrowest type that fits all values that were seen, for INFER_SCHEMA. */
#ifndef DATA_TYPE_GUESS_H
#define DATA_TYPE_GUESS_H

#include "base/buf.h"
#include "data/type.h"

enum guess_kind {
  GUESS_NOTHING, /* NULL alone. */
  GUESS_BOOLEAN,
  GUESS_NUMBER,
  GUESS_REAL,
  GUESS_DATE,
  GUESS_TIME,
  GUESS_NTZ,
  GUESS_LTZ,
  GUESS_BINARY,
  GUESS_TEXT,
  GUESS_OBJECT,
  GUESS_ARRAY,
  GUESS_VARIANT
};

struct type_guess {
  enum guess_kind kind;
  int whole, scale; /* GUESS_NUMBER: digits before and behind the point. */
};

/* What a text in a file without types is: a number, a date ... */
struct type_guess type_guess_text(struct text text);
/* A value of JSON, as json_text.h has it. */
struct type_guess type_guess_json(struct text value);
/* A type that a file says. */
struct type_guess type_guess_of(struct type type);
/* One type for both. */
struct type_guess type_guess_merge(struct type_guess a, struct type_guess b);
/* As INFER_SCHEMA writes it: "NUMBER(38, 0)", "TEXT", "REAL" ... */
void type_guess_put(struct type_guess guess, struct buf *out);

#endif
