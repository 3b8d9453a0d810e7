/* several.c: what is peculiar to the statements of a request that has several. */
#include "wire/several.h"

/* Characters of a statement that a failure shows. */
#define SHOWN 30

static bool is_boolean(const struct message_bind *bind)
{
  return text_is_nocase(bind->type, "BOOLEAN") && bind->values && bind->values[0].at;
}

/* A NULL is as if it had not been given (pull request 1235 of snowflakedb/drivers), nor are
 * numbered ones (issue 704 of the Node connector); booleans are refused (issue 1001 of gosnowflake). */
bool several_take_binds(const struct query_message *whole, const struct exec_part *part,
                        int *used, struct query_message *out, struct err *err)
{
  int wanted = part->numbers_binds ? 0 : part->bind_count;
  int left = whole->bind_count - *used;

  out->binds = whole->binds + *used;
  out->bind_count = wanted < left ? wanted : left;
  *used += out->bind_count;
  for (int i = 0; i < out->bind_count; i++) {
    const struct message_bind *bind = &out->binds[i];

    if (bind->is_array)
      return err_set(
        err, ERR_UNSUPPORTED,
        "Unsupported feature 'arrays of bound values for several statements'.");
    if (is_boolean(bind))
      return err_set(err, ERR_INVALID_VALUE,
                     "Unsupported type for binding argument %d" TEXT_FMT, i + 2,
                     TEXT_ARG(bind->values[0]));
    if (!bind->values || !bind->values[0].at)
      out->bind_count = i;
  }
  return true;
}

/* How many bytes the first characters of a text have. */
static size_t bytes_of(struct text text, int characters)
{
  size_t at = 0;

  while (at < text.len && characters > 0) {
    at++;
    while (at < text.len && ((unsigned char)text.at[at] & 0xC0) == 0x80)
      at++;
    characters--;
  }
  return at;
}

void several_wrap_error(const struct exec_part *part, struct err *err)
{
  struct text shown = text_slice(part->sql, 0, bytes_of(part->sql, SHOWN));
  struct err inner = *err;

  if (inner.code == ERR_CANCELED || inner.code == ERR_TIMEOUT ||
      inner.code == ERR_UNSUPPORTED)
    return;
  err_set(
    err, ERR_ONE_OF_SEVERAL,
    "JavaScript execution error: Uncaught Execution of multiple statements failed on "
    "statement \"" TEXT_FMT "%s\" (at line %d, position %d).\n%s in SYSTEM$MULTISTMT "
    "at '    throw `Execution of multiple statements failed on statement {0} (at line "
    "{1}, position {2}).`.replace('{1}', LINES[i])' position 4\nstackstrace: "
    "\nSYSTEM$MULTISTMT line: 10",
    TEXT_ARG(shown), shown.len < part->sql.len ? "..." : "", part->line, part->column,
    inner.message);
}
