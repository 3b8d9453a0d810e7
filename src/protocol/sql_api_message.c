/* sql_api_message.c: the bodies of requests to the SQL API and of its answers. */
#include "protocol/sql_api_message.h"

#include <stdio.h>

#include "base/id.h"
#include "data/json.h"
#include "data/member.h"

#define CODE_SUCCESS "090001"
#define STATE_SUCCESS "00000"
#define MAX_TIMEOUT_SECONDS 604800

/* clang-format off */
static const struct sql_api_parameter parameters[] = {
  { "binary_output_format",        "string",  "How BINARY values are written: HEX or BASE64." },
  { "client_result_chunk_size",    "integer", "The most megabytes of a partition." },
  { "date_output_format",          "string",  "How DATE values are written." },
  { "multi_statement_count",       "integer", "How many statements there are; 0: any number." },
  { "query_tag",                   "string",  "The tag of the statement in QUERY_HISTORY." },
  { "rows_per_resultset",          "integer", "The most rows of a result; 0: all." },
  { "time_output_format",          "string",  "How TIME values are written." },
  { "timestamp_ltz_output_format", "string",  "How TIMESTAMP_LTZ values are written." },
  { "timestamp_ntz_output_format", "string",  "How TIMESTAMP_NTZ values are written." },
  { "timestamp_output_format",     "string",  "How timestamps without a format of their own are written." },
  { "timestamp_tz_output_format",  "string",  "How TIMESTAMP_TZ values are written." },
  { "timezone",                    "string",  "The time zone of the statement." },
  { "use_cached_result",           "string",  "Whether the result of an earlier query may be given." },
};
/* clang-format on */

#define PARAMETER_COUNT ((int)(sizeof parameters / sizeof parameters[0]))

const struct sql_api_parameter *sql_api_parameter_at(int index)
{
  return index >= 0 && index < PARAMETER_COUNT ? &parameters[index] : NULL;
}

/* ---- requests ---- */

static bool is_parameter(struct text name)
{
  for (int i = 0; i < PARAMETER_COUNT; i++)
    if (text_is_nocase(name, parameters[i].name))
      return true;
  return false;
}

static bool wrong_type(const char *name, const char *type, struct err *err)
{
  return err_set(err, ERR_INVALID_PARAMETER,
                 "Invalid parameter. Cannot deserialize value of '%s': it must be %s.",
                 name, type);
}

static bool read_name(struct arena *arena, const struct json *root, const char *name,
                      struct text *value, struct err *err)
{
  const struct json *member = json_member(root, name);
  struct text text = json_as_text(member);

  *value = (struct text){ NULL, 0 };
  if (json_is_absent(member))
    return true;
  if (!text.at)
    return wrong_type(name, "a string", err);
  if (text.len)
    *value = arena_text(arena, text);
  return true;
}

static bool add_parameter(struct query_message *query, struct text name,
                          struct text value, struct err *err)
{
  if (!is_parameter(name))
    return err_set(err, ERR_INVALID_PARAMETER,
                   "Invalid parameter. The SQL API has no parameter '" TEXT_FMT "'.",
                   TEXT_ARG(name));
  if (!value.at)
    return err_set(err, ERR_INVALID_PARAMETER,
                   "Invalid parameter. Cannot deserialize value of '" TEXT_FMT
                   "': it must be a string, a number or a boolean.",
                   TEXT_ARG(name));
  query->params[query->param_count++] = (struct message_param){ name, value };
  return true;
}

static bool read_parameters(struct arena *arena, const struct json *object,
                            struct query_message *query, struct err *err)
{
  const struct json *value = NULL;
  struct text name;

  if (!json_is_absent(object) && !json_has_members(object))
    return wrong_type("parameters", "an object", err);
  query->params = ARENA_ARRAY(arena, json_count(object) + 1, struct message_param);
  while ((value = json_next_member(object, value, &name)) != NULL)
    if (!json_is_absent(value) && !add_parameter(query, arena_text(arena, name),
                                                 json_scalar_text(value, arena), err))
      return false;
  return true;
}

/* After the parameters: it is one, by another name. */
static bool read_timeout(struct arena *arena, const struct json *root,
                         struct query_message *query, struct err *err)
{
  const struct json *timeout = json_member(root, "timeout");
  int64_t seconds = json_as_int(timeout, -1);

  if (json_is_absent(timeout))
    return true;
  if (seconds < 0)
    return wrong_type("timeout", "a number of seconds", err);
  if (seconds > MAX_TIMEOUT_SECONDS)
    seconds = MAX_TIMEOUT_SECONDS;
  query->params[query->param_count++] = (struct message_param){
    TEXT("STATEMENT_TIMEOUT_IN_SECONDS"), arena_printf(arena, "%lld", (long long)seconds)
  };
  return true;
}

/* The one form of results that this version of the API has. */
static bool check_format(const struct json *root, struct err *err)
{
  const struct json *format = json_member(json_member(root, "resultSetMetaData"),
                                          "format");

  if (json_is_absent(format) || text_is(json_as_text(format), "jsonv2"))
    return true;
  return err_set(err, ERR_INVALID_PARAMETER,
                 "Invalid parameter. The format of results is 'jsonv2'.");
}

static bool no_payload(struct err *err)
{
  return err_set(err, ERR_NO_PAYLOAD,
                 "Incoming request does not contain a valid payload.");
}

static bool read_root(struct arena *arena, const struct json *root,
                      struct sql_api_request *request, struct err *err)
{
  const struct json *bindings = json_member(root, "bindings");
  struct query_message *query = &request->query;

  if (!json_has_members(root) || json_is_absent(json_member(root, "statement")))
    return no_payload(err);
  if (!json_as_text(json_member(root, "statement")).at)
    return wrong_type("statement", "a string", err);
  query->sql = arena_text(arena, json_as_text(json_member(root, "statement")));
  if (!json_is_absent(bindings) && !json_has_members(bindings))
    return wrong_type("bindings", "an object", err);
  return read_name(arena, root, "database", &request->database, err) &&
         read_name(arena, root, "schema", &request->schema, err) &&
         read_name(arena, root, "warehouse", &request->warehouse, err) &&
         read_name(arena, root, "role", &request->role, err) &&
         read_parameters(arena, json_member(root, "parameters"), query, err) &&
         read_timeout(arena, root, query, err) && check_format(root, err) &&
         message_read_binds(arena, bindings, query, err);
}

bool sql_api_read(struct arena *arena, struct text body, struct sql_api_request *request,
                  struct err *err)
{
  const struct json *root = json_parse(arena, body, err);

  *request = (struct sql_api_request){ 0 };
  return root ? read_root(arena, root, request, err) : no_payload(err);
}

/* ---- answers ---- */

static void put_code(struct buf *out, const struct err *err)
{
  char code[16];

  snprintf(code, sizeof code, "%06d", err_number(err->code));
  member_string(out, "code", code);
}

static void put_state(struct buf *out, struct text id, const char *code,
                      const char *state, const char *message)
{
  member_string(out, "code", code);
  member_string(out, "sqlState", state);
  member_string(out, "message", message);
  member_text(out, "statementHandle", id);
}

/* Each link has a request id of its own, as each request should. */
static void put_status_url(struct buf *out, struct text id)
{
  char request_id[ID_QUERY_SIZE];

  id_query(request_id);
  json_put_name(out, "statementStatusUrl");
  buf_printf(out, "\"" SQL_API_PATH "/" TEXT_FMT "?requestId=%s\"", TEXT_ARG(id),
             request_id);
}

static void put_partition(struct buf *out, int64_t rows, int64_t bytes)
{
  json_put_open(out, '{');
  member_int(out, "rowCount", rows);
  member_int(out, "uncompressedSize", bytes);
  json_put_close(out, '}');
}

static void put_partitions(struct buf *out, const struct query_answer *answer,
                           struct text rows)
{
  int64_t first = answer->total;

  for (int i = 0; i < answer->chunk_count; i++)
    first -= answer->chunks[i].rows;
  member_open(out, "partitionInfo", '[');
  put_partition(out, first, (int64_t)rows.len + 2);
  for (int i = 0; i < answer->chunk_count; i++)
    put_partition(out, answer->chunks[i].rows, answer->chunks[i].bytes + 2);
  json_put_close(out, ']');
}

static void put_metadata(struct buf *out, const struct query_answer *answer,
                         struct text rows)
{
  member_open(out, "resultSetMetaData", '{');
  member_int(out, "numRows", answer->total);
  member_text(out, "format", TEXT("jsonv2"));
  put_partitions(out, answer, rows);
  json_put_name(out, "rowType");
  rowtype_put(out, answer->columns, answer->column_count);
  json_put_close(out, '}');
}

/* Of several statements; their ids stand with commas between them. */
static void put_handles(struct buf *out, struct text ids)
{
  member_open(out, "statementHandles", '[');
  while (ids.len) {
    size_t comma = text_find(ids, ',');

    json_put_text(out, text_slice(ids, 0, comma));
    ids = text_slice(ids, comma + 1, ids.len);
  }
  json_put_close(out, ']');
}

static void put_stats(struct buf *out, const struct query_answer *answer)
{
  member_open(out, "stats", '{');
  member_int(out, "numRowsInserted", answer->rows_inserted);
  member_int(out, "numRowsUpdated", answer->rows_updated);
  member_int(out, "numRowsDeleted", answer->rows_deleted);
  member_int(out, "numDuplicateRowsUpdated", 0);
  json_put_close(out, '}');
}

void sql_api_put_result(struct buf *out, struct sql_api_handle handle,
                        const struct query_answer *answer, struct text rows)
{
  json_put_open(out, '{');
  put_metadata(out, answer, rows);
  json_put_name(out, "data");
  buf_add_char(out, '[');
  buf_add_text(out, rows);
  buf_add_char(out, ']');
  put_state(out, handle.id, CODE_SUCCESS, STATE_SUCCESS,
            "Statement executed successfully.");
  if (answer->result_ids.len)
    put_handles(out, answer->result_ids);
  member_int(out, "createdOn", handle.created_ms);
  put_status_url(out, handle.id);
  if (answer->is_dml)
    put_stats(out, answer);
  json_put_close(out, '}');
}

void sql_api_put_progress(struct buf *out, struct sql_api_handle handle)
{
  char code[16];

  snprintf(code, sizeof code, "%06d", err_number(ERR_IN_PROGRESS_ASYNC));
  json_put_open(out, '{');
  put_state(out, handle.id, code, STATE_SUCCESS,
            "Asynchronous execution in progress. Use provided query id to perform query "
            "monitoring and management.");
  member_int(out, "createdOn", handle.created_ms);
  put_status_url(out, handle.id);
  json_put_close(out, '}');
}

void sql_api_put_failure(struct buf *out, struct sql_api_handle handle,
                         const struct err *err)
{
  json_put_open(out, '{');
  put_code(out, err);
  member_string(out, "sqlState", err->sqlstate);
  member_string(out, "message", err->message);
  member_text(out, "statementHandle", handle.id);
  member_int(out, "createdOn", handle.created_ms);
  put_status_url(out, handle.id);
  json_put_close(out, '}');
}

void sql_api_put_unknown(struct buf *out, struct text id, const struct err *err)
{
  json_put_open(out, '{');
  put_code(out, err);
  member_string(out, "sqlState", err->sqlstate);
  member_string(out, "message", err->message);
  member_text(out, "statementHandle", id);
  json_put_close(out, '}');
}

void sql_api_put_canceled(struct buf *out, struct text id)
{
  char code[16];

  snprintf(code, sizeof code, "%06d", err_number(ERR_CANCELED));
  json_put_open(out, '{');
  put_state(out, id, code, err_state(ERR_CANCELED), "SQL execution canceled");
  put_status_url(out, id);
  json_put_close(out, '}');
}

void sql_api_put_refusal(struct buf *out, const struct err *err)
{
  json_put_open(out, '{');
  put_code(out, err);
  member_string(out, "message", err->message);
  json_put_close(out, '}');
}
