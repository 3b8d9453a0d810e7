/* result_form.c: the form in which a session's driver reads results. */
#include "wire/result_form.h"

#include "protocol/result_settings.h"
#include "protocol/sql_api_form.h"
#include "wire/client_version.h"

/* What drivers are, by the name in their User-Agent or CLIENT_APP_ID; those that are not here read
 * JSON, and everything in it. */
static const struct driver_row {
  const char *name;
  const char *format; /* The parameter that chooses between JSON and Arrow. */
  int
    decfloat_since[3]; /* The first version that reads DECFLOAT ("Numeric data types"). */
  int file_since
    [3]; /* One that knows the name of FILE: Python 3 takes others for numbers. */
} drivers[] = {
  { "PythonConnector",
    "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT",
    { 3, 14, 1 },
    { 4, 0, 0 } },
  { "Go", "GO_QUERY_RESULT_FORMAT", { 1, 17, 0 }, { 0 } },
  { "JDBC", "JDBC_QUERY_RESULT_FORMAT", { 3, 27, 0 }, { 0 } },
  { "ODBC", "ODBC_QUERY_RESULT_FORMAT", { 3, 12, 0 }, { 0 } },
  { "C API", "C_API_QUERY_RESULT_FORMAT", { 0, 0, 0 }, { 0 } },
};

static const struct driver_row *driver_of(const struct session *session)
{
  for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
    if (text_is(session->driver, drivers[i].name) ||
        text_is(session->client_app, drivers[i].name))
      return &drivers[i];
  return NULL;
}

bool result_is_arrow(const struct session *session, const struct outcome *outcome)
{
  const struct driver_row *driver;

  if (outcome->type_id != TYPE_ID_SELECT)
    return false;
  driver = driver_of(session);
  return driver && !text_is_nocase(params_get(session->params, driver->format), "JSON");
}

/* Older drivers are given text. */
static bool reads_decfloat(const struct session *session)
{
  const struct driver_row *driver = driver_of(session);
  bool is_own = driver && !text_is(session->driver, driver->name);

  return !driver || client_version_is_from(is_own ? session->client_version
                                                  : session->driver_version,
                                           driver->decfloat_since);
}

static bool knows_file(const struct session *session)
{
  const struct driver_row *driver = driver_of(session);

  return !driver || client_version_is_from(session->client_version, driver->file_since);
}

static enum geo_format geo_format(const struct params *params, struct type type)
{
  return geo_format_of(params_get(params, type.kind == TYPE_GEOMETRY
                                            ? "GEOMETRY_OUTPUT_FORMAT"
                                            : "GEOGRAPHY_OUTPUT_FORMAT"));
}

/* As `shown` says of them all. */
static struct rowtype_column *make_columns(struct arena *arena,
                                           const struct params *params,
                                           struct rowtype_column shown,
                                           const struct outcome *outcome)
{
  struct rowtype_column *columns = ARENA_ARRAY(arena, (size_t)outcome->column_count,
                                               struct rowtype_column);

  shown.geo_format = GEO_FORMAT_GEOJSON;
  shown.json_indent = (int)params_number(params, "JSON_INDENT");
  shown.json_strict = params_is_true(params, "STRICT_JSON_OUTPUT");
  for (int i = 0; i < outcome->column_count; i++) {
    const struct outcome_column *from = &outcome->columns[i];

    columns[i] = shown;
    columns[i].name = from->name;
    columns[i].type = from->type;
    columns[i].nullable = from->nullable;
    columns[i].database = from->database;
    columns[i].schema = from->schema;
    columns[i].table = from->table;
    if (type_is_geo(from->type))
      columns[i].geo_format = geo_format(params, from->type);
  }
  return columns;
}

struct rowtype_column *result_columns(struct arena *arena, const struct session *session,
                                      const struct outcome *outcome)
{
  struct rowtype_column shown = { .decfloat_text = !reads_decfloat(session),
                                  .file_object = !knows_file(session) };

  return make_columns(arena, session->params, shown, outcome);
}

struct rowtype_column *display_columns(struct arena *arena, const struct params *params,
                                       const struct outcome *outcome)
{
  struct rowtype_column shown = { .jsonv2 = display_form(arena, params) };

  return make_columns(arena, params, shown, outcome);
}

bool result_read_settings(const struct kept_result *kept, struct params *params,
                          bool *null_text, struct err *err)
{
  const struct kept_info *info = kept_result_info(kept);

  *null_text = false;
  return !info->settings.len || result_settings_read(info->settings, params, null_text) ||
         err_set(err, ERR_NO_RESULT, "The settings of result " TEXT_FMT " are damaged.",
                 TEXT_ARG(info->query_id));
}

struct rowtype_column *display_columns_again(struct arena *arena,
                                             const struct kept_result *kept,
                                             struct err *err)
{
  struct outcome outcome = outcome_again(arena, kept);
  struct params *params = params_new();
  struct rowtype_column *columns = NULL;
  bool null_text;

  if (result_read_settings(kept, params, &null_text, err))
    columns = display_columns(arena, params, &outcome);
  params_free(params);
  return columns;
}

struct text result_form(struct arena *arena, const struct rowtype_column *columns,
                        int count, bool is_arrow)
{
  struct rowtype_column shown = { 0 };
  int geography = -1, geometry = -1;

  for (int i = 0; i < count; i++) {
    shown = columns[i];
    if (columns[i].type.kind == TYPE_GEOGRAPHY)
      geography = (int)columns[i].geo_format;
    if (columns[i].type.kind == TYPE_GEOMETRY)
      geometry = (int)columns[i].geo_format;
  }
  return arena_printf(arena, "%s %d %d %d %d %d",
                      is_arrow       ? "arrow"
                      : shown.jsonv2 ? "jsonv2"
                                     : "json",
                      geography, geometry, shown.json_indent, shown.json_strict,
                      shown.decfloat_text);
}
