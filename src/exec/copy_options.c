/* copy_options.c: the options of COPY INTO a table.
 * (docs.snowflake.com/en/sql-reference/sql/copy-into-table) */
#include "exec/copy_options.h"

#include <stddef.h>

#include "data/json.h"
#include "exec/copy_location.h"
#include "exec/property.h"

/* SKIP_FILE, SKIP_FILE_10, SKIP_FILE_10% */
static bool read_skip(struct text value, struct copy_options *options)
{
  struct text number = text_slice(value, 10, value.len);

  options->on_error = ON_ERROR_SKIP_FILE;
  options->skip_number = 1;
  if (text_is_nocase(value, "SKIP_FILE"))
    return true;
  if (!text_starts_with_nocase(value, "SKIP_FILE_"))
    return false;
  options->skip_percent = text_ends_with(number, "%");
  if (options->skip_percent)
    number.len--;
  return text_to_int64(number, &options->skip_number) && options->skip_number >= 0 &&
         (!options->skip_percent || options->skip_number <= 100);
}

static bool read_on_error(struct run *run, const struct option *option,
                          struct copy_options *options, struct err *err)
{
  struct text value;

  if (!property_text(run, option, &value, err))
    return false;
  if (text_is_nocase(value, "ABORT_STATEMENT")) {
    options->on_error = ON_ERROR_ABORT;
    return true;
  }
  if (text_is_nocase(value, "CONTINUE")) {
    options->on_error = ON_ERROR_CONTINUE;
    return true;
  }
  return read_skip(value, options) || property_bad_value(option, value, err);
}

/* RETURN_10_ROWS, RETURN_ERRORS, RETURN_ALL_ERRORS */
static bool read_validation(struct run *run, const struct option *option,
                            struct copy_options *options, struct err *err)
{
  struct text value;

  if (!property_text(run, option, &value, err))
    return false;
  options->validation = VALIDATE_ERRORS;
  if (text_is_nocase(value, "RETURN_ERRORS") ||
      text_is_nocase(value, "RETURN_ALL_ERRORS"))
    return true;
  options->validation = VALIDATE_ROWS;
  return (value.len > 12 && text_starts_with_nocase(value, "RETURN_") &&
          text_equal_nocase(text_slice(value, value.len - 5, 5), TEXT("_ROWS")) &&
          text_to_int64(text_slice(value, 7, value.len - 12),
                        &options->validation_rows) &&
          options->validation_rows > 0) ||
         property_bad_value(option, value, err);
}

static bool read_match(struct run *run, const struct option *option,
                       struct copy_options *options, struct err *err)
{
  struct text value;

  if (!property_text(run, option, &value, err))
    return false;
  options->match = text_is_nocase(value, "CASE_SENSITIVE")     ? MATCH_CASE
                   : text_is_nocase(value, "CASE_INSENSITIVE") ? MATCH_NOCASE
                                                               : MATCH_NONE;
  return true;
}

static bool read_size(struct run *run, const struct option *option,
                      struct copy_options *options, struct err *err)
{
  struct text value;

  return property_text(run, option, &value, err) &&
         ((text_to_int64(value, &options->size_limit) && options->size_limit > 0) ||
          property_bad_value(option, value, err));
}

static const struct {
  const char *key;
  size_t offset;
} flags[] = {
  { "FORCE", offsetof(struct copy_options, force) },
  { "LOAD_UNCERTAIN_FILES", offsetof(struct copy_options, loads_uncertain) },
  { "PURGE", offsetof(struct copy_options, purge) },
  { "RETURN_FAILED_ONLY", offsetof(struct copy_options, failed_only) },
  { "TRUNCATECOLUMNS", offsetof(struct copy_options, truncates) },
};

static bool read_flag(struct run *run, const struct option *option,
                      struct copy_options *options, bool *known, struct err *err)
{
  *known = true;
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (text_is(option->key, flags[i].key))
      return property_bool(run, option,
                           (bool *)(void *)((char *)options + flags[i].offset), err);
  if (text_is(option->key, "ENFORCE_LENGTH")) {
    bool enforces;

    if (!property_bool(run, option, &enforces, err))
      return false;
    options->truncates = !enforces;
    return true;
  }
  *known = false;
  return true;
}

static bool read_option(struct run *run, const struct option *option,
                        struct copy_options *options, struct err *err)
{
  bool known;

  if (!read_flag(run, option, options, &known, err) || known)
    return !err_is_set(err);
  if (!copy_location_option(run, option, &known, err) || known)
    return known && run->location;
  if (text_is(option->key, "ON_ERROR"))
    return read_on_error(run, option, options, err);
  if (text_is(option->key, "VALIDATION_MODE"))
    return read_validation(run, option, options, err);
  if (text_is(option->key, "MATCH_BY_COLUMN_NAME"))
    return read_match(run, option, options, err);
  if (text_is(option->key, "SIZE_LIMIT"))
    return read_size(run, option, options, err);
  if (text_is(option->key, "PATTERN"))
    return property_text(run, option, &options->pattern, err);
  if (text_is(option->key, "FILE_FORMAT"))
    options->format = option;
  else if (text_is(option->key, "INCLUDE_METADATA"))
    options->metadata = option->options;
  else if (text_is(option->key, "FILES")) {
    struct list *one = ARENA_NEW(run->arena, struct list);

    if (!option->list)
      list_add(run->arena, one, option->value);
    options->files = option->list ? option->list : one;
  } else if (text_is(option->key, "FILE_PROCESSOR"))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'COPY INTO ... " TEXT_FMT "'.",
                   TEXT_ARG(option->key));
  return true;
}

/* docs.snowflake.com/en/sql-reference/sql/create-stage: COPY_OPTIONS */
bool copy_options_of_stage(struct run *run, struct text text,
                           struct copy_options *options, struct err *err)
{
  const struct json *json, *value = NULL;
  struct text name;
  bool ok = true;

  if (!text.len)
    return true;
  json = json_parse(run->arena, text, err);
  if (!json)
    return false;
  err_clear(err);
  while (ok && (value = json_next_member(json, value, &name)) != NULL) {
    struct expr written = { .kind = EXPR_STRING, .text = json_as_text(value) };
    struct option option = { .key = name, .value = &written };

    ok = read_option(run, &option, options, err);
  }
  return ok;
}

bool copy_options_read(struct run *run, const struct copy *copy,
                       struct copy_options *options, struct err *err)
{
  err_clear(err);
  for (int i = 0; copy->options && i < copy->options->count; i++)
    if (!read_option(run, copy->options->at[i], options, err))
      return false;
  return true;
}

int64_t copy_error_limit(const struct copy_options *options, int64_t parsed)
{
  int64_t percent;

  switch (options->on_error) {
  case ON_ERROR_ABORT: return 1;
  case ON_ERROR_CONTINUE: return parsed > 1 ? parsed : 1;
  case ON_ERROR_SKIP_FILE: break;
  }
  if (!options->skip_percent)
    return options->skip_number;
  percent = options->skip_number * parsed / 100;
  return percent > 1 ? percent : 1;
}
