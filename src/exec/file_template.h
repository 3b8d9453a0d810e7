/* file_template.h: a staged file of SQL as a Jinja2 template, as far as it puts in values.
 *
 * docs.snowflake.com/en/sql-reference/sql/execute-immediate-from. Of the language there are {{ name }}
 * and {# comments #}; filters, statements {% %} and control of white space are refused by name. */
#ifndef EXEC_FILE_TEMPLATE_H
#define EXEC_FILE_TEMPLATE_H

#include "base/arena.h"
#include "base/err.h"

#define FILE_TEMPLATE_MOST 100000 /* Bytes of what a template gives. */

struct template_value {
  struct text name, value;
};

/* Whether the file itself says that it is one: --!jinja or #!jinja at its beginning. */
bool file_template_is_said(struct text file);
/* The file with the values in their places. Errors: Snowflake's for a name without a value and for
 * a result that is too long; ERR_UNSUPPORTED for the rest of the language. */
bool file_template_render(struct arena *arena, struct text file,
                          const struct template_value *values, int count,
                          struct text *rendered, struct err *err) MUST_CHECK;
/* What of it is SQL: without a byte order mark, and with #!jinja as a comment. */
struct text file_template_sql(struct arena *arena, struct text file);

#endif
