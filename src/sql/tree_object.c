/* tree_object.c: statements that make, change and drop objects, a node a line. */
#include "sql/tree.h"

#include <stdio.h>

static void print_action(struct tree *tree, const struct alter *alter);

static void print_constraint(struct tree *tree, const struct constraint *constraint)
{
  static const char *const names[] = { "primary key", "unique", "foreign key", "check",
                                       "index" };

  tree_start(tree);
  buf_add_string(tree->buf, names[constraint->kind]);
  if (constraint->name) {
    buf_add_char(tree->buf, ' ');
    tree_add_ident(tree, constraint->name);
  }
  tree_add_idents(tree, &constraint->columns);
  tree_end(tree);
  tree->depth++;
  if (constraint->references) {
    tree_start(tree);
    buf_add_string(tree->buf, "references ");
    tree_add_name(tree, constraint->references);
    tree_add_idents(tree, constraint->ref_columns);
    tree_end(tree);
  }
  tree_words(tree, "match", constraint->match);
  tree_words(tree, "on delete", constraint->on_delete);
  tree_words(tree, "on update", constraint->on_update);
  for (int i = 0; constraint->flags && i < constraint->flags->count; i++)
    tree_ident(tree, "flag", constraint->flags->at[i]);
  if (constraint->check)
    tree_expr(tree, constraint->check);
  if (constraint->include) {
    tree_start(tree);
    buf_add_string(tree->buf, "include");
    tree_add_idents(tree, constraint->include);
    tree_end(tree);
  }
  tree->depth--;
}

static void print_column(struct tree *tree, const struct column_def *column)
{
  tree_start(tree);
  buf_add_string(tree->buf, "column ");
  tree_add_ident(tree, &column->name);
  if (column->type) {
    buf_add_char(tree->buf, ' ');
    tree_add_type(tree, column->type);
  }
  if (column->not_null)
    buf_add_string(tree->buf, " not null");
  if (column->autoincrement)
    buf_printf(tree->buf, " autoincrement(%lld, %lld)", (long long)column->start,
               (long long)column->step);
  if (column->has_order)
    buf_add_string(tree->buf, column->ordered ? " order" : " noorder");
  tree_end(tree);
  tree->depth++;
  tree_under(tree, "default", column->default_value);
  tree_under(tree, "generated", column->generated);
  tree_words(tree, "mode", column->mode);
  if (column->table) {
    tree_line(tree, "table");
    tree->depth++;
    for (int i = 0; i < column->table->count; i++)
      print_column(tree, column->table->at[i]);
    tree->depth--;
  }
  tree_string(tree, "collate", column->collation);
  tree_string(tree, "comment", column->comment);
  for (int i = 0; column->constraints && i < column->constraints->count; i++)
    print_constraint(tree, column->constraints->at[i]);
  tree_name(tree, "masking policy", column->masking_policy);
  tree_exprs(tree, "using", column->masking_using);
  tree_name(tree, "projection policy", column->projection_policy);
  tree_options(tree, column->tags);
  tree->depth--;
}

static void print_columns(struct tree *tree, const struct list *columns)
{
  for (int i = 0; i < columns->count; i++)
    print_column(tree, columns->at[i]);
}

static const char *object_name(enum object_kind kind)
{
  switch (kind) {
  case OBJECT_NONE: return "object";
  case OBJECT_DATABASE: return "database";
  case OBJECT_SCHEMA: return "schema";
  case OBJECT_TABLE: return "table";
  case OBJECT_VIEW: return "view";
  case OBJECT_SEQUENCE: return "sequence";
  case OBJECT_WAREHOUSE: return "warehouse";
  case OBJECT_COLUMN: return "column";
  case OBJECT_STAGE: return "stage";
  case OBJECT_FILE_FORMAT: return "file format";
  case OBJECT_FUNCTION: return "function";
  case OBJECT_PROCEDURE: return "procedure";
  case OBJECT_TASK: return "task";
  case OBJECT_STREAM: return "stream";
  case OBJECT_USER: return "user";
  case OBJECT_ROLE: return "role";
  case OBJECT_PIPE: return "pipe";
  case OBJECT_INDEX: return "index";
  case OBJECT_VOLUME: return "volume";
  case OBJECT_OTHER: return "other";
  }
  return "?";
}

/* "verb kind NAME", and what stands below it. */
static void print_verb(struct tree *tree, const char *verb, enum object_kind kind,
                       const struct name *name)
{
  tree_start(tree);
  buf_printf(tree->buf, "%s %s", verb, object_name(kind));
  if (name) {
    buf_add_char(tree->buf, ' ');
    tree_add_name(tree, name);
  }
  tree_end(tree);
  tree->depth++;
  if (name && name->dynamic)
    tree_under(tree, "name", name->dynamic);
}

static void print_semantic_item(struct tree *tree, const struct semantic_item *item)
{
  tree_name(tree, "name", item->name);
  tree->depth++;
  tree_ident(tree, "as", item->alias);
  tree_words(tree, "visibility", item->visibility);
  for (int i = 0; item->along && i < item->along->count; i++)
    tree_name(tree, "using", item->along->at[i]);
  tree_orders(tree, "non additive by", item->non_additive);
  if (item->expr)
    tree_expr(tree, item->expr);
  for (int i = 0; i < item->constraints.count; i++)
    print_constraint(tree, item->constraints.at[i]);
  tree_idents(tree, "columns", item->columns);
  tree_name(tree, "references", item->references);
  tree_idents(tree, item->asof ? "asof" : "keys", item->ref_columns);
  tree_options(tree, &item->options);
  tree->depth--;
}

static void print_semantic_part(struct tree *tree, const struct semantic_part *part)
{
  tree_line(tree, tree_semantic_name(part->kind));
  tree->depth++;
  for (int i = 0; i < part->items.count; i++)
    print_semantic_item(tree, part->items.at[i]);
  tree->depth--;
}

static void print_statement_under(struct tree *tree, const char *words,
                                  const struct statement *statement)
{
  if (!statement)
    return;
  tree_line(tree, words);
  tree->depth++;
  tree_statement(tree, statement);
  tree->depth--;
}

static void print_create_more(struct tree *tree, const struct create_more *more)
{
  tree_words(tree, "on", more->on_words);
  tree_name(tree, "name", more->on);
  for (int i = 0; more->after && i < more->after->count; i++)
    tree_name(tree, "after", more->after->at[i]);
  tree_under(tree, "when", more->when);
  print_statement_under(tree, "if exists", more->condition);
  if (more->returns) {
    tree_start(tree);
    buf_add_string(tree->buf, "returns ");
    tree_add_type(tree, more->returns);
    tree_end(tree);
  }
  tree_under(tree, "rule", more->rule);
  tree_exprs(tree, "allowed values", more->allowed);
  tree_exprs(tree, "partition by", more->partition_by);
  tree_query_under(tree, "template", more->template);
  tree_words(tree, "from", more->from_words);
  tree_name(tree, "name", more->from);
  tree_words(tree, "execute as", more->execute_words);
  tree_name(tree, "name", more->execute_as);
  tree_string(tree, "words", more->words);
  for (int i = 0; i < more->parts.count; i++)
    print_semantic_part(tree, more->parts.at[i]);
  print_statement_under(tree, "as", more->run);
}

static void print_arg_types(struct tree *tree, const struct list *types)
{
  if (!types)
    return;
  tree_start(tree);
  buf_add_string(tree->buf, "arguments (");
  for (int i = 0; i < types->count; i++) {
    if (i > 0)
      buf_add_string(tree->buf, ", ");
    tree_add_type(tree, types->at[i]);
  }
  buf_add_char(tree->buf, ')');
  tree_end(tree);
}

void tree_grant(struct tree *tree, const struct grant *grant)
{
  static const char *const reaches[] = { "on", "on all", "on future" };

  tree_line(tree, grant->revoke ? "revoke" : "grant");
  tree->depth++;
  tree_flag(tree, "grant option for", grant->option_only);
  for (int i = 0; grant->privileges && i < grant->privileges->count; i++)
    tree_ident(tree, "privilege", grant->privileges->at[i]);
  tree_words(tree, reaches[grant->reach], grant->kind_words);
  tree_words(tree, "in", grant->in_words);
  tree_name(tree, "name", grant->name);
  print_arg_types(tree, grant->arg_types);
  tree_words(tree, "to", grant->grantee_words);
  tree_name(tree, "grantee", grant->grantee);
  tree_words(tree, "with", grant->tail);
  tree->depth--;
}

void tree_create(struct tree *tree, const struct create *create)
{
  static const char *const persistences[] = { "", "transient", "temporary" };

  print_verb(tree, "create", create->kind, create->name);
  if (create->more || create->kind == OBJECT_OTHER ||
      text_ends_with(create->kind_words, " TABLE"))
    tree_words(tree, "kind", create->kind_words);
  tree_flag(tree, "or replace", create->or_replace);
  tree_flag(tree, "or alter", create->or_alter);
  tree_flag(tree, "if not exists", create->if_not_exists);
  tree_flag(tree, persistences[create->persistence],
            create->persistence != PERSIST_PERMANENT);
  tree_flag(tree, "hybrid", create->hybrid);
  tree_flag(tree, "external", create->external);
  tree_flag(tree, "dynamic", create->dynamic);
  tree_flag(tree, "materialized", create->materialized);
  tree_flag(tree, "secure", create->secure);
  tree_flag(tree, "recursive", create->recursive);
  tree_flag(tree, "copy grants", create->copy_grants);
  print_columns(tree, &create->columns);
  for (int i = 0; i < create->constraints.count; i++)
    print_constraint(tree, create->constraints.at[i]);
  tree_name(tree, "like", create->like);
  tree_name(tree, "clone", create->clone);
  tree_under(tree, create->clone_before ? "before" : "at", create->clone_at);
  tree_exprs(tree, "cluster by", create->cluster_by);
  tree_options(tree, &create->options);
  if (create->more)
    print_create_more(tree, create->more);
  if (create->query) {
    tree_string(tree, "as", create->query_text);
    tree_query(tree, create->query);
  }
  tree->depth--;
}

void tree_routine(struct tree *tree, const struct routine *routine)
{
  print_verb(tree, "create", routine->kind, routine->name);
  tree_words(tree, "kind", routine->kind_words);
  tree_flag(tree, "or replace", routine->or_replace);
  tree_flag(tree, "or alter", routine->or_alter);
  tree_flag(tree, "if not exists", routine->if_not_exists);
  tree_flag(tree, "temporary", routine->temporary);
  tree_flag(tree, "secure", routine->secure);
  tree_flag(tree, "aggregate", routine->aggregate);
  tree_flag(tree, "copy grants", routine->copy_grants);
  print_columns(tree, &routine->args);
  if (routine->returns) {
    tree_start(tree);
    buf_add_string(tree->buf, "returns ");
    tree_add_type(tree, routine->returns);
    buf_add_string(tree->buf, routine->returns_not_null ? " not null" : "");
    tree_end(tree);
  }
  if (routine->returns_table) {
    tree_line(tree, "returns table");
    tree->depth++;
    print_columns(tree, routine->returns_table);
    tree->depth--;
  }
  tree_words(tree, "language", routine->language);
  tree_words(tree, "execute as", routine->execute_as);
  for (int i = 0; i < routine->words.count; i++)
    tree_words(tree, "word", ((const struct ident *)routine->words.at[i])->name);
  tree_options(tree, &routine->options);
  if (routine->block)
    print_statement_under(tree, "as", routine->block);
  else
    tree_string(tree, "as", routine->body);
  tree->depth--;
}

static const char *alter_name(enum alter_action action)
{
  switch (action) {
  case ALTER_RENAME_TO: return "rename to";
  case ALTER_SWAP_WITH: return "swap with";
  case ALTER_SET: return "set";
  case ALTER_UNSET: return "unset";
  case ALTER_SET_TAG: return "set tag";
  case ALTER_UNSET_TAG: return "unset tag";
  case ALTER_ADD_COLUMN: return "add column";
  case ALTER_DROP_COLUMN: return "drop column";
  case ALTER_RENAME_COLUMN: return "rename column";
  case ALTER_COLUMN: return "alter column";
  case ALTER_ADD_CONSTRAINT: return "add constraint";
  case ALTER_DROP_CONSTRAINT: return "drop constraint";
  case ALTER_RENAME_CONSTRAINT: return "rename constraint";
  case ALTER_CLUSTER_BY: return "cluster by";
  case ALTER_DROP_CLUSTERING: return "drop clustering key";
  case ALTER_SUSPEND_RECLUSTER: return "suspend recluster";
  case ALTER_RESUME_RECLUSTER: return "resume recluster";
  case ALTER_SUSPEND: return "suspend";
  case ALTER_RESUME: return "resume";
  case ALTER_ABORT_QUERIES: return "abort all queries";
  case ALTER_OTHER: return "other";
  }
  return "?";
}

static void print_change(struct tree *tree, const struct column_change *change)
{
  static const char *const names[] = { "type",          "set not null", "drop not null",
                                       "set default",   "drop default", "comment",
                                       "unset comment", "collate",      "other" };

  tree_start(tree);
  tree_add_ident(tree, &change->column);
  buf_printf(tree->buf, " %s", names[change->what]);
  if (change->type) {
    buf_add_char(tree->buf, ' ');
    tree_add_type(tree, change->type);
  }
  if (change->collation.at) {
    buf_add_string(tree->buf, " collate ");
    tree_add_quoted(tree, change->collation, '\'');
  }
  if (change->text.at) {
    buf_add_char(tree->buf, ' ');
    tree_add_quoted(tree, change->text, '\'');
  }
  tree_end(tree);
  tree->depth++;
  if (change->value)
    tree_expr(tree, change->value);
  tree_name(tree, "policy", change->policy);
  tree_exprs(tree, "using", change->policy_using);
  tree_flag(tree, "force", change->force);
  tree_options(tree, change->tags);
  tree->depth--;
}

static void print_alter_more(struct tree *tree, const struct alter_more *more)
{
  for (int i = 0; more->names && i < more->names->count; i++)
    tree_name(tree, "name", more->names->at[i]);
  tree_exprs(tree, "of", more->exprs);
  if (more->expr)
    tree_expr(tree, more->expr);
  if (more->run)
    tree_statement(tree, more->run);
  tree_flag(tree, "force", more->force);
  if (more->then)
    print_action(tree, more->then);
}

static void print_action(struct tree *tree, const struct alter *alter)
{
  tree_line(tree, alter_name(alter->action));
  tree->depth++;
  tree_string(tree, "text", alter->text);
  tree_flag(tree, "if (not) exists", alter->if_exists_inner);
  tree_name(tree, "name", alter->name2);
  tree_options(tree, &alter->options);
  print_columns(tree, &alter->columns);
  if (alter->idents.count)
    tree_idents(tree, "columns", &alter->idents);
  for (int i = 0; i < alter->column_changes.count; i++)
    print_change(tree, alter->column_changes.at[i]);
  if (alter->constraint)
    print_constraint(tree, alter->constraint);
  if (alter->ident.name.at) {
    tree_ident(tree, "from", &alter->ident);
    tree_ident(tree, "to", &alter->ident2);
  }
  if (alter->cluster_by)
    tree_exprs(tree, "by", alter->cluster_by);
  if (alter->more)
    print_alter_more(tree, alter->more);
  tree->depth--;
}

void tree_alter(struct tree *tree, const struct alter *alter)
{
  print_verb(tree, "alter", alter->kind, alter->name);
  if (alter->kind == OBJECT_OTHER)
    tree_words(tree, "kind", alter->kind_words);
  tree_flag(tree, "if exists", alter->if_exists);
  print_arg_types(tree, alter->arg_types);
  print_action(tree, alter);
  tree->depth--;
}

void tree_drop(struct tree *tree, const char *verb, const struct drop *drop)
{
  print_verb(tree, verb, drop->kind, drop->name);
  if (drop->kind == OBJECT_OTHER)
    tree_words(tree, "kind", drop->kind_words);
  tree_flag(tree, "if exists", drop->if_exists);
  tree_flag(tree, "cascade", drop->cascade);
  tree_flag(tree, "restrict", drop->restricted);
  print_arg_types(tree, drop->arg_types);
  tree->depth--;
}

void tree_comment(struct tree *tree, const struct comment_on *comment)
{
  print_verb(tree, "comment", comment->kind, comment->name);
  if (comment->kind == OBJECT_OTHER)
    tree_words(tree, "kind", comment->kind_words);
  print_arg_types(tree, comment->arg_types);
  tree_flag(tree, "if exists", comment->if_exists);
  tree_string(tree, "is", comment->comment);
  tree->depth--;
}

void tree_describe(struct tree *tree, const struct describe *describe)
{
  print_verb(tree, "describe", describe->kind, describe->name);
  if (describe->kind == OBJECT_OTHER)
    tree_words(tree, "kind", describe->kind_words);
  tree_words(tree, "type", describe->type);
  tree_words(tree, "number", describe->number);
  print_arg_types(tree, describe->arg_types);
  tree_under(tree, "result", describe->result);
  tree->depth--;
}
