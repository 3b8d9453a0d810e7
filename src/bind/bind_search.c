/* bind_search.c: SEARCH and SEARCH_IP: text looked for in one or several columns.
 *
 * SEARCH((a, b), 'words', ANALYZER => '...', SEARCH_MODE => '...'); SEARCH(*, 'words') searches the
 * text and semi-structured columns. Each column is searched by itself.
 * https://docs.snowflake.com/en/sql-reference/functions/search */
#include "bind/binder.h"

/* How the default analyzer searches; other analyzers have no such modes. */
static const struct {
  const char *name;
  const char *duckdb;
} modes[] = {
  { "AND", "sg_search($1, $2, 'AND')" },
  { "EXACT", "sg_search($1, $2, 'EXACT')" },
  { "OR", "sg_search($1, $2, 'OR')" },
  { "PHRASE", "sg_search($1, $2, 'PHRASE')" },
};

struct search {
  struct text name; /* SEARCH or SEARCH_IP */
  const struct expr *data, *words;
  struct text mode, analyzer;
};

static bool is_search_type(struct type type)
{
  return type.kind == TYPE_VARCHAR || type.kind == TYPE_VARIANT ||
         type.kind == TYPE_OBJECT || type.kind == TYPE_ARRAY;
}

static bool named_argument(struct binder *binder, const struct expr *arg,
                           struct search *search)
{
  const struct expr *value = arg->left;

  if (value->kind != EXPR_STRING)
    return bind_fail(binder, &arg->place, ERR_INVALID_ARGUMENT,
                     "argument " TEXT_FMT " must be a constant string",
                     TEXT_ARG(arg->text));
  if (text_is_nocase(arg->text, "SEARCH_MODE"))
    search->mode = arena_upper(binder->arena, value->text);
  else if (text_is_nocase(arg->text, "ANALYZER"))
    search->analyzer = arena_upper(binder->arena, value->text);
  else
    return bind_fail(binder, &arg->place, ERR_INVALID_ARGUMENT,
                     "unknown argument " TEXT_FMT " of " TEXT_FMT, TEXT_ARG(arg->text),
                     TEXT_ARG(search->name));
  return true;
}

static bool read_arguments(struct binder *binder, const struct expr *call_expr,
                           struct search *search)
{
  const struct list *args = &call_expr->call->args;

  for (int i = 0; i < args->count; i++) {
    const struct expr *arg = args->at[i];

    if (arg->kind == EXPR_NAMED) {
      if (!named_argument(binder, arg, search))
        return false;
    } else if (i == 0) {
      search->data = arg;
    } else if (i == 1) {
      search->words = arg;
    } else {
      search->words = NULL;
      break;
    }
  }
  if (!search->data || !search->words)
    return bind_fail(binder, &call_expr->place, ERR_SYNTAX,
                     TEXT_FMT " takes what is searched and the text to look for",
                     TEXT_ARG(search->name));
  return true;
}

/* The columns that one written item stands for. */
static bool add_columns(struct binder *binder, const struct expr *data,
                        struct list *columns)
{
  struct list exprs = { 0 }, names = { 0 };
  struct bound_expr *column;

  if (data->kind == EXPR_STAR) {
    if (!binder->scope || !scope_star(binder, data, &exprs, &names))
      return false;
    for (int i = 0; i < exprs.count; i++)
      if (is_search_type(((struct bound_expr *)exprs.at[i])->type))
        list_add(binder->arena, columns, exprs.at[i]);
    return true;
  }
  column = bind_expression(binder, data);
  if (!column)
    return false;
  if (!is_search_type(column->type) && !column->is_null)
    return bind_fail(binder, &data->place, ERR_INVALID_ARGUMENT,
                     "Expected non-empty set of columns supporting full-text search.");
  list_add(binder->arena, columns, column);
  return true;
}

static bool bind_columns(struct binder *binder, const struct expr *data,
                         struct list *columns)
{
  if (data->kind != EXPR_ROW)
    return add_columns(binder, data, columns);
  for (int i = 0; i < data->list.count; i++)
    if (!add_columns(binder, data->list.at[i], columns))
      return false;
  return true;
}

/* The template that searches one column; NULL with an error. */
static const char *template_of(struct binder *binder, const struct search *search,
                               const struct place *place)
{
  if (text_is(search->name, "SEARCH_IP"))
    return "sg_search_ip($1, $2)";
  if (text_is(search->analyzer, "NO_OP_ANALYZER"))
    return "($1 = $2)";
  if (text_is(search->analyzer, "UNICODE_ANALYZER") ||
      text_is(search->analyzer, "ENTITY_ANALYZER")) {
    err_set(binder->err, ERR_UNSUPPORTED, "Unsupported feature '" TEXT_FMT "'.",
            TEXT_ARG(search->analyzer));
    return NULL;
  }
  if (!text_is(search->analyzer, "DEFAULT_ANALYZER")) {
    bind_fail(binder, place, ERR_INVALID_ARGUMENT,
              "invalid value '" TEXT_FMT "' for argument ANALYZER",
              TEXT_ARG(search->analyzer));
    return NULL;
  }
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
    if (text_is(search->mode, modes[i].name))
      return modes[i].duckdb;
  bind_fail(binder, place, ERR_INVALID_ARGUMENT,
            "invalid value '" TEXT_FMT "' for argument SEARCH_MODE",
            TEXT_ARG(search->mode));
  return NULL;
}

bool is_search(struct text name)
{
  return text_is(name, "SEARCH") || text_is(name, "SEARCH_IP");
}

struct bound_expr *bind_search(struct binder *binder, const struct expr *call_expr,
                               struct text name)
{
  struct search search = { .name = name,
                           .mode = TEXT("OR"),
                           .analyzer = TEXT("DEFAULT_ANALYZER") };
  struct list columns = { 0 };
  struct bound_expr *words;
  const char *template;

  if (!read_arguments(binder, call_expr, &search) ||
      !(template = template_of(binder, &search, &call_expr->place)) ||
      !bind_columns(binder, search.data, &columns) ||
      !(words = bind_expression(binder, search.words)))
    return NULL;
  if (!columns.count || words->kind != BOUND_CONST ||
      (words->type.kind != TYPE_VARCHAR && !words->is_null)) {
    bind_fail(binder, &call_expr->place, ERR_INVALID_ARGUMENT,
              columns.count ? "the text to look for must be a constant string"
                            : "Expected non-empty set of columns supporting full-text "
                              "search.");
    return NULL;
  }
  for (int i = 0; i < columns.count; i++) {
    struct bound_expr *text = convert(binder, columns.at[i], type_of(TYPE_VARCHAR),
                                      CAST_MODE_EXPLICIT);

    if (!text)
      return NULL;
    columns.at[i] = bound_template2(binder, template, type_of(TYPE_BOOLEAN), text, words);
  }
  return bound_placed(bound_joined(binder, OP_OR, &columns), &call_expr->place);
}
