/* bind_function.c: the row of a function that takes the arguments, their conversion, the result. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "bind/bind_collation.h"

#define MAX_WORDS 64

/* One word of a row's `takes`. */
struct param {
  struct text word;
  bool optional, repeats;
};

struct signature {
  int count;
  struct param params[MAX_WORDS];
  int least, most; /* Numbers of arguments; most -1: any. */
};

static struct signature signature_of(const struct function_row *row)
{
  struct signature signature = { 0 };
  const char *at = row->takes;

  while (*at) {
    struct param param = { 0 };
    const char *end;
    bool star = false;

    while (*at == ' ')
      at++;
    if (!*at)
      break;
    if (*at == '*') {
      star = true;
      at++;
    }
    for (end = at; isalnum((unsigned char)*end) || *end == '_'; end++)
      ;
    param.word = text_from(at, (size_t)(end - at));
    for (at = end; *at == '?' || *at == '.'; at++) {
      param.optional |= *at == '?';
      param.repeats |= *at == '.';
    }
    if (star)
      param.optional = param.repeats = true;
    if (signature.count < MAX_WORDS)
      signature.params[signature.count++] = param;
    signature.least += !param.optional;
    signature.most = signature.most < 0 || param.repeats ? -1 : signature.most + 1;
  }
  return signature;
}

static const struct param *param_for(const struct signature *signature, int arg)
{
  if (arg < signature->count)
    return &signature->params[arg];
  if (signature->count && signature->params[signature->count - 1].repeats)
    return &signature->params[signature->count - 1];
  return NULL;
}

/* INT is a whole number of 64 bits, WIDE one of any. */
static bool is_int_word(struct text word)
{
  return text_is(word, "INT") || text_is(word, "WIDE");
}

enum fit { FIT_NO, FIT_CONVERTED, FIT_AS_IS };

static enum fit fit_kind(struct type from, enum type_kind kind)
{
  if (from.kind == kind)
    return FIT_AS_IS;
  if (from.kind == TYPE_UNKNOWN)
    return FIT_AS_IS; /* A bare NULL says nothing about the row that is meant. */
  return can_convert(from, type_of(kind), CAST_MODE_IMPLICIT) ? FIT_CONVERTED : FIT_NO;
}

/* Text is no shape yet: only columns and casts turn it into one. */
static enum fit fit_exact(struct type from, enum type_kind kind)
{
  return from.kind == kind || from.kind == TYPE_UNKNOWN ? FIT_AS_IS : FIT_NO;
}

static bool takes_any(struct text word)
{
  return text_is(word, "ANY") || text_is(word, "T") || text_is(word, "U");
}

/* Whether an argument can stand for a word. */
static enum fit fit_word(struct text word, const struct bound_expr *arg)
{
  struct type type = arg->type;

  if (type.kind == TYPE_INTERVAL)
    return FIT_NO;
  if (takes_any(word))
    return FIT_AS_IS;
  if (text_is(word, "PART"))
    return arg->kind == BOUND_CONST && arg->type.kind == TYPE_VARCHAR &&
               date_part(arg->constant)
             ? FIT_AS_IS
             : FIT_NO;
  if (text_is(word, "CONST"))
    return arg->kind == BOUND_CONST ? FIT_AS_IS : FIT_NO;
  if (text_is(word, "DECFLOAT"))
    return fit_exact(type, TYPE_DECFLOAT);
  /* What takes other numbers would answer with less than a DECFLOAT has. */
  if (type.kind == TYPE_DECFLOAT &&
      (text_is(word, "NUMBER") || text_is(word, "FLOAT") || is_int_word(word)))
    return FIT_NO;
  if (text_is(word, "NUMBER") || is_int_word(word))
    return type.kind == TYPE_NUMBER ? FIT_AS_IS
           : type.kind == TYPE_FLOAT && text_is(word, "NUMBER")
             ? FIT_NO
             : fit_kind(type, TYPE_NUMBER);
  if (text_is(word, "FLOAT"))
    return type_is_numeric(type) ? FIT_AS_IS : fit_kind(type, TYPE_FLOAT);
  if (text_is(word, "VARCHAR"))
    return fit_kind(type, TYPE_VARCHAR);
  if (text_is(word, "BINARY"))
    return fit_kind(type, TYPE_BINARY);
  if (text_is(word, "BOOLEAN"))
    return fit_kind(type, TYPE_BOOLEAN);
  if (text_is(word, "DATE"))
    return fit_kind(type, TYPE_DATE);
  if (text_is(word, "TIME"))
    return fit_kind(type, TYPE_TIME);
  if (text_is(word, "NTZ"))
    return fit_kind(type, TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "LTZ"))
    return fit_kind(type, TYPE_TIMESTAMP_LTZ);
  if (text_is(word, "TZ"))
    return fit_kind(type, TYPE_TIMESTAMP_TZ);
  if (text_is(word, "TIMESTAMP"))
    return type_is_timestamp(type) ? FIT_AS_IS : fit_kind(type, TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "TEMPORAL"))
    return type_is_temporal(type) ? FIT_AS_IS : fit_kind(type, TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "VARIANT"))
    return type_is_semi(type) ? FIT_AS_IS : fit_kind(type, TYPE_VARIANT);
  if (text_is(word, "OBJECT"))
    return type.kind == TYPE_VARIANT ? FIT_CONVERTED : fit_kind(type, TYPE_OBJECT);
  if (text_is(word, "ARRAY"))
    return type.kind == TYPE_VARIANT ? FIT_CONVERTED : fit_kind(type, TYPE_ARRAY);
  if (text_is(word, "MAP"))
    return type.kind == TYPE_MAP ? FIT_AS_IS : FIT_NO;
  if (text_is(word, "VECTOR"))
    return type.kind == TYPE_VECTOR ? FIT_AS_IS : FIT_NO;
  if (text_is(word, "KEYS"))
    return type.kind == TYPE_ARRAY ? FIT_AS_IS : FIT_NO;
  if (text_is(word, "KEY"))
    return type_is_semi(type) && type.kind != TYPE_VARIANT ? FIT_NO : FIT_AS_IS;
  if (text_is(word, "VALUE"))
    return FIT_AS_IS;
  if (text_is(word, "FILE"))
    return type.kind == TYPE_OBJECT || type.kind == TYPE_VARIANT
             ? FIT_CONVERTED
             : fit_exact(type, TYPE_FILE);
  if (text_is(word, "GEOGRAPHY"))
    return fit_exact(type, TYPE_GEOGRAPHY);
  if (text_is(word, "GEOMETRY"))
    return fit_exact(type, TYPE_GEOMETRY);
  return FIT_NO;
}

/* The type that a word wants of an argument; UNKNOWN leaves it as it is. */
static struct type word_type(struct text word, struct type from)
{
  if (text_is(word, "NUMBER"))
    return from.kind == TYPE_NUMBER    ? type_of(TYPE_UNKNOWN)
           : from.kind == TYPE_UNKNOWN ? type_number(38, 0)
                                       : type_number(38, 5);
  if (is_int_word(word))
    return type_number(18, 0);
  if (text_is(word, "FLOAT"))
    return type_of(TYPE_FLOAT);
  if (text_is(word, "VARCHAR"))
    return from.kind == TYPE_VARCHAR ? type_of(TYPE_UNKNOWN) : type_of(TYPE_VARCHAR);
  if (text_is(word, "BINARY"))
    return from.kind == TYPE_BINARY ? type_of(TYPE_UNKNOWN) : type_of(TYPE_BINARY);
  if (text_is(word, "BOOLEAN"))
    return type_of(TYPE_BOOLEAN);
  if (text_is(word, "DATE"))
    return type_of(TYPE_DATE);
  if (text_is(word, "TIME"))
    return from.kind == TYPE_TIME ? type_of(TYPE_UNKNOWN) : type_of(TYPE_TIME);
  if (text_is(word, "NTZ"))
    return from.kind == TYPE_TIMESTAMP_NTZ ? type_of(TYPE_UNKNOWN)
                                           : type_of(TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "LTZ"))
    return from.kind == TYPE_TIMESTAMP_LTZ ? type_of(TYPE_UNKNOWN)
                                           : type_of(TYPE_TIMESTAMP_LTZ);
  if (text_is(word, "TZ"))
    return from.kind == TYPE_TIMESTAMP_TZ ? type_of(TYPE_UNKNOWN)
                                          : type_of(TYPE_TIMESTAMP_TZ);
  if (text_is(word, "TIMESTAMP"))
    return type_is_timestamp(from) ? type_of(TYPE_UNKNOWN) : type_of(TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "TEMPORAL"))
    return type_is_temporal(from) ? type_of(TYPE_UNKNOWN) : type_of(TYPE_TIMESTAMP_NTZ);
  if (text_is(word, "VARIANT"))
    return type_is_semi(from) ? type_of(TYPE_UNKNOWN) : type_of(TYPE_VARIANT);
  if (text_is(word, "OBJECT"))
    return type_of(TYPE_OBJECT);
  if (text_is(word, "ARRAY"))
    return type_of(TYPE_ARRAY);
  if (text_is(word, "FILE"))
    return type_of(TYPE_FILE);
  if (text_is(word, "GEOGRAPHY"))
    return type_of(TYPE_GEOGRAPHY);
  if (text_is(word, "GEOMETRY"))
    return type_of(TYPE_GEOMETRY);
  return type_of(TYPE_UNKNOWN);
}

/* How well a row takes the arguments. */
static enum fit fit_row(const struct function_row *row, int arg_count,
                        struct bound_expr **args)
{
  struct signature signature = signature_of(row);
  enum fit worst = FIT_AS_IS;

  if (arg_count < signature.least || (signature.most >= 0 && arg_count > signature.most))
    return FIT_NO;
  for (int i = 0; i < arg_count; i++) {
    const struct param *param = param_for(&signature, i);
    enum fit fit = param ? fit_word(param->word, args[i]) : FIT_NO;

    if (type_is_opaque(args[i]->type) && param && takes_any(param->word) &&
        !function_carries(row->name, args[i]->type))
      fit = FIT_NO;

    if (fit < worst)
      worst = fit;
  }
  return worst;
}

static struct text arg_types(struct binder *binder, int arg_count,
                             struct bound_expr **args)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  for (int i = 0; i < arg_count; i++) {
    if (i)
      buf_add_string(&out, ", ");
    type_print(args[i]->type, &out);
  }
  text = buf_copy(&out, binder->arena);
  buf_clear(&out);
  return text;
}

enum function_kind function_kind_for(const struct function_row *rows, int count,
                                     int arg_count)
{
  for (int i = 0; rows[0].kind == FUNCTION_SCALAR && i < count; i++) {
    struct signature signature = signature_of(&rows[i]);

    if (arg_count >= signature.least &&
        (signature.most < 0 || arg_count <= signature.most))
      return rows[i].kind;
  }
  return rows[0].kind;
}

/* Whether the first row that takes so many arguments wants a date part, and gets none. */
static bool fail_part(struct binder *binder, const struct function_row *rows, int count,
                      struct text name, int arg_count, struct bound_expr **args)
{
  for (int i = 0; i < count; i++) {
    struct signature signature = signature_of(&rows[i]);

    for (int p = 0; p < arg_count && p < signature.count; p++) {
      const struct bound_expr *arg = args[p];

      if (!text_is(signature.params[p].word, "PART") || arg->kind != BOUND_CONST ||
          arg->type.kind != TYPE_VARCHAR || date_part(arg->constant))
        continue;
      if (text_is(name, "DATE_PART") || text_is(name, "EXTRACT"))
        return !bind_fail(binder, NULL, ERR_INVALID_VALUE,
                          "invalid value [" TEXT_FMT "] for parameter '" TEXT_FMT
                          " date/time part'",
                          TEXT_ARG(arg->constant), TEXT_ARG(name));
      err_set(binder->err, ERR_DATE_PART,
              "SQL compilation error: ['" TEXT_FMT
              "'] is not a valid date/time component for function " TEXT_FMT ".",
              TEXT_ARG(arg->constant), TEXT_ARG(name));
      return true;
    }
  }
  return false;
}

/* Snowflake has such functions for DECFLOAT, too. */
static bool fail_decfloat(struct binder *binder, struct text name, int arg_count,
                          struct bound_expr **args)
{
  for (int i = 0; i < arg_count; i++)
    if (args[i]->type.kind == TYPE_DECFLOAT)
      return !err_set(binder->err, ERR_UNSUPPORTED,
                      "Unsupported feature '" TEXT_FMT " of DECFLOAT'.", TEXT_ARG(name));
  return false;
}

/* No row takes the arguments: says whether their number or their types are to blame. */
/* Of what has no order there is no greatest. */
static bool fail_unordered(struct binder *binder, struct text name, int arg_count,
                           struct bound_expr **args)
{
  if (arg_count != 1 || args[0]->type.kind != TYPE_FILE ||
      !(text_is(name, "MAX") || text_is(name, "MIN") || text_is(name, "MODE")))
    return false;
  return !err_set(binder->err, ERR_UNORDERED_ARGUMENT,
                  "SQL compilation error:\nFunction " TEXT_FMT
                  " does not support FILE argument type",
                  TEXT_ARG(name));
}

void function_fail(struct binder *binder, const struct function_row *rows, int count,
                   struct text name, int arg_count, struct bound_expr **args,
                   const struct place *place)
{
  int least = 1000, most = 0;
  bool number_fits = false;

  for (int i = 0; i < count; i++) {
    struct signature signature = signature_of(&rows[i]);

    if (signature.least < least)
      least = signature.least;
    if (signature.most < 0 || signature.most > most)
      most = signature.most < 0 ? 1000000 : signature.most;
    number_fits |= arg_count >= signature.least &&
                   (signature.most < 0 || arg_count <= signature.most);
  }
  if (number_fits && fail_part(binder, rows, count, name, arg_count, args))
    return;
  if (number_fits && (fail_decfloat(binder, name, arg_count, args) ||
                      fail_unordered(binder, name, arg_count, args)))
    return;
  struct text call = bind_echo_place(binder, place);

  if (number_fits) {
    struct text types = arg_types(binder, arg_count, args);

    bind_fail(binder, place, ERR_INVALID_TYPES,
              "Invalid argument types for function '" TEXT_FMT "': (" TEXT_FMT ")",
              TEXT_ARG(name), TEXT_ARG(types));
  } else if (arg_count < least) {
    bind_fail(binder, place, ERR_NOT_ENOUGH_ARGUMENTS,
              "not enough arguments for function [" TEXT_FMT "], expected %d, got %d",
              TEXT_ARG(call), least, arg_count);
  } else {
    bind_fail(binder, place, ERR_TOO_MANY_ARGUMENTS,
              "too many arguments for function [" TEXT_FMT "] expected %d, got %d",
              TEXT_ARG(call), most, arg_count);
  }
}

/* A function of one number takes a column of text, and a VARIANT, as FLOAT: ABS(t), SUM(v). */
static bool is_better_as_float(const struct function_row *row, int arg_count,
                               struct bound_expr **args)
{
  return arg_count == 1 && args[0]->kind != BOUND_CONST &&
         (args[0]->type.kind == TYPE_VARCHAR || type_is_semi(args[0]->type)) &&
         text_starts_with(text_of(row->takes), "FLOAT");
}

const struct function_row *function_choose(const struct function_row *rows, int count,
                                           int arg_count, struct bound_expr **args)
{
  const struct function_row *converted = NULL;

  for (int i = 0; i < count; i++) {
    enum fit fit = fit_row(&rows[i], arg_count, args);

    if (fit == FIT_AS_IS)
      return &rows[i];
    if (fit == FIT_CONVERTED &&
        (!converted || is_better_as_float(&rows[i], arg_count, args)))
      converted = &rows[i];
  }
  return converted;
}

/* The common type of all arguments whose word is T (or U). */
static bool common_of(struct binder *binder, const struct signature *signature,
                      const char *word, int arg_count, struct bound_expr **args,
                      struct type *common, const struct place *place)
{
  *common = type_of(TYPE_UNKNOWN);
  for (int i = 0; i < arg_count; i++) {
    const struct param *param = param_for(signature, i);
    struct type both;

    if (!param || !text_is(param->word, word))
      continue;
    if (!common_type(*common, args[i]->type, &both)) {
      struct text a = type_text(binder->arena, *common);
      struct text b = type_text(binder->arena, args[i]->type);

      bind_fail(binder, place, ERR_TYPE_MISMATCH,
                "Can not convert parameter of type [" TEXT_FMT
                "] into expected type [" TEXT_FMT "]",
                TEXT_ARG(b), TEXT_ARG(a));
      return false;
    }
    *common = both;
  }
  return true;
}

/* The first argument that is structured, of the kind. */
static struct type structured_arg(enum type_kind kind, int arg_count,
                                  struct bound_expr **args)
{
  for (int i = 0; i < arg_count; i++)
    if (args[i]->type.kind == kind && args[i]->type.shape)
      return args[i]->type;
  return type_of(TYPE_UNKNOWN);
}

static bool is_map_word(struct text word)
{
  return text_is(word, "KEY") || text_is(word, "KEYS") || text_is(word, "VALUE");
}

/* A key as text, an array of them, or a value as JSON; NULL when the map has no such ones. */
static struct bound_expr *map_argument(struct binder *binder, struct text word,
                                       struct bound_expr *arg, struct type map)
{
  struct type text = type_of(TYPE_VARCHAR);
  struct bound_expr *converted;

  if (!map.shape)
    return NULL;
  if (text_is(word, "VALUE")) {
    converted = convert(binder, arg, map.shape->fields[1].type, CAST_MODE_EXPLICIT);
    return converted ? json_part(binder, converted, map.shape->fields[1].not_null) : NULL;
  }
  if (text_is(word, "KEYS")) {
    converted = convert(binder, arg, type_array_of(map.shape->fields[0].type, false),
                        CAST_MODE_EXPLICIT);
    return converted
             ? convert(binder, converted, type_array_of(text, false), CAST_MODE_EXPLICIT)
             : NULL;
  }
  converted = convert(binder, arg, map.shape->fields[0].type, CAST_MODE_IMPLICIT);
  return converted ? convert(binder, converted, text, CAST_MODE_EXPLICIT) : NULL;
}

/* The type of structured arrays together: ARRAY_CAT has room for the elements of both. */
static struct type common_array(int arg_count, struct bound_expr **args)
{
  struct type array = structured_arg(TYPE_ARRAY, arg_count, args), both;

  for (int i = 0; i < arg_count && array.shape; i++)
    if (args[i]->type.kind == TYPE_ARRAY && args[i]->type.shape &&
        common_type(array, args[i]->type, &both))
      array = both;
  return array;
}

/* What goes into a structured array becomes what it holds; other arrays become such ones. */
static bool to_elements(struct binder *binder, const struct signature *signature,
                        int arg_count, struct bound_expr **args, struct type array)
{
  const struct type_field *element = array.shape ? &array.shape->fields[0] : NULL;

  for (int i = 0; element && i < arg_count; i++) {
    struct text word = param_for(signature, i)->word;
    struct bound_expr *converted = args[i];

    if (text_is(word, "ARRAY"))
      converted = convert(binder, args[i], array, CAST_MODE_IMPLICIT);
    else if (text_is(word, "VARIANT")) {
      converted = convert(binder, args[i], element->type, CAST_MODE_IMPLICIT);
      converted = converted ? json_element(binder, converted, element->not_null) : NULL;
    }
    if (!converted) {
      if (!err_is_set(binder->err))
        bind_fail(binder, &args[i]->place, ERR_TYPE_MISMATCH,
                  "Can not convert parameter of type [" TEXT_FMT
                  "] into expected type [" TEXT_FMT "]",
                  TEXT_ARG(type_text(binder->arena, args[i]->type)),
                  TEXT_ARG(type_text(binder->arena,
                                     text_is(word, "ARRAY") ? array : element->type)));
      return false;
    }
    args[i] = converted;
  }
  return true;
}

/* Numbers of a widened column, or sums of them, are as good where 64 bits are wanted. */
static struct bound_expr *integer_argument(struct binder *binder, struct text word,
                                           struct bound_expr *arg)
{
  struct bound_expr *narrow = as_integer(binder, arg, 8);

  if (narrow->bytes <= 8 || text_is(word, "WIDE"))
    return narrow;
  narrow = bound_template1(binder, "CAST($1 AS BIGINT)", arg->type, arg);
  narrow->bytes = 8;
  return narrow;
}

static bool convert_args(struct binder *binder, const struct signature *signature,
                         int arg_count, struct bound_expr **args, struct type common_t,
                         struct type common_u)
{
  struct type map = structured_arg(TYPE_MAP, arg_count, args);

  for (int i = 0; i < arg_count; i++) {
    const struct param *param = param_for(signature, i);
    struct type want = text_is(param->word, "T") ? common_t
                       : text_is(param->word, "U")
                         ? common_u
                         : word_type(param->word, args[i]->type);
    struct bound_expr *converted;

    if (text_is(param->word, "PART")) {
      args[i] = bound_text(binder, text_of(date_part(args[i]->constant)));
      continue;
    }
    if (is_int_word(param->word) && args[i]->type.kind == TYPE_NUMBER &&
        args[i]->type.scale == 0) {
      args[i] = integer_argument(binder, param->word, args[i]);
      continue;
    }
    if (want.kind == TYPE_UNKNOWN && !is_map_word(param->word)) {
      /* A bare NULL that nothing gives a type. */
      if (args[i]->type.kind == TYPE_UNKNOWN)
        args[i] = convert(binder, args[i], type_of(TYPE_VARCHAR), CAST_MODE_IMPLICIT);
      continue;
    }
    if (is_int_word(param->word))
      want = type_number(18, 0);
    converted = is_map_word(param->word)
                  ? map_argument(binder, param->word, args[i], map)
                  : convert(binder, args[i], want,
                            is_int_word(param->word) ? CAST_MODE_EXPLICIT
                                                     : CAST_MODE_IMPLICIT);
    if (!converted && (text_is(param->word, "OBJECT") || text_is(param->word, "ARRAY")))
      converted = convert(binder, args[i], want, CAST_MODE_EXPLICIT);
    if (!converted) {
      if (!err_is_set(binder->err))
        bind_fail(binder, &args[i]->place, ERR_INVALID_TYPES, "Invalid argument types");
      return false;
    }
    args[i] = converted;
  }
  return true;
}

/* "NUMBER(18,0)", "VARCHAR", "$2", "T". */
static bool given_type(const struct function_row *row, int arg_count,
                       struct bound_expr **args, struct type common_t,
                       struct type common_u, struct type *type)
{
  struct text gives = text_of(row->gives);

  if (gives.len == 2 && gives.at[0] == '$') {
    int arg = gives.at[1] - '1';

    *type = arg < arg_count ? args[arg]->type : type_of(TYPE_VARCHAR);
    return true;
  }
  if (text_is(gives, "T") || text_is(gives, "U")) {
    *type = text_is(gives, "T") ? common_t : common_u;
    return true;
  }
  return type_parse(gives, type);
}

/* Types after conversion, constants as they were written. */
static bool rule_result(struct binder *binder, const struct function_row *row,
                        int arg_count, struct bound_expr **args,
                        struct bound_expr *const *written, struct type *type,
                        const char **duckdb, int *extra)
{
  struct rule_arg *seen = ARENA_ARRAY(binder->arena, (size_t)arg_count, struct rule_arg);

  for (int i = 0; i < arg_count; i++) {
    const struct bound_expr *constant = args[i]->kind == BOUND_CONST ? args[i]
                                                                     : written[i];

    seen[i] = (struct rule_arg){ args[i]->type, constant->kind == BOUND_CONST,
                                 constant->is_null, constant->constant };
  }
  return type_rule(row, seen, arg_count, type, duckdb, extra) ||
         type_rule_text(row, seen, arg_count, type, duckdb, extra);
}

/* A row over its arguments: converted, typed, as a template. */
struct bound_expr *function_apply(struct binder *binder, const struct function_row *row,
                                  int arg_count, struct bound_expr **args,
                                  const struct place *place)
{
  struct signature signature = signature_of(row);
  struct type common_t, common_u, type = type_of(TYPE_UNKNOWN);
  struct type array = type_of(TYPE_UNKNOWN);
  const char *duckdb = row->duckdb;
  int extra = 0;
  bool nullable;
  struct bound_expr *expr;
  struct bound_expr **written = ARENA_ARRAY(binder->arena, (size_t)arg_count,
                                            struct bound_expr *);

  if (any_collated(arg_count, args))
    return bind_collated(binder, row, arg_count, args, place);
  if (arg_count)
    memcpy(written, args, (size_t)arg_count * sizeof *args);
  if (row->flags & FN_KEEPS_ELEMENTS)
    array = common_array(arg_count, args);
  if (!to_elements(binder, &signature, arg_count, args, array))
    return NULL;
  if (!common_of(binder, &signature, "T", arg_count, args, &common_t, place) ||
      !common_of(binder, &signature, "U", arg_count, args, &common_u, place) ||
      !convert_args(binder, &signature, arg_count, args, common_t, common_u))
    return NULL;
  if (row->rule != RULE_NONE) {
    if (!rule_result(binder, row, arg_count, args, written, &type, &duckdb, &extra)) {
      if (fail_decfloat(binder, text_of(row->name), arg_count, args))
        return NULL;
      struct text types = arg_types(binder, arg_count, args);

      bind_fail(binder, place, ERR_INVALID_TYPES,
                "Invalid argument types for function '%s': (" TEXT_FMT ")", row->name,
                TEXT_ARG(types));
      return NULL;
    }
  } else if (!given_type(row, arg_count, args, common_t, common_u, &type)) {
    bind_fail(binder, place, ERR_INTERNAL, "the table of functions gives %s no type: %s",
              row->name, row->gives);
    return NULL;
  }
  if (array.shape)
    type = array;
  expr = bound_template(binder, duckdb, type, place, arg_count, args);
  nullable = expr->nullable;
  expr->extra = extra;
  if (row->flags & FN_VOLATILE)
    expr->is_volatile = binder->context->is_volatile = true;
  expr->nullable = row->flags & FN_NOT_NULL ? false
                                            : nullable || (row->flags & FN_NULLABLE) ||
                                                row->kind != FUNCTION_SCALAR;
  return expr;
}

bool function_takes_part(const struct function_row *rows, int count, int arg)
{
  for (int i = 0; i < count; i++) {
    struct signature signature = signature_of(&rows[i]);

    if (arg < signature.count && text_is(signature.params[arg].word, "PART"))
      return true;
  }
  return false;
}

bool function_wants_part(const struct function_row *rows, int count, int arg)
{
  for (int i = 0; i < count; i++) {
    struct signature signature = signature_of(&rows[i]);

    if (arg >= signature.count || !text_is(signature.params[arg].word, "PART"))
      return false;
  }
  return count > 0;
}

struct bound_expr *bind_function(struct binder *binder, const char *name, int arg_count,
                                 struct bound_expr **args, const struct place *place)
{
  int count;
  const struct function_row *rows = functions_find(text_of(name), &count);
  const struct function_row *row = function_choose(rows, count, arg_count, args);

  if (!row) {
    function_fail(binder, rows, count, text_of(name), arg_count, args, place);
    return NULL;
  }
  return function_apply(binder, row, arg_count, args, place);
}
