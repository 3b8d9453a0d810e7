/* engine_errors.c: DuckDB's error texts become Snowflake's errors. */
#include "engine/engine_errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Patterns match DuckDB 1.5.5's text from its beginning: '*' stands for anything, '$' and '@' too
 * and are kept, to be put where the message says '$', and '@' (the digits of a DECIMAL, "10,2") as
 * Snowflake's name of the type; '#' is the result of the calculation that '$' kept. The first row
 * that matches counts.
 *
 * One rule for what is out of range: a number that does not fit its type is 100046, "Number out of
 * representable range"; a text is 100039, "Numeric value '...' is out of range". */
struct error_row {
  const char *pattern;
  enum err_code code;
  const char *message;
  enum err_code if_number; /* Instead of `code` when what '$' kept reads as a number. */
};

#define TYPE_38 "type FIXED[SB16](38,0){nullable}"
#define OUT_OF_RANGE "Numeric value '$' is out of range"
#define RESULT \
 "Number out of representable range: type FIXED[SB16](38,0){not null}, value #"
#define TOO_BIG "Number out of representable range: " TYPE_38 ", value $"
#define TYPED "Number out of representable range: type @{nullable}, value $"
#define NOT_NUMBER "Numeric value '$' is not recognized"
#define DISK_FULL "The disk of the data folder is full"
#define RESTART "The server must be restarted after a failure of its disk: $"
#define SUBQUERY "SQL compilation error:\nUnsupported subquery type cannot be evaluated"
#define TOO_DEEP "SQL compilation error:\nThe expression is nested too deeply."
#define CONFLICT \
 "Statement was aborted because another transaction changed the same rows or object"

static const struct error_row rows[] = {
  /* clang-format off */
  /* Results that 128 bits or 38 digits cannot hold. */
  { "Out of Range Error: Overflow in * of INT128 ($)!*",       ERR_UNREPRESENTABLE, RESULT },
  { "Out of Range Error: Overflow in * of DECIMAL(38) ($)*",   ERR_UNREPRESENTABLE, RESULT },
  { "Out of Range Error: Overflow in HUGEINT *: $",            ERR_UNREPRESENTABLE, TOO_BIG },
  /* Results that more bits may hold. */
  { "Out of Range Error: Overflow in * of INT* ($)!*",         ERR_TOO_NARROW, RESULT },
  { "Out of Range Error: Overflow in * of UINT* ($)!*",        ERR_TOO_NARROW, RESULT },
  { "Out of Range Error: Overflow in * of DECIMAL(*) ($)*",    ERR_TOO_NARROW, RESULT },
  { "Out of Range Error: Overflow in negation of *",           ERR_TOO_NARROW,
    "Number out of representable range: " TYPE_38 },
  { "Out of Range Error: Overflow on abs($)*",                 ERR_TOO_NARROW, TOO_BIG },
  { "Out of Range Error: Overflow in left shift ($)*",         ERR_TOO_NARROW, TOO_BIG },
  /* Casts of numbers. */
  { "Conversion Error: Type * with value $ can't be cast because the value is out of range for "
    "the destination type INT128*",                            ERR_UNREPRESENTABLE, TOO_BIG },
  { "Conversion Error: Type INT* with value $ can't be cast because the value is out of range *",
                                                               ERR_TOO_NARROW, TOO_BIG },
  { "Conversion Error: Type UINT* with value $ can't be cast because the value is out of range *",
                                                               ERR_TOO_NARROW, TOO_BIG },
  { "Conversion Error: Type FLOAT with value $ can't be cast because the value is out of range *",
                                                               ERR_TOO_NARROW, TOO_BIG },
  { "Conversion Error: Type DOUBLE with value $ can't be cast because the value is out of range *",
                                                               ERR_TOO_NARROW, TOO_BIG },
  { "Conversion Error: Failed to cast decimal value $ to type *", ERR_TOO_NARROW, TOO_BIG },
  { "Conversion Error: Casting value \"$\" to type DECIMAL(@)*", ERR_UNREPRESENTABLE, TYPED },
  { "Conversion Error: Could not cast value $ to DECIMAL(@)*", ERR_UNREPRESENTABLE, TYPED },
  /* Casts of texts. */
  { "Conversion Error: Could not convert string \"$\" to DECIMAL(*", ERR_NOT_NUMERIC, NOT_NUMBER,
                                                               ERR_NUMBER_OUT_OF_RANGE },
  { "Conversion Error: Could not convert string '$' to INT128*", ERR_NOT_NUMERIC, NOT_NUMBER,
                                                               ERR_NUMBER_OUT_OF_RANGE },
  { "Conversion Error: Could not convert string '$' to INT*",  ERR_NOT_NUMERIC, NOT_NUMBER, ERR_TOO_NARROW },
  { "Conversion Error: Could not convert string '$' to UINT*", ERR_NOT_NUMERIC, NOT_NUMBER, ERR_TOO_NARROW },
  { "Conversion Error: Could not convert string '$' to DOUBLE*", ERR_NOT_NUMERIC, NOT_NUMBER,
                                                               ERR_NUMBER_OUT_OF_RANGE },
  { "Conversion Error: Could not convert string '$' to BOOL*", ERR_NOT_A_BOOLEAN,
    "Boolean value '$' is not recognized" },
  { "Conversion Error: invalid date field format: \"$\",*",    ERR_NOT_A_DATE, "Date '$' is not recognized" },
  { "Conversion Error: date field value out of range: \"$\"*", ERR_NOT_A_DATE, "Date '$' is not recognized" },
  { "Conversion Error: Date out of range: $",                  ERR_NOT_A_DATE, "Date '$' is not recognized" },
  { "Out of Range Error: Date out of range",                   ERR_NOT_A_DATE, "Date out of range" },
  { "Conversion Error: Malformed JSON at *",                   ERR_NOT_JSON, "Error parsing JSON" },
  { "Invalid Input Error: Argument for ntile must be greater than zero", ERR_INVALID_ARGUMENT,
    "Argument of NTILE must be greater than zero" },
  { "Invalid Input Error: CONNECT BY loop in the data*",       ERR_TOO_COMPLEX,
    "CONNECT BY does not end: a row is among the rows above it" },
  { "Invalid Input Error: Malformed JSON at *",                ERR_NOT_JSON, "Error parsing JSON" },
  { "Syntax Error: Invalid escape string*",                    ERR_INVALID_ARGUMENT,
    "The escape of LIKE must be one character" },
  { "Syntax Error: Like pattern must not end with escape character*", ERR_INVALID_ARGUMENT,
    "Escape character at end of LIKE pattern" },
  /* Floating point. */
  { "Out of Range Error: cannot take logarithm of *",          ERR_FLOAT_INVALID,
    "Invalid floating point operation: log" },
  { "Out of Range Error: cannot take square root of *",        ERR_FLOAT_INVALID,
    "Invalid floating point operation: sqrt" },
  /* Rows. */
  { "Constraint Error: NOT NULL constraint failed: *",         ERR_NULL_VALUE,
    "NULL result in a non-nullable column" },
  { "Constraint Error: PRIMARY KEY or UNIQUE constraint *",    ERR_DUPLICATE_KEY, "Primary key already exists" },
  { "Constraint Error: Duplicate key *",                       ERR_DUPLICATE_KEY, "Primary key already exists" },
  { "TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE *", ERR_DUPLICATE_KEY,
    "Primary key already exists" },
  { "Invalid Input Error: More than one row returned by a subquery *", ERR_ROW_COUNT_SUBQUERY,
    "Single-row subquery returns more than one row." },
  { "Parser Error: frame *",                                   ERR_SYNTAX,
    "SQL compilation error:\nInvalid window frame: it ends before it begins" },
  { "Binder Error: GROUPING *",                                ERR_NOT_A_GROUP,
    "SQL compilation error:\nGROUPING takes expressions of a GROUP BY" },
  { "Invalid Input Error: Invalid input for arg_min/arg_max: *", ERR_INVALID_ARGUMENT,
    "The number of values of MIN_BY and MAX_BY must be greater than zero" },
  { "Invalid Input Error: Invalid input for hex digit: *",     ERR_INVALID_ARGUMENT,
    "Invalid UUID" },
  { "Conversion Error: Could not convert string '$' to UUID*", ERR_INVALID_ARGUMENT,
    "Invalid UUID '$'" },
  { "Binder Error: No function matches the given name and argument types *", ERR_INVALID_TYPES,
    "SQL compilation error:\nInvalid argument types for a function" },
  { "Out of Range Error: VAR*",                                ERR_FLOAT_INVALID,
    "Invalid floating point operation: variance" },
  { "Out of Range Error: STDDEV*",                             ERR_FLOAT_INVALID,
    "Invalid floating point operation: stddev" },
  /* Subqueries that the engine cannot plan. */
  { "Not implemented Error: *orrelated *",                     ERR_SUBQUERY, SUBQUERY },
  { "Not implemented Error: *subquer*",                        ERR_SUBQUERY, SUBQUERY },
  { "Not implemented Error: *LATERAL *",                       ERR_SUBQUERY, SUBQUERY },
  { "Binder Error: *orrelated *",                              ERR_SUBQUERY, SUBQUERY },
  { "Binder Error: *subquer*",                                 ERR_SUBQUERY, SUBQUERY },
  { "Binder Error: *ateral *",                                 ERR_SUBQUERY, SUBQUERY },
  /* Depth. */
  { "*Max expression depth limit of *",                        ERR_TOO_COMPLEX, TOO_DEEP },
  { "Parser Error: memory exhausted at or near *",             ERR_TOO_COMPLEX, TOO_DEEP },
  /* The disk. After a failed checkpoint DuckDB refuses all work until it is opened again. */
  { "FATAL Error: Failed: database has been invalidated *Original error: $", ERR_INTERNAL, RESTART },
  { "FATAL Error: $",                                          ERR_INTERNAL, RESTART },
  { "IO Error: *No space left on device*",                     ERR_INTERNAL, DISK_FULL },
  { "TransactionContext Error: Failed to commit: *No space left on device*", ERR_INTERNAL, DISK_FULL },
  { "TransactionContext Error: Failed to commit: Could not * file $", ERR_INTERNAL,
    "The transaction was rolled back, since a file could not be written: $" },
  /* Transactions. */
  { "TransactionContext Error: Conflict on *",                 ERR_CONFLICT, CONFLICT },
  { "TransactionContext Error: Transaction conflict: *",       ERR_CONFLICT, CONFLICT },
  { "TransactionContext Error: Catalog write-write conflict *", ERR_CONFLICT, CONFLICT },
  { "TransactionContext Error: Failed to commit: *",           ERR_CONFLICT, CONFLICT },
  { "INTERRUPT Error: *",                                      ERR_CANCELED, "SQL execution canceled" },
  { "Out of Memory Error: $\n\nPossible solutions*",           ERR_INTERNAL,
    "The statement needs more memory than the server may use: $" },
  { "Out of Memory Error: $",                                  ERR_INTERNAL,
    "The statement needs more memory than the server may use: $" },
  { "$",                                                       ERR_INTERNAL, "The engine failed: $" },
  /* clang-format on */
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])
#define OURS "Error: sg!"
#define OURS_WIDE "wide!"
/* "Invalid Input Error: sg!": further in, it would be text of a user's. */
#define OURS_WITHIN 32

/* Where a literal piece of a pattern next stands in the text; the text's end when it does not. */
static size_t find_piece(struct text text, const char *piece, size_t len)
{
  return text_find_text(text, text_from(piece, len));
}

struct kept {
  struct text value; /* $ */
  struct text type;  /* @ */
};

static void keep(struct kept *kept, char wild, struct text text)
{
  if (wild == '$')
    kept->value = text;
  else if (wild == '@')
    kept->type = text;
}

static bool is_wild(char c)
{
  return c == '*' || c == '$' || c == '@';
}

static bool match(const char *pattern, struct text text, struct kept *kept)
{
  char wild = 0;

  for (;;) {
    size_t len = strcspn(pattern, "*$@");
    size_t at = 0;

    if (!*pattern) {
      keep(kept, wild, text);
      return wild || !text.len;
    }
    if (len) {
      at = find_piece(text, pattern, len);
      if (at == text.len || (!wild && at != 0))
        return false;
    }
    keep(kept, wild, text_slice(text, 0, at));
    text = text_slice(text, at + len, text.len);
    pattern += len;
    wild = 0;
    if (is_wild(*pattern))
      wild = *pattern++;
  }
}

/* DuckDB shows the place in its own SQL behind the message; users do not know that SQL. */
static struct text without_place(struct text text)
{
  struct text rest = text;
  size_t cut = text.len;
  size_t at = 0;

  while ((at = text_find_text(rest, TEXT("\n\nLINE "))) < rest.len) {
    cut = text.len - rest.len + at;
    rest = text_slice(rest, at + 1, rest.len);
  }
  return text_slice(text, 0, cut);
}

static bool reads_as_number(struct text text)
{
  bool digit = false;

  text = text_trim(text);
  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];

    if (c >= '0' && c <= '9')
      digit = true;
    else if (c != '.' && !((c == '-' || c == '+') && i == 0) &&
             !(digit && (c == 'e' || c == 'E')))
      return false;
  }
  return digit;
}

/* "10,2" as FIXED[SB8](10,2): whole numbers and decimals have 1 to 16 bytes there. */
static void add_type(struct buf *buf, struct text digits)
{
  int64_t precision = 38;

  text_to_int64(text_slice(digits, 0, text_find(digits, ',')), &precision);
  buf_printf(buf, "FIXED[SB%d](" TEXT_FMT ")",
             precision <= 2    ? 1
             : precision <= 4  ? 2
             : precision <= 9  ? 4
             : precision <= 18 ? 8
                               : 16,
             TEXT_ARG(digits));
}

/* "99 * 3", as DuckDB shows a calculation: its result in six digits. */
static void add_result(struct buf *buf, struct text calculation)
{
  char copy[128], *sign, *end;
  double left, right;

  snprintf(copy, sizeof copy, TEXT_FMT, TEXT_ARG(calculation));
  left = strtod(copy, &sign);
  while (*sign == ' ')
    sign++;
  right = *sign ? strtod(sign + 1, &end) : 0;
  if (sign == copy || !*sign || end == sign + 1 || *end) {
    buf_add_text(buf, calculation);
    return;
  }
  buf_printf(buf, "%g",
             *sign == '*'   ? left * right
             : *sign == '-' ? left - right
                            : left + right);
}

static bool set_with(struct err *err, enum err_code code, const char *message,
                     const struct kept *kept)
{
  struct buf buf;

  buf_init(&buf);
  for (; *message; message++) {
    if (*message == '$')
      buf_add_text(&buf, kept->value);
    else if (*message == '@')
      add_type(&buf, kept->type);
    else if (*message == '#')
      add_result(&buf, kept->value);
    else
      buf_add_char(&buf, *message);
  }
  err_set(err, code, TEXT_FMT, (int)buf.len, buf.at ? buf.at : "");
  buf_clear(&buf);
  return false;
}

/* "<number>!<SQLSTATE or ->!<message>", behind the mark. */
static bool set_ours(struct err *err, struct text text)
{
  struct text mark = TEXT(OURS_WIDE);
  size_t first = text_find(text, '!');
  struct text rest = text_slice(text, first + 1, text.len);
  size_t second = text_find(rest, '!');
  struct text state = text_slice(rest, 0, second);
  struct text message = text_slice(rest, second + 1, rest.len);
  int64_t number;

  if (text_starts_with(text, OURS_WIDE))
    return err_set(err, ERR_TOO_NARROW, TEXT_FMT,
                   TEXT_ARG(text_slice(text, mark.len, text.len)));
  if (!text_to_int64(text_slice(text, 0, first), &number) || number < 0 ||
      number > 999999)
    return err_set(err, ERR_INTERNAL, "A function failed: " TEXT_FMT, TEXT_ARG(text));
  err_set(err, err_code_of((int)number), TEXT_FMT, TEXT_ARG(message));
  if (state.len == 5) {
    char copy[6] = { 0 };

    memcpy(copy, state.at, 5);
    err_set_state(err, copy);
  }
  return false;
}

/* A statement that failed in another thread before its rows were asked for. (DuckDB 1.5.5) */
static struct text without_pending(struct text text)
{
  struct text words = TEXT(
    "Attempting to execute an unsuccessful or closed pending query "
    "result\nError: ");
  size_t at = text_find_text(text, words);

  return at < text.len ? text_slice(text, at + words.len, text.len) : text;
}

bool engine_error_set(struct err *err, struct text duckdb_text)
{
  struct text text = without_place(without_pending(duckdb_text));
  struct kept kept = { TEXT(""), TEXT("38,0") };
  struct text mark = TEXT(OURS);
  size_t at = text_find_text(text, mark);

  if (at < text.len && at < OURS_WITHIN)
    return set_ours(err, text_slice(text, at + mark.len, text.len));
  for (size_t i = 0; i < ROW_COUNT; i++) {
    const struct error_row *row = &rows[i];

    if (!match(row->pattern, text, &kept))
      continue;
    if (row->if_number != ERR_NONE && reads_as_number(kept.value))
      return set_with(err, row->if_number, OUT_OF_RANGE, &kept);
    return set_with(err, row->code, row->message, &kept);
  }
  return err_set(err, ERR_INTERNAL, "The engine failed");
}

bool engine_error_wants_wide(const struct err *err)
{
  return err->code == ERR_TOO_NARROW;
}

bool engine_error_is_conflict(const struct err *err)
{
  return err->code == ERR_CONFLICT;
}

void engine_error_text(enum err_code code, struct text message, struct buf *out)
{
  buf_printf(out, "sg!%d!%s!", err_number(code), err_state(code));
  buf_add_text(out, message);
}

void engine_error_wide(struct buf *out)
{
  buf_add_string(out, "sg!" OURS_WIDE "Number out of representable range: " TYPE_38);
}
