/* execute_message.c: the body of a request to POST /api/execute, decoded. */
#include "protocol/execute_message.h"

#include "data/json.h"

#define MOST_TIMEOUT_SECONDS 604800

static bool wrong(const char *name, const char *wanted, struct err *err)
{
  return err_set(err, ERR_INVALID_PARAMETER, "\"%s\" is wanted as %s.", name, wanted);
}

/* What is misspelt must not be taken for what is not said. */
static bool check_members(const struct json *object, const char *const *names,
                          struct err *err)
{
  const struct json *value = NULL;
  struct text name;

  while ((value = json_next_member(object, value, &name)) != NULL) {
    int i = 0;

    while (names[i] && !text_is(name, names[i]))
      i++;
    if (!names[i])
      return err_set(err, ERR_INVALID_PARAMETER,
                     "There is no member '" TEXT_FMT "' here.", TEXT_ARG(name));
  }
  return true;
}

static bool check_object(const struct json *value, const char *name, struct err *err)
{
  return json_is_absent(value) || json_has_members(value) ||
         wrong(name, "an object", err);
}

/* An empty name is none. */
static bool read_text(struct arena *arena, const struct json *object, const char *name,
                      struct text *value, struct err *err)
{
  const struct json *member = json_member(object, name);
  struct text text = json_as_text(member);

  *value = (struct text){ NULL, 0 };
  if (text.len)
    *value = arena_text(arena, text);
  return json_is_absent(member) || text.at || wrong(name, "a string", err);
}

static bool read_number(const struct json *object, const char *name, int64_t most,
                        int64_t otherwise, int64_t *value, struct err *err)
{
  const struct json *member = json_member(object, name);

  *value = json_is_absent(member) ? otherwise : json_as_int(member, -1);
  if (*value > most)
    *value = most;
  return json_is_absent(member) || *value >= 0 ||
         wrong(name, "a whole number, 0 or more", err);
}

static bool read_context(struct arena *arena, const struct json *context,
                         struct message_context *names, struct err *err)
{
  static const char *const known[] = { "role", "warehouse", "database", "schema", NULL };

  return check_object(context, "context", err) && check_members(context, known, err) &&
         read_text(arena, context, "role", &names->role, err) &&
         read_text(arena, context, "warehouse", &names->warehouse, err) &&
         read_text(arena, context, "database", &names->database, err) &&
         read_text(arena, context, "schema", &names->schema, err);
}

/* Its name as the table has it, and its value tried on settings of nobody. */
static bool add_param(struct query_message *query, struct params *scratch,
                      struct text name, struct text value, struct err *err)
{
  if (!value.at)
    return err_set(err, ERR_INVALID_PARAMETER,
                   "The value of parameter '" TEXT_FMT
                   "' is no string, number or boolean.",
                   TEXT_ARG(name));
  query->params[query->param_count++] = (struct message_param){ name, value };
  return params_set(scratch, name, value, err);
}

static bool read_params(struct arena *arena, const struct json *object,
                        struct query_message *query, struct params *scratch,
                        struct err *err)
{
  const struct json *value = NULL;
  struct text name;

  while ((value = json_next_member(object, value, &name)) != NULL)
    if (!add_param(query, scratch, arena_text(arena, name),
                   json_scalar_text(value, arena), err))
      return false;
  return true;
}

/* The time limit is a parameter by another name. */
static bool read_timeout(struct arena *arena, const struct json *root,
                         struct query_message *query, struct err *err)
{
  int64_t seconds;

  if (!read_number(root, "timeout", MOST_TIMEOUT_SECONDS, -1, &seconds, err))
    return false;
  if (seconds >= 0)
    query->params[query->param_count++] = (struct message_param){
      TEXT("STATEMENT_TIMEOUT_IN_SECONDS"),
      arena_printf(arena, "%lld", (long long)seconds)
    };
  return true;
}

static bool read_settings(struct arena *arena, const struct json *root,
                          struct query_message *query, struct err *err)
{
  const struct json *object = json_member(root, "parameters");
  struct params *scratch;
  bool ok;

  if (!check_object(object, "parameters", err))
    return false;
  query->params = ARENA_ARRAY(arena, json_count(object) + 1, struct message_param);
  scratch = params_new();
  ok = read_params(arena, object, query, scratch, err) &&
       read_timeout(arena, root, query, err);
  params_free(scratch);
  return ok;
}

static bool read_session(struct arena *arena, const struct json *root,
                         struct text *session, struct err *err)
{
  const struct json *member = json_member(root, "session");

  *session = json_scalar_text(member, arena);
  return json_is_absent(member) || session->at ||
         wrong("session", "a session's number, or \"new\"", err);
}

static bool read_root(struct arena *arena, const struct json *root,
                      struct execute_message *message, struct err *err)
{
  static const char *const known[] = { "sql",        "session",  "context",
                                       "parameters", "bindings", "timeout",
                                       "count",      "waitMs",   NULL };
  struct query_message *query = &message->query;
  const struct json *bindings = json_member(root, "bindings");

  if (!json_as_text(json_member(root, "sql")).at)
    return err_set(err, ERR_BAD_REQUEST, "\"sql\" is wanted, a string.");
  query->sql = arena_text(arena, json_as_text(json_member(root, "sql")));
  return check_members(root, known, err) &&
         read_session(arena, root, &message->session, err) &&
         read_context(arena, json_member(root, "context"), &query->context, err) &&
         read_settings(arena, root, query, err) &&
         check_object(bindings, "bindings", err) &&
         message_read_binds(arena, bindings, query, err) &&
         read_number(root, "count", DISPLAY_MOST_ROWS, DISPLAY_FIRST_ROWS,
                     &query->first_rows, err) &&
         read_number(root, "waitMs", INT64_MAX, -1, &message->wait_ms, err);
}

bool execute_message_read(struct arena *arena, struct text body,
                          struct execute_message *message, struct err *err)
{
  const struct json *root = json_parse(arena, body, err);

  *message = (struct execute_message){ .wait_ms = -1 };
  return root && read_root(arena, root, message, err);
}
