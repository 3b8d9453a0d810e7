/* convert.h: how a conversion ends that cannot be done. */
#ifndef BUILTIN_CONVERT_H
#define BUILTIN_CONVERT_H

#include "engine/engine_function.h"

/* The last argument of every conversion of text. */
enum convert_mode {
  CONVERT_OR_FAIL, /* CAST: an error. */
  CONVERT_OR_NULL, /* TRY_CAST. */
  CONVERT_VARIANT  /* The text is a VARIANT's: the error says so. */
};

/* What a text should have become: how errors name it. */
enum convert_target {
  CONVERT_NUMBER,
  CONVERT_FLOAT,
  CONVERT_DECFLOAT,
  CONVERT_BOOLEAN,
  CONVERT_DATE,
  CONVERT_TIME,
  CONVERT_TIMESTAMP_NTZ,
  CONVERT_TIMESTAMP_LTZ,
  CONVERT_TIMESTAMP_TZ,
  CONVERT_BINARY
};

enum convert_mode convert_mode(const struct engine_call *call, int arg, size_t row);
/* Text that is no value of the target: NULL or an error, by the mode. */
void convert_refuse(struct engine_call *call, size_t row, enum convert_mode mode,
                    enum convert_target target, struct text text);
/* Text that does not look as a date's or time's format says: an error. */
void convert_refuse_model(struct engine_call *call, enum convert_target target,
                          struct text text, struct text model);
/* A number's text that has too many digits. */
void convert_overflow(struct engine_call *call, size_t row, enum convert_mode mode,
                      struct text text);
/* A number outside NUMBER(precision, scale). */
void convert_unrepresentable(struct engine_call *call, int precision, int scale,
                             struct text value);

#endif
