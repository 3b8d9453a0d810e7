/* build_statement.c: constructors of whole statements, but for CREATE and ALTER. */
#include "sql/build_statement.h"

#include "sql/build_ddl.h"
#include "sql/object_words.h"

/* ---- rows ---- */

struct statement *build_insert(struct build *b, bool overwrite, struct name *table,
                               struct list *columns, struct query *query)
{
  struct insert *insert = ARENA_NEW(b->arena, struct insert);

  insert->overwrite = overwrite;
  insert->table = table;
  insert->columns = columns;
  insert->query = query;
  return build_statement(b, STMT_INSERT, insert);
}

/* ---- INSERT ALL, INSERT FIRST ---- */

static void prepend(struct build *b, struct list *list, void *item)
{
  list_add(b->arena, list, item);
  for (int i = list->count - 1; i > 0; i--)
    list->at[i] = list->at[i - 1];
  list->at[0] = item;
}

struct multi_insert *build_multi_query(struct build *b, struct query *query)
{
  struct multi_insert *insert = ARENA_NEW(b->arena, struct multi_insert);

  insert->query = query;
  return insert;
}

/* The branch that waits for its WHEN. */
static struct multi_branch *waiting(const struct multi_insert *insert)
{
  struct multi_branch *first = insert->branches.count ? insert->branches.at[0] : NULL;

  return first && !first->condition && !first->otherwise ? first : NULL;
}

struct multi_insert *build_multi_into(struct build *b, struct name *table,
                                      struct list *columns, struct list *values,
                                      struct multi_insert *next)
{
  struct multi_into *into = ARENA_NEW(b->arena, struct multi_into);
  struct multi_branch *branch = waiting(next);

  into->table = table;
  into->columns = columns;
  into->values = values;
  if (!branch) {
    branch = ARENA_NEW(b->arena, struct multi_branch);
    prepend(b, &next->branches, branch);
  }
  prepend(b, &branch->intos, into);
  return next;
}

struct multi_insert *build_multi_when(struct build *b, struct expr *condition,
                                      struct multi_insert *next)
{
  (void)b;
  waiting(next)->condition = condition;
  return next;
}

/* ELSE has one INTO at least, and is the last. */
struct multi_insert *build_multi_else(struct build *b, const struct token *token,
                                      struct multi_insert *next)
{
  if (next->branches.count > 1)
    build_syntax_error(b, token);
  waiting(next)->otherwise = true;
  return next;
}

struct statement *build_multi_insert(struct build *b, bool overwrite, bool first,
                                     struct multi_insert *insert)
{
  const struct multi_branch *unconditional = waiting(insert);

  /* INTO t WHEN ...: what has no condition stands alone. */
  if (unconditional && insert->branches.count > 1)
    build_syntax_error_at(
      b, ((struct multi_into *)unconditional->intos.at[0])->table->place);
  insert->overwrite = overwrite;
  insert->first = first;
  return build_statement(b, STMT_MULTI_INSERT, insert);
}

struct statement *build_update(struct build *b, struct table_ref *table,
                               const struct list *assignments, struct table_ref *from,
                               struct expr *where)
{
  struct update *update = ARENA_NEW(b->arena, struct update);

  update->table = table;
  update->assignments = *assignments;
  update->from = from;
  update->where = where;
  return build_statement(b, STMT_UPDATE, update);
}

struct assignment *build_assignment(struct build *b, struct name *column,
                                    struct expr *value)
{
  struct assignment *assignment = ARENA_NEW(b->arena, struct assignment);

  assignment->column = column;
  assignment->value = value;
  return assignment;
}

struct statement *build_delete(struct build *b, struct table_ref *table,
                               struct table_ref *using_tables, struct expr *where)
{
  struct delete_from *delete_from = ARENA_NEW(b->arena, struct delete_from);

  delete_from->table = table;
  delete_from->using_tables = using_tables;
  delete_from->where = where;
  return build_statement(b, STMT_DELETE, delete_from);
}

struct statement *build_merge(struct build *b, struct table_ref *table,
                              struct table_ref *source, struct expr *on,
                              const struct list *clauses)
{
  struct merge *merge = ARENA_NEW(b->arena, struct merge);

  merge->table = table;
  merge->source = source;
  merge->on = on;
  merge->clauses = *clauses;
  return build_statement(b, STMT_MERGE, merge);
}

struct merge_clause *build_merge_clause(struct build *b, bool matched,
                                        struct expr *condition, int action)
{
  struct merge_clause *clause = ARENA_NEW(b->arena, struct merge_clause);

  clause->matched = matched;
  clause->condition = condition;
  clause->action = action;
  return clause;
}

struct merge_clause *build_merge_update(struct build *b, struct expr *condition,
                                        const struct list *assignments)
{
  struct merge_clause *clause = build_merge_clause(b, true, condition, MERGE_UPDATE);

  clause->assignments = *assignments;
  return clause;
}

struct merge_clause *build_merge_insert(struct build *b, struct expr *condition,
                                        struct list *columns, const struct list *values)
{
  struct merge_clause *clause = build_merge_clause(b, false, condition, MERGE_INSERT);

  clause->columns = columns;
  clause->values = *values;
  return clause;
}

struct statement *build_truncate(struct build *b, bool if_exists, struct name *name)
{
  struct drop *drop = ARENA_NEW(b->arena, struct drop);

  drop->kind = OBJECT_TABLE;
  drop->kind_words = TEXT("TABLE");
  drop->if_exists = if_exists;
  drop->name = name;
  return build_statement(b, STMT_TRUNCATE, drop);
}

/* ---- objects ---- */

static enum object_kind kind_of(struct text words)
{
  const struct object_words *row = object_words_find(words);

  return row ? row->kind : OBJECT_OTHER;
}

struct statement *build_drop(struct build *b, enum statement_kind which,
                             const struct token *kind, bool if_exists, struct name *name,
                             struct list *arg_types, int mode)
{
  struct drop *drop = ARENA_NEW(b->arena, struct drop);

  drop->kind_words = build_words(b, kind->text);
  drop->kind = kind_of(drop->kind_words);
  drop->if_exists = if_exists;
  drop->cascade = mode == BUILD_CASCADE;
  drop->restricted = mode == BUILD_RESTRICT;
  drop->name = name;
  drop->arg_types = arg_types;
  return build_statement(b, which, drop);
}

struct statement *build_comment(struct build *b, bool if_exists, const struct token *kind,
                                struct name *name, struct list *arg_types,
                                const struct token *comment)
{
  struct comment_on *on = ARENA_NEW(b->arena, struct comment_on);

  on->kind_words = build_words(b, kind->text);
  on->kind = kind_of(on->kind_words);
  on->if_exists = if_exists;
  on->name = name;
  on->arg_types = arg_types;
  on->comment = build_unquote(b, comment);
  return build_statement(b, STMT_COMMENT, on);
}

struct statement *build_describe(struct build *b, const struct token *kind,
                                 struct name *name, struct list *arg_types,
                                 const struct token *type)
{
  struct describe *describe = ARENA_NEW(b->arena, struct describe);

  if (kind) {
    describe->kind_words = build_words(b, kind->text);
    describe->kind = kind_of(describe->kind_words);
  }
  describe->name = name;
  describe->arg_types = arg_types;
  if (type)
    describe->type = arena_upper(b->arena, type->text);
  return build_statement(b, STMT_DESCRIBE, describe);
}

struct statement *build_describe_number(struct build *b, const struct token *kind,
                                        const struct token *number)
{
  struct statement *statement = build_describe(b, kind, NULL, NULL, NULL);

  if (!text_is(statement->describe->kind_words, "TRANSACTION"))
    build_syntax_error(b, number);
  statement->describe->number = arena_text(b->arena, number->text);
  return statement;
}

struct statement *build_describe_result(struct build *b, struct expr *result)
{
  struct describe *describe = ARENA_NEW(b->arena, struct describe);

  describe->kind = OBJECT_OTHER;
  describe->kind_words = TEXT("RESULT");
  describe->result = result;
  return build_statement(b, STMT_DESCRIBE, describe);
}

struct show *build_show(struct build *b, const struct token *what, bool terse)
{
  struct show *show = ARENA_NEW(b->arena, struct show);

  show->what = build_words(b, what->text);
  show->terse = terse;
  return show;
}

struct show *build_show_like(struct build *b, struct show *show,
                             const struct token *pattern)
{
  show->has_like = true;
  show->like = build_unquote(b, pattern);
  return show;
}

struct show *build_show_in(struct build *b, struct show *show, const struct token *kind,
                           struct name *name)
{
  struct text words = kind ? build_words(b, kind->text) : TEXT("");

  show->in_name = name;
  show->in = SHOW_IN_OTHER;
  if (text_is(words, "ACCOUNT"))
    show->in = SHOW_IN_ACCOUNT;
  else if (text_is(words, "DATABASE"))
    show->in = SHOW_IN_DATABASE;
  else if (text_is(words, "SCHEMA"))
    show->in = SHOW_IN_SCHEMA;
  else if (text_is(words, "TABLE"))
    show->in = SHOW_IN_TABLE;
  else if (text_is(words, "VIEW"))
    show->in = SHOW_IN_VIEW;
  else
    show->words = words;
  return show;
}

struct show *build_show_starts(struct build *b, struct show *show,
                               const struct token *prefix)
{
  show->has_starts_with = true;
  show->starts_with = build_unquote(b, prefix);
  return show;
}

struct show *build_show_limit(struct build *b, struct show *show, struct expr *limit,
                              const struct token *from)
{
  show->limit = limit;
  show->has_limit_from = true;
  show->limit_from = build_unquote(b, from);
  return show;
}

struct show *build_show_words(struct build *b, struct show *show,
                              const struct token *words)
{
  (void)b;
  show->words = words->text;
  return show;
}

struct statement *build_use(struct build *b, const struct token *kind, struct name *name)
{
  struct use *use = ARENA_NEW(b->arena, struct use);
  enum object_kind what = kind ? kind_of(build_words(b, kind->text)) : OBJECT_NONE;

  use->name = name;
  if (what == OBJECT_DATABASE)
    use->what = USE_DATABASE;
  else if (what == OBJECT_SCHEMA)
    use->what = USE_SCHEMA;
  else if (what == OBJECT_WAREHOUSE)
    use->what = USE_WAREHOUSE;
  else if (what == OBJECT_ROLE)
    use->what = USE_ROLE;
  else if (what == OBJECT_NONE)
    use->what = USE_UNSAID;
  else
    build_syntax_error(b, kind);
  return build_statement(b, STMT_USE, use);
}

struct statement *build_use_roles(struct build *b, const struct token *word)
{
  struct use *use = ARENA_NEW(b->arena, struct use);

  use->what = USE_SECONDARY_ROLES;
  use->word = arena_upper(b->arena, word->text);
  return build_statement(b, STMT_USE, use);
}

/* ---- transactions, variables, explain ---- */

struct statement *build_begin(struct build *b, const struct ident *name)
{
  struct statement *statement = build_statement(b, STMT_BEGIN, NULL);

  if (name)
    statement->text = name->name;
  return statement;
}

struct statement *build_set_variable(struct build *b, struct ident *ident,
                                     struct expr *value)
{
  struct set_variable *set = ARENA_NEW(b->arena, struct set_variable);

  list_add(b->arena, &set->idents, ident);
  list_add(b->arena, &set->values, value);
  return build_statement(b, STMT_SET, set);
}

struct statement *build_set_variables(struct build *b, const struct list *idents,
                                      struct expr *values)
{
  struct set_variable *set = ARENA_NEW(b->arena, struct set_variable);

  set->idents = *idents;
  if (values->kind == EXPR_ROW)
    set->values = values->list;
  else
    list_add(b->arena, &set->values,
             values); /* Also (SELECT a, b), which gives them all. */
  return build_statement(b, STMT_SET, set);
}

struct statement *build_unset(struct build *b, const struct list *idents)
{
  struct set_variable *set = ARENA_NEW(b->arena, struct set_variable);

  set->idents = *idents;
  return build_statement(b, STMT_UNSET, set);
}

struct explain *build_explain(struct build *b, const struct ident *format)
{
  struct explain *explain = ARENA_NEW(b->arena, struct explain);

  if (format)
    explain->format = format->name;
  explain->from = b->ahead;
  return explain;
}

struct statement *build_explained(struct build *b, struct explain *explain,
                                  struct statement *statement)
{
  statement->place = build_place(b, explain->from);
  statement->source = build_source(b, statement->place);
  explain->statement = statement;
  return build_statement(b, STMT_EXPLAIN, explain);
}
