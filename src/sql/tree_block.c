/* tree_block.c: Snowflake Scripting, a node a line. */
#include "sql/ast_block.h"
#include "sql/tree.h"

static void print_scripts(struct tree *tree, const char *words,
                          const struct list *scripts);

static void print_value(struct tree *tree, const char *words,
                        const struct script_value *value)
{
  if (!value)
    return;
  tree_line(tree, words);
  tree->depth++;
  tree_flag(tree, "async", value->async);
  if (value->expr)
    tree_expr(tree, value->expr);
  if (value->statement)
    tree_statement(tree, value->statement);
  tree->depth--;
}

static void print_declaration(struct tree *tree, const struct declaration *declaration)
{
  static const char *const names[] = { "variable", "cursor", "resultset", "exception",
                                       "procedure" };

  tree_start(tree);
  buf_printf(tree->buf, "%s ", names[declaration->kind]);
  tree_add_ident(tree, &declaration->name);
  if (declaration->type) {
    buf_add_char(tree->buf, ' ');
    tree_add_type(tree, declaration->type);
  }
  tree_end(tree);
  tree->depth++;
  print_value(tree, "value", declaration->value);
  tree_ident(tree, "for", declaration->of);
  if (declaration->query)
    tree_query(tree, declaration->query);
  tree_under(tree, "number", declaration->number);
  tree_under(tree, "message", declaration->message);
  if (declaration->routine)
    tree_routine(tree, declaration->routine);
  tree->depth--;
}

static const char *script_name(enum script_kind kind)
{
  switch (kind) {
  case SCRIPT_SQL: return "sql";
  case SCRIPT_LET: return "let";
  case SCRIPT_ASSIGN: return "assign";
  case SCRIPT_IF: return "if";
  case SCRIPT_CASE: return "case";
  case SCRIPT_FOR_ROW: return "for row";
  case SCRIPT_FOR_RANGE: return "for range";
  case SCRIPT_WHILE: return "while";
  case SCRIPT_REPEAT: return "repeat";
  case SCRIPT_LOOP: return "loop";
  case SCRIPT_BREAK: return "break";
  case SCRIPT_CONTINUE: return "continue";
  case SCRIPT_RETURN: return "return";
  case SCRIPT_RETURN_TABLE: return "return table";
  case SCRIPT_RAISE: return "raise";
  case SCRIPT_OPEN: return "open";
  case SCRIPT_FETCH: return "fetch";
  case SCRIPT_CLOSE: return "close";
  case SCRIPT_AWAIT: return "await";
  case SCRIPT_CANCEL: return "cancel";
  case SCRIPT_ASYNC: return "async";
  case SCRIPT_CALL: return "do";
  case SCRIPT_NULL: return "nothing";
  }
  return "?";
}

static void print_script(struct tree *tree, const struct script *script)
{
  if (script->kind == SCRIPT_SQL) {
    tree_statement(tree, script->statement);
    return;
  }
  tree_start(tree);
  buf_add_string(tree->buf, script_name(script->kind));
  if (script->name) {
    buf_add_char(tree->buf, ' ');
    tree_add_ident(tree, script->name);
  }
  tree_end(tree);
  tree->depth++;
  tree_flag(tree, "reverse", script->yes);
  if (script->declaration)
    print_declaration(tree, script->declaration);
  print_value(tree, "value", script->value);
  if (script->expr)
    tree_expr(tree, script->expr);
  tree_under(tree, "to", script->last);
  tree_exprs(tree, "using", script->values);
  tree_idents(tree, "into", script->idents);
  for (int i = 0; i < script->branches.count; i++) {
    const struct branch *branch = script->branches.at[i];

    tree_under(tree, "when", branch->condition);
    print_scripts(tree, "then", &branch->body);
  }
  print_scripts(tree, "else", script->otherwise);
  print_scripts(tree, "do", &script->body);
  if (script->statement)
    tree_statement(tree, script->statement);
  tree_ident(tree, "label", script->label);
  tree->depth--;
}

static void print_scripts(struct tree *tree, const char *words,
                          const struct list *scripts)
{
  if (!scripts || !scripts->count)
    return;
  tree_line(tree, words);
  tree->depth++;
  for (int i = 0; i < scripts->count; i++)
    print_script(tree, scripts->at[i]);
  tree->depth--;
}

static void print_handler(struct tree *tree, const struct handler *handler)
{
  tree_line(tree, handler->goes_on ? "handler continue" : "handler");
  tree->depth++;
  tree_flag(tree, "other", handler->names.count == 0);
  tree_idents(tree, "when", handler->names.count ? &handler->names : NULL);
  print_scripts(tree, "then", &handler->body);
  tree->depth--;
}

void tree_block(struct tree *tree, const struct block *block)
{
  tree_line(tree, "block");
  tree->depth++;
  for (int i = 0; i < block->declarations.count; i++)
    print_declaration(tree, block->declarations.at[i]);
  print_scripts(tree, "begin", &block->body);
  for (int i = 0; i < block->handlers.count; i++)
    print_handler(tree, block->handlers.at[i]);
  tree->depth--;
}
