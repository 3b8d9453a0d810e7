/* bind_structure.c: structured ARRAY, OBJECT, MAP and VECTOR: conversions and access to their parts.
 *
 * What is structured has the JSON text of the semi-structured value, so that losing the structure
 * costs nothing. To get one, each part is converted by the rules of its own type: in a lambda that
 * the engine runs over the parts. */
#include <string.h>

#include "base/buf.h"
#include "bind/binder.h"
#include "data/json_text.h"

/* ---- lambdas ---- */

struct bound_expr *bound_param(struct binder *binder, struct type type,
                               const char *letter, int field)
{
  struct bound_expr *param = bound_new(binder, BOUND_PARAM, type, NULL);

  param->sql = arena_printf(binder->arena, "%s%d.c%d", letter, binder->lambda_depth,
                            field);
  return param;
}

/* A template with a lambda whose parameters end in the depth; its body has been bound one deeper. */
static struct bound_expr *lambda_template(struct binder *binder, const char *duckdb,
                                          struct type type, int arg_count,
                                          struct bound_expr **args)
{
  struct bound_expr *expr = bound_template(binder, duckdb, type, &args[0]->place,
                                           arg_count, args);

  expr->extra = binder->lambda_depth;
  return expr;
}

static struct bound_expr *lambda_template2(struct binder *binder, const char *duckdb,
                                           struct type type, struct bound_expr *a,
                                           struct bound_expr *b)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 2, struct bound_expr *);

  args[0] = a;
  args[1] = b;
  return lambda_template(binder, duckdb, type, 2, args);
}

/* ---- parts ---- */

struct bound_expr *typed_part(struct binder *binder, struct bound_expr *json,
                              struct type type)
{
  /* A VARIANT, OBJECT or ARRAY within may be a JSON null; what is structured may not. */
  if (type_is_semi(type))
    return bound_template1(binder, type.shape ? "nullif($1, 'null')" : "$1", type, json);
  return convert(binder, json, type, CAST_MODE_EXPLICIT);
}

static struct bound_expr *as_part(struct binder *binder, struct bound_expr *value,
                                  bool not_null, const char *or_null)
{
  struct bound_expr *json = convert(binder, value, type_of(TYPE_VARIANT),
                                    CAST_MODE_EXPLICIT);

  if (!json)
    return NULL;
  return bound_template1(binder,
                         not_null ? "CAST(sg_part_not_null($1) AS VARCHAR)" : or_null,
                         type_of(TYPE_VARIANT), json);
}

struct bound_expr *json_part(struct binder *binder, struct bound_expr *value,
                             bool not_null)
{
  return as_part(binder, value, not_null, "coalesce(CAST($1 AS VARCHAR), 'null')");
}

struct bound_expr *json_element(struct binder *binder, struct bound_expr *value,
                                bool not_null)
{
  return as_part(binder, value, not_null, "coalesce(CAST($1 AS VARCHAR), ' null')");
}

static struct type part_type(struct type type, int part)
{
  return type.shape ? type.shape->fields[part].type : type_of(TYPE_VARIANT);
}

static struct text type_literal(struct binder *binder, struct type type)
{
  return type_text(binder->arena, type);
}

static struct bound_expr *fail_conversion(struct binder *binder, struct type from,
                                          struct type to)
{
  if (!err_is_set(binder->err))
    bind_fail(binder, NULL, ERR_INVALID_TYPE,
              "invalid type [CAST(" TEXT_FMT " AS " TEXT_FMT ")] for parameter 'TO_%s'",
              TEXT_ARG(type_literal(binder, from)), TEXT_ARG(type_literal(binder, to)),
              type_schema_name(to));
  return NULL;
}

/* A part that is at hand as JSON, from its type (VARIANT for what is not structured) to another, as
 * JSON again. */
static struct bound_expr *convert_part(struct binder *binder, struct bound_expr *json,
                                       struct type from, struct type whole,
                                       const struct type_field *to)
{
  struct bound_expr *value = from.kind == TYPE_VARIANT ? json
                                                       : typed_part(binder, json, from);
  struct bound_expr *converted = value
                                   ? convert(binder, value, to->type, CAST_MODE_EXPLICIT)
                                   : NULL;

  if (!converted)
    return fail_conversion(binder, from, to->type);
  return whole.kind == TYPE_ARRAY ? json_element(binder, converted, to->not_null)
                                  : json_part(binder, converted, to->not_null);
}

/* ---- what converts to what ---- */

static bool is_vector_source(struct type from, struct type to)
{
  return from.kind == TYPE_VECTOR ? from.length == to.length
                                  : from.kind == TYPE_ARRAY || from.kind == TYPE_VARIANT;
}

static bool parts_convert(struct type from, struct type to)
{
  if (from.kind == TYPE_OBJECT || !from.shape)
    return true; /* By names, or at run time. */
  for (int i = 0; i < to.shape->count; i++)
    if (!can_convert(from.shape->fields[i].type, to.shape->fields[i].type,
                     CAST_MODE_EXPLICIT))
      return false;
  return true;
}

/* Without being asked, parts only change between numbers and between timestamps. */
static bool part_coerces(struct type from, struct type to)
{
  if (from.shape || to.shape)
    return structure_can_convert(from, to, CAST_MODE_IMPLICIT);
  return from.kind == to.kind || (type_is_numeric(from) && type_is_numeric(to)) ||
         (from.kind == TYPE_TIMESTAMP_LTZ && to.kind == TYPE_TIMESTAMP_TZ) ||
         (from.kind == TYPE_TIMESTAMP_TZ && to.kind == TYPE_TIMESTAMP_LTZ);
}

static bool parts_coerce(struct type from, struct type to)
{
  if (from.shape->count != to.shape->count)
    return false;
  for (int i = 0; i < to.shape->count; i++)
    if (!text_equal(from.shape->fields[i].name, to.shape->fields[i].name) ||
        !part_coerces(from.shape->fields[i].type, to.shape->fields[i].type))
      return false;
  return true;
}

static bool object_fields_convert(struct type from, struct type to)
{
  if (from.shape->count != to.shape->count)
    return false;
  for (int i = 0; i < to.shape->count; i++) {
    const struct type_field *field = type_find_field(from, to.shape->fields[i].name);

    if (!field || !can_convert(field->type, to.shape->fields[i].type, CAST_MODE_EXPLICIT))
      return false;
  }
  return true;
}

static bool to_structured(struct type from, struct type to, enum cast_mode mode)
{
  if (!from.shape)
    return mode == CAST_MODE_EXPLICIT &&
           (from.kind == to.kind || from.kind == TYPE_VARIANT ||
            (from.kind == TYPE_OBJECT && to.kind == TYPE_MAP) ||
            (from.kind == TYPE_VECTOR && to.kind == TYPE_ARRAY));
  if ((from.kind == TYPE_OBJECT && to.kind == TYPE_MAP) ||
      (from.kind == TYPE_MAP && to.kind == TYPE_OBJECT))
    return mode == CAST_MODE_EXPLICIT;
  if (from.kind != to.kind)
    return false;
  if (mode != CAST_MODE_EXPLICIT)
    return parts_coerce(from, to);
  return from.kind == TYPE_OBJECT ? object_fields_convert(from, to)
                                  : parts_convert(from, to);
}

bool is_structure_conversion(struct type from, struct type to)
{
  return from.shape || to.shape || from.kind == TYPE_VECTOR || to.kind == TYPE_VECTOR;
}

bool structure_can_convert(struct type from, struct type to, enum cast_mode mode)
{
  if (type_equal(from, to))
    return mode != CAST_MODE_TRY;
  if (mode == CAST_MODE_TRY)
    return false;
  if (to.shape)
    return to_structured(from, to, mode);
  if (to.kind == TYPE_VECTOR)
    return mode == CAST_MODE_EXPLICIT && is_vector_source(from, to);
  if (from.kind == TYPE_VECTOR)
    return mode == CAST_MODE_EXPLICIT && to.kind == TYPE_ARRAY;
  if (from.kind == TYPE_MAP)
    return to.kind == TYPE_VARIANT ||
           (to.kind == TYPE_OBJECT && mode == CAST_MODE_EXPLICIT);
  return to.kind == from.kind ||
         can_convert(type_of(from.kind), to, mode); /* Loses its structure first. */
}

/* ---- conversions ---- */

static struct bound_expr *retyped(struct binder *binder, const struct bound_expr *expr,
                                  struct type type)
{
  struct bound_expr *copy = ARENA_NEW(binder->arena, struct bound_expr);

  *copy = *expr;
  copy->type = type;
  return copy;
}

static struct bound_expr *to_vector(struct binder *binder, struct bound_expr *expr,
                                    struct type type)
{
  bool from_vector = expr->type.kind == TYPE_VECTOR;
  struct bound_expr *vector = bound_template1(
    binder, from_vector ? "sg_vector_convert($1, $x = 1)" : "sg_vector($1, $x = 1, $n)",
    type, expr);

  vector->extra = from_vector ? expr->type.floats : type.floats;
  return vector;
}

static struct bound_expr *vector_to_array(struct binder *binder, struct bound_expr *expr)
{
  struct bound_expr *array = bound_template1(binder, "sg_vector_array($1, $x = 1)",
                                             type_of(TYPE_ARRAY), expr);

  array->extra = expr->type.floats;
  return array;
}

/* The list stands once, as the element of another: what stands twice (in the engine's array_to_string, too) it would
 * compute before, and outside of the TRY of whoever looks for values that fail. (DuckDB 1.5.5) */
#define JOINED(open, list, close)                                                       \
 "list_transform([" list "], lambda j$x: '" open "' || CASE WHEN len(j$x) = 0 THEN '' " \
 "ELSE list_aggr(j$x, 'string_agg', ',') END || '" close "')[1]"

static struct bound_expr *to_array(struct binder *binder, struct bound_expr *expr,
                                   struct type type)
{
  struct bound_expr *list = bound_template2(
    binder, "sg_array_elements($1, $2)", type, expr,
    bound_text(binder, type_literal(binder, type)));
  struct bound_expr *part = bound_param(binder, type_of(TYPE_VARIANT), "l", 0);

  binder->lambda_depth++;
  part = convert_part(binder, part, part_type(expr->type, 0), type,
                      &type.shape->fields[0]);
  binder->lambda_depth--;
  return part ? lambda_template2(binder,
                                 JOINED("[", "list_transform($1, lambda l$x: $2)", "]"),
                                 type, list, part)
              : NULL;
}

/* A key as the type wants it, back as text: '007' of a MAP(INT, ...) is '7'. */
static struct bound_expr *key_text(struct binder *binder, struct bound_expr *key,
                                   struct type type)
{
  struct bound_expr *converted = convert(binder, key, type, CAST_MODE_EXPLICIT);

  return converted ? convert(binder, converted, type_of(TYPE_VARCHAR), CAST_MODE_EXPLICIT)
                   : NULL;
}

static struct bound_expr *to_map(struct binder *binder, struct bound_expr *expr,
                                 struct type type)
{
  struct bound_expr *list = bound_template2(
    binder, "sg_object_members($1, $2)", type, expr,
    bound_text(binder, type_literal(binder, type)));
  struct bound_expr *key = bound_param(binder, type_of(TYPE_VARCHAR), "l", 0);
  struct bound_expr *value = bound_param(binder, type_of(TYPE_VARIANT), "l", 1);
  struct type from = expr->type.kind == TYPE_MAP ? part_type(expr->type, 1)
                                                 : type_of(TYPE_VARIANT);

  binder->lambda_depth++;
  key = key_text(binder, key, type.shape->fields[0].type);
  value = key ? convert_part(binder, value, from, type, &type.shape->fields[1]) : NULL;
  if (value)
    value = bound_template2(binder, "sg_json_member($1, $2)", type, key, value);
  binder->lambda_depth--;
  return value ? lambda_template2(binder,
                                  "sg_object_sorted(" JOINED(
                                    "{", "list_transform($1, lambda l$x: $2)", "}") ")",
                                  type, list, value)
               : NULL;
}

/* The names of the members that a semi-structured object must have, as an array. */
static struct text names_array(struct binder *binder, struct type type)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  buf_add_char(&out, '[');
  for (int i = 0; i < type.shape->count; i++) {
    if (i)
      buf_add_char(&out, ',');
    json_text_quote(type.shape->fields[i].name, &out);
  }
  buf_add_char(&out, ']');
  text = buf_copy(&out, binder->arena);
  buf_clear(&out);
  return text;
}

static struct bound_expr *quoted_name(struct binder *binder, struct text name)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  json_text_quote(name, &out);
  text = buf_copy(&out, binder->arena);
  buf_clear(&out);
  return bound_text(binder, text);
}

/* The member of the source that becomes member `at` of the target: by name, or by place when they
 * are renamed. NULL: a new one. */
static const struct type_field *source_field(struct type from, struct type to, int at,
                                             int changes)
{
  if (changes & CAST_RENAMES_FIELDS)
    return at < from.shape->count ? &from.shape->fields[at] : NULL;
  return type_find_field(from, to.shape->fields[at].name);
}

static struct bound_expr *object_member(struct binder *binder, struct bound_expr *whole,
                                        struct type from, struct type to, int at,
                                        int changes)
{
  bool by_name = from.kind == TYPE_OBJECT && from.shape;
  const struct type_field *field = by_name ? source_field(from, to, at, changes)
                                           : &to.shape->fields[at];
  struct type part = by_name && field        ? field->type
                     : from.kind == TYPE_MAP ? part_type(from, 1)
                                             : type_of(TYPE_VARIANT);
  struct bound_expr *json;

  if (!field)
    return json_part(binder, bound_null(binder, type_of(TYPE_VARIANT)),
                     to.shape->fields[at].not_null);
  json = bound_template2(binder, TEMPLATE_GET_MEMBER, type_of(TYPE_VARIANT), whole,
                         bound_text(binder, field->name));
  return convert_part(binder, json, part, to, &to.shape->fields[at]);
}

static struct bound_expr *to_object(struct binder *binder, struct bound_expr *expr,
                                    struct type type, int changes)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, 3, struct bound_expr *);
  struct bound_expr **members = ARENA_ARRAY(binder->arena, (size_t)type.shape->count * 2,
                                            struct bound_expr *);
  struct bound_expr *whole = bound_param(binder, type_of(TYPE_VARIANT), "l", 0), *list;

  args[0] = expr;
  args[1] = bound_text(binder, expr->type.kind == TYPE_OBJECT && expr->type.shape
                                 ? TEXT("")
                                 : names_array(binder, type));
  args[2] = bound_text(binder, type_literal(binder, type));
  list = bound_template(binder, "sg_object_single($1, $2, $3)", type, &expr->place, 3,
                        args);
  binder->lambda_depth++;
  for (int i = 0; i < type.shape->count; i++) {
    members[2 * i] = quoted_name(binder, type.shape->fields[i].name);
    members[2 * i + 1] = object_member(binder, whole, expr->type, type, i, changes);
    if (!members[2 * i + 1])
      break;
  }
  binder->lambda_depth--;
  if (err_is_set(binder->err))
    return NULL;
  return lambda_template2(binder, "list_transform($1, lambda l$x: $2)[1]", type, list,
                          bound_template(binder, "sg_object_construct_keep_null($*)",
                                         type, &expr->place, type.shape->count * 2,
                                         members));
}

struct bound_expr *convert_structure(struct binder *binder, struct bound_expr *expr,
                                     struct type type)
{
  if (type_equal(expr->type, type))
    return retyped(binder, expr, type);
  if (type.kind == TYPE_VECTOR)
    return to_vector(binder, expr, type);
  if (expr->type.kind == TYPE_VECTOR) {
    expr = vector_to_array(binder, expr);
    return type.shape ? to_array(binder, expr, type) : expr;
  }
  if (!type.shape)
    return type_is_semi(type)
             ? retyped(binder, expr, type)
             : convert(binder, retyped(binder, expr, type_of(expr->type.kind)), type,
                       CAST_MODE_EXPLICIT);
  switch (type.kind) {
  case TYPE_ARRAY: return to_array(binder, expr, type);
  case TYPE_MAP: return to_map(binder, expr, type);
  default: return to_object(binder, expr, type, 0);
  }
}

struct bound_expr *convert_fields(struct binder *binder, struct bound_expr *expr,
                                  struct type type, int changes,
                                  const struct place *place)
{
  struct type from = expr->type;
  int taken = 0;

  if (from.kind != TYPE_OBJECT || !from.shape || type.kind != TYPE_OBJECT ||
      !type.shape) {
    bind_fail(binder, place, ERR_INVALID_TYPES,
              "RENAME FIELDS and ADD FIELDS are for casts of one structured OBJECT to "
              "another");
    return NULL;
  }
  for (int i = 0; i < type.shape->count; i++)
    taken += source_field(from, type, i, changes) != NULL;
  if (taken < from.shape->count ||
      (type.shape->count > taken && !(changes & CAST_ADDS_FIELDS)))
    return fail_conversion(binder, from, type);
  return to_object(binder, expr, type, changes);
}

/* ---- access ---- */

static struct bound_expr *get_field(struct binder *binder, struct bound_expr *object,
                                    struct bound_expr *key, const struct place *place)
{
  const struct type_field *field;

  if (key->kind != BOUND_CONST || key->type.kind != TYPE_VARCHAR) {
    bind_fail(binder, place, ERR_INVALID_ARGUMENT,
              "The key of a structured OBJECT must be a constant string");
    return NULL;
  }
  field = type_find_field(object->type, key->constant);
  if (!field) {
    bind_fail(binder, place, ERR_INVALID_IDENTIFIER, "invalid identifier '" TEXT_FMT "'",
              TEXT_ARG(key->constant));
    return NULL;
  }
  return typed_part(
    binder,
    bound_template2(binder, TEMPLATE_GET_MEMBER, type_of(TYPE_VARIANT), object, key),
    field->type);
}

struct bound_expr *structure_get(struct binder *binder, struct bound_expr *value,
                                 struct bound_expr *key, const struct place *place)
{
  struct type type = value->type;
  bool is_array = type.kind == TYPE_ARRAY;
  struct bound_expr *at;

  if (type.kind == TYPE_OBJECT)
    return get_field(binder, value, key, place);
  at = is_array ? convert(binder, key, type_number(18, 0), CAST_MODE_IMPLICIT)
                : key_text(binder, key, type.shape->fields[0].type);
  if (!at) {
    bind_fail(binder, place, ERR_INVALID_TYPES,
              "Invalid argument types for function 'GET': (" TEXT_FMT ", " TEXT_FMT ")",
              TEXT_ARG(type_literal(binder, type)),
              TEXT_ARG(type_literal(binder, key->type)));
    return NULL;
  }
  if (is_array)
    at = as_integer(binder, at, 8);
  return typed_part(binder,
                    bound_template2(binder,
                                    is_array ? TEMPLATE_GET_ELEMENT : TEMPLATE_GET_MEMBER,
                                    type_of(TYPE_VARIANT), value, at),
                    type.shape->fields[type.shape->count - 1].type);
}

/* ---- members taken and added ---- */

bool changes_members(struct text name)
{
  return text_is(name, "OBJECT_DELETE") || text_is(name, "OBJECT_INSERT") ||
         text_is(name, "OBJECT_PICK");
}

/* The type that results has to be known now: so do the names. */
static bool names_are_constant(struct binder *binder, int count,
                               struct bound_expr *const *names, const struct place *place)
{
  for (int i = 0; i < count; i++)
    if (names[i]->kind != BOUND_CONST || names[i]->type.kind != TYPE_VARCHAR)
      return bind_fail(binder, place, ERR_INVALID_ARGUMENT,
                       "The key of a structured OBJECT must be a constant string");
  return true;
}

static bool is_among(struct text name, int count, struct bound_expr *const *names)
{
  for (int i = 0; i < count; i++)
    if (text_equal(names[i]->constant, name))
      return true;
  return false;
}

static struct type without_members(struct binder *binder, struct type object, int count,
                                   struct bound_expr *const *names)
{
  struct type_field *fields = ARENA_ARRAY(binder->arena, (size_t)object.shape->count,
                                          struct type_field);
  int kept = 0;

  for (int i = 0; i < object.shape->count; i++)
    if (!is_among(object.shape->fields[i].name, count, names))
      fields[kept++] = object.shape->fields[i];
  object.shape = type_shape_of(fields, kept);
  return object;
}

/* Only the members that are named, in that order. */
static struct type with_members(struct binder *binder, struct type object, int count,
                                struct bound_expr *const *names)
{
  struct type_field *fields = ARENA_ARRAY(binder->arena, (size_t)count,
                                          struct type_field);

  for (int i = 0; i < count; i++)
    fields[i] = *type_find_field(object, names[i]->constant);
  object.shape = type_shape_of(fields, count);
  return object;
}

static bool has_members(struct binder *binder, struct text function, struct type object,
                        int count, struct bound_expr *const *names)
{
  for (int i = 0; i < count; i++)
    if (!type_find_field(object, names[i]->constant))
      return err_set(binder->err, ERR_NO_FIELD,
                     "Function " TEXT_FMT
                     ": expected structured object to contain field " TEXT_FMT
                     " but it did not.",
                     TEXT_ARG(function), TEXT_ARG(names[i]->constant));
  return true;
}

static struct type with_added(struct binder *binder, struct type object, struct text name,
                              struct type type, bool not_null)
{
  int count = object.shape->count;
  struct type_field *fields = ARENA_ARRAY(binder->arena, (size_t)count + 1,
                                          struct type_field);

  memcpy(fields, object.shape->fields, (size_t)count * sizeof *fields);
  fields[count] = (struct type_field){ name, type, not_null };
  object.shape = type_shape_of(fields, count + 1);
  return object;
}

/* A member that is there keeps its type; a new one has its value's. */
static struct bound_expr *insert_member(struct binder *binder, int arg_count,
                                        struct bound_expr **args,
                                        const struct place *place)
{
  struct type object = args[0]->type;
  const struct type_field *field = type_find_field(object, args[1]->constant);
  bool update = arg_count > 3 && args[3]->kind == BOUND_CONST &&
                text_is_nocase(args[3]->constant, "true");
  struct type type = field ? field->type : args[2]->type;
  struct bound_expr *value;

  if (update && !has_members(binder, TEXT("OBJECT_INSERT"), object, 1, args + 1))
    return NULL;
  if (field && !update) {
    err_set(
      binder->err, ERR_FIELD_EXISTS,
      "Function OBJECT_INSERT: expected structured object to not contain field " TEXT_FMT
      " but it did.",
      TEXT_ARG(args[1]->constant));
    return NULL;
  }
  if (type.kind == TYPE_UNKNOWN)
    type = type_of(TYPE_VARCHAR);
  value = convert(binder, args[2], type, CAST_MODE_IMPLICIT);
  args[2] = value ? json_part(binder, value, field && field->not_null) : NULL;
  if (!args[2])
    return fail_conversion(binder, value ? value->type : type, type);
  if (!field)
    object = with_added(binder, object, args[1]->constant, type, !value->nullable);
  return bound_template(binder, "sg_object_insert($1, $2, $3, true)", object, place, 3,
                        args);
}

struct bound_expr *structure_change_members(struct binder *binder, struct text name,
                                            int arg_count, struct bound_expr **args,
                                            const struct place *place)
{
  bool inserts = text_is(name, "OBJECT_INSERT"), picks = text_is(name, "OBJECT_PICK");
  int names = inserts ? 1 : arg_count - 1;

  if (!names_are_constant(binder, names, args + 1, place))
    return NULL;
  if (inserts && (arg_count < 3 || arg_count > 4)) {
    bind_fail(binder, place, ERR_INVALID_TYPES,
              "Invalid argument types for function 'OBJECT_INSERT'");
    return NULL;
  }
  if (inserts)
    return insert_member(binder, arg_count, args, place);
  if (!has_members(binder, name, args[0]->type, names, args + 1))
    return NULL;
  return bound_template(binder, picks ? "sg_object_pick($*)" : "sg_object_delete($*)",
                        picks ? with_members(binder, args[0]->type, names, args + 1)
                              : without_members(binder, args[0]->type, names, args + 1),
                        place, arg_count, args);
}

/* ---- types that meet ---- */

bool structure_common_type(struct type a, struct type b, struct type *common)
{
  struct type element;

  *common = a;
  if (type_equal(a, b))
    return true;
  if (a.kind == TYPE_VECTOR || b.kind == TYPE_VECTOR || a.kind == TYPE_MAP ||
      b.kind == TYPE_MAP)
    return false;
  if (!a.shape != !b.shape && type_is_semi(a) && type_is_semi(b))
    return false; /* Neither becomes the other unasked. */
  if (a.kind == b.kind && a.shape && b.shape) {
    if (a.kind == TYPE_OBJECT)
      return parts_coerce(b, a);
    if (!part_coerces(a.shape->fields[0].type, b.shape->fields[0].type) ||
        !common_type(a.shape->fields[0].type, b.shape->fields[0].type, &element))
      return false;
    *common = type_array_of(element,
                            a.shape->fields[0].not_null && b.shape->fields[0].not_null);
    return true;
  }
  return common_type(type_of(a.kind), type_of(b.kind), common);
}
