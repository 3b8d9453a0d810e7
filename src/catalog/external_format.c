/* external_format.c: the file format of an external table, as SHOW and INFORMATION_SCHEMA name it. */
#include "catalog/external_format.h"

#include "data/json.h"

void external_format_words(struct arena *arena, const struct table *table,
                           struct text *name, struct text *type)
{
  struct err wrong = { 0 };
  const struct json *json = table->location_form.len
                              ? json_parse(arena, table->location_form, &wrong)
                              : NULL;

  *name = json_as_text(json_member(json, "FORMAT_NAME"));
  *type = json_as_text(json_member(json, "TYPE"));
}
