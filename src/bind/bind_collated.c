/* bind_collated.c: what each function does with collated text.
 *
 * The pages of the functions say so under "Collation details". A function that is not in the table
 * takes no notice of a collation and gives text without one (MD5, TO_VARCHAR, REPEAT). What is not
 * known of Snowflake, or cannot be done by keys, is refused rather than compared by bytes. */
#include "bind/bind_collation.h"

enum way {
  WAY_KEEPS,       /* Does not compare; the result has the arguments' collation. */
  WAY_KEEPS_BACK,  /* The same; a conflict names the later argument first. */
  WAY_KEEPS_LATER, /* The same without the first argument. */
  WAY_KEEPS_FIRST, /* The first argument's alone. */
  WAY_CASES,       /* As KEEPS_FIRST; not where a language has letters of its own. */
  WAY_TRIMS,       /* As KEEPS_FIRST; takes off blanks only. */
  WAY_KEYS,        /* Works on keys as on texts. */
  WAY_KEYS_SECOND, /* MAX_BY. */
  WAY_EQUAL_NULL,
  WAY_NULLIF,
  WAY_EXTREME,
  WAY_MINMAX,
  WAY_SEARCH,       /* By `duckdb`, the last argument of which is the specification ... */
  WAY_SEARCH_WHOLE, /* ... by which blanks to be trimmed cannot be told from others. */
  WAY_LIKE,
  WAY_REFUSED,
  WAY_UNKNOWN
};

struct collated_function {
  const char *name;
  enum way way;
  const char *duckdb; /* Takes the place of the row's own template. */
};

static const struct collated_function functions[] = {
  /* clang-format off */
  { "ANY_VALUE",                  WAY_KEEPS_FIRST, NULL },
  { "APPROXIMATE_COUNT_DISTINCT", WAY_KEYS, NULL },
  { "APPROX_COUNT_DISTINCT",      WAY_KEYS, NULL },
  { "APPROX_TOP_K",               WAY_UNKNOWN, NULL },
  { "APPROX_TOP_K_ACCUMULATE",    WAY_UNKNOWN, NULL },
  { "ARRAY_UNIQUE_AGG",           WAY_UNKNOWN, NULL },
  { "CHARINDEX",                  WAY_SEARCH_WHOLE, "sg_collated_position($2, $1, $3, $4)" },
  { "COALESCE",                   WAY_KEEPS_BACK, NULL },
  { "CONCAT",                     WAY_KEEPS, NULL },
  { "CONCAT_WS",                  WAY_KEEPS, NULL },
  { "CONTAINS",                   WAY_SEARCH, "sg_collated_contains($1, $2, $3)" },
  { "DATASKETCHES_HLL",           WAY_UNKNOWN, NULL },
  { "DATASKETCHES_HLL_ACCUMULATE", WAY_UNKNOWN, NULL },
  { "EDITDISTANCE",               WAY_UNKNOWN, NULL },
  { "ENDSWITH",                   WAY_SEARCH, "sg_collated_ends_with($1, $2, $3)" },
  { "EQUAL_NULL",                 WAY_EQUAL_NULL, "($3 IS NOT DISTINCT FROM $4)" },
  { "FIRST_VALUE",                WAY_KEEPS_FIRST, NULL },
  { "GREATEST",                   WAY_EXTREME, "CASE WHEN $? THEN (greatest($*)).v END" },
  { "GREATEST_IGNORE_NULLS",      WAY_EXTREME, "(greatest($*)).v" },
  { "GROUPING",                   WAY_KEYS, NULL },
  { "GROUPING_ID",                WAY_KEYS, NULL },
  { "HLL",                        WAY_KEYS, NULL },
  { "HLL_ACCUMULATE",             WAY_UNKNOWN, NULL },
  { "IFF",                        WAY_KEEPS_LATER, NULL },
  { "IFNULL",                     WAY_KEEPS_BACK, NULL },
  { "ILIKE",                      WAY_LIKE, "sg_collated_like($1, $2, $3, $4)" },
  { "INITCAP",                    WAY_CASES, NULL },
  { "INSERT",                     WAY_UNKNOWN, NULL },
  { "INTERPOLATE_BFILL",          WAY_KEEPS_FIRST, NULL },
  { "INTERPOLATE_FFILL",          WAY_KEEPS_FIRST, NULL },
  { "JAROWINKLER_SIMILARITY",     WAY_UNKNOWN, NULL },
  { "LAG",                        WAY_KEEPS, NULL },
  { "LAST_VALUE",                 WAY_KEEPS_FIRST, NULL },
  { "LEAD",                       WAY_KEEPS, NULL },
  { "LEAST",                      WAY_EXTREME, "CASE WHEN $? THEN (least($*)).v END" },
  { "LEAST_IGNORE_NULLS",         WAY_EXTREME, "(least($*)).v" },
  { "LEFT",                       WAY_KEEPS_FIRST, NULL },
  { "LIKE",                       WAY_LIKE, "sg_collated_like($1, $2, $3, $4)" },
  { "LISTAGG",                    WAY_KEEPS_FIRST, NULL },
  { "LOWER",                      WAY_CASES, NULL },
  { "LPAD",                       WAY_KEEPS, NULL },
  { "LTRIM",                      WAY_TRIMS, NULL },
  { "MAX",                        WAY_MINMAX, "arg_max($1, $2)$O" },
  { "MAX_BY",                     WAY_KEYS_SECOND, NULL },
  { "MIN",                        WAY_MINMAX, "arg_min($1, $2)$O" },
  { "MINHASH",                    WAY_UNKNOWN, NULL },
  { "MIN_BY",                     WAY_KEYS_SECOND, NULL },
  { "MODE",                       WAY_UNKNOWN, NULL },
  { "NTH_VALUE",                  WAY_KEEPS_FIRST, NULL },
  { "NULLIF",                     WAY_NULLIF, "CASE WHEN $3 = $4 THEN NULL ELSE $1 END" },
  { "NVL",                        WAY_KEEPS_BACK, NULL },
  { "NVL2",                       WAY_KEEPS_LATER, NULL },
  { "PERCENTILE_DISC",            WAY_UNKNOWN, NULL },
  { "POSITION",                   WAY_SEARCH_WHOLE, "sg_collated_position($2, $1, $3, $4)" },
  { "REGEXP",                     WAY_REFUSED, NULL },
  { "REGEXP_COUNT",               WAY_REFUSED, NULL },
  { "REGEXP_EXTRACT_ALL",         WAY_REFUSED, NULL },
  { "REGEXP_INSTR",               WAY_REFUSED, NULL },
  { "REGEXP_LIKE",                WAY_REFUSED, NULL },
  { "REGEXP_REPLACE",             WAY_REFUSED, NULL },
  { "REGEXP_SUBSTR",              WAY_REFUSED, NULL },
  { "REGEXP_SUBSTR_ALL",          WAY_REFUSED, NULL },
  { "REPLACE",                    WAY_SEARCH_WHOLE, "sg_collated_replace($1, $2, $3, $4)" },
  { "REVERSE",                    WAY_KEEPS_FIRST, NULL },
  { "RIGHT",                      WAY_KEEPS_FIRST, NULL },
  { "RLIKE",                      WAY_REFUSED, NULL },
  { "RPAD",                       WAY_KEEPS, NULL },
  { "RTRIM",                      WAY_TRIMS, NULL },
  { "SPLIT",                      WAY_SEARCH_WHOLE, "sg_collated_split($1, $2, $3)" },
  { "SPLIT_PART",                 WAY_SEARCH_WHOLE, "sg_collated_split_part($1, $2, $3, $4)" },
  { "STARTSWITH",                 WAY_SEARCH, "sg_collated_starts_with($1, $2, $3)" },
  { "STRTOK",                     WAY_UNKNOWN, NULL },
  { "STRTOK_TO_ARRAY",            WAY_UNKNOWN, NULL },
  { "SUBSTR",                     WAY_KEEPS_FIRST, NULL },
  { "SUBSTRING",                  WAY_KEEPS_FIRST, NULL },
  { "TRANSLATE",                  WAY_KEEPS_FIRST, NULL },
  { "TRIM",                       WAY_TRIMS, NULL },
  { "UPPER",                      WAY_CASES, NULL },
  /* clang-format on */
};

static const struct collated_function *find(const char *name)
{
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (text_is(text_of(name), functions[i].name))
      return &functions[i];
  return NULL;
}

bool any_collated(int arg_count, struct bound_expr *const *args)
{
  for (int i = 0; i < arg_count; i++)
    if (args[i]->type.collation)
      return true;
  return false;
}

static bool any_keys(int arg_count, struct bound_expr *const *args)
{
  for (int i = 0; i < arg_count; i++)
    if (type_has_keys(args[i]->type))
      return true;
  return false;
}

/* ---- refusals ---- */

static bool unknown(struct binder *binder, const char *name, const char *what)
{
  return err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '%s of %s text'.",
                 name, what);
}

static bool refused(struct binder *binder, const char *name,
                    const struct collation *collation, const struct place *place)
{
  return bind_fail(binder, place, ERR_COLLATION_FUNCTION,
                   "Function %s does not support collation: " TEXT_FMT ".", name,
                   TEXT_ARG(collation->spec));
}

/* Punctuation that is ignored, accents that are although case is not: no row of weights says that. */
static bool check_search(struct binder *binder, const char *name, struct type type,
                         bool whole, const struct place *place)
{
  const struct collation *collation = type.collation;

  if (collation->punctuation == PUNCTUATION_IGNORED ||
      (collation->accent_insensitive && !collation->case_insensitive))
    return refused(binder, name, collation, place);
  if (whole && (collation->trim_left || collation->trim_right))
    return unknown(binder, name, "trimmed collated");
  return true;
}

static bool is_blank(const struct bound_expr *expr)
{
  return expr->kind == BOUND_CONST && !expr->is_null &&
         text_trim(expr->constant).len == 0;
}

static bool check_trim(struct binder *binder, const char *name, int arg_count,
                       struct bound_expr *const *args)
{
  if (arg_count < 2 || is_blank(args[1]))
    return true;
  return bind_fail(binder, NULL, ERR_COLLATION_FUNCTION,
                   "Function %s with collations requires whitespace-only constant as the "
                   "trim characters.",
                   name);
}

/* Languages where capitals and small letters belong together in their own way. */
static bool check_cases(struct binder *binder, const char *name, struct type type)
{
  static const char *const languages[] = { "az", "el", "lt", "tr" };
  struct text locale = type.collation ? type.collation->locale : TEXT("");
  struct text language = text_slice(locale, 0, text_find(locale, '_'));

  for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
    if (text_is(language, languages[i]))
      return unknown(binder, name, "Azerbaijani, Greek, Lithuanian or Turkish collated");
  return true;
}

bool check_like_any(struct binder *binder, const char *function,
                    const struct bound_expr *text, const struct bound_expr *pattern,
                    const struct place *place)
{
  const struct bound_expr *both[] = { text, pattern };

  for (int i = 0; i < 2; i++)
    if (both[i]->type.collation && both[i]->type.collation->locale.len)
      return bind_fail(binder, place, ERR_COLLATION_FUNCTION,
                       "Function %s does not support collation.", function);
  return true;
}

bool check_collated_distinct(struct binder *binder, struct text name, int arg_count,
                             struct bound_expr *const *args)
{
  if (!any_keys(arg_count, args) || text_is(name, "COUNT") || text_is(name, "MIN") ||
      text_is(name, "MAX"))
    return true;
  return err_set(binder->err, ERR_UNSUPPORTED,
                 "Unsupported feature '" TEXT_FMT "(DISTINCT ...) of collated text'.",
                 TEXT_ARG(name));
}

/* ---- calls ---- */

/* The arguments as if they had no collation. */
static struct bound_expr **bare(struct binder *binder, int arg_count,
                                struct bound_expr *const *args)
{
  struct bound_expr **bare = ARENA_ARRAY(binder->arena, (size_t)arg_count,
                                         struct bound_expr *);

  for (int i = 0; i < arg_count; i++)
    bare[i] = collated_as(binder, args[i], type_of(TYPE_VARCHAR));
  return bare;
}

static struct bound_expr *apply_bare(struct binder *binder,
                                     const struct function_row *row, int arg_count,
                                     struct bound_expr *const *args,
                                     const struct place *place)
{
  return function_apply(binder, row, arg_count, bare(binder, arg_count, args), place);
}

static struct bound_expr *with_collation(struct bound_expr *expr, struct type collation)
{
  if (expr)
    expr->type = type_collated_as(expr->type, collation);
  return expr;
}

static bool all_texts(int arg_count, struct bound_expr *const *args)
{
  for (int i = 0; i < arg_count; i++)
    if (args[i]->type.kind != TYPE_VARCHAR && args[i]->type.kind != TYPE_UNKNOWN)
      return false;
  return true;
}

/* The key of an argument that was converted, by the call's collation. */
static struct bound_expr *key_by(struct binder *binder, struct bound_expr *expr,
                                 struct type collation)
{
  return comparison_key(binder, collated_as(binder, expr, collation));
}

/* Arguments after those of a call. */
static void append(struct binder *binder, struct bound_expr *call, int count,
                   struct bound_expr *const *more)
{
  struct bound_expr **all = ARENA_ARRAY(binder->arena, (size_t)(call->arg_count + count),
                                        struct bound_expr *);

  for (int i = 0; i < call->arg_count; i++)
    all[i] = call->args[i];
  for (int i = 0; i < count; i++)
    all[call->arg_count + i] = more[i];
  call->args = all;
  call->arg_count += count;
}

/* EQUAL_NULL(a, b), NULLIF(a, b): the keys become the third and fourth argument. */
static struct bound_expr *call_equal(struct binder *binder,
                                     const struct collated_function *function,
                                     struct bound_expr *call, struct type collation)
{
  struct bound_expr *keys[2];

  for (int i = 0; i < 2; i++)
    if (!(keys[i] = key_by(binder, call->args[i], collation)))
      return NULL;
  append(binder, call, 2, keys);
  call->duckdb = function->duckdb;
  return call;
}

/* The greatest of pairs of key and text. */
static struct bound_expr *call_extreme(struct binder *binder,
                                       const struct collated_function *function,
                                       struct bound_expr *call, struct type collation)
{
  for (int i = 0; i < call->arg_count; i++) {
    struct bound_expr *arg = call->args[i], *key = key_by(binder, arg, collation);

    if (!key)
      return NULL;
    call->args[i] = bound_template2(
      binder, "CASE WHEN ($1) IS NOT NULL THEN struct_pack(k := $2, v := $1) END",
      arg->type, arg, key);
  }
  call->duckdb = function->duckdb;
  return call;
}

static struct bound_expr *call_minmax(struct binder *binder,
                                      const struct collated_function *function,
                                      struct bound_expr *call, struct type collation)
{
  struct bound_expr *key = key_by(binder, call->args[0], collation);

  if (!key)
    return NULL;
  append(binder, call, 1, &key);
  call->duckdb = function->duckdb;
  return call;
}

/* The arguments that the template wants and the call left out, then the specification. */
static struct bound_expr *call_search(struct binder *binder,
                                      const struct collated_function *function,
                                      struct bound_expr *call, struct text spec)
{
  struct bound_expr *more[2];
  int count = 0;
  bool ok;

  if (call->arg_count == 2 &&
      text_find(text_of(function->duckdb), '4') < text_of(function->duckdb).len)
    more[count++] = function->way == WAY_LIKE ||
                        text_is(text_of(function->name), "REPLACE")
                      ? bound_text(binder, TEXT(""))
                      : bound_number(binder, TEXT("1"), &ok);
  more[count++] = bound_text(binder, spec);
  append(binder, call, count, more);
  call->duckdb = function->duckdb;
  return call;
}

static struct bound_expr *search(struct binder *binder, const struct function_row *row,
                                 const struct collated_function *function, int arg_count,
                                 struct bound_expr **args, const struct place *place)
{
  struct type collation;
  struct bound_expr *call;

  if (!collations_of(binder, arg_count, args, &collation) ||
      (type_has_keys(collation) &&
       !check_search(binder, row->name, collation, function->way == WAY_SEARCH_WHOLE,
                     place)))
    return NULL;
  call = apply_bare(binder, row, arg_count, args, place);
  if (call && type_has_keys(collation))
    call = call_search(binder, function, call, collation.collation->spec);
  return text_is(text_of(row->name), "SPLIT_PART") ? with_collation(call, collation)
                                                   : call;
}

/* ILIKE is LIKE by the collation that takes no notice of case. */
static bool without_case(struct binder *binder, struct type *collation)
{
  const struct collation *old = collation->collation;
  const char *more = old->locale.len ? "-ci" : old->convert == CASE_AS_IS ? "-upper" : "";

  return collation_find(
    arena_printf(binder->arena, TEXT_FMT "%s", TEXT_ARG(old->spec), more),
    &collation->collation, binder->err);
}

static struct bound_expr *like(struct binder *binder, const struct function_row *row,
                               const struct collated_function *function, int arg_count,
                               struct bound_expr **args, const struct place *place)
{
  struct type collation;
  struct bound_expr *call;

  if (!collations_of(binder, 2, args, &collation))
    return NULL;
  if (type_has_keys(collation)) {
    if (collation.collation->accent_insensitive ||
        collation.collation->punctuation == PUNCTUATION_IGNORED) {
      refused(binder, row->name, collation.collation, place);
      return NULL;
    }
    if (row->name[0] == 'I' && !without_case(binder, &collation))
      return NULL;
  }
  call = apply_bare(binder, row, arg_count, args, place);
  return call && type_has_keys(collation)
           ? call_search(binder, function, call, collation.collation->spec)
           : call;
}

/* From the last argument to the first. */
static bool collations_back(struct binder *binder, int first, int arg_count,
                            struct bound_expr *const *args, struct type *all)
{
  *all = type_of(TYPE_VARCHAR);
  for (int i = arg_count - 1; i >= first; i--)
    if (!collations_combine(binder, *all, args[i]->type, all))
      return false;
  return true;
}

static struct bound_expr *compare(struct binder *binder, const struct function_row *row,
                                  const struct collated_function *function, int arg_count,
                                  struct bound_expr **args, const struct place *place)
{
  bool equal = function->way == WAY_EQUAL_NULL || function->way == WAY_NULLIF;
  struct type collation;
  struct bound_expr *call;

  if (!all_texts(arg_count, args))
    return apply_bare(binder, row, arg_count, args, place);
  if (equal ? !collations_back(binder, 0, arg_count, args, &collation)
            : !collations_of(binder, arg_count, args, &collation))
    return NULL;
  call = apply_bare(binder, row, arg_count, args, place);
  if (!call || !type_has_keys(collation) || (!equal && arg_count < 2))
    return with_collation(call, collation);
  call = equal ? call_equal(binder, function, call, collation)
               : call_extreme(binder, function, call, collation);
  return with_collation(call, collation);
}

/* Some arguments as keys; the result has the first one's collation. */
static struct bound_expr *with_keys(struct binder *binder, const struct function_row *row,
                                    int from, int arg_count, struct bound_expr **args,
                                    const struct place *place)
{
  struct bound_expr **all = bare(binder, arg_count, args);
  struct bound_expr *call;

  for (int i = from; i < arg_count; i++)
    if (type_has_keys(args[i]->type))
      all[i] = collation_key(binder, args[i]);
  call = function_apply(binder, row, arg_count, all, place);
  return from ? with_collation(call, args[0]->type) : call;
}

struct bound_expr *bind_collated(struct binder *binder, const struct function_row *row,
                                 int arg_count, struct bound_expr **args,
                                 const struct place *place)
{
  const struct collated_function *function = find(row->name);
  struct type collation = args[0]->type;
  struct bound_expr *call;

  if (!function)
    return apply_bare(binder, row, arg_count, args, place);
  switch (function->way) {
  case WAY_KEEPS:
    if (!collations_of(binder, arg_count, args, &collation))
      return NULL;
    break;
  case WAY_KEEPS_BACK:
  case WAY_KEEPS_LATER:
    if (!collations_back(binder, function->way == WAY_KEEPS_LATER, arg_count, args,
                         &collation))
      return NULL;
    break;
  case WAY_KEEPS_FIRST: break;
  case WAY_CASES:
    if (!check_cases(binder, row->name, collation))
      return NULL;
    break;
  case WAY_TRIMS:
    if (type_has_keys(collation) && !check_trim(binder, row->name, arg_count, args))
      return NULL;
    break;
  case WAY_KEYS: return with_keys(binder, row, 0, arg_count, args, place);
  case WAY_KEYS_SECOND: return with_keys(binder, row, 1, arg_count, args, place);
  case WAY_EQUAL_NULL:
  case WAY_NULLIF:
  case WAY_EXTREME: return compare(binder, row, function, arg_count, args, place);
  case WAY_MINMAX:
    call = apply_bare(binder, row, arg_count, args, place);
    if (call && type_has_keys(collation))
      call = call_minmax(binder, function, call, collation);
    return with_collation(call, collation);
  case WAY_SEARCH:
  case WAY_SEARCH_WHOLE: return search(binder, row, function, arg_count, args, place);
  case WAY_LIKE: return like(binder, row, function, arg_count, args, place);
  case WAY_REFUSED:
    if (!any_keys(arg_count, args))
      break;
    bind_fail(binder, place, ERR_COLLATION_FUNCTION,
              "Function %s does not support collation.", row->name);
    return NULL;
  case WAY_UNKNOWN:
    if (!any_keys(arg_count, args))
      break;
    unknown(binder, row->name, "collated");
    return NULL;
  }
  return with_collation(apply_bare(binder, row, arg_count, args, place),
                        function->way == WAY_REFUSED || function->way == WAY_UNKNOWN
                          ? type_of(TYPE_VARCHAR)
                          : collation);
}
