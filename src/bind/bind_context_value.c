/* bind_context_value.c: functions whose values the session knows, as constants. */
#include <stddef.h>

#include "bind/binder.h"

/* Functions without arguments that are a text of the context. */
static const struct {
  const char *name;
  size_t field;
} values[] = {
  { "CURRENT_ACCOUNT", offsetof(struct bind_context, account) },
  { "CURRENT_ACCOUNT_NAME", offsetof(struct bind_context, account) },
  { "CURRENT_CLIENT", offsetof(struct bind_context, client) },
  { "CURRENT_DATABASE", offsetof(struct bind_context, database) },
  { "CURRENT_IP_ADDRESS", offsetof(struct bind_context, address) },
  { "CURRENT_REGION", offsetof(struct bind_context, region) },
  { "CURRENT_ROLE", offsetof(struct bind_context, role) },
  { "CURRENT_SCHEMA", offsetof(struct bind_context, schema) },
  { "CURRENT_STATEMENT", offsetof(struct bind_context, sql) },
  { "CURRENT_USER", offsetof(struct bind_context, user) },
  { "CURRENT_VERSION", offsetof(struct bind_context, version) },
  { "CURRENT_WAREHOUSE", offsetof(struct bind_context, warehouse) },
  { "INVOKER_ROLE", offsetof(struct bind_context, role) },
};

static struct bound_expr *text_or_null(struct binder *binder, struct text value)
{
  struct bound_expr *expr = value.at ? bound_text(binder, value)
                                     : bound_null(binder, type_of(TYPE_VARCHAR));

  expr->type = type_of(TYPE_VARCHAR);
  expr->nullable = true;
  return expr;
}

static struct bound_expr *last_query_id(struct binder *binder, int arg_count,
                                        struct bound_expr **args)
{
  struct bind_context *context = binder->context;
  struct text id = { 0 };
  int64_t which = -1;

  if (arg_count && !text_to_int64(args[0]->constant, &which)) {
    bind_fail(binder, &args[0]->place, ERR_INVALID_ARGUMENT,
              "LAST_QUERY_ID takes a constant number");
    return NULL;
  }
  if (!context->query_id || !context->query_id(context->owner, which, &id))
    id = (struct text){ 0 };
  return text_or_null(binder, id);
}

static struct bound_expr *variable_value(struct binder *binder, struct bound_expr *name)
{
  struct bind_context *context = binder->context;
  struct bind_constant value;

  if (!context->variable ||
      !context->variable(context->owner, arena_upper(binder->arena, name->constant),
                         &value))
    return text_or_null(binder, (struct text){ 0 });
  return bound_constant(binder, &value);
}

/* "[SB4]": how Snowflake stores a value of the type. */
static const char *storage_class(struct type type)
{
  switch (type.kind) {
  case TYPE_NUMBER:
    return type.precision <= 2    ? "SB1"
           : type.precision <= 4  ? "SB2"
           : type.precision <= 9  ? "SB4"
           : type.precision <= 18 ? "SB8"
                                  : "SB16";
  case TYPE_FLOAT: return "DOUBLE";
  case TYPE_BOOLEAN: return "SB1";
  case TYPE_DATE: return "SB4";
  case TYPE_TIME: return "SB8";
  case TYPE_TIMESTAMP_NTZ:
  case TYPE_TIMESTAMP_LTZ:
  case TYPE_TIMESTAMP_TZ: return "SB16";
  default: return "LOB";
  }
}

static struct bound_expr *type_description(struct binder *binder, struct type type)
{
  struct text text = type_text(binder->arena, type);

  return bound_text(binder, arena_printf(binder->arena, TEXT_FMT "[%s]", TEXT_ARG(text),
                                         storage_class(type)));
}

/* The roles that every account has, each with what it inherits (and PUBLIC). */
static const struct {
  const char *name;
  const char *inherits[3];
} roles[] = {
  { "ACCOUNTADMIN", { "SECURITYADMIN", "SYSADMIN", "USERADMIN" } },
  { "SECURITYADMIN", { "USERADMIN" } },
};

/* IS_ROLE_IN_SESSION: the primary role and all below it. */
static struct bound_expr *is_role_in_session(struct binder *binder,
                                             struct bound_expr *name)
{
  struct text primary = binder->context->role;
  struct list names = { 0 };

  list_add(binder->arena, &names, name);
  list_add(binder->arena, &names, bound_text(binder, primary));
  list_add(binder->arena, &names, bound_text(binder, TEXT("PUBLIC")));
  for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
    for (int r = 0; text_is(primary, roles[i].name) && r < 3 && roles[i].inherits[r]; r++)
      list_add(binder->arena, &names, bound_text(binder, text_of(roles[i].inherits[r])));
  return bound_template(binder, "($1 IN ($2*))", type_of(TYPE_BOOLEAN), &name->place,
                        names.count, (struct bound_expr **)names.at);
}

struct bound_expr *bind_context_value(struct binder *binder, struct text name,
                                      int arg_count, struct bound_expr **args)
{
  struct bind_context *context = binder->context;

  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (text_is(name, values[i].name))
      return text_or_null(binder, *(struct text *)((char *)context + values[i].field));
  if (text_is(name, "CURRENT_ORGANIZATION_NAME"))
    return text_or_null(binder, TEXT("SNOWGLOBE"));
  if (text_is(name, "CURRENT_ORGANIZATION_USER") || text_is(name, "INVOKER_SHARE"))
    return text_or_null(binder, (struct text){ 0 });
  if (text_is(name, "CURRENT_ROLE_TYPE"))
    return text_or_null(binder, TEXT("ROLE"));
  if (text_is(name, "CURRENT_SESSION"))
    return text_or_null(binder, arena_printf(binder->arena, "%llu",
                                             (unsigned long long)context->session_id));
  if (text_is(name, "CURRENT_SCHEMAS"))
    return text_or_null(
      binder, context->schema.at
                ? arena_printf(binder->arena, "[\"" TEXT_FMT "." TEXT_FMT "\"]",
                               TEXT_ARG(context->database), TEXT_ARG(context->schema))
                : TEXT("[]"));
  if (text_is(name, "CURRENT_AVAILABLE_ROLES"))
    return text_or_null(binder, arena_printf(binder->arena, "[ \"" TEXT_FMT "\" ]",
                                             TEXT_ARG(context->role)));
  if (text_is(name, "CURRENT_SECONDARY_ROLES"))
    return text_or_null(binder, TEXT("{\"roles\":\"\",\"value\":\"\"}"));
  if ((text_is(name, "IS_ROLE_IN_SESSION") ||
       text_is(name, "IS_GRANTED_TO_INVOKER_ROLE")) &&
      arg_count == 1)
    return is_role_in_session(binder, args[0]);
  if (text_is(name, "CURRENT_TRANSACTION"))
    return text_or_null(binder,
                        context->parameter(context->owner, "CURRENT_TRANSACTION"));
  if (text_is(name, "LAST_TRANSACTION"))
    return text_or_null(binder, context->parameter(context->owner, "LAST_TRANSACTION"));
  if (text_is(name, "ALL_USER_NAMES"))
    return bound_template1(
      binder, "$1", type_of(TYPE_ARRAY),
      bound_text(binder, context->parameter(context->owner, "ALL_USER_NAMES")));
  if (text_is(name, "LAST_QUERY_ID"))
    return last_query_id(binder, arg_count, args);
  if (text_is(name, "GETVARIABLE") && arg_count == 1)
    return variable_value(binder, args[0]);
  if (text_is(name, "SYSTEM$TYPEOF") && arg_count == 1)
    return type_description(binder, args[0]->type);
  return NULL;
}
