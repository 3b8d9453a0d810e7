/* show_formats.c: SHOW FILE FORMATS. */
#include "data/file_format.h"
#include "exec/show_rows.h"

static void format_row(struct show_scope *scope, const struct listed *listed,
                       const struct file_format *format)
{
  const struct named_format *named = listed->object;
  struct sheet *sheet = &scope->sheet;

  sheet_time(sheet, named->object.created_ms);
  sheet_text(sheet, named->object.name);
  sheet_text(sheet, listed->database->object.name);
  sheet_text(sheet, listed->schema->object.name);
  sheet_string(sheet, format_type_name(format->type));
  sheet_said(sheet, named->object.owner);
  sheet_said(sheet, named->object.comment);
  sheet_text(sheet, named->options);
  sheet_string(sheet, "ROLE");
}

bool show_formats(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  if (!show_named_formats(scope, &list, err))
    return false;
  for (int i = 0; i < list.count; i++) {
    const struct listed *listed = list.at[i];
    struct file_format format;

    if (!file_format_read(&format, scope->ddl.arena,
                          ((const struct named_format *)listed->object)->options, err))
      return false;
    format_row(scope, listed, &format);
  }
  return true;
}
