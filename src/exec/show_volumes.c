/* show_volumes.c: SHOW EXTERNAL VOLUMES. */
#include "exec/show_rows.h"

void show_volumes(struct show_scope *scope)
{
  int count;
  struct volume **all = catalog_volumes(scope->ddl.catalog, scope->ddl.arena, &count);

  for (int i = 0; i < count; i++) {
    if (!show_lets_pass(scope, all[i]->object.name))
      continue;
    sheet_text(&scope->sheet, all[i]->object.name);
    sheet_bool(&scope->sheet, all[i]->allow_writes);
    sheet_said(&scope->sheet, all[i]->object.comment);
  }
}
