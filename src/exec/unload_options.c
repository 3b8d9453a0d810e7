/* unload_options.c: the options of COPY INTO a location.
 * (docs.snowflake.com/en/sql-reference/sql/copy-into-location) */
#include "exec/unload_options.h"

#include <stddef.h>

#include "exec/copy_location.h"
#include "exec/property.h"

#define STANDARD_FILE_SIZE ((int64_t)16 << 20)
#define MOST_FILE_SIZE ((int64_t)5 << 30)

static const struct {
  const char *key;
  size_t offset;
} flags[] = {
  { "DETAILED_OUTPUT", offsetof(struct unload_options, detailed) },
  { "HEADER", offsetof(struct unload_options, header) },
  { "INCLUDE_QUERY_ID", offsetof(struct unload_options, names_query) },
  { "OVERWRITE", offsetof(struct unload_options, overwrite) },
  { "SINGLE", offsetof(struct unload_options, single) },
};

static bool read_size(const struct option *option, struct text value, int64_t *size,
                      struct err *err)
{
  return (text_to_int64(value, size) && *size > 0 && *size <= MOST_FILE_SIZE) ||
         property_bad_value(option, value, err);
}

static bool read_option(struct run *run, const struct option *option,
                        struct unload_options *options, struct err *err)
{
  struct text value;
  bool known;

  if (text_is(option->key, "FILE_FORMAT")) {
    options->format = option;
    return true;
  }
  if (!copy_location_option(run, option, &known, err) || known)
    return known && run->location;
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (text_is(option->key, flags[i].key)) {
      if (text_is(option->key, "INCLUDE_QUERY_ID"))
        options->says_names_query = true;
      return property_bool(run, option,
                           (bool *)(void *)((char *)options + flags[i].offset), err);
    }
  if (!property_text(run, option, &value, err))
    return false;
  if (text_is(option->key, "MAX_FILE_SIZE"))
    return read_size(option, value, &options->max_file_size, err);
  options->returns_rows = text_is(option->key, "VALIDATION_MODE") &&
                          text_is_nocase(value, "RETURN_ROWS");
  return options->returns_rows || property_bad_value(option, value, err);
}

/* The page names each pair. */
static bool check(const struct copy *copy, const struct unload_options *options,
                  struct err *err)
{
  const char *pair = NULL;

  if (copy->partition && options->single)
    pair = "SINGLE = TRUE with PARTITION BY";
  else if (copy->partition && options->overwrite)
    pair = "OVERWRITE = TRUE with PARTITION BY";
  else if (copy->partition && !options->names_query)
    pair = "INCLUDE_QUERY_ID = FALSE with PARTITION BY";
  else if (options->names_query && options->single)
    pair = "INCLUDE_QUERY_ID = TRUE with SINGLE = TRUE";
  else if (options->names_query && options->overwrite)
    pair = "INCLUDE_QUERY_ID = TRUE with OVERWRITE = TRUE";
  return !pair ||
         err_set(
           err, ERR_UNSUPPORTED,
           "SQL compilation error:\nUnsupported feature 'COPY INTO a location: %s'.",
           pair);
}

bool unload_options_read(struct run *run, const struct copy *copy,
                         struct unload_options *options, struct err *err)
{
  *options = (struct unload_options){ .max_file_size = STANDARD_FILE_SIZE };
  for (int i = 0; copy->options && i < copy->options->count; i++)
    if (!read_option(run, copy->options->at[i], options, err))
      return false;
  if (copy->partition && !options->says_names_query)
    options->names_query = true;
  return check(copy, options, err);
}
