/* show_scope.c: where a SHOW looks and what its patterns let pass. */
#include "exec/show_scope.h"

#include "catalog/views.h"

static const char information_schema[] = "INFORMATION_SCHEMA";

/* ---- patterns ---- */

static char lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Bytes of the character at `at`. */
static size_t character(struct text text, size_t at)
{
  size_t end = at + 1;

  while (end < text.len && ((unsigned char)text.at[end] & 0xC0) == 0x80)
    end++;
  return end - at;
}

/* Two positions to come back to are all that a match without recursion needs. */
bool show_is_like(struct text text, struct text pattern)
{
  size_t t = 0, p = 0, back_t = 0, back_p = 0;
  bool has_back = false;

  while (t < text.len) {
    bool escaped = p + 1 < pattern.len && pattern.at[p] == '\\';
    char c = p < pattern.len ? pattern.at[p + (escaped ? 1 : 0)] : '\0';

    if (p < pattern.len && !escaped && c == '%') {
      has_back = true;
      back_p = ++p;
      back_t = t;
    } else if (p < pattern.len && !escaped && c == '_') {
      t += character(text, t);
      p++;
    } else if (p < pattern.len && lower(c) == lower(text.at[t])) {
      t++;
      p += escaped ? 2 : 1;
    } else if (has_back) {
      p = back_p;
      back_t += character(text, back_t);
      t = back_t;
    } else
      return false;
  }
  while (p < pattern.len && pattern.at[p] == '%')
    p++;
  return p == pattern.len;
}

static bool starts_with(struct text text, struct text prefix)
{
  return text.len >= prefix.len && text_equal(text_slice(text, 0, prefix.len), prefix);
}

bool show_lets_pass(struct show_scope *scope, struct text name)
{
  const struct show *show = scope->show;

  if (scope->left == 0 || (show->has_like && !show_is_like(name, show->like)) ||
      (show->has_starts_with && !starts_with(name, show->starts_with)) ||
      (show->has_limit_from && text_compare(name, show->limit_from) <= 0))
    return false;
  if (scope->left > 0)
    scope->left--;
  return true;
}

/* ---- where ---- */

static void look_in_session(struct show_scope *scope, enum show_default meant)
{
  const struct session *session = scope->ddl.session;

  if (meant == SHOW_DEFAULT_ACCOUNT)
    return;
  scope->database = session->database;
  if (meant != SHOW_DEFAULT_DATABASE && session->database.at)
    scope->schema = session->schema;
}

/* What SHOW is to look in must be there; a schema that the server makes always is. When SCHEMA or
 * DATABASE was not written (IN db.s), the error does not say what is missing. */
static bool is_there(struct show_scope *scope, enum kind kind, struct path path,
                     struct err *err)
{
  bool found;

  catalog_read(scope->ddl.catalog);
  found = (kind == KIND_SCHEMA && made_schema(path.database, path.schema)) ||
          ddl_find(&scope->ddl, kind, path, err);
  catalog_read_end(scope->ddl.catalog);
  if (found || scope->show->in != SHOW_IN_OTHER)
    return found;
  return err_set(err, ERR_NO_OBJECT_OR_OPERATION,
                 "SQL compilation error:\nObject does not exist, or operation cannot be "
                 "performed.");
}

static bool look_in_database(struct show_scope *scope, const struct name *name,
                             struct err *err)
{
  struct path path;

  scope->database = scope->ddl.session->database;
  if (name) {
    if (!ddl_path(&scope->ddl, name, KIND_DATABASE, &path, err) ||
        !is_there(scope, KIND_DATABASE, path, err))
      return false;
    scope->database = path.name;
  }
  return scope->database.at ||
         err_set(
           err, ERR_NO_DATABASE,
           "Cannot perform SHOW <object_type>. This session does not have a current "
           "database. Call 'USE DATABASE', or use a qualified name.");
}

static bool look_in_schema(struct show_scope *scope, const struct name *name,
                           struct err *err)
{
  struct path path;

  if (!name) {
    look_in_session(scope, SHOW_DEFAULT_SCHEMA);
    return scope->schema.at ||
           err_set(
             err, ERR_NO_SCHEMA,
             "Cannot perform SHOW <object_type>. This session does not have a current "
             "schema. Call 'USE SCHEMA', or use a qualified name.");
  }
  if (!ddl_path(&scope->ddl, name, KIND_SCHEMA, &path, err) ||
      !is_there(scope, KIND_SCHEMA, path, err))
    return false;
  scope->database = path.database;
  scope->schema = path.schema;
  return true;
}

static bool look_in_table(struct show_scope *scope, const struct name *name,
                          struct err *err)
{
  struct path path;
  bool found;

  if (!name)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nIN TABLE needs the table's name.");
  if (!ddl_path(&scope->ddl, name, KIND_TABLE, &path, err))
    return false;
  scope->database = path.database;
  scope->schema = path.schema;
  scope->table = path.name;
  if (made_schema(path.database, path.schema))
    return true;
  catalog_read(scope->ddl.catalog);
  found = ddl_find(&scope->ddl, KIND_TABLE, path, err);
  catalog_read_end(scope->ddl.catalog);
  return found;
}

static bool look_in_name(struct show_scope *scope, enum show_default meant,
                         struct err *err)
{
  const struct name *name = scope->show->in_name;

  switch (meant) {
  case SHOW_DEFAULT_ACCOUNT: return true;
  case SHOW_DEFAULT_DATABASE: return look_in_database(scope, name, err);
  case SHOW_DEFAULT_SCHEMA: return look_in_schema(scope, name, err);
  case SHOW_DEFAULT_TABLE: return look_in_table(scope, name, err);
  }
  return true;
}

static bool set_limit(struct show_scope *scope, struct err *err)
{
  struct bind_constant value;

  scope->left = -1;
  if (!scope->show->limit)
    return true;
  if (!bind_constant_of(&scope->ddl.context, scope->show->limit, &value, err))
    return false;
  if (text_to_int64(value.value, &scope->left) && scope->left >= 0)
    return true;
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\nInvalid row count '" TEXT_FMT
                 "' in limit clause",
                 TEXT_ARG(value.value));
}

bool show_scope_init(struct show_scope *scope, struct run *run, const struct show *show,
                     enum show_default meant, struct outcome *outcome, struct err *err)
{
  *scope = (struct show_scope){ .ddl = ddl_new(run, outcome), .show = show };
  if (!set_limit(scope, err))
    return false;
  switch (show->in) {
  case SHOW_IN_UNSAID: look_in_session(scope, meant); return true;
  case SHOW_IN_ACCOUNT: return true;
  case SHOW_IN_DATABASE: return look_in_database(scope, show->in_name, err);
  case SHOW_IN_SCHEMA: return look_in_schema(scope, show->in_name, err);
  case SHOW_IN_TABLE:
  case SHOW_IN_VIEW: return look_in_table(scope, show->in_name, err);
  case SHOW_IN_OTHER:
    if (show->in_name)
      return look_in_name(scope, meant, err);
    break;
  }
  return err_set(err, ERR_UNSUPPORTED,
                 "SQL compilation error:\nUnsupported feature 'SHOW ... IN " TEXT_FMT
                 "'.",
                 TEXT_ARG(show->words));
}

/* ---- lists ---- */

static void add(struct show_scope *scope, struct list *list,
                const struct database *database, const struct schema *schema,
                const void *object)
{
  struct listed *listed = ARENA_NEW(scope->ddl.arena, struct listed);

  *listed = (struct listed){ database, schema, object };
  list_add(scope->ddl.arena, list, listed);
}

static bool databases_in_scope(struct show_scope *scope, struct list *list,
                               struct err *err)
{
  struct path path = { .database = scope->database };
  int count;
  struct database **all = catalog_databases(scope->ddl.catalog, scope->ddl.arena, &count);
  bool found = false;

  for (int i = 0; i < count; i++) {
    if (scope->database.at && !text_equal(all[i]->object.name, scope->database))
      continue;
    add(scope, list, all[i], NULL, all[i]);
    found = true;
  }
  return found || !scope->database.at ||
         ddl_missing(&scope->ddl, KIND_DATABASE, path, err);
}

/* Those that are there, and with HISTORY those that were dropped and are kept: by name, what is
 * there first, then what was dropped last. Both arrays are in order. */
static struct object **with_dropped(struct show_scope *scope, struct object **there,
                                    int *count, enum kind kind, int64_t parent_id)
{
  struct object **dropped, **all;
  int dropped_count, t = 0, d = 0;

  if (!scope->show->history)
    return there;
  dropped = catalog_dropped(scope->ddl.catalog, kind, parent_id, scope->ddl.session->id,
                            scope->ddl.arena, &dropped_count);
  all = ARENA_ARRAY(scope->ddl.arena, (size_t)(*count + dropped_count), struct object *);
  while (t < *count || d < dropped_count)
    if (d == dropped_count ||
        (t < *count && text_compare(there[t]->name, dropped[d]->name) <= 0)) {
      all[t + d] = there[t];
      t++;
    } else {
      all[t + d] = dropped[d];
      d++;
    }
  *count = t + d;
  return all;
}

bool show_databases(struct show_scope *scope, struct list *list, struct err *err)
{
  struct list there = { 0 };
  struct object **all;
  int count;

  if (!databases_in_scope(scope, &there, err))
    return false;
  count = there.count;
  all = ARENA_ARRAY(scope->ddl.arena, (size_t)count, struct object *);
  for (int i = 0; i < count; i++)
    all[i] = (struct object *)(uintptr_t)((const struct listed *)there.at[i])->object;
  if (!scope->database.at)
    all = with_dropped(scope, all, &count, KIND_DATABASE, 0);
  for (int i = 0; i < count; i++)
    if (show_lets_pass(scope, all[i]->name))
      add(scope, list, (const struct database *)all[i], NULL, all[i]);
  return true;
}

/* INFORMATION_SCHEMA is in every database and stored in none. */
static struct schema *own_schema(struct show_scope *scope,
                                 const struct database *database)
{
  struct schema *schema = ARENA_NEW(scope->ddl.arena, struct schema);

  schema->object = (struct object){
    .kind = KIND_SCHEMA,
    .name = text_of(information_schema),
    .owner = TEXT(""),
    .comment = TEXT("Views describing the contents of schemas in this database"),
    .created_ms = database->object.created_ms,
    .altered_ms = database->object.created_ms
  };
  schema->retention_days = 1;
  return schema;
}

static void add_schema(struct show_scope *scope, bool filtered, struct list *list,
                       const struct database *database, const struct schema *schema)
{
  if (scope->schema.at && !text_equal(schema->object.name, scope->schema))
    return;
  if (!filtered || show_lets_pass(scope, schema->object.name))
    add(scope, list, database, schema, schema);
}

static void add_schemas(struct show_scope *scope, bool filtered, struct list *list,
                        const struct database *database)
{
  int count;
  struct schema **all = catalog_schemas((struct database *)(uintptr_t)database,
                                        scope->ddl.arena, &count);
  struct schema *own = own_schema(scope, database);
  bool own_added = false;

  if (filtered)
    all = (struct schema **)(void *)with_dropped(
      scope, (struct object **)(void *)all, &count, KIND_SCHEMA, database->object.id);
  for (int i = 0; i < count; i++) {
    if (!own_added && text_compare(own->object.name, all[i]->object.name) < 0) {
      add_schema(scope, filtered, list, database, own);
      own_added = true;
    }
    add_schema(scope, filtered, list, database, all[i]);
  }
  if (!own_added)
    add_schema(scope, filtered, list, database, own);
}

bool show_schemas(struct show_scope *scope, bool filtered, struct list *list,
                  struct err *err)
{
  struct path path = { scope->database, scope->schema, { 0 } };
  struct list databases = { 0 };

  if (!databases_in_scope(scope, &databases, err))
    return false;
  for (int i = 0; i < databases.count; i++)
    add_schemas(scope, filtered, list,
                ((const struct listed *)databases.at[i])->database);
  return list->count || filtered || !scope->schema.at ||
         ddl_missing(&scope->ddl, KIND_SCHEMA, path, err);
}

static bool is_wanted(const struct table *table, enum show_relations which)
{
  return which == SHOW_BOTH ||
         (which == SHOW_ONLY_VIEWS) == (table->object.kind == KIND_VIEW);
}

static void add_relation(struct show_scope *scope, enum show_relations which,
                         bool filtered, struct list *list, const struct listed *in,
                         const struct table *table)
{
  if (!is_wanted(table, which) ||
      (scope->table.at && !text_equal(table->object.name, scope->table)))
    return;
  if (!filtered || show_lets_pass(scope, table->object.name))
    add(scope, list, in->database, in->schema, table);
}

static struct table *own_view(struct show_scope *scope, const struct info_view *view,
                              const struct schema *schema, struct err *err)
{
  struct table *table = ARENA_NEW(scope->ddl.arena, struct table);

  table->object = (struct object){ .kind = KIND_VIEW,
                                   .name = text_of(view->name),
                                   .owner = TEXT(""),
                                   .created_ms = schema->object.created_ms,
                                   .altered_ms = schema->object.altered_ms };
  table->column_count = view->column_count;
  table->columns = ARENA_ARRAY(scope->ddl.arena, (size_t)view->column_count,
                               struct column);
  for (int i = 0; i < view->column_count; i++) {
    table->columns[i].name = text_of(view->columns[i].name);
    if (!outcome_type(view->columns[i].type, &table->columns[i].stored.type, err))
      return NULL;
  }
  return table;
}

static bool add_own_views(struct show_scope *scope, enum show_relations which,
                          bool filtered, struct list *list, const struct listed *in,
                          struct err *err)
{
  const struct info_view *view;

  for (int i = 0; (view = made_view_at(in->schema->object.name, i)); i++) {
    struct table *table = own_view(scope, view, in->schema, err);

    if (!table)
      return false;
    add_relation(scope, which, filtered, list, in, table);
  }
  return true;
}

bool show_relations(struct show_scope *scope, enum show_relations which, bool filtered,
                    struct list *list, struct err *err)
{
  struct list schemas = { 0 };

  if (!show_schemas(scope, false, &schemas, err))
    return false;
  for (int i = 0; i < schemas.count; i++) {
    const struct listed *in = schemas.at[i];
    struct table **tables;
    int count;

    if (made_schema(in->database->object.name, in->schema->object.name)) {
      if (!add_own_views(scope, which, filtered, list, in, err))
        return false;
      continue;
    }
    tables = catalog_tables(scope->ddl.catalog, (struct schema *)(uintptr_t)in->schema,
                            scope->ddl.session->id, scope->ddl.arena, &count);
    if (filtered && which == SHOW_ONLY_TABLES)
      tables = (struct table **)(void *)with_dropped(
        scope, (struct object **)(void *)tables, &count, KIND_TABLE,
        in->schema->object.id);
    for (int t = 0; t < count; t++)
      add_relation(scope, which, filtered, list, in, tables[t]);
  }
  return true;
}

bool show_sequences(struct show_scope *scope, struct list *list, struct err *err)
{
  struct list schemas = { 0 };

  if (!show_schemas(scope, false, &schemas, err))
    return false;
  for (int i = 0; i < schemas.count; i++) {
    const struct listed *in = schemas.at[i];
    struct sequence **sequences;
    int count;

    if (!in->schema->sequences)
      continue;
    sequences = catalog_sequences((struct schema *)(uintptr_t)in->schema,
                                  scope->ddl.arena, &count);
    for (int s = 0; s < count; s++)
      if (show_lets_pass(scope, sequences[s]->object.name))
        add(scope, list, in->database, in->schema, sequences[s]);
  }
  return true;
}

bool show_named_formats(struct show_scope *scope, struct list *list, struct err *err)
{
  struct list schemas = { 0 };

  if (!show_schemas(scope, false, &schemas, err))
    return false;
  for (int i = 0; i < schemas.count; i++) {
    const struct listed *in = schemas.at[i];
    struct named_format **formats;
    int count;

    if (!in->schema->formats)
      continue;
    formats = catalog_formats(scope->ddl.catalog, (struct schema *)(uintptr_t)in->schema,
                              scope->ddl.session->id, scope->ddl.arena, &count);
    for (int f = 0; f < count; f++)
      if (show_lets_pass(scope, formats[f]->object.name))
        add(scope, list, in->database, in->schema, formats[f]);
  }
  return true;
}

bool show_named_stages(struct show_scope *scope, struct list *list, struct err *err)
{
  struct list schemas = { 0 };

  if (!show_schemas(scope, false, &schemas, err))
    return false;
  for (int i = 0; i < schemas.count; i++) {
    const struct listed *in = schemas.at[i];
    struct stage **stages;
    int count;

    if (!in->schema->stages)
      continue;
    stages = catalog_stages(scope->ddl.catalog, (struct schema *)(uintptr_t)in->schema,
                            scope->ddl.session->id, scope->ddl.arena, &count);
    for (int s = 0; s < count; s++)
      if (show_lets_pass(scope, stages[s]->object.name))
        add(scope, list, in->database, in->schema, stages[s]);
  }
  return true;
}

bool show_named_pipes(struct show_scope *scope, struct list *list, struct err *err)
{
  struct list schemas = { 0 };

  if (!show_schemas(scope, false, &schemas, err))
    return false;
  for (int i = 0; i < schemas.count; i++) {
    const struct listed *in = schemas.at[i];
    struct pipe **pipes;
    int count;

    if (!in->schema->pipes)
      continue;
    pipes = catalog_pipes((struct schema *)(uintptr_t)in->schema, scope->ddl.arena,
                          &count);
    for (int p = 0; p < count; p++)
      if (show_lets_pass(scope, pipes[p]->object.name))
        add(scope, list, in->database, in->schema, pipes[p]);
  }
  return true;
}
