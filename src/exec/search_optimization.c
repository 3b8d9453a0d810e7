/* search_optimization.c: ALTER TABLE ADD | DROP SEARCH OPTIMIZATION: a hint that is kept and shown.
 * (docs.snowflake.com/en/user-guide/search-optimization/enabling) */
#include "exec/search_optimization.h"

#include "exec/ddl_hybrid.h"

bool search_optimization_is(struct text words)
{
  return text_is(words, "ADD SEARCH OPTIMIZATION") ||
         text_is(words, "DROP SEARCH OPTIMIZATION");
}

/* ---- how it is kept: a line for each expression, its parts between tabs ---- */

static struct text take_until(struct text *rest, char end)
{
  size_t at = text_find(*rest, end);
  struct text part = text_slice(*rest, 0, at);

  *rest = text_slice(*rest, at + 1, rest->len);
  return part;
}

bool search_optimization_next(struct text *rest, struct search_entry *entry)
{
  struct text line;

  if (!rest->len)
    return false;
  line = take_until(rest, '\n');
  entry->id = take_until(&line, '\t');
  entry->method = take_until(&line, '\t');
  entry->target = take_until(&line, '\t');
  entry->type = line;
  return true;
}

static void put_entry(struct buf *out, const struct search_entry *entry)
{
  buf_printf(out, TEXT_FMT "\t" TEXT_FMT "\t" TEXT_FMT "\t" TEXT_FMT "\n",
             TEXT_ARG(entry->id), TEXT_ARG(entry->method), TEXT_ARG(entry->target),
             TEXT_ARG(entry->type));
}

/* ---- what is written ---- */

static bool is_semi_structured(enum type_kind kind)
{
  return kind == TYPE_VARIANT || kind == TYPE_OBJECT || kind == TYPE_ARRAY;
}

static const struct method {
  const char *name;
  const char *analyzer; /* Of those that take one. */
} methods[] = {
  { "EQUALITY", NULL },
  { "FULL_TEXT", "DEFAULT_ANALYZER" },
  { "GEO", NULL },
  { "SUBSTRING", NULL },
};

static bool can_search(const struct method *method, const struct column *column)
{
  enum type_kind kind = column->stored.type.kind;

  if (text_is(text_of(method->name), "GEO"))
    return kind == TYPE_GEOGRAPHY;
  if (text_is(text_of(method->name), "EQUALITY"))
    return kind != TYPE_FLOAT && kind != TYPE_DECFLOAT && kind != TYPE_GEOGRAPHY &&
           kind != TYPE_GEOMETRY && kind != TYPE_VECTOR && kind != TYPE_FILE;
  return kind == TYPE_VARCHAR || is_semi_structured(kind);
}

/* The expressions of one ALTER, as they are found. */
struct written {
  struct ddl *ddl;
  const struct statement *statement;
  const struct table *table;
  struct list entries; /* struct search_entry, without ids */
};

static void add_entry(struct written *written, const struct method *method,
                      struct text analyzer, struct text target, struct text type)
{
  struct search_entry *entry = ARENA_NEW(written->ddl->arena, struct search_entry);

  entry->method = text_of(method->name);
  if (method->analyzer)
    entry->method = arena_printf(written->ddl->arena, "%s " TEXT_FMT, method->name,
                                 TEXT_ARG(analyzer));
  entry->target = target;
  entry->type = type;
  list_add(written->ddl->arena, &written->entries, entry);
}

static void add_all(struct written *written, const struct method *method,
                    struct text analyzer)
{
  for (int i = 0; i < written->table->column_count; i++) {
    const struct column *column = &written->table->columns[i];

    if (can_search(method, column))
      add_entry(written, method, analyzer, column->name,
                type_text(written->ddl->arena, column->stored.type));
  }
}

/* The column of c or of c:path. */
static const struct expr *column_of(const struct expr *target)
{
  while (target->kind == EXPR_PATH)
    target = target->left;
  return target->kind == EXPR_COLUMN && target->name->parts.count == 1 ? target : NULL;
}

static bool add_target(struct written *written, const struct method *method,
                       struct text analyzer, const struct expr *target, struct err *err)
{
  const struct expr *named = column_of(target);
  const struct ident *ident = named ? named->name->parts.at[0] : NULL;
  const struct column *column = ident ? table_column(written->table, ident->name) : NULL;
  struct text shown;

  if (!ident)
    return err_set(
      err, ERR_SYNTAX,
      "SQL compilation error:\nSearch optimization takes columns and paths.");
  if (!column)
    return err_set_at(err, ident->place.line, ident->place.column, ERR_INVALID_IDENTIFIER,
                      "invalid identifier '" TEXT_FMT "'", TEXT_ARG(ident->name));
  if (!can_search(method, column) ||
      (target->kind == EXPR_PATH && !is_semi_structured(column->stored.type.kind)))
    return err_set(err, ERR_UNSUPPORTED_TYPE,
                   "SQL compilation error:\nColumn '" TEXT_FMT "' of type " TEXT_FMT
                   " is not supported by search method %s.",
                   TEXT_ARG(column->name),
                   TEXT_ARG(type_text(written->ddl->arena, column->stored.type)),
                   method->name);
  shown = column->name;
  if (target->kind == EXPR_PATH) {
    struct text source = ddl_source(written->statement, target);

    shown = arena_printf(
      written->ddl->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(column->name),
      TEXT_ARG(text_slice(source, text_find(source, ':'), source.len)));
  }
  add_entry(written, method, analyzer, shown,
            type_text(written->ddl->arena, column->stored.type));
  return true;
}

static const struct method *find_method(const struct expr *expr)
{
  const struct list *parts = expr->kind == EXPR_CALL ? &expr->call->name->parts : NULL;

  for (size_t i = 0; parts && parts->count == 1 && i < sizeof methods / sizeof methods[0];
       i++)
    if (text_is(((const struct ident *)parts->at[0])->name, methods[i].name))
      return &methods[i];
  return NULL;
}

static struct text analyzer_of(const struct call *call, const struct method *method)
{
  for (int i = 0; i < call->args.count; i++) {
    const struct expr *arg = call->args.at[i];

    if (arg->kind == EXPR_NAMED && text_is(arg->text, "ANALYZER"))
      return arg->left->text;
  }
  return text_of(method->analyzer ? method->analyzer : "");
}

static bool add_method(struct written *written, const struct expr *expr, struct err *err)
{
  const struct method *method = find_method(expr);
  struct text analyzer;

  if (!method)
    return err_set_at(
      err, expr->place.line, expr->place.column, ERR_SYNTAX,
      "A search method is EQUALITY, SUBSTRING, FULL_TEXT or GEO (columns).");
  analyzer = analyzer_of(expr->call, method);
  for (int i = 0; i < expr->call->args.count; i++) {
    const struct expr *arg = expr->call->args.at[i];

    if (arg->kind == EXPR_STAR)
      add_all(written, method, analyzer);
    else if (arg->kind != EXPR_NAMED && !add_target(written, method, analyzer, arg, err))
      return false;
  }
  return true;
}

/* ---- the table's new list ---- */

static bool same(const struct search_entry *a, const struct search_entry *b)
{
  return (!b->method.at || text_equal(a->method, b->method)) &&
         text_equal(a->target, b->target);
}

static bool is_listed(struct text list, const struct search_entry *entry)
{
  struct search_entry other;

  while (search_optimization_next(&list, &other))
    if (same(&other, entry))
      return true;
  return false;
}

static struct text added(struct written *written, struct text old)
{
  struct search_entry entry;
  struct text rest = old, text;
  int64_t last = 0;
  struct buf out;

  buf_init(&out);
  buf_add_text(&out, old);
  while (search_optimization_next(&rest, &entry))
    text_to_int64(entry.id, &last);
  for (int i = 0; i < written->entries.count; i++) {
    struct search_entry *new = written->entries.at[i];

    if (is_listed(buf_text(&out), new))
      continue;
    new->id = arena_printf(written->ddl->arena, "%lld", (long long)++last);
    put_entry(&out, new);
  }
  text = buf_copy(&out, written->ddl->arena);
  buf_clear(&out);
  return text;
}

/* DROP names a method of targets, a column, or the number of an expression. */
static bool is_dropped(const struct written *written, const struct search_entry *entry)
{
  for (int i = 0; i < written->entries.count; i++) {
    const struct search_entry *gone = written->entries.at[i];

    if (gone->id.at ? text_equal(gone->id, entry->id) : same(entry, gone))
      return true;
  }
  return false;
}

static bool name_dropped(struct written *written, const struct list *exprs,
                         struct err *err)
{
  for (int i = 0; i < exprs->count; i++) {
    const struct expr *expr = exprs->at[i];
    struct search_entry *entry;

    if (expr->kind == EXPR_CALL) {
      if (!add_method(written, expr, err))
        return false;
      continue;
    }
    entry = ARENA_NEW(written->ddl->arena, struct search_entry);
    if (expr->kind == EXPR_NUMBER)
      entry->id = expr->text;
    else if (column_of(expr))
      entry->target = ((const struct ident *)column_of(expr)->name->parts.at[0])->name;
    list_add(written->ddl->arena, &written->entries, entry);
  }
  return true;
}

static bool dropped(struct written *written, struct text old, struct text *left,
                    struct err *err)
{
  struct search_entry entry;
  struct buf out;
  bool any = false;

  buf_init(&out);
  while (search_optimization_next(&old, &entry)) {
    if (is_dropped(written, &entry))
      any = true;
    else
      put_entry(&out, &entry);
  }
  *left = out.len ? buf_copy(&out, written->ddl->arena) : (struct text){ 0 };
  buf_clear(&out);
  return any || err_set(err, ERR_NO_OBJECT,
                        "SQL compilation error:\nThis search optimization does not exist "
                        "in table '" TEXT_FMT "'.",
                        TEXT_ARG(written->table->object.name));
}

bool search_optimization_alter(struct ddl *ddl, const struct statement *statement,
                               struct path path, const struct table *table,
                               struct err *err)
{
  const struct alter *alter = statement->alter;
  const struct list *exprs = alter->more ? alter->more->exprs : NULL;
  struct written written = { ddl, statement, table, { 0 } };
  bool add = text_starts_with(alter->text, "ADD");
  struct table spec = *table;

  if (table->variety == TABLE_HYBRID)
    return hybrid_refuses("SEARCH OPTIMIZATION", err);
  if (add && !exprs)
    add_all(&written, &methods[0], TEXT(""));
  for (int i = 0; add && exprs && i < exprs->count; i++)
    if (!add_method(&written, exprs->at[i], err))
      return false;
  if (add)
    spec.search_optimization = added(&written, table->search_optimization);
  else if (!exprs)
    spec.search_optimization = (struct text){ 0 };
  else if (!name_dropped(&written, exprs, err) ||
           !dropped(&written, table->search_optimization, &spec.search_optimization, err))
    return false;
  return catalog_update(ddl->change, KIND_TABLE, path, &spec, err);
}
