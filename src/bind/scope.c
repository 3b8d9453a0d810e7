/* scope.c: finds the column that a name means. */
#include "bind/binder.h"

#include "base/buf.h"
#include "catalog/catalog.h"

static bool source_matches(const struct bound_source *source, const struct name *name,
                           int parts)
{
  const struct ident *last = name->parts.at[parts - 1];

  if (parts == 1)
    return !text_is_empty(source->alias) && text_equal(source->alias, last->name);
  if (text_is_empty(source->table) || !text_equal(source->table, last->name) ||
      !text_equal(source->alias, source->table))
    return false;
  const struct ident *schema = name->parts.at[parts - 2];

  if (!text_equal(source->schema, schema->name))
    return false;
  if (parts == 2)
    return true;
  return text_equal(source->database, ((const struct ident *)name->parts.at[0])->name);
}

struct scope_source *scope_find_source(struct scope *scope, const struct name *name,
                                       int part_count)
{
  for (int i = 0; i < scope->sources.count; i++) {
    struct scope_source *entry = scope->sources.at[i];

    if (source_matches(entry->source, name, part_count))
      return entry;
  }
  return NULL;
}

struct bound_expr *source_column(struct binder *binder, struct scope *scope,
                                 const struct scope_source *entry, int column,
                                 const struct place *place)
{
  const struct bound_column *from = &entry->source->columns[column];
  struct bound_expr *expr;

  (void)scope;
  entry->source->columns[column].used = true;
  if (from->computed) {
    expr = ARENA_NEW(binder->arena, struct bound_expr);
    *expr = *from->computed;
    return place ? bound_placed(expr, place) : expr;
  }
  expr = bound_new(binder, BOUND_COLUMN, from->type, place);
  expr->source = entry->source->id;
  expr->column = entry->source->first_column + column;
  expr->bytes = from->bytes;
  expr->width = from->width;
  expr->nullable = from->nullable || entry->nullable;
  if (entry->source->kind == SOURCE_TABLE) {
    struct buf sql;

    buf_init(&sql);
    storage_column_name(from->column_id, &sql);
    expr->sql = buf_copy(&sql, binder->arena);
    buf_clear(&sql);
  } else {
    expr->sql = arena_printf(binder->arena, "c%d", expr->column);
  }
  return from->part.kind == TYPE_UNKNOWN ? expr : typed_part(binder, expr, from->part);
}

const struct bound_column *source_own_column(const struct bound_source *source,
                                             const struct bound_expr *expr)
{
  int at = expr->column - source->first_column;

  return expr->kind == BOUND_COLUMN && expr->source == source->id && at >= 0 &&
             at < source->column_count
           ? &source->columns[at]
           : NULL;
}

static struct text name_text(struct binder *binder, const struct name *name)
{
  struct buf out;
  struct text text;

  buf_init(&out);
  for (int i = 0; i < name->parts.count; i++) {
    const struct ident *part = name->parts.at[i];

    if (i)
      buf_add_char(&out, '.');
    if (part->quoted) {
      buf_add_char(&out, '"');
      buf_add_text(&out, part->name);
      buf_add_char(&out, '"');
    } else {
      buf_add_text(&out, part->name);
    }
  }
  text = buf_copy(&out, binder->arena);
  buf_clear(&out);
  return text;
}

static struct bound_expr *fail_invalid(struct binder *binder, const struct name *name,
                                       const struct place *place)
{
  struct text text = name_text(binder, name);

  bind_fail(binder, place, ERR_INVALID_IDENTIFIER, "invalid identifier '" TEXT_FMT "'",
            TEXT_ARG(text));
  return NULL;
}

static struct bound_expr *fail_ambiguous(struct binder *binder, const struct name *name,
                                         const struct place *place)
{
  struct text text = name_text(binder, name);

  bind_fail(binder, place, ERR_AMBIGUOUS_COLUMN, "ambiguous column name '" TEXT_FMT "'",
            TEXT_ARG(text));
  return NULL;
}

enum find { FIND_NONE, FIND_ONE, FIND_AMBIGUOUS };

static enum find find_in_source(const struct scope_source *entry, struct text column,
                                int *at)
{
  enum find found = FIND_NONE;

  for (int i = 0; i < entry->source->column_count; i++) {
    if (!text_equal(entry->source->columns[i].name, column))
      continue;
    if (found != FIND_NONE)
      return FIND_AMBIGUOUS;
    found = FIND_ONE;
    *at = i;
  }
  return found;
}

/* A bare name among all sources; columns merged by USING count once. */
static enum find find_bare(struct binder *binder, struct scope *scope, struct text column,
                           const struct place *place, struct bound_expr **expr)
{
  const struct scope_source *hit = NULL;
  int at = 0;

  for (int i = 0; i < scope->merged.count; i++) {
    struct merged_column *merged = scope->merged.at[i];

    if (text_equal(merged->name, column)) {
      *expr = merged->expr;
      merged->uses++;
      merged->is_nested |= scope != binder->scope;
      return FIND_ONE;
    }
  }
  for (int i = 0; i < scope->sources.count; i++) {
    const struct scope_source *entry = scope->sources.at[i];
    int found_at = 0;
    enum find found = find_in_source(entry, column, &found_at);

    if (found == FIND_NONE)
      continue;
    if (found == FIND_AMBIGUOUS || hit)
      return FIND_AMBIGUOUS;
    hit = entry;
    at = found_at;
  }
  if (!hit)
    return FIND_NONE;
  *expr = source_column(binder, scope, hit, at, place);
  return FIND_ONE;
}

struct text scope_relation_of(struct binder *binder, struct text column)
{
  int at;

  for (struct scope *scope = binder->scope; scope; scope = scope->parent)
    for (int i = 0; i < scope->sources.count; i++) {
      const struct scope_source *entry = scope->sources.at[i];

      if (find_in_source(entry, column, &at) == FIND_ONE)
        return entry->source->alias;
    }
  return TEXT("");
}

/* The same name of two tables in different schemas can be told apart by the schema. */
static bool same_name(const struct scope_source *a, const struct scope_source *b)
{
  bool schemas = !text_is_empty(a->source->schema) && !text_is_empty(b->source->schema) &&
                 text_equal(a->name, a->source->table) &&
                 text_equal(b->name, b->source->table);

  return !text_is_empty(a->name) && text_equal(a->name, b->name) &&
         !(schemas && !(text_equal(a->source->schema, b->source->schema) &&
                        text_equal(a->source->database, b->source->database)));
}

bool scope_check_names(struct binder *binder)
{
  const struct list *sources = &binder->scope->sources;

  for (int i = 1; i < sources->count; i++)
    for (int earlier = 0; earlier < i; earlier++) {
      const struct scope_source *source = sources->at[i];

      if (same_name(source, sources->at[earlier]))
        return bind_fail(binder, NULL, ERR_DUPLICATE_ALIAS,
                         "duplicate alias '" TEXT_FMT "'", TEXT_ARG(source->name));
    }
  return true;
}

/* An alias of the SELECT list, bound on its first use. NULL with or without an error. */
static struct bound_expr *find_alias(struct binder *binder, struct scope *scope,
                                     struct text name, const struct place *place)
{
  for (int i = 0; i < scope->aliases.count; i++) {
    struct scope_alias *alias = scope->aliases.at[i];
    struct scope *current = binder->scope;
    enum clause clause = scope->clause;
    bool in_alias = scope->in_alias;
    const struct lambda_param *lambda = binder->lambda;

    if (!text_equal(alias->name, name) || alias->busy)
      continue;
    if (!alias->bound) {
      alias->busy = true;
      binder->scope = scope;
      scope->in_alias = true;
      binder->lambda = NULL;
      alias->bound = bind_expression(binder, alias->expr);
      binder->lambda = lambda;
      scope->in_alias = in_alias;
      binder->scope = current;
      scope->clause = clause;
      alias->busy = false;
    }
    if (!alias->bound || (scope == binder->scope && !place_alias(binder, alias, place)))
      return NULL;
    struct bound_expr *copy = ARENA_NEW(binder->arena, struct bound_expr);

    *copy = *alias->bound;
    copy->place = *place;
    return copy;
  }
  return NULL;
}

/* Aliases come before columns in ORDER BY, after them everywhere else. */
static enum find find_in_scope(struct binder *binder, struct scope *scope,
                               const struct name *name, const struct place *place,
                               struct bound_expr **expr)
{
  int parts = name->parts.count;
  const struct ident *column = name->parts.at[parts - 1];

  if (parts > 1) {
    struct scope_source *entry = scope_find_source(scope, name, parts - 1);
    int symbol = scope->matching ? match_symbol(scope->matching, name) : -1;
    int at = 0;

    if (symbol >= 0)
      return match_place_symbol(binder, scope->matching, symbol)
               ? find_bare(binder, scope, column->name, place, expr)
               : FIND_ONE; /* With an error. */
    enum find found = entry ? find_in_source(entry, column->name, &at) : FIND_NONE;

    if (found == FIND_ONE)
      *expr = source_column(binder, scope, entry, at, place);
    return found;
  }
  if (scope->clause == CLAUSE_ORDER) {
    *expr = find_alias(binder, scope, column->name, place);
    if (*expr || err_is_set(binder->err))
      return FIND_ONE;
  }
  enum find found = find_bare(binder, scope, column->name, place, expr);

  if (found != FIND_NONE)
    return found;
  if (scope->hierarchy && text_is(column->name, "LEVEL")) {
    *expr = bind_level(binder, scope->hierarchy, place);
    return FIND_ONE;
  }
  *expr = find_alias(binder, scope, column->name, place);
  return *expr || err_is_set(binder->err) ? FIND_ONE : FIND_NONE;
}

struct bound_expr *scope_column(struct binder *binder, const struct name *name,
                                const struct place *place)
{
  struct bound_expr *expr = NULL;

  for (struct scope *scope = binder->scope; scope; scope = scope->parent) {
    switch (find_in_scope(binder, scope, name, place, &expr)) {
    case FIND_ONE: return expr;
    case FIND_AMBIGUOUS: return fail_ambiguous(binder, name, place);
    case FIND_NONE: break;
    }
  }
  return fail_invalid(binder, name, place);
}

struct bound_expr *scope_position(struct binder *binder, const struct expr *position)
{
  struct scope *scope = binder->scope;
  int at = position->number - 1;

  if (scope && position->name) {
    const struct name *name = resolved_name(binder->context, position->name, binder->err);
    struct scope_source *entry;

    if (!name)
      return NULL;
    entry = scope_find_source(scope, name, name->parts.count);
    if (entry && entry->source->kind == SOURCE_STAGED &&
        bind_staged_field(binder, entry->source, position->number, &at))
      return source_column(binder, scope, entry, at, &position->place);
    if (entry && entry->source->kind != SOURCE_STAGED && at >= 0 &&
        at < entry->source->column_count)
      return source_column(binder, scope, entry, at, &position->place);
  } else if (scope) {
    for (int i = 0; i < scope->sources.count && at >= 0; i++) {
      const struct scope_source *entry = scope->sources.at[i];

      if (entry->source->kind == SOURCE_STAGED) {
        if (!bind_staged_field(binder, entry->source, at + 1, &at))
          break;
        return source_column(binder, scope, entry, at, &position->place);
      }
      if (at < entry->source->column_count)
        return source_column(binder, scope, entry, at, &position->place);
      at -= entry->source->column_count;
    }
  }
  bind_fail(binder, &position->place, ERR_INVALID_IDENTIFIER, "invalid identifier '$%d'",
            position->number);
  return NULL;
}

/* ---- * ---- */

static bool listed(const struct list *idents, struct text name)
{
  for (int i = 0; idents && i < idents->count; i++)
    if (text_equal(((const struct ident *)idents->at[i])->name, name))
      return true;
  return false;
}

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* ILIKE of * ILIKE '...': % and _ without escape. */
static bool like_nocase(struct text text, struct text pattern)
{
  size_t at = 0, star = 0, mark = 0, i = 0;
  bool starred = false;

  while (at < text.len) {
    if (i < pattern.len && pattern.at[i] == '%') {
      starred = true;
      star = ++i;
      mark = at;
    } else if (i < pattern.len &&
               (pattern.at[i] == '_' || lower(pattern.at[i]) == lower(text.at[at]))) {
      i++;
      at++;
    } else if (starred) {
      i = star;
      at = ++mark;
    } else {
      return false;
    }
  }
  while (i < pattern.len && pattern.at[i] == '%')
    i++;
  return i == pattern.len;
}

static const struct select_item *replacement(const struct star *star, struct text name)
{
  for (int i = 0; star->replace && i < star->replace->count; i++) {
    const struct select_item *item = star->replace->at[i];

    if (item->alias && text_equal(item->alias->name, name))
      return item;
  }
  return NULL;
}

static struct text renamed(const struct star *star, struct text name)
{
  for (int i = 0; star->rename && i < star->rename->count; i++) {
    const struct rename *rename = star->rename->at[i];

    if (text_equal(rename->from.name, name))
      return rename->to.name;
  }
  return name;
}

static bool add_star_column(struct binder *binder, const struct star *star,
                            struct text name, struct bound_expr *expr, struct list *exprs,
                            struct list *names)
{
  const struct select_item *item = replacement(star, name);
  struct text *kept = ARENA_NEW(binder->arena, struct text);

  if (star->ilike.at && !like_nocase(name, star->ilike))
    return true;
  if (listed(star->exclude, name))
    return true;
  if (item) {
    expr = bind_expression(binder, item->expr);
    if (!expr)
      return false;
  }
  *kept = renamed(star, name);
  list_add(binder->arena, exprs, expr);
  list_add(binder->arena, names, kept);
  return true;
}

/* EXCLUDE, REPLACE and RENAME must name columns that are there. */
static bool check_star_names(struct binder *binder, struct scope *scope,
                             const struct star *star, const struct place *place)
{
  struct bound_expr *expr;
  struct list wanted = { 0 };

  for (int i = 0; star->exclude && i < star->exclude->count; i++)
    list_add(binder->arena, &wanted, star->exclude->at[i]);
  for (int i = 0; star->rename && i < star->rename->count; i++)
    list_add(binder->arena, &wanted, &((struct rename *)star->rename->at[i])->from);
  for (int i = 0; star->replace && i < star->replace->count; i++)
    list_add(binder->arena, &wanted, ((struct select_item *)star->replace->at[i])->alias);
  for (int i = 0; i < wanted.count; i++) {
    const struct ident *ident = wanted.at[i];

    if (ident && find_bare(binder, scope, ident->name, place, &expr) == FIND_NONE) {
      bind_fail(binder, &ident->place, ERR_INVALID_IDENTIFIER,
                "invalid identifier '" TEXT_FMT "'", TEXT_ARG(ident->name));
      return false;
    }
  }
  return true;
}

/* What stands before the point of t.*; NULL with an error. */
static struct scope_source *qualified_source(struct binder *binder,
                                             const struct name *written)
{
  const struct name *name = resolved_name(binder->context, written, binder->err);
  struct scope_source *entry;

  if (!name)
    return NULL;
  entry = scope_find_source(binder->scope, name, name->parts.count);
  if (!entry)
    fail_invalid(binder, name, &written->place);
  return entry;
}

/* Of staged files with a VARIANT for each record: that (docs.snowflake.com/en/sql-reference/functions/to_file reads
 * one of Parquet so). What the fields of others are is not known. */
static bool add_staged_star(struct binder *binder, const struct star *star,
                            const struct scope_source *entry, const struct place *place,
                            struct list *exprs, struct list *names)
{
  int at;

  if (!entry->source->staged_variant || !bind_staged_field(binder, entry->source, 1, &at))
    return bind_fail(binder, place, ERR_SYNTAX, "SELECT with no columns");
  return add_star_column(binder, star, entry->source->columns[at].name,
                         source_column(binder, binder->scope, entry, at, place), exprs,
                         names);
}

bool scope_star(struct binder *binder, const struct expr *expr, struct list *exprs,
                struct list *names)
{
  const struct star *star = expr->star;
  struct scope *scope = binder->scope;
  struct scope_source *only = NULL;

  if (star->qualifier) {
    only = qualified_source(binder, star->qualifier);
    if (!only)
      return false;
  }
  if (scope->sources.count == 0) {
    bind_fail(binder, &expr->place, ERR_SYNTAX, "SELECT * with no FROM clause");
    return false;
  }
  if (!check_star_names(binder, scope, star, &expr->place))
    return false;
  for (int i = 0; !only && i < scope->merged.count; i++) {
    const struct merged_column *merged = scope->merged.at[i];

    if (!add_star_column(binder, star, merged->name, merged->expr, exprs, names))
      return false;
  }
  for (int i = 0; i < scope->sources.count; i++) {
    const struct scope_source *entry = scope->sources.at[i];

    if (only && entry != only)
      continue;
    if (entry->source->kind == SOURCE_STAGED) {
      if (!add_staged_star(binder, star, entry, &expr->place, exprs, names))
        return false;
      continue;
    }
    for (int c = 0; c < entry->source->column_count; c++) {
      if ((!only && entry->hidden && entry->hidden[c]) ||
          (entry->source->shown_columns && c >= entry->source->shown_columns))
        continue;
      if (!add_star_column(binder, star, entry->source->columns[c].name,
                           source_column(binder, scope, entry, c, &expr->place), exprs,
                           names))
        return false;
    }
  }
  return true;
}
