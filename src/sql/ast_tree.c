/* ast_tree.c: a statement of any kind as text: its kind, then what tree_*.c print of its parts. */
#include "sql/ast_tree.h"

#include "sql/tree.h"

static void print_assignments(struct tree *tree, const struct list *assignments)
{
  for (int i = 0; i < assignments->count; i++) {
    const struct assignment *assignment = assignments->at[i];

    tree_name(tree, "set", assignment->column);
    tree->depth++;
    tree_expr(tree, assignment->value);
    tree->depth--;
  }
}

static void print_insert(struct tree *tree, const struct insert *insert)
{
  tree_line(tree, insert->overwrite ? "insert overwrite" : "insert");
  tree->depth++;
  tree_name(tree, "into", insert->table);
  tree_idents(tree, "columns", insert->columns);
  tree_query(tree, insert->query);
  tree->depth--;
}

static void print_into(struct tree *tree, const struct multi_into *into)
{
  tree_name(tree, "into", into->table);
  tree->depth++;
  tree_idents(tree, "columns", into->columns);
  tree_exprs(tree, "values", into->values);
  tree->depth--;
}

static void print_multi_insert(struct tree *tree, const struct multi_insert *insert)
{
  tree_line(tree, insert->first       ? "insert first"
                  : insert->overwrite ? "insert overwrite all"
                                      : "insert all");
  tree->depth++;
  tree_flag(tree, "overwrite", insert->overwrite && insert->first);
  for (int i = 0; i < insert->branches.count; i++) {
    const struct multi_branch *branch = insert->branches.at[i];

    tree_under(tree, "when", branch->condition);
    tree_flag(tree, "else", branch->otherwise);
    for (int j = 0; j < branch->intos.count; j++)
      print_into(tree, branch->intos.at[j]);
  }
  tree_query(tree, insert->query);
  tree->depth--;
}

static void print_update(struct tree *tree, const struct update *update)
{
  tree_line(tree, "update");
  tree->depth++;
  tree_table(tree, update->table);
  print_assignments(tree, &update->assignments);
  tree_table_under(tree, "from", update->from);
  tree_under(tree, "where", update->where);
  tree->depth--;
}

static void print_delete(struct tree *tree, const struct delete_from *delete_from)
{
  tree_line(tree, "delete");
  tree->depth++;
  tree_table(tree, delete_from->table);
  tree_table_under(tree, "using", delete_from->using_tables);
  tree_under(tree, "where", delete_from->where);
  tree->depth--;
}

static void print_merge(struct tree *tree, const struct merge *merge)
{
  static const char *const actions[] = { "update", "delete", "insert",
                                         "update all by name", "insert all by name" };

  tree_line(tree, "merge");
  tree->depth++;
  tree_table_under(tree, "into", merge->table);
  tree_table_under(tree, "using", merge->source);
  tree_under(tree, "on", merge->on);
  for (int i = 0; i < merge->clauses.count; i++) {
    const struct merge_clause *clause = merge->clauses.at[i];

    tree_line(tree, clause->matched ? "when matched" : "when not matched");
    tree->depth++;
    tree_under(tree, "and", clause->condition);
    tree_line(tree, actions[clause->action]);
    tree->depth++;
    print_assignments(tree, &clause->assignments);
    tree_idents(tree, "columns", clause->columns);
    if (clause->action == MERGE_INSERT)
      tree_exprs(tree, "values", &clause->values);
    tree->depth -= 2;
  }
  tree->depth--;
}

static void print_copy(struct tree *tree, const char *words, const struct copy *copy)
{
  tree_line(tree, words);
  tree->depth++;
  tree_name(tree, "table", copy->table);
  tree_string(tree, "stage", copy->stage);
  tree_under(tree, "stage", copy->bind);
  tree_string(tree, "file", copy->file);
  tree_idents(tree, "columns", copy->columns);
  if (copy->query)
    tree_query(tree, copy->query);
  if (copy->from)
    print_copy(tree, "from", copy->from);
  tree_under(tree, "partition by", copy->partition);
  tree_exprs(tree, "using", copy->values);
  tree_options(tree, copy->options);
  tree->depth--;
}

static void print_execute(struct tree *tree, const struct execute *execute,
                          struct text what)
{
  tree_line(tree, "execute");
  tree->depth++;
  tree_words(tree, "what", what);
  tree_under(tree, "text", execute->text);
  tree_name(tree, "name", execute->object);
  tree_exprs(tree, "using", execute->values);
  tree_options(tree, execute->options);
  if (execute->query)
    tree_query(tree, execute->query);
  tree->depth--;
}

static void print_call_statement(struct tree *tree, const struct call_procedure *call)
{
  tree_line(tree, "call");
  tree->depth++;
  if (call->with)
    tree_routine(tree, call->with);
  tree_ctes(tree, call->ctes);
  tree_name(tree, "name", call->call->name);
  for (int i = 0; i < call->call->args.count; i++)
    tree_expr(tree, call->call->args.at[i]);
  tree_ident(tree, "into", call->into);
  tree->depth--;
}

static void print_show(struct tree *tree, const struct show *show)
{
  static const char *const scopes[] = { "",          "in account", "in database",
                                        "in schema", "in table",   "in view",
                                        "in other" };

  tree_words(tree, show->terse ? "show terse" : "show", show->what);
  tree->depth++;
  tree_flag(tree, "history", show->history);
  if (show->has_like)
    tree_string(tree, "like", show->like);
  if (show->in != SHOW_IN_UNSAID && show->in_name)
    tree_name(tree, scopes[show->in], show->in_name);
  else
    tree_flag(tree, scopes[show->in], show->in != SHOW_IN_UNSAID);
  if (show->has_starts_with)
    tree_string(tree, "starts with", show->starts_with);
  tree_under(tree, "limit", show->limit);
  if (show->has_limit_from)
    tree_string(tree, "from", show->limit_from);
  if (show->words.len)
    tree_words(tree, "words", show->words);
  tree->depth--;
}

static void print_use(struct tree *tree, const struct use *use)
{
  static const char *const whats[] = { "use database",        "use schema",
                                       "use warehouse",       "use role",
                                       "use secondary roles", "use" };

  if (use->name)
    tree_name(tree, whats[use->what], use->name);
  else
    tree_words(tree, whats[use->what], use->word);
}

static void print_set_variables(struct tree *tree, const char *verb,
                                const struct set_variable *set)
{
  tree_idents(tree, verb, &set->idents);
  tree->depth++;
  for (int i = 0; i < set->values.count; i++)
    tree_expr(tree, set->values.at[i]);
  tree->depth--;
}

void tree_statement(struct tree *tree, const struct statement *statement)
{
  switch (statement->kind) {
  case STMT_QUERY: tree_query(tree, statement->query); break;
  case STMT_INSERT: print_insert(tree, statement->insert); break;
  case STMT_UPDATE: print_update(tree, statement->update); break;
  case STMT_DELETE: print_delete(tree, statement->delete_from); break;
  case STMT_MERGE: print_merge(tree, statement->merge); break;
  case STMT_TRUNCATE: tree_drop(tree, "truncate", statement->truncate); break;
  case STMT_CREATE_DATABASE:
  case STMT_CREATE_SCHEMA:
  case STMT_CREATE_TABLE:
  case STMT_CREATE_VIEW:
  case STMT_CREATE_SEQUENCE:
  case STMT_CREATE_OTHER:
  case STMT_CREATE_WAREHOUSE:
  case STMT_CREATE_INDEX:
  case STMT_CREATE_VOLUME:
  case STMT_CREATE_FILE_FORMAT:
  case STMT_CREATE_STAGE:
  case STMT_CREATE_PIPE:
  case STMT_CREATE_USER: tree_create(tree, statement->create); break;
  case STMT_CREATE_ROUTINE: tree_routine(tree, statement->routine); break;
  case STMT_GRANT: tree_grant(tree, statement->grant); break;
  case STMT_COPY: print_copy(tree, "copy into", statement->copy); break;
  case STMT_FILES:
  case STMT_EXECUTE_FILE:
    tree_words(tree, "files", statement->text);
    print_copy(tree, "of", statement->copy);
    break;
  case STMT_CALL: print_call_statement(tree, statement->call); break;
  case STMT_EXECUTE_IMMEDIATE:
    print_execute(tree, statement->execute, TEXT("EXECUTE IMMEDIATE"));
    break;
  case STMT_EXECUTE_OBJECT:
    print_execute(tree, statement->execute, statement->text);
    break;
  case STMT_ALTER: tree_alter(tree, statement->alter); break;
  case STMT_ALTER_SESSION:
    tree_line(tree, statement->alter->action == ALTER_UNSET ? "alter session unset"
                                                            : "alter session set");
    tree->depth++;
    tree_options(tree, &statement->alter->options);
    tree->depth--;
    break;
  case STMT_DROP: tree_drop(tree, "drop", statement->drop); break;
  case STMT_UNDROP: tree_drop(tree, "undrop", statement->drop); break;
  case STMT_COMMENT: tree_comment(tree, statement->comment); break;
  case STMT_SHOW: print_show(tree, statement->show); break;
  case STMT_DESCRIBE: tree_describe(tree, statement->describe); break;
  case STMT_USE: print_use(tree, statement->use); break;
  case STMT_BEGIN:
    tree_line(tree, "begin");
    tree->depth++;
    tree_words(tree, "name", statement->text);
    tree->depth--;
    break;
  case STMT_COMMIT: tree_line(tree, "commit"); break;
  case STMT_ROLLBACK: tree_line(tree, "rollback"); break;
  case STMT_SET: print_set_variables(tree, "set", statement->set); break;
  case STMT_UNSET: print_set_variables(tree, "unset", statement->set); break;
  case STMT_EXPLAIN:
    tree_line(tree, "explain");
    tree->depth++;
    tree_words(tree, "using", statement->explain->format);
    tree_statement(tree, statement->explain->statement);
    tree->depth--;
    break;
  case STMT_FLOW:
    tree_line(tree, "flow");
    tree->depth++;
    for (int i = 0; i < statement->flow->count; i++)
      tree_statement(tree, statement->flow->at[i]);
    tree->depth--;
    break;
  case STMT_MULTI_INSERT: print_multi_insert(tree, statement->multi_insert); break;
  case STMT_BLOCK: tree_block(tree, statement->block); break;
  }
}

void ast_print(const struct statement *statement, struct buf *buf)
{
  struct tree tree = { .buf = buf };

  tree_statement(&tree, statement);
}

void ast_print_query(const struct query *query, struct buf *buf)
{
  struct tree tree = { .buf = buf };

  tree_query(&tree, query);
}

void ast_print_expr(const struct expr *expr, struct buf *buf)
{
  struct tree tree = { .buf = buf };

  tree_expr(&tree, expr);
}
