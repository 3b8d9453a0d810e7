/* bind_system.c: SYSTEM$ and other functions whose values the server knows, as constants. */
#include "bind/binder.h"

static const struct {
  const char *name;
  enum system_value value;
} values[] = {
  { "GET_ABSOLUTE_PATH", SYSTEM_STAGE_ABSOLUTE },
  { "GET_PRESIGNED_URL", SYSTEM_STAGE_PRESIGNED },
  { "GET_RELATIVE_PATH", SYSTEM_STAGE_RELATIVE },
  { "GET_STAGE_LOCATION", SYSTEM_STAGE_LOCATION },
  { "SYSTEM$ALLOWLIST", SYSTEM_ALLOWLIST },
  { "SYSTEM$CLIENT_VERSION_INFO", SYSTEM_CLIENT_VERSION_INFO },
  { "SYSTEM$CLUSTERING_DEPTH", SYSTEM_CLUSTERING_DEPTH },
  { "SYSTEM$CLUSTERING_INFORMATION", SYSTEM_CLUSTERING_INFORMATION },
  { "SYSTEM$EXPLAIN_PLAN_JSON", SYSTEM_EXPLAIN_PLAN_JSON },
  { "SYSTEM$GET_LOGIN_FAILURE_DETAILS", SYSTEM_LOGIN_FAILURE },
  { "SYSTEM$GET_SNOWFLAKE_PLATFORM_INFO", SYSTEM_PLATFORM_INFO },
  { "SYSTEM$LAST_CHANGE_COMMIT_TIME", SYSTEM_LAST_CHANGE_COMMIT_TIME },
  { "SYSTEM$PIPE_STATUS", SYSTEM_PIPE_STATUS },
  { "SYSTEM$SHOW_OAUTH_CLIENT_SECRETS", SYSTEM_OAUTH_CLIENT_SECRETS },
  { "SYSTEM$WHITELIST", SYSTEM_ALLOWLIST },
};

static const enum system_value *find(struct text name)
{
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (text_is(name, values[i].name))
      return &values[i].value;
  return NULL;
}

bool is_system_value(struct text name)
{
  return find(name);
}

static bool fail_not_constant(struct binder *binder, struct text name, int at,
                              const struct place *place)
{
  return bind_fail(
    binder, place, ERR_INVALID_ARGUMENT,
    "argument %d to function " TEXT_FMT " needs to be constant, found '" TEXT_FMT "'", at,
    TEXT_ARG(name),
    TEXT_ARG(text_slice(binder->context->sql, place->from, place->to - place->from)));
}

struct bound_expr *bind_system_value(struct binder *binder, struct text name,
                                     struct type type, int arg_count,
                                     struct bound_expr **args)
{
  struct bind_context *context = binder->context;
  struct text *texts = ARENA_ARRAY(binder->arena, (size_t)arg_count, struct text);
  struct bind_constant value = { .type = type };

  for (int i = 0; i < arg_count; i++) {
    if (args[i]->kind != BOUND_CONST) {
      fail_not_constant(binder, name, i + 1, &args[i]->place);
      return NULL;
    }
    if (args[i]->is_null)
      return bound_null(binder, type);
    texts[i] = args[i]->constant;
  }
  if (!context->system_value) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
            TEXT_ARG(name));
    return NULL;
  }
  if (!context->system_value(context->owner, context, *find(name), texts, arg_count,
                             &value.value, binder->err))
    return NULL;
  value.is_null = !value.value.at;
  return bound_constant(binder, &value);
}
