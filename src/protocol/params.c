/* params.c: parameters: the table, and values of one session, account or user. */
#include "protocol/params.h"

#include <stdlib.h>
#include <string.h>

#include "data/zone.h"
#include "protocol/service_switch.h"

#define FORMATS "JSON|ARROW|ARROW_FORCE"
#define SHAPES "GeoJSON|WKT|WKB|EWKT|EWKB"
#define LEVELS "OFF|FATAL|ERROR|WARN|INFO|DEBUG|TRACE"
#define INT_MAX_32 2147483647

/* Ranges and defaults: docs.snowflake.com/en/sql-reference/parameters; the CLIENT_* and driver
 * rows without a page there: what the service sends to its clients. One default differs: results
 * are JSON. */
/* clang-format off */
static const struct param_row rows[] = {
#define TRUTH(name, value, sent, doc) { name, PARAM_BOOLEAN, value, sent, 0, 1, NULL, doc }
#define COUNT(name, value, sent, low, high, doc) \
  { name, PARAM_NUMBER, value, sent, low, high, NULL, doc }
#define WORDS(name, value, sent, choices, doc) \
  { name, PARAM_STRING, value, sent, 0, 0, choices, doc }
#define ADMIN(name, value, doc) { name, PARAM_BOOLEAN, value, false, 0, 1, NULL, doc, true }
  TRUTH("ABORT_DETACHED_QUERY", "false", false,
        "If true, Snowflake will automatically abort queries when it detects that the client "
        "has disappeared."),
  ADMIN("ALLOW_CLIENT_MFA_CACHING", "false",
        "Whether clients may keep an MFA token, in place of a passcode at each login"),
  ADMIN("ALLOW_ID_TOKEN", "false",
        "Whether clients may keep an ID token, in place of a browser at each login"),
  TRUTH("AUTOCOMMIT", "true", true,
        "The autocommit property determines whether is statement should to be implicitly "
        "wrapped within a transaction or not."),
  WORDS("BINARY_INPUT_FORMAT", "HEX", false, "HEX|BASE64|UTF8|UTF-8", "input format for binary"),
  WORDS("BINARY_OUTPUT_FORMAT", "HEX", true, "HEX|BASE64", "display format for binary"),
  TRUTH("CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS", "false", false,
        "Enable info-level logging for prepared statement parameters"),
  TRUTH("CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ", "true", true,
        "Whether clients show TIMESTAMP_NTZ in their own time zone"),
  COUNT("CLIENT_MEMORY_LIMIT", "1536", true, 100, INT_MAX_32,
        "Limit the amount of memory used by the client (in MB)"),
  TRUTH("CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX", "false", true,
        "Whether metadata requests of clients use the current database and schema"),
  TRUTH("CLIENT_METADATA_USE_SESSION_DATABASE", "false", true,
        "Whether metadata requests of clients use the session's database"),
  COUNT("CLIENT_PREFETCH_THREADS", "4", true, 1, 10,
        "Customer-facing parameter to control threads count for result download"),
  TRUTH("CLIENT_REQUEST_MFA_TOKEN", "false", true, "Whether clients may keep an MFA token"),
  COUNT("CLIENT_RESULT_CHUNK_SIZE", "160", true, 16, 160,
        "Set the max result chunk size in MB on the client side"),
  TRUTH("CLIENT_RESULT_COLUMN_CASE_INSENSITIVE", "false", true,
        "Column name search is case insensitive in clients"),
  TRUTH("CLIENT_SESSION_KEEP_ALIVE", "false", true,
        "If true, client session will not expire automatically"),
  COUNT("CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", "3600", true, 900, 3600,
        "Heartbeat frequency for client session (seconds)"),
  COUNT("CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", "65280", true, 0, INT_MAX_32,
        "Number of bound values from which clients send arrays through a stage"),
  TRUTH("CLIENT_STORE_TEMPORARY_CREDENTIAL", "false", true,
        "Whether clients may keep an ID token"),
  TRUTH("CLIENT_TELEMETRY_ENABLED", "false", true, "Whether clients send telemetry"),
  WORDS("CLIENT_TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_LTZ", true, "TIMESTAMP_LTZ|TIMESTAMP_NTZ",
        "If a timestamp is bound by a client, the type it has"),
  WORDS("C_API_QUERY_RESULT_FORMAT", "JSON", false, FORMATS, "Format of results for the C API"),
  WORDS("DATE_INPUT_FORMAT", "AUTO", false, NULL, "input format for date"),
  WORDS("DATE_OUTPUT_FORMAT", "YYYY-MM-DD", true, NULL, "display format for date"),
  WORDS("DEFAULT_NULL_ORDERING", "LAST", false, "FIRST|LAST",
        "Default ordering of NULL values in a result set"),
  TRUTH("ENABLE_STAGE_S3_PRIVATELINK_FOR_US_EAST_1", "false", true,
        "Whether stages in S3 are reached by a private link"),
  TRUTH("ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION", "true", false,
        "Enable physical type optimization in Snowflake for unloaded Parquet files"),
  TRUTH("ERROR_ON_NONDETERMINISTIC_MERGE", "true", false,
        "raise an error when attempting to merge-update a row that joins many rows"),
  TRUTH("ERROR_ON_NONDETERMINISTIC_UPDATE", "false", false,
        "raise an error when attempting to update a row that joins many rows"),
  WORDS("GEOGRAPHY_OUTPUT_FORMAT", "GeoJSON", true, SHAPES,
        "GEOGRAPHY display format: GeoJSON, WKT, or WKB(case-insensitive)"),
  WORDS("GEOMETRY_OUTPUT_FORMAT", "GeoJSON", true, SHAPES,
        "GEOMETRY display format: GeoJSON, WKT, or WKB(case-insensitive)"),
  WORDS("GO_QUERY_RESULT_FORMAT", "ARROW", false, FORMATS, "Format of results for Go"),
  COUNT("HYBRID_TABLE_LOCK_TIMEOUT", "3600", false, 0, INT_MAX_32,
        "Number of seconds to wait for a lock on a hybrid table's row"),
  TRUTH("JDBC_FORMAT_DATE_WITH_TIMEZONE", "true", true,
        "When true, ResultSet#getDate(int columnIndex, Calendar cal) and getDate(String "
        "columnName, Calendar cal) will format the date using the Calendar's output."),
  WORDS("JDBC_QUERY_RESULT_FORMAT", "JSON", false, FORMATS, "Format of results for JDBC"),
  TRUTH("JDBC_RS_COLUMN_CASE_INSENSITIVE", "false", true,
        "Column name search is case insensitive in JDBC"),
  TRUTH("JDBC_TREAT_DECIMAL_AS_INT", "true", true, "When scale is 0, treat Decimal as Int"),
  TRUTH("JDBC_TREAT_TIMESTAMP_NTZ_AS_UTC", "false", true,
        "When true, Timestamp_NTZ values are always stored in UTC timezone"),
  TRUTH("JDBC_USE_SESSION_TIMEZONE", "true", true,
        "When true, JDBC driver will not display timezone offset between JVM and session."),
  COUNT("JSON_INDENT", "2", false, 0, 16,
        "Width of indentation in JSON output (0 for compact)"),
  TRUTH("JS_TREAT_INTEGER_AS_BIGINT", "false", true,
        "If true, the nodejs client will convert all integer columns to bigint type"),
  COUNT("LOCK_TIMEOUT", "43200", false, 0, INT_MAX_32,
        "Number of seconds to wait while trying to lock a resource, before timing out and "
        "aborting the statement. A value of 0 turns off lock waiting."),
  WORDS("LOG_LEVEL", "OFF", false, LEVELS, "LOG_LEVEL to use when filtering events"),
  COUNT("MULTI_STATEMENT_COUNT", "1", false, 0, INT_MAX_32,
        "Number of statement included in submitted query text. This parameter is submitted by "
        "user to avoid sql injection. Value 1 means one statement, value > 1 means N statement "
        "can be executed, if not equal to the value will raise the exception. Value 0 means any "
        "number of statement can be executed"),
  TRUTH("NOORDER_SEQUENCE_AS_DEFAULT", "true", false,
        "Whether sequences and autoincrement columns are made with NOORDER when nothing is said"),
  WORDS("ODBC_QUERY_RESULT_FORMAT", "JSON", false, FORMATS, "Format of results for ODBC"),
  TRUTH("ODBC_TREAT_DECIMAL_AS_INT", "false", false, "When scale is 0, treat Decimal as Int"),
  WORDS("PYTHON_CONNECTOR_QUERY_RESULT_FORMAT", "ARROW", false, FORMATS,
        "Format of results for the Python connector"),
  COUNT("QUERY_CONTEXT_CACHE_SIZE", "5", true, 0, 100,
        "Entries that clients keep of the query context"),
  WORDS("QUERY_TAG", "", false, NULL,
        "String (up to 2000 characters) used to tag statements executed by the session"),
  TRUTH("QUOTED_IDENTIFIERS_IGNORE_CASE", "false", false,
        "If true, the case of quoted identifiers is ignored"),
  COUNT("ROWS_PER_RESULTSET", "0", false, 0, INT_MAX_32, "maximum number of rows in a result set"),
  WORDS("S3_STAGE_VPCE_DNS_NAME", "", false, NULL,
        "DNS name of an Amazon S3 interface endpoint, for stages"),
  WORDS("SEARCH_PATH", "$current, $public", false, NULL, "Search path for unqualified objects"),
  WORDS("SERVICE_NAME", "", true, NULL, "The service that a client names in its requests"),
  WORDS("SIMULATED_DATA_SHARING_CONSUMER", "", false, NULL,
        "Data sharing views will return rows as if executed in the specified consumer account."),
  COUNT("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "0", false, 0, INT_MAX_32,
        "Timeout in seconds for queued statements: statements will automatically be canceled if "
        "they are queued on a warehouse for longer than this amount of time; disabled if set to "
        "zero."),
  COUNT("STATEMENT_TIMEOUT_IN_SECONDS", "172800", false, 0, 604800,
        "Timeout in seconds for statements: statements are automatically canceled if they run "
        "for longer; if set to zero, max value (604800) is enforced."),
  TRUTH("STRICT_JSON_OUTPUT", "false", false, "JSON output is strictly compliant to the specification"),
  TRUTH("TIMESTAMP_DAY_IS_ALWAYS_24H", "false", false,
        "If set, arithmetic on days always uses 24 hours per day, possibly not preserving the "
        "time (due to DST changes)"),
  WORDS("TIMESTAMP_INPUT_FORMAT", "AUTO", false, NULL, "input format for timestamp"),
  WORDS("TIMESTAMP_LTZ_OUTPUT_FORMAT", "", true, NULL,
        "Display format for TIMESTAMP_LTZ values. If empty, TIMESTAMP_OUTPUT_FORMAT is used."),
  WORDS("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3", true, NULL,
        "Display format for TIMESTAMP_NTZ values. If empty, TIMESTAMP_OUTPUT_FORMAT is used."),
  WORDS("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM", true, NULL,
        "Default display format for all timestamp types."),
  WORDS("TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_NTZ", false,
        "TIMESTAMP_LTZ|TIMESTAMP_NTZ|TIMESTAMP_TZ",
        "If TIMESTAMP type is used, what specific TIMESTAMP* type it should map to"),
  WORDS("TIMESTAMP_TZ_OUTPUT_FORMAT", "", true, NULL,
        "Display format for TIMESTAMP_TZ values. If empty, TIMESTAMP_OUTPUT_FORMAT is used."),
  WORDS("TIMEZONE", "America/Los_Angeles", true, NULL, "time zone"),
  WORDS("TIME_INPUT_FORMAT", "AUTO", false, NULL, "input format for time"),
  WORDS("TIME_OUTPUT_FORMAT", "HH24:MI:SS", true, NULL, "display format for time"),
  WORDS("TRACE_LEVEL", "OFF", false, "ALWAYS|ON_EVENT|PROPAGATE|OFF",
        "Trace level value to use when generating or filtering trace events"),
  TRUTH("TRANSACTION_ABORT_ON_ERROR", "false", false,
        "If this parameter is true, and a statement issued within a non-autocommit transaction "
        "returns with an error, then the non-autocommit transaction is aborted."),
  WORDS("TRANSACTION_DEFAULT_ISOLATION_LEVEL", "READ COMMITTED", false, "READ COMMITTED",
        "The default isolation level when starting a transaction, when no isolation level was "
        "specified"),
  COUNT("TWO_DIGIT_CENTURY_START", "1970", false, 1900, 2100,
        "For 2-digit dates, defines a century-start year."),
  WORDS("UNSUPPORTED_DDL_ACTION", "ignore", false, "ignore|fail",
        "The action to take upon encountering an unsupported ddl statement"),
  TRUTH("USE_CACHED_RESULT", "true", false,
        "If enabled, query results can be reused between successive invocations of the same "
        "query as long as the original result has not expired"),
  COUNT("WEEK_OF_YEAR_POLICY", "0", false, 0, 1,
        "Defines the policy of assigning weeks to years: 0: the week needs to have 4 days in a "
        "given year; 1: a week with January 1st always belongs to a given year."),
  COUNT("WEEK_START", "0", false, 0, 7,
        "Defines the first day of the week: 0: legacy Snowflake behavior; 1: Monday .. 7: "
        "Sunday."),
#undef TRUTH
#undef COUNT
#undef WORDS
#undef ADMIN
};
/* clang-format on */

#define ROW_COUNT ((int)(sizeof rows / sizeof rows[0]))

struct params {
  char *values[ROW_COUNT];            /* NULL: what is inherited ... */
  char *inherited[ROW_COUNT];         /* ... and NULL there: the row's default. */
  enum param_level levels[ROW_COUNT]; /* Of what is inherited. */
  bool was_set[ROW_COUNT];            /* Ever, also when it was unset since. */
  struct buf *memo;
};

struct params *params_new(void)
{
  struct params *params = calloc(1, sizeof *params);
  struct buf *memo = malloc(sizeof *memo);

  if (!params || !memo)
    abort();
  buf_init(memo);
  params->memo = memo;
  return params;
}

void params_free(struct params *params)
{
  if (!params)
    return;
  for (int i = 0; i < ROW_COUNT; i++) {
    free(params->values[i]);
    free(params->inherited[i]);
  }
  buf_clear(params->memo);
  free(params->memo);
  free(params);
}

/* The table is sorted by bytes, so the name is put into its case first: without case, `_` would
 * stand elsewhere among the letters. */
const struct param_row *param_find(struct text name)
{
  char upper[64];
  int low = 0, high = ROW_COUNT;

  if (name.len > sizeof upper)
    return NULL;
  for (size_t i = 0; i < name.len; i++)
    upper[i] = name.at[i] >= 'a' && name.at[i] <= 'z' ? (char)(name.at[i] - 32)
                                                      : name.at[i];
  while (low < high) {
    int middle = (low + high) / 2;
    int order = text_compare(text_of(rows[middle].name), text_from(upper, name.len));

    if (order == 0)
      return &rows[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

const struct param_row *param_at(int index)
{
  return index >= 0 && index < ROW_COUNT ? &rows[index] : NULL;
}

struct text params_value(const struct params *params, const struct param_row *row)
{
  const char *value = params->values[row - rows];
  const char *inherited = params->inherited[row - rows];

  return text_of(value ? value : inherited ? inherited : row->value);
}

struct text params_get(const struct params *params, const char *name)
{
  const struct param_row *row = param_find(text_of(name));

  return row ? params_value(params, row) : (struct text){ NULL, 0 };
}

bool params_is_true(const struct params *params, const char *name)
{
  return text_is(params_get(params, name), "true");
}

int64_t params_number(const struct params *params, const char *name)
{
  int64_t value = 0;

  return text_to_int64(params_get(params, name), &value) ? value : 0;
}

enum param_level params_level(const struct params *params, const char *name)
{
  const struct param_row *row = param_find(text_of(name));

  if (!row)
    return PARAM_LEVEL_DEFAULT;
  return params->values[row - rows] ? PARAM_LEVEL_SESSION : params->levels[row - rows];
}

bool params_was_set(const struct params *params, const struct param_row *row)
{
  return params->was_set[row - rows];
}

struct buf *params_memo(const struct params *params)
{
  return params->memo;
}

static bool invalid_value(const struct param_row *row, struct text value, struct err *err)
{
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid value [" TEXT_FMT
                 "] for parameter '%s'",
                 TEXT_ARG(value), row->name);
}

/* The choice as the table writes it, or the empty text. */
static struct text find_choice(const char *choices, struct text value)
{
  struct text rest = text_of(choices);

  while (rest.len) {
    size_t end = text_find(rest, '|');
    struct text choice = text_slice(rest, 0, end);

    if (text_equal_nocase(choice, value))
      return choice;
    rest = text_slice(rest, end + 1, rest.len);
  }
  return TEXT("");
}

static bool check_truth(const struct param_row *row, struct text *value, struct err *err)
{
  if (text_is_nocase(*value, "true") || text_is(*value, "1"))
    *value = TEXT("true");
  else if (text_is_nocase(*value, "false") || text_is(*value, "0"))
    *value = TEXT("false");
  else
    return invalid_value(row, *value, err);
  return true;
}

static bool check_words(const struct param_row *row, struct text *value, struct err *err)
{
  struct text choice;

  if (strcmp(row->name, "TIMEZONE") == 0)
    return zone_find(*value) || invalid_value(row, *value, err);
  if (!row->choices)
    return value->len <= 4096 || invalid_value(row, text_slice(*value, 0, 100), err);
  choice = find_choice(row->choices, *value);
  if (!choice.len)
    return invalid_value(row, *value, err);
  *value = choice;
  return true;
}

static bool check(const struct param_row *row, struct text *value, struct err *err)
{
  int64_t number;

  switch (row->type) {
  case PARAM_BOOLEAN: return check_truth(row, value, err);
  case PARAM_STRING: return check_words(row, value, err);
  case PARAM_NUMBER:
    if (!text_to_int64(*value, &number) || number < row->low || number > row->high)
      return invalid_value(row, *value, err);
    return true;
  }
  return false;
}

static bool unknown(struct text name, const char *of, struct err *err)
{
  return err_set(err, ERR_INVALID_PROPERTY,
                 "SQL compilation error:\ninvalid property '" TEXT_FMT "' for '%s'",
                 TEXT_ARG(name), of);
}

/* NULL for what a session has not. */
static const struct param_row *find_session(struct text name, struct err *err)
{
  const struct param_row *row = param_find(name);

  if (row && !row->is_account)
    return row;
  unknown(name, "SESSION", err);
  return NULL;
}

static const struct param_row *find_account(struct text name, struct err *err)
{
  const struct param_row *row = param_find(name);

  if (!row)
    unknown(name, "ACCOUNT", err);
  return row;
}

static char *copy(struct text value)
{
  char *text = strndup(value.len ? value.at : "", value.len);

  if (!text)
    abort();
  return text;
}

static bool set(struct params *params, const struct param_row *row, struct text value,
                struct err *err)
{
  if (!row || !check(row, &value, err))
    return false;
  buf_reset(params->memo);
  params->was_set[row - rows] = true;
  free(params->values[row - rows]);
  params->values[row - rows] = copy(value);
  return true;
}

static bool unset(struct params *params, const struct param_row *row)
{
  if (!row)
    return false;
  buf_reset(params->memo);
  free(params->values[row - rows]);
  params->values[row - rows] = NULL;
  return true;
}

bool params_set(struct params *params, struct text name, struct text value,
                struct err *err)
{
  if (service_switch_is_one(name))
    return service_switch_set(name, value, err);
  return set(params, find_session(name, err), value, err);
}

bool params_unset(struct params *params, struct text name, struct err *err)
{
  return service_switch_is_one(name) || unset(params, find_session(name, err));
}

bool params_set_account(struct params *params, struct text name, struct text value,
                        struct err *err)
{
  return set(params, find_account(name, err), value, err);
}

bool params_unset_account(struct params *params, struct text name, struct err *err)
{
  return unset(params, find_account(name, err));
}

void params_inherit(struct params *params, const struct params *from,
                    enum param_level level)
{
  buf_reset(params->memo);
  for (int i = 0; i < ROW_COUNT; i++) {
    if (!from->values[i] || rows[i].is_account)
      continue;
    free(params->inherited[i]);
    params->inherited[i] = copy(text_of(from->values[i]));
    params->levels[i] = level;
    params->was_set[i] = true;
  }
}
