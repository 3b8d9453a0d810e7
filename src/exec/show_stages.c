/* show_stages.c: SHOW STAGES. */
#include "exec/show_rows.h"

/* docs.snowflake.com/en/sql-reference/sql/show-stages */
static void stage_row(struct show_scope *scope, const struct listed *listed)
{
  const struct stage *stage = listed->object;
  struct sheet *sheet = &scope->sheet;
  bool is_external = stage->url.len != 0;

  sheet_time(sheet, stage->object.created_ms);
  sheet_text(sheet, stage->object.name);
  sheet_text(sheet, listed->database->object.name);
  sheet_text(sheet, listed->schema->object.name);
  sheet_said(sheet, stage->url);
  sheet_flag(sheet, stage->credentials.len != 0);
  sheet_flag(sheet, false);
  sheet_said(sheet, stage->object.owner);
  sheet_said(sheet, stage->object.comment);
  sheet_null(sheet, 1);
  sheet_string(sheet, !is_external
                        ? stage->object.session_id ? "INTERNAL TEMPORARY" : "INTERNAL"
                      : stage->object.session_id ? "EXTERNAL TEMPORARY"
                                                 : "EXTERNAL");
  sheet_string(sheet, text_starts_with(stage->url, "s3") ? "AWS" : NULL);
  sheet_null(sheet, 1);
  sheet_text(sheet, stage->storage_integration.len ? stage->storage_integration
                                                   : (struct text){ 0 });
  sheet_text(sheet, stage->endpoint.len ? stage->endpoint : (struct text){ 0 });
  sheet_string(sheet, "ROLE");
  sheet_flag(sheet, stage->directory);
}

bool show_stages(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  if (!show_named_stages(scope, &list, err))
    return false;
  for (int i = 0; i < list.count; i++)
    stage_row(scope, list.at[i]);
  return true;
}
