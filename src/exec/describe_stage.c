/* describe_stage.c: DESCRIBE STAGE, and DESCRIBE TABLE ... TYPE = STAGE: a stage's properties as rows.
 * (docs.snowflake.com/en/sql-reference/sql/desc-stage) */
#include "data/json.h"
#include "exec/ddl_format.h"
#include "exec/ddl_stage.h"

#define V "VARCHAR"

static const struct outcome_spec columns[] = {
  { "parent_property", V }, { "property", V },         { "property_type", V },
  { "property_value", V },  { "property_default", V },
};

static const struct {
  const char *property, *type, *otherwise;
} copy_options[] = {
  { "ON_ERROR", "String", "ABORT_STATEMENT" },
  { "SIZE_LIMIT", "Long", "" },
  { "PURGE", "Boolean", "false" },
  { "RETURN_FAILED_ONLY", "Boolean", "false" },
  { "ENFORCE_LENGTH", "Boolean", "true" },
  { "TRUNCATECOLUMNS", "Boolean", "false" },
  { "FORCE", "Boolean", "false" },
};

/* A stage's description, as far as it is shown, copied from under the lock. */
struct shown {
  struct text url, integration, file_format, copy_options;
  bool directory, auto_refresh;
  int64_t refreshed_ms;
};

static bool read_stage(struct ddl *ddl, const struct name *name, struct shown *shown,
                       struct err *err)
{
  const struct stage *stage;
  struct path path;

  if (!ddl_path(ddl, name, KIND_STAGE, &path, err))
    return false;
  catalog_read(ddl->catalog);
  stage = (const struct stage *)ddl_find(ddl, KIND_STAGE, path, err);
  if (stage)
    *shown = (struct shown){ arena_text(ddl->arena, stage->url),
                             arena_text(ddl->arena, stage->storage_integration),
                             arena_text(ddl->arena, stage->file_format),
                             arena_text(ddl->arena, stage->copy_options),
                             stage->directory,
                             stage->auto_refresh,
                             stage->refreshed_ms };
  catalog_read_end(ddl->catalog);
  return stage != NULL;
}

static void row(struct sheet *sheet, const char *parent, const char *property,
                const char *type, struct text value, const char *otherwise)
{
  sheet_string(sheet, parent);
  sheet_string(sheet, property);
  sheet_string(sheet, type);
  sheet_said(sheet, value);
  sheet_said(sheet, text_of(otherwise));
}

static bool format_part(struct ddl *ddl, struct sheet *sheet, const struct shown *shown,
                        struct err *err)
{
  const struct json *json = shown->file_format.len
                              ? json_parse(ddl->arena, shown->file_format, err)
                              : NULL;
  struct text named = json_as_text(json_member(json, "FORMAT_NAME"));
  struct file_format format;
  bool ok = true;

  if (shown->file_format.len && !json)
    return false;
  if (named.at) {
    row(sheet, "STAGE_FILE_FORMAT", "FORMAT_NAME", "String", named, "");
  } else {
    file_format_init(&format, FORMAT_CSV);
    ok = !json || file_format_read(&format, ddl->arena, shown->file_format, err);
    if (ok)
      format_rows(sheet, "STAGE_FILE_FORMAT", &format);
  }
  return ok;
}

static bool copy_part(struct ddl *ddl, struct sheet *sheet, const struct shown *shown,
                      struct err *err)
{
  const struct json *json = shown->copy_options.len
                              ? json_parse(ddl->arena, shown->copy_options, err)
                              : NULL;

  if (shown->copy_options.len && !json)
    return false;
  for (size_t i = 0; i < sizeof copy_options / sizeof *copy_options; i++) {
    struct text said = json_as_text(json_member(json, copy_options[i].property));

    row(sheet, "STAGE_COPY_OPTIONS", copy_options[i].property, copy_options[i].type,
        said.at ? said : text_of(copy_options[i].otherwise), copy_options[i].otherwise);
  }
  return true;
}

static void place_part(struct ddl *ddl, struct sheet *sheet, const struct shown *shown)
{
  struct text url = shown->url.len ? arena_printf(ddl->arena, "[\"" TEXT_FMT "\"]",
                                                  TEXT_ARG(shown->url))
                                   : TEXT("");

  row(sheet, "STAGE_LOCATION", "URL", "String", url, "");
  if (shown->url.len)
    row(sheet, "STAGE_INTEGRATION", "STORAGE_INTEGRATION", "String", shown->integration,
        "");
  row(sheet, "DIRECTORY", "ENABLE", "Boolean",
      shown->directory ? TEXT("true") : TEXT("false"), "false");
  if (shown->directory)
    row(sheet, "DIRECTORY", "AUTO_REFRESH", "Boolean",
        shown->auto_refresh ? TEXT("true") : TEXT("false"), "false");
}

bool describe_stage(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                    struct err *err)
{
  struct shown shown;
  struct sheet sheet;

  if (!read_stage(ddl, name, &shown, err) ||
      !outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, columns,
                     (int)(sizeof columns / sizeof *columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  if (!format_part(ddl, &sheet, &shown, err) || !copy_part(ddl, &sheet, &shown, err))
    return false;
  place_part(ddl, &sheet, &shown);
  return true;
}

/* The stage's own format where the table says none. */
static void read_external(struct ddl *ddl, const struct table *table, struct shown *shown)
{
  const struct stage *stage = NULL;
  struct stage_name name;
  struct path path;
  struct err err;

  err_clear(&err);
  *shown = (struct shown){ .file_format = arena_text(ddl->arena, table->location_form) };
  if (stage_name_read(ddl->arena, table->location, &name, &err)) {
    path = (struct path){ name.database, name.schema, name.name };
    stage = (const struct stage *)ddl_find(ddl, KIND_STAGE, path, &err);
  }
  if (stage && !shown->file_format.len)
    shown->file_format = arena_text(ddl->arena, stage->file_format);
  if (stage && stage->url.len)
    shown->url = arena_printf(ddl->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(stage->url),
                              TEXT_ARG(name.path));
}

bool describe_external_stage(struct ddl *ddl, const struct table *table,
                             struct outcome *outcome, struct err *err)
{
  struct shown shown;
  struct sheet sheet;

  read_external(ddl, table, &shown);
  if (!outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, columns,
                     (int)(sizeof columns / sizeof *columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  if (!format_part(ddl, &sheet, &shown, err) || !copy_part(ddl, &sheet, &shown, err))
    return false;
  row(&sheet, "STAGE_LOCATION", "URL", "String",
      shown.url.len ? arena_printf(ddl->arena, "[\"" TEXT_FMT "\"]", TEXT_ARG(shown.url))
                    : TEXT(""),
      "");
  return true;
}

bool describe_table_stage(struct ddl *ddl, const struct table *table,
                          struct outcome *outcome, struct err *err)
{
  struct shown shown = { .file_format = table->stage_file_format,
                         .copy_options = table->stage_copy_options };
  struct sheet sheet;

  if (!outcome_table(ddl->arena, outcome, TYPE_ID_DESCRIBE, columns,
                     (int)(sizeof columns / sizeof *columns), err))
    return false;
  sheet = (struct sheet){ outcome->rows, 0 };
  return format_part(ddl, &sheet, &shown, err) && copy_part(ddl, &sheet, &shown, err);
}
