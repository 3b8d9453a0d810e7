/* convert.c: how a conversion ends that cannot be done. */
#include "builtin/convert.h"

struct target_row {
  enum err_code code;
  const char *noun;
  const char *ending;  /* After the noun and the value. */
  const char *variant; /* The target in the error for VARIANT values. */
};

static const struct target_row targets[] = {
  /* clang-format off */
  [CONVERT_NUMBER]        = { ERR_NOT_NUMERIC, "Numeric value", "is not recognized", "FIXED" },
  [CONVERT_FLOAT]         = { ERR_NOT_NUMERIC, "Numeric value", "is not recognized", "REAL" },
  [CONVERT_DECFLOAT]      = { ERR_NOT_NUMERIC, "Numeric value", "is not recognized",
                              "DECFLOAT" },
  [CONVERT_BOOLEAN]       = { ERR_NOT_A_BOOLEAN, "Boolean value", "is not recognized",
                              "BOOLEAN" },
  [CONVERT_DATE]          = { ERR_NOT_A_DATE, "Date", "is not recognized", "DATE" },
  [CONVERT_TIME]          = { ERR_NOT_A_TIME, "Time", "is not recognized", "TIME" },
  [CONVERT_TIMESTAMP_NTZ] = { ERR_NOT_A_TIMESTAMP, "Timestamp", "is not recognized",
                              "TIMESTAMP_NTZ" },
  [CONVERT_TIMESTAMP_LTZ] = { ERR_NOT_A_TIMESTAMP, "Timestamp", "is not recognized",
                              "TIMESTAMP_LTZ" },
  [CONVERT_TIMESTAMP_TZ]  = { ERR_NOT_A_TIMESTAMP, "Timestamp", "is not recognized",
                              "TIMESTAMP_TZ" },
  [CONVERT_BINARY]        = { ERR_NOT_BINARY, "The following string", "is not a legal value",
                              "BINARY" },
  /* clang-format on */
};

enum convert_mode convert_mode(const struct engine_call *call, int arg, size_t row)
{
  return (enum convert_mode)call_int(call, arg, row);
}

/* Strings are shown in quotes, other VARIANT values bare. */
static const char *variant_quote(struct text text)
{
  char first = text.len ? text.at[0] : 'x';
  bool bare = (first >= '0' && first <= '9') || first == '-' || first == '{' ||
              first == '[' || text_is(text, "true") || text_is(text, "false");

  return bare ? "" : "\"";
}

static void fail_variant(struct engine_call *call, enum convert_target target,
                         struct text text)
{
  const char *quote = variant_quote(text);

  call_fail(call, ERR_FAILED_CAST, "Failed to cast variant value %s" TEXT_FMT "%s to %s",
            quote, TEXT_ARG(text), quote, targets[target].variant);
}

void convert_refuse(struct engine_call *call, size_t row, enum convert_mode mode,
                    enum convert_target target, struct text text)
{
  switch (mode) {
  case CONVERT_OR_NULL: call_set_null(call, row); return;
  case CONVERT_VARIANT: fail_variant(call, target, text); return;
  case CONVERT_OR_FAIL:
    call_fail(call, targets[target].code, "%s '" TEXT_FMT "' %s", targets[target].noun,
              TEXT_ARG(text), targets[target].ending);
    return;
  }
}

void convert_refuse_model(struct engine_call *call, enum convert_target target,
                          struct text text, struct text model)
{
  call_fail(call, ERR_PARSE_TIMESTAMP_FORMAT,
            "Can't parse '" TEXT_FMT "' as %s with format '" TEXT_FMT "'", TEXT_ARG(text),
            target == CONVERT_DATE   ? "date"
            : target == CONVERT_TIME ? "time"
                                     : "timestamp",
            TEXT_ARG(model));
}

void convert_overflow(struct engine_call *call, size_t row, enum convert_mode mode,
                      struct text text)
{
  if (mode == CONVERT_OR_NULL)
    call_set_null(call, row);
  else if (mode == CONVERT_VARIANT)
    fail_variant(call, CONVERT_NUMBER, text);
  else
    call_fail(call, ERR_NUMBER_OUT_OF_RANGE,
              "Numeric value '" TEXT_FMT "' is out of range", TEXT_ARG(text));
}

static int fixed_bytes(int precision)
{
  if (precision <= 2)
    return 1;
  if (precision <= 4)
    return 2;
  if (precision <= 9)
    return 4;
  return precision <= 18 ? 8 : 16;
}

void convert_unrepresentable(struct engine_call *call, int precision, int scale,
                             struct text value)
{
  call_fail(
    call, ERR_UNREPRESENTABLE,
    "Number out of representable range: type FIXED[SB%d](%d,%d){nullable}, value " TEXT_FMT,
    fixed_bytes(precision), precision, scale, TEXT_ARG(value));
}
