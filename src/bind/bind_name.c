/* bind_name.c: written names, constants and types, without any table in sight. */
#include "bind/bind_name.h"

#include <string.h>

#include "base/buf.h"
#include "sql/fold.h"
#include "sql/parse.h"

static bool plain_identifier(struct text name)
{
  if (text_is_empty(name) || (name.at[0] >= '0' && name.at[0] <= '9') ||
      name.at[0] == '$')
    return false;
  for (size_t i = 0; i < name.len; i++) {
    char c = name.at[i];

    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$'))
      return false;
  }
  return true;
}

struct text ident_text(struct arena *arena, struct text name)
{
  struct buf out;
  struct text text;

  if (plain_identifier(name))
    return name;
  buf_init(&out);
  buf_add_identifier(&out, name);
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

bool path_equal(struct path a, struct path b)
{
  return text_equal(a.database, b.database) && text_equal(a.schema, b.schema) &&
         text_equal(a.name, b.name);
}

struct text path_text(struct arena *arena, struct path path)
{
  struct text parts[] = { path.database, path.schema, path.name };
  struct buf out;
  struct text text;

  buf_init(&out);
  for (int i = 0; i < 3; i++) {
    if (!parts[i].at || !parts[i].len)
      continue;
    if (out.len)
      buf_add_char(&out, '.');
    buf_add_text(&out, ident_text(arena, parts[i]));
  }
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

struct text written_name(struct bind_context *context, const struct name *name,
                         struct path path)
{
  struct buf out;
  struct text text;

  if (name->dynamic)
    return path_text(context->arena, path);
  buf_init(&out);
  for (int i = 0; i < name->parts.count; i++) {
    if (i)
      buf_add_char(&out, '.');
    buf_add_text(
      &out, ident_text(context->arena, ((const struct ident *)name->parts.at[i])->name));
  }
  text = buf_copy(&out, context->arena);
  buf_clear(&out);
  return text;
}

const struct bind_constant *bind_sent(const struct bind_context *context,
                                      const struct expr *expr)
{
  int at = expr->number - 1;

  if (expr->kind == EXPR_BIND)
    return at >= 0 && at < context->bind_count && !context->binds[at].name.at &&
               !context->binds[at].is_unset
             ? &context->binds[at]
             : NULL;
  for (int i = 0; expr->yes && i < context->bind_count; i++)
    if (text_equal(context->binds[i].name, expr->text))
      return &context->binds[i];
  return NULL;
}

bool bind_constant_of(struct bind_context *context, const struct expr *expr,
                      struct bind_constant *constant, struct err *err)
{
  const struct bind_constant *sent;

  *constant = (struct bind_constant){ .type = type_of(TYPE_VARCHAR) };
  switch (expr->kind) {
  case EXPR_NULL: constant->is_null = true; return true;
  case EXPR_STRING: constant->value = expr->text; return true;
  case EXPR_NUMBER:
    constant->type = type_number(38, 0);
    constant->value = expr->text;
    return true;
  case EXPR_BOOLEAN:
    constant->type = type_of(TYPE_BOOLEAN);
    constant->value = expr->yes ? TEXT("true") : TEXT("false");
    return true;
  case EXPR_COLUMN:
    if (expr->name && expr->name->parts.count == 1) {
      constant->value = ((const struct ident *)expr->name->parts.at[0])->name;
      return true;
    }
    break;
  case EXPR_UNARY:
    if (expr->op == OP_NEG && expr->left->kind == EXPR_NUMBER) {
      constant->type = type_number(38, 0);
      constant->value = arena_printf(context->arena, "-" TEXT_FMT,
                                     TEXT_ARG(expr->left->text));
      return true;
    }
    break;
  case EXPR_VARIABLE:
    sent = bind_sent(context, expr);
    if (sent) {
      *constant = *sent;
      return true;
    }
    if (context->variable && context->variable(context->owner, expr->text, constant))
      return true;
    return err_set_at(err, expr->place.line, expr->place.column, ERR_NO_VARIABLE,
                      "Session variable '$" TEXT_FMT "' does not exist",
                      TEXT_ARG(expr->text));
  case EXPR_BIND:
    sent = bind_sent(context, expr);
    if (sent) {
      *constant = *sent;
      return true;
    }
    return err_set_at(err, expr->place.line, expr->place.column, ERR_BIND_NOT_SET,
                      "Bind variable %s" TEXT_FMT " not set.",
                      text_is(expr->text, "?") ? "" : ":", TEXT_ARG(expr->text));
  default: break;
  }
  return err_set_at(err, expr->place.line, expr->place.column, ERR_SYNTAX,
                    "a constant is expected here");
}

/* ---- paths ---- */

static bool no_database(struct err *err)
{
  return err_set(
    err, ERR_NO_DATABASE,
    "Cannot perform operation. This session does not have a current database. Call "
    "'USE DATABASE', or use a qualified name.");
}

static bool no_schema(struct err *err)
{
  return err_set(
    err, ERR_NO_SCHEMA,
    "Cannot perform operation. This session does not have a current schema. Call "
    "'USE SCHEMA', or use a qualified name.");
}

const struct name *resolved_name(struct bind_context *context, const struct name *name,
                                 struct err *err)
{
  struct bind_constant value;
  struct text text;

  if (!name->dynamic)
    return name;
  if (!bind_constant_of(context, name->dynamic, &value, err))
    return NULL;
  text = text_is(context->parameter(context->owner, "QUOTED_IDENTIFIERS_IGNORE_CASE"),
                 "true")
           ? fold_quoted_names(context->arena, value.value)
           : arena_text(context->arena, value.value);
  return parse_name(context->arena, text, err);
}

bool bind_path(struct bind_context *context, const struct name *written, enum kind kind,
               struct path *path, struct err *err)
{
  const struct name *name = resolved_name(context, written, err);
  int limit = kind == KIND_DATABASE || kind == KIND_WAREHOUSE || kind == KIND_VOLUME ? 1
              : kind == KIND_SCHEMA                                                  ? 2
                                                                                     : 3;
  struct text parts[3] = { { 0 } };
  int count;

  if (!name)
    return false;
  count = name->parts.count;
  if (count < 1 || count > limit)
    return err_set_at(err, name->place.line, name->place.column, ERR_SYNTAX,
                      "Invalid object name with %d parts", count);
  for (int i = 0; i < count; i++)
    parts[i] = ((const struct ident *)name->parts.at[i])->name;
  *path = (struct path){ 0 };
  path->name = parts[count - 1];
  if (limit == 1)
    return true;
  if (limit == 2) {
    path->database = count == 2 ? parts[0] : context->database;
    return path->database.at ? true : no_database(err);
  }
  path->database = count == 3 ? parts[0] : context->database;
  path->schema = count >= 2 ? parts[count - 2] : context->schema;
  if (count == 3 && path->schema.len == 0)
    path->schema = TEXT("PUBLIC");
  if (!path->database.at)
    return no_database(err);
  return path->schema.at ? true : no_schema(err);
}

struct schema *path_schema(const struct bind_context *context, struct path path)
{
  struct database *database = path.database.at
                                ? catalog_find_database(context->catalog, path.database)
                                : NULL;

  return database && path.schema.at ? catalog_find_schema(database, path.schema) : NULL;
}

struct table *path_table(const struct bind_context *context, struct path path)
{
  struct schema *schema = path_schema(context, path);

  return schema
           ? catalog_find_table(context->catalog, schema, path.name, context->session_id)
           : NULL;
}

/* ---- types ---- */

static bool is_plain_timestamp(struct text name)
{
  return text_is(name, "TIMESTAMP");
}

/* Types that Snowflake has and we not yet. */
static bool is_type_to_come(struct text name)
{
  static const char *const names[] = { "UUID" };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (text_is(name, names[i]))
      return true;
  return false;
}

static bool fail_type(const struct type_name *name, struct err *err)
{
  return err_set(err, ERR_UNSUPPORTED_TYPE,
                 "SQL compilation error:\nUnsupported data type '" TEXT_FMT "'.",
                 TEXT_ARG(name->name));
}

/* OBJECT(a INT, b INT) has names, ARRAY(INT) and MAP(VARCHAR, INT) have none. */
static bool well_named(const struct type_name *name, bool named)
{
  for (int i = 0; i < name->fields->count; i++) {
    const struct column_def *field = name->fields->at[i];

    if ((field->name.name.len > 0) != named)
      return false;
  }
  return true;
}

/* "5,000", as some messages write numbers. */
static struct text grouped(struct arena *arena, int64_t number)
{
  struct text rest = TEXT("");

  for (; number >= 1000; number /= 1000)
    rest = arena_printf(arena, ",%03lld" TEXT_FMT, (long long)(number % 1000),
                        TEXT_ARG(rest));
  return arena_printf(arena, "%lld" TEXT_FMT, (long long)number, TEXT_ARG(rest));
}

/* The words of a dimension are those that snowflake-sqlalchemy's test_vector.py expects. */
static bool bind_vector(struct arena *arena, const struct type_name *name,
                        struct type *type, struct err *err)
{
  const struct column_def *element = name->fields->at[0];
  bool floats = text_is(element->type->name, "FLOAT");

  if (name->fields->count != 1 || !well_named(name, false) ||
      (!floats && !text_is(element->type->name, "INT")))
    return fail_type(name, err);
  if (name->first < 1 || name->first > TYPE_MAX_DIMENSION)
    return err_set_at(err, name->place.line, name->place.column, ERR_INVALID_VALUE,
                      "Invalid vector dimension '" TEXT_FMT "'",
                      TEXT_ARG(grouped(arena, name->first)));
  *type = type_vector(floats, name->first);
  return true;
}

static bool is_key_type(struct type type)
{
  return type.kind == TYPE_VARCHAR || (type.kind == TYPE_NUMBER && type.scale == 0);
}

static bool repeats_name(const struct type_field *fields, int count, struct err *err)
{
  for (int i = 1; i < count; i++)
    for (int j = 0; j < i; j++)
      if (text_equal(fields[i].name, fields[j].name)) {
        err_set(err, ERR_DUPLICATE_COLUMN,
                "SQL compilation error:\nduplicate column name '" TEXT_FMT "'",
                TEXT_ARG(fields[i].name));
        return true;
      }
  return false;
}

/* ARRAY(T), OBJECT(n T, ...), MAP(K, V), VECTOR(T, n). */
static bool bind_structured(struct bind_context *context, const struct type_name *name,
                            struct type *type, struct err *err)
{
  int count = name->fields->count;
  struct type_field *fields = ARENA_ARRAY(context->arena, (size_t)count,
                                          struct type_field);
  enum type_kind kind = text_is(name->name, "ARRAY")    ? TYPE_ARRAY
                        : text_is(name->name, "MAP")    ? TYPE_MAP
                        : text_is(name->name, "OBJECT") ? TYPE_OBJECT
                                                        : TYPE_UNKNOWN;

  if (text_is(name->name, "VECTOR"))
    return bind_vector(context->arena, name, type, err);
  if (kind == TYPE_UNKNOWN || name->first >= 0 ||
      !well_named(name, kind == TYPE_OBJECT) || (kind == TYPE_ARRAY && count != 1) ||
      (kind == TYPE_MAP && count != 2) || count > TYPE_MAX_FIELDS)
    return fail_type(name, err);
  for (int i = 0; i < count; i++) {
    const struct column_def *field = name->fields->at[i];

    fields[i].name = field->name.name;
    fields[i].not_null = field->not_null || (kind == TYPE_MAP && i == 0);
    if (!bind_type(context, field->type, &fields[i].type, err))
      return false;
    if (fields[i].type.kind == TYPE_DECFLOAT)
      return err_set(err, ERR_UNSUPPORTED,
                     "Unsupported feature 'DECFLOAT in a structured type'.");
  }
  if (kind == TYPE_OBJECT && repeats_name(fields, count, err))
    return false;
  if (kind == TYPE_MAP && !is_key_type(fields[0].type))
    return fail_type(name, err);
  *type = (struct type){ .kind = kind, .shape = type_shape_of(fields, count) };
  return true;
}

bool bind_type(struct bind_context *context, const struct type_name *name,
               struct type *type, struct err *err)
{
  struct text written = name->name;
  bool bad_size = false;

  if (is_plain_timestamp(written) && context->parameter) {
    struct text mapping = context->parameter(context->owner, "TIMESTAMP_TYPE_MAPPING");

    if (mapping.at && mapping.len)
      written = arena_upper(context->arena, mapping);
  }
  if (name->fields)
    return bind_structured(context, name, type, err);
  if (type_from_name(written, name->first, name->second, type, &bad_size))
    return true;
  if (bad_size)
    return err_set_at(err, name->place.line, name->place.column, ERR_INVALID_VALUE,
                      "invalid size for type " TEXT_FMT, TEXT_ARG(name->name));
  if (is_type_to_come(written))
    return err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'type " TEXT_FMT "'.",
                   TEXT_ARG(written));
  return err_set(err, ERR_UNSUPPORTED_TYPE,
                 "SQL compilation error:\nUnsupported data type '" TEXT_FMT "'.",
                 TEXT_ARG(name->name));
}
