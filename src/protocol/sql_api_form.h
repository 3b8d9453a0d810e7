/* sql_api_form.h: the forms in which the SQL API and the dashboard give values. */
#ifndef PROTOCOL_SQL_API_FORM_H
#define PROTOCOL_SQL_API_FORM_H

#include "protocol/params.h"
#include "protocol/rowtype.h"

/* By the output formats that were set: those that were not leave numbers.
 * (docs.snowflake.com/en/developer-guide/sql-api/handling-responses, Formatting the output) */
struct rowtype_jsonv2 *sql_api_form(struct arena *arena, const struct params *params,
                                    bool null_text);
/* The form in which people are shown values: by the output formats, set or not. */
struct rowtype_jsonv2 *display_form(struct arena *arena, const struct params *params);

#endif
