/* bind_system.c: SYSTEM$ and other functions whose values the server knows, as constants. */
#include "bind/binder.h"

static const struct {
  const char *name;
  enum system_value value;
} values[] = {
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

/* Of these only the first argument, a stage, is asked about: the answer takes its place. */
static const struct {
  const char *name;
  enum system_value value;
} of_stages[] = {
  { "BUILD_SCOPED_FILE_URL", SYSTEM_STAGE_SCOPE },
  { "BUILD_STAGE_FILE_URL", SYSTEM_STAGE_FILE_URL },
  { "GET_ABSOLUTE_PATH", SYSTEM_STAGE_LOCATION },
  { "GET_PRESIGNED_URL", SYSTEM_STAGE_OF_FILES },
  { "GET_RELATIVE_PATH", SYSTEM_STAGE_LOCATION },
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

static bool no_system_values(struct binder *binder, struct text name)
{
  return err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
                 TEXT_ARG(name));
}

bool bind_system_stage(struct binder *binder, struct text name, struct bound_expr **stage)
{
  struct bind_context *context = binder->context;
  struct bind_constant value = { .type = type_of(TYPE_VARCHAR) };

  for (size_t i = 0; i < sizeof of_stages / sizeof *of_stages; i++) {
    if (!text_is(name, of_stages[i].name))
      continue;
    if ((*stage)->kind != BOUND_CONST)
      return fail_not_constant(binder, name, 1, &(*stage)->place);
    if ((*stage)->is_null)
      return true;
    if (!context->system_value)
      return no_system_values(binder, name);
    if (!context->system_value(context->owner, context, of_stages[i].value,
                               &(*stage)->constant, 1, &value.value, binder->err))
      return false;
    *stage = bound_constant(binder, &value);
    context->is_volatile = true; /* The stage may be another tomorrow. */
    return true;
  }
  return true;
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
    no_system_values(binder, name);
    return NULL;
  }
  if (!context->system_value(context->owner, context, *find(name), texts, arg_count,
                             &value.value, binder->err))
    return NULL;
  value.is_null = !value.value.at;
  return bound_constant(binder, &value);
}
