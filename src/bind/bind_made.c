/* bind_made.c: views and table functions whose rows the server makes: INFORMATION_SCHEMA and
 * SNOWFLAKE.ACCOUNT_USAGE. */
#include "bind/bind.h"
#include "bind/binder.h"
#include "catalog/views.h"

static bool set_column(struct binder *binder, const struct info_view *view,
                       struct bound_column *column, const struct view_column *from)
{
  column->name = text_of(from->name);
  column->nullable = true;
  if (!type_parse(text_of(from->type), &column->type))
    return err_set(binder->err, ERR_INTERNAL, "%s.%s has no type %s", view->name,
                   from->name, from->type);
  if (column->type.kind != TYPE_NUMBER)
    return true;
  column->bytes = column->type.scale ? 0 : 8;
  column->width = column->type.scale ? column->type.precision : 0;
  return true;
}

static struct bound_source *source_of(struct binder *binder, const struct info_view *view,
                                      struct path path, struct bound_rows_need **need)
{
  struct bound_source *source = bound_source_new(binder, SOURCE_ROWS, view->column_count);

  source->database = path.database;
  source->schema = path.schema;
  source->table = source->alias = path.name;
  for (int i = 0; i < view->column_count; i++)
    if (!set_column(binder, view, &source->columns[i], &view->columns[i]))
      return NULL;
  *need = ARENA_NEW(binder->arena, struct bound_rows_need);
  (*need)->rows_id = &source->rows_id;
  (*need)->view = view;
  (*need)->database = path.database;
  list_add(binder->arena, &binder->context->needs, *need);
  return source;
}

struct bound_source *bind_made_view(struct binder *binder, struct path path)
{
  const struct info_view *view = made_view_find(path.database, path.schema, path.name);
  struct bound_rows_need *need;

  if (!view) {
    struct text text = path_text(binder->arena, path);

    bind_fail(binder, NULL, ERR_NO_OBJECT,
              "Object '" TEXT_FMT "' does not exist or not authorized.", TEXT_ARG(text));
    err_set_state(binder->err, "42S02");
    return NULL;
  }
  return source_of(binder, view, path, &need);
}

/* ---- table functions ---- */

static int param_named(const struct info_view *function, struct text name)
{
  for (int i = 0; i < function->param_count; i++)
    if (text_is_nocase(name, function->params[i].name))
      return i;
  return -1;
}

/* FILES => ('a', 'b'), which is an array to the function; one name is such a list, too. */
static const struct expr *as_array(struct arena *arena, const struct expr *value)
{
  struct expr *array = ARENA_NEW(arena, struct expr);

  array->kind = EXPR_ARRAY;
  array->place = value->place;
  array->depth = value->depth;
  if (value->kind == EXPR_ROW)
    array->list = value->list;
  else
    list_add(arena, &array->list, (struct expr *)(uintptr_t)value);
  return array;
}

/* t, d.s.t or _last, as a text. */
static const struct expr *as_text(struct arena *arena, const struct expr *value)
{
  struct expr *text = ARENA_NEW(arena, struct expr);
  struct buf written;

  text->kind = EXPR_STRING;
  text->place = value->place;
  text->depth = value->depth;
  buf_init(&written);
  for (int i = 0; i < value->name->parts.count; i++) {
    const struct ident *part = value->name->parts.at[i];

    buf_add_string(&written, i ? "." : "");
    buf_add_text(&written, ident_text(arena, part->name));
  }
  text->text = buf_copy(&written, arena);
  buf_clear(&written);
  return text;
}

/* Constants alone: no relation is in sight. */
static bool bind_args(struct binder *binder, const struct info_view *function,
                      const struct table_ref *ref, struct bound_expr **args)
{
  const struct list *given = &ref->call->args;

  for (int i = 0; i < given->count; i++) {
    const struct expr *expr = given->at[i];
    bool named = expr->kind == EXPR_NAMED;
    int at = named ? param_named(function, expr->text) : i;
    struct type type;

    if (at < 0 || at >= function->param_count || args[at])
      return fail_unexpected_argument(binder, ref, function->name, i);
    if (!type_parse(text_of(function->params[at].type), &type))
      return err_set(binder->err, ERR_INTERNAL, "%s has no type %s", function->name,
                     function->params[at].type);
    expr = named ? expr->left : expr;
    if (type.kind == TYPE_ARRAY)
      expr = as_array(binder->arena, expr);
    if (function->params[at].is_name && expr->kind == EXPR_COLUMN)
      expr = as_text(binder->arena, expr);
    args[at] = bind_scalar_as(binder->context, expr, type, binder->err);
    if (!args[at])
      return false;
  }
  for (int i = 0; i < function->param_count; i++)
    if (function->params[i].is_required && !args[i])
      return fail_missing_argument(binder, ref, function->name, function->params[i].name);
  return true;
}

/* [<database>.]INFORMATION_SCHEMA.<function>, or in that schema the function alone. */
static bool function_path(struct binder *binder, const struct name *name,
                          struct path *path)
{
  struct path found;

  if (!bind_path(binder->context, name, KIND_TABLE, &found, binder->err))
    return false;
  if (!text_is(found.schema, "INFORMATION_SCHEMA")) {
    struct text written = path_text(binder->arena, found);

    if (name->parts.count == 1)
      written = found.name;
    return bind_fail(binder, NULL, ERR_UNKNOWN_FUNCTION,
                     "Unknown user-defined table function " TEXT_FMT, TEXT_ARG(written));
  }
  *path = found;
  return true;
}

struct bound_source *bind_made_function(struct binder *binder,
                                        const struct table_ref *ref,
                                        const struct info_view *function)
{
  struct bound_expr **args = ARENA_ARRAY(binder->arena, (size_t)function->param_count,
                                         struct bound_expr *);
  struct bound_rows_need *need;
  struct bound_source *source;
  struct path path = { .name = text_of(function->name) };

  if ((!system_function_find(path.name) &&
       !function_path(binder, ref->call->name, &path)) ||
      !bind_args(binder, function, ref, args))
    return NULL;
  source = source_of(binder, function, path, &need);
  if (!source)
    return NULL;
  source->database = source->schema = (struct text){ 0 };
  need->arg_count = function->param_count;
  need->args = args;
  return source;
}
