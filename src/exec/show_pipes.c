/* show_pipes.c: SHOW PIPES and DESCRIBE PIPE.
 * (docs.snowflake.com/en/sql-reference/sql/show-pipes, .../desc-pipe) */
#include "exec/show_pipes.h"

#include "exec/show_kinds.h"
#include "exec/show_rows.h"

static void pipe_row(struct sheet *sheet, struct text database, struct text schema,
                     const struct pipe *pipe)
{
  sheet_time(sheet, pipe->object.created_ms);
  sheet_text(sheet, pipe->object.name);
  sheet_text(sheet, database);
  sheet_text(sheet, schema);
  sheet_text(sheet, pipe->copy);
  sheet_said(sheet, pipe->object.owner);
  sheet_null(sheet, 1);
  sheet_said(sheet, pipe->object.comment);
  sheet_null(sheet, 1);
  sheet_text(sheet, pipe->pattern);
  sheet_text(sheet, pipe->error_integration);
  sheet_string(sheet, "ROLE");
  sheet_null(sheet, 1);
  sheet_string(sheet, "COPY");
}

bool show_pipes(struct show_scope *scope, struct err *err)
{
  struct list list = { 0 };

  if (!show_named_pipes(scope, &list, err))
    return false;
  for (int i = 0; i < list.count; i++) {
    const struct listed *listed = list.at[i];

    pipe_row(&scope->sheet, listed->database->object.name, listed->schema->object.name,
             listed->object);
  }
  return true;
}

bool describe_pipe(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                   struct err *err)
{
  const struct show_row *row = show_kind_find(TEXT("PIPES"));
  const struct pipe *pipe;
  struct sheet sheet;
  struct path path;
  bool ok;

  if (!ddl_path(ddl, name, KIND_PIPE, &path, err))
    return false;
  catalog_read(ddl->catalog);
  pipe = (const struct pipe *)ddl_find(ddl, KIND_PIPE, path, err);
  ok = pipe && outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, row->columns,
                             row->count, err);
  if (ok) {
    sheet = (struct sheet){ outcome->rows, 0 };
    pipe_row(&sheet, path.database, path.schema, pipe);
  }
  catalog_read_end(ddl->catalog);
  return ok;
}
