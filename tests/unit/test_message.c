/* test_message.c: requests as clients send them and bad ones, answers as clients read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "data/json.h"
#include "protocol/message.h"

static int open_arena(void **state)
{
  *state = arena_new();
  return 0;
}

static int close_arena(void **state)
{
  arena_free(*state);
  return 0;
}

static void a_login_is_read_whole(void **state)
{
  struct text body = TEXT(
    "{\"data\": {\"CLIENT_APP_ID\": \"PythonConnector\", \"CLIENT_APP_VERSION\": \"5.2.0\","
    "\"SVN_REVISION\": null, \"ACCOUNT_NAME\": \"local\", \"LOGIN_NAME\": \"ada\","
    "\"PASSWORD\": \"s\\u00e9cret\", \"CLIENT_CAPABILITIES\": {\"SMK_ID_AS_STRING\": true},"
    "\"SESSION_PARAMETERS\": {\"QUERY_TAG\": \"nightly\", \"WEEK_START\": 1,"
    "\"AUTOCOMMIT\": true, \"_SNOWFLAKE.INTERNAL.X\": {\"a\": 1}}}, \"inFlightCtx\": null}");
  struct login_message login;
  struct err err;

  assert_true(message_read_login(*state, body, &login, &err));
  assert_true(text_is(login.user, "ada"));
  assert_true(text_is(login.password, "s\xc3\xa9"
                                      "cret"));
  assert_true(login.is_core);
  assert_null(login.token.at);
  assert_int_equal(login.param_count, 3);
  assert_true(text_is(login.params[1].name, "WEEK_START"));
  assert_true(text_is(login.params[1].value, "1"));
  assert_true(text_is(login.params[2].value, "true"));
}

static void an_oauth_type_stands_for_the_authenticator(void **state)
{
  struct login_message login;
  struct err err;
  struct text type = TEXT(
    "{\"data\": {\"TOKEN\": \"t\","
    "\"CLIENT_ENVIRONMENT\": {\"OAUTH_TYPE\": \"OAUTH_CLIENT_CREDENTIALS\"}}}");
  struct text both = TEXT("{\"data\": {\"AUTHENTICATOR\": \"ID_TOKEN\","
                          "\"CLIENT_ENVIRONMENT\": {\"OAUTH_TYPE\": \"x\"}}}");
  struct text none = TEXT("{\"data\": {\"TOKEN\": \"t\", \"CLIENT_ENVIRONMENT\": {}}}");

  assert_true(message_read_login(*state, type, &login, &err));
  assert_true(text_is(login.authenticator, "OAUTH"));
  assert_true(message_read_login(*state, both, &login, &err));
  assert_true(text_is(login.authenticator, "ID_TOKEN"));
  assert_true(message_read_login(*state, none, &login, &err));
  assert_null(login.authenticator.at);
}

static void every_key_of_a_login_is_optional(void **state)
{
  static const char *const bodies[] = {
    "{}", "[]", "1", "{\"data\": 7}", "{\"data\": {}}", "{\"data\": {\"LOGIN_NAME\": {}}}"
  };

  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
    struct login_message login;
    struct err err;

    assert_true(message_read_login(*state, text_of(bodies[i]), &login, &err));
    assert_null(login.user.at);
    assert_false(login.is_core);
  }
}

static void a_query_is_read_with_its_binds(void **state)
{
  struct text body = TEXT(
    "{\"sqlText\": \"select ?\", \"asyncExec\": false, \"sequenceId\": 1,"
    "\"parameters\": {\"MULTI_STATEMENT_COUNT\": 2}, \"describeOnly\": true,"
    "\"bindings\": {\"1\": {\"type\": \"FIXED\", \"value\": \"42\"},"
    "\"3\": {\"type\": \"TEXT\", \"value\": [\"a\", null]}, \"name\": {\"type\": \"TEXT\"}}}");
  struct query_message query;
  struct err err;

  assert_true(message_read_query(*state, body, &query, &err));
  assert_true(text_is(query.sql, "select ?"));
  assert_true(query.describe_only);
  assert_int_equal(query.param_count, 1);
  assert_int_equal(query.bind_count, 4);
  assert_true(text_is(query.binds[0].values[0], "42"));
  assert_null(query.binds[1].type.at);
  assert_true(query.binds[2].is_array);
  assert_null(query.binds[2].name.at);
  assert_true(text_is(query.binds[3].name, "NAME"));
  assert_int_equal(query.binds[2].count, 2);
  assert_null(query.binds[2].values[1].at);
}

static void bad_bodies_are_errors(void **state)
{
  static const char *const bodies[] = {
    "",
    "{",
    "nonsense",
    "{}",
    "{\"sqlText\": null}",
    "{\"sqlText\": 1}",
    "{\"sqlText\": \"\xff\"}",
    "{\"sqlText\": \"select 1\", \"bindings\": {\"0\": {}}}",
    "{\"sqlText\": \"select 1\", \"bindings\": {\"2000000000\": {}}}",
  };

  for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
    struct query_message query;
    struct err err;

    err_clear(&err);
    assert_false(message_read_query(*state, text_of(bodies[i]), &query, &err));
    assert_int_equal(err_number(err.code), 390400);
  }
}

static void deep_nesting_is_refused(void **state)
{
  char body[4096];
  struct query_message query;
  struct err err;

  memset(body, '[', sizeof body);
  assert_false(message_read_query(*state, text_from(body, sizeof body), &query, &err));
  assert_int_equal(err.code, ERR_BAD_REQUEST);
}

/* Parses what was written: the check that it is JSON at all. */
static const struct json *parse(struct arena *arena, struct buf *out)
{
  struct err err;
  const struct json *root = json_parse(arena, buf_text(out), &err);

  if (!root)
    fail_msg("%s: %s", err.message, out->at);
  buf_clear(out);
  return root;
}

static void a_query_answer_has_all_its_keys(void **state)
{
  static const char *const keys[] = {
    "parameters",
    "rowtype",
    "rowset",
    "total",
    "returned",
    "queryId",
    "databaseProvider",
    "finalDatabaseName",
    "finalSchemaName",
    "finalWarehouseName",
    "finalRoleName",
    "numberOfBinds",
    "arrayBindSupported",
    "statementTypeId",
    "version",
    "sendResultTime",
    "queryResultFormat",
  };
  struct params *params = params_new();
  struct rowtype_column column = { .name = TEXT("N"), .type = type_number(38, 0) };
  struct query_answer answer = { .query_id = TEXT("01"),
                                 .columns = &column,
                                 .column_count = 1,
                                 .total = 1,
                                 .type_id = 4096,
                                 .params = params,
                                 .database = TEXT("DB") };
  const struct json *data, *row, *root;
  struct buf out;

  buf_init(&out);
  message_begin_query(&out, &answer);
  buf_add_string(&out, "[\"1\"]");
  message_end_query(&out, &answer);
  root = parse(*state, &out);
  assert_true(json_as_bool(json_member(root, "success"), false));
  assert_true(json_is_absent(json_member(root, "code")));
  data = json_member(root, "data");
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    assert_non_null(json_member(data, keys[i]));
  assert_int_equal(json_as_int(json_member(data, "returned"), 0), 1);
  assert_int_equal(json_count(json_member(data, "rowset")), 1);
  row = json_item(json_member(data, "rowtype"), 0);
  assert_true(text_is(json_as_text(json_member(row, "type")), "fixed"));
  assert_int_equal(json_as_int(json_member(row, "precision"), 0), 38);
  assert_non_null(json_member(row, "length"));
  assert_true(text_is(json_as_text(json_member(row, "database")), ""));
  assert_null(json_member(data, "resultIds"));
  params_free(params);
}

static const struct json *find_param(const struct json *list, const char *name)
{
  for (size_t i = 0; i < json_count(list); i++)
    if (text_is(json_as_text(json_member(json_item(list, i), "name")), name))
      return json_member(json_item(list, i), "value");
  return NULL;
}

static void a_login_answer_has_typed_parameters(void **state)
{
  struct params *params = params_new();
  struct login_answer answer = { .token = TEXT("s"),
                                 .master_token = TEXT("m"),
                                 .session_id = 271828182845,
                                 .params = params };
  const struct json *data, *list, *root;
  struct buf out;

  buf_init(&out);
  message_put_login(&out, &answer);
  root = parse(*state, &out);
  data = json_member(root, "data");
  list = json_member(data, "parameters");
  assert_int_equal(json_as_int(json_member(data, "sessionId"), 0), 271828182845);
  assert_null(json_as_text(find_param(list, "AUTOCOMMIT")).at);
  assert_true(json_as_bool(find_param(list, "AUTOCOMMIT"), false));
  assert_int_equal(json_as_int(find_param(list, "CLIENT_PREFETCH_THREADS"), 0), 4);
  assert_true(text_is(json_as_text(find_param(list, "BINARY_OUTPUT_FORMAT")), "HEX"));
  assert_true(
    json_is_absent(json_member(json_member(data, "sessionInfo"), "databaseName")));
  params_free(params);
}

static void an_error_has_code_state_and_place(void **state)
{
  const struct json *data, *root;
  struct err err;
  struct buf out;

  err_set_at(&err, 1, 7, ERR_SYNTAX, "unexpected '%s'.", "FO\"RM");
  buf_init(&out);
  message_put_error(&out, &err, TEXT("01"));
  root = parse(*state, &out);
  data = json_member(root, "data");
  assert_true(text_is(json_as_text(json_member(root, "code")), "001003"));
  assert_true(text_is(json_as_text(json_member(data, "errorCode")), "001003"));
  assert_true(text_is(json_as_text(json_member(data, "sqlState")), "42000"));
  assert_int_equal(json_as_int(json_member(data, "pos"), 0), 7);
  assert_false(json_as_bool(json_member(root, "success"), true));
}

static void an_answer_in_progress_names_where_to_ask(void **state)
{
  const struct json *root;
  struct buf out;

  buf_init(&out);
  message_put_progress(&out, TEXT("01c2"), 300, false);
  root = parse(*state, &out);
  assert_true(text_is(json_as_text(json_member(root, "code")), "333333"));
  assert_true(
    text_is(json_as_text(json_member(json_member(root, "data"), "getResultUrl")),
            "/queries/01c2/result"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_login_is_read_whole, open_arena, close_arena),
    cmocka_unit_test_setup_teardown(an_oauth_type_stands_for_the_authenticator,
                                    open_arena, close_arena),
    cmocka_unit_test_setup_teardown(every_key_of_a_login_is_optional, open_arena,
                                    close_arena),
    cmocka_unit_test_setup_teardown(a_query_is_read_with_its_binds, open_arena,
                                    close_arena),
    cmocka_unit_test_setup_teardown(bad_bodies_are_errors, open_arena, close_arena),
    cmocka_unit_test_setup_teardown(deep_nesting_is_refused, open_arena, close_arena),
    cmocka_unit_test_setup_teardown(a_query_answer_has_all_its_keys, open_arena,
                                    close_arena),
    cmocka_unit_test_setup_teardown(a_login_answer_has_typed_parameters, open_arena,
                                    close_arena),
    cmocka_unit_test_setup_teardown(an_error_has_code_state_and_place, open_arena,
                                    close_arena),
    cmocka_unit_test_setup_teardown(an_answer_in_progress_names_where_to_ask, open_arena,
                                    close_arena),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
