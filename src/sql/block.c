/* block.c: Snowflake Scripting: DECLARE ... BEGIN ... END as a tree. */
#include "sql/block.h"

#include "sql/ast_block.h"
#include "sql/build_expr.h"
#include "sql/grammar.h"
#include "sql/keywords.h"

/* ---- words, names, expressions ---- */

static struct token take(struct parser *parser)
{
  struct token token = parser_take(parser);

  parser->build.end = token.place.to;
  return token;
}

static bool refuse(struct parser *parser)
{
  build_syntax_error(&parser->build, parser_peek(parser, 0));
  return false;
}

static bool take_word(struct parser *parser, const char *word)
{
  if (!parser_at(parser, word))
    return false;
  take(parser);
  return true;
}

static bool expect_word(struct parser *parser, const char *word)
{
  return !parser->build.failed && (take_word(parser, word) || refuse(parser));
}

static bool take_sign(struct parser *parser, int kind)
{
  if (parser_peek(parser, 0)->kind != kind)
    return false;
  take(parser);
  return true;
}

static bool expect_sign(struct parser *parser, int kind)
{
  return !parser->build.failed && (take_sign(parser, kind) || refuse(parser));
}

static bool is_name(const struct token *token)
{
  return token->kind == TK_ID || token->kind == TK_QUOTED ||
         (token->keyword && !token->keyword->reserved);
}

static struct ident *take_name(struct parser *parser)
{
  struct token token;

  if (parser->build.failed)
    return NULL;
  if (!is_name(parser_peek(parser, 0))) {
    refuse(parser);
    return NULL;
  }
  token = take(parser);
  return build_ident(&parser->build, &token);
}

static bool at_end(struct parser *parser)
{
  return parser_peek(parser, 0)->kind == TK_SEMI;
}

/* Before the semicolon, or none. Labels may be any words: the loops of Snowflake's own pages are
 * INNER and OUTER. */
static struct ident *take_label(struct parser *parser)
{
  struct token token;

  if (at_end(parser) || !token_is_word(parser_peek(parser, 0)))
    return at_end(parser) ? NULL : take_name(parser);
  token = take(parser);
  return build_ident(&parser->build, &token);
}

static struct expr *take_expr(struct parser *parser)
{
  return parser->build.failed ? NULL : parser_run_open(parser, TK_START_EXPR, NULL);
}

/* ( expr ) */
static struct expr *take_condition(struct parser *parser)
{
  struct expr *expr;

  if (!expect_sign(parser, TK_LP))
    return NULL;
  expr = take_expr(parser);
  return expect_sign(parser, TK_RP) ? expr : NULL;
}

static struct statement *take_statement(struct parser *parser)
{
  return parser->build.failed ? NULL : parser->inner(parser);
}

/* ---- values ---- */

static struct statement *take_statement_in_parens(struct parser *parser)
{
  struct statement *statement;

  if (!expect_sign(parser, TK_LP))
    return NULL;
  statement = take_statement(parser);
  return expect_sign(parser, TK_RP) ? statement : NULL;
}

/* ( and the first word of a statement that is no query. */
static bool at_statement_in_parens(struct parser *parser)
{
  static const char *const words[] = { "CALL",    "DELETE", "DESC",  "DESCRIBE",
                                       "EXECUTE", "INSERT", "LIST",  "LS",
                                       "MERGE",   "SHOW",   "UPDATE" };
  const struct token *word = parser_peek(parser, 1);

  if (parser_peek(parser, 0)->kind != TK_LP || !token_is_word(parser_peek(parser, 2)))
    return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (token_is(word, words[i]))
      return true;
  return false;
}

static struct script_value *take_value(struct parser *parser, bool of_statement)
{
  struct script_value *value = ARENA_NEW(parser->build.arena, struct script_value);

  value->async = parser_at(parser, "ASYNC") && parser_peek(parser, 1)->kind == TK_LP;
  if (value->async)
    take(parser);
  if (of_statement || value->async || at_statement_in_parens(parser))
    value->statement = take_statement_in_parens(parser);
  else
    value->expr = take_expr(parser);
  return value;
}

static bool at_value(struct parser *parser)
{
  return parser_peek(parser, 0)->kind == TK_ASSIGN || parser_at(parser, "DEFAULT");
}

/* ---- declarations ---- */

static void take_list(struct parser *parser, struct list *list);

/* Its ? are counted on their own: OPEN ... USING gives their values, not who sent the block. */
static struct query *take_cursor_query(struct parser *parser)
{
  int outer = parser->build.bind_count;
  struct query *query;

  parser->build.bind_count = 0;
  query = parser_run_open(parser, TK_START_QUERY, NULL);
  parser->build.bind_count = outer;
  return query;
}

/* CURSOR FOR a query, or the name of a RESULTSET. */
static void take_cursor(struct parser *parser, struct declaration *declaration)
{
  declaration->kind = DECLARE_CURSOR;
  take(parser);
  if (!expect_word(parser, "FOR"))
    return;
  if (is_name(parser_peek(parser, 0)) && !parser_at(parser, "WITH"))
    declaration->of = take_name(parser);
  else
    declaration->query = take_cursor_query(parser);
}

/* EXCEPTION [ ( number , 'message' ) ] */
static void take_exception(struct parser *parser, struct declaration *declaration)
{
  struct token message;

  declaration->kind = DECLARE_EXCEPTION;
  take(parser);
  if (!take_sign(parser, TK_LP))
    return;
  declaration->number = take_expr(parser);
  if (!expect_sign(parser, TK_COMMA))
    return;
  if (parser_peek(parser, 0)->kind != TK_STRING) {
    refuse(parser);
    return;
  }
  message = take(parser);
  declaration->message = build_string(&parser->build, &message);
  expect_sign(parser, TK_RP);
}

static void take_resultset(struct parser *parser, struct declaration *declaration)
{
  declaration->kind = DECLARE_RESULTSET;
  take(parser);
  if (!at_value(parser))
    return;
  take(parser);
  declaration->value = take_value(parser, true);
}

/* PROCEDURE (arguments) RETURNS ... AS block */
static void take_procedure(struct parser *parser, struct declaration *declaration)
{
  struct head head = { .body = BODY_BLOCK };

  declaration->kind = DECLARE_PROCEDURE;
  declaration->routine = parser_run_open(parser, TK_START_PROCEDURE, &head);
}

static void take_variable(struct parser *parser, struct declaration *declaration)
{
  declaration->kind = DECLARE_VARIABLE;
  if (!at_value(parser))
    declaration->type = parser_run_open(parser, TK_START_TYPE, NULL);
  if (parser->build.failed || !at_value(parser))
    return;
  take(parser);
  declaration->value = take_value(parser, false);
}

static struct declaration *take_declaration(struct parser *parser)
{
  struct declaration *declaration = ARENA_NEW(parser->build.arena, struct declaration);
  struct ident *name = take_name(parser);

  if (!name)
    return NULL;
  declaration->name = *name;
  if (parser_at(parser, "CURSOR"))
    take_cursor(parser, declaration);
  else if (parser_at(parser, "RESULTSET"))
    take_resultset(parser, declaration);
  else if (parser_at(parser, "EXCEPTION"))
    take_exception(parser, declaration);
  else if (parser_at(parser, "PROCEDURE"))
    take_procedure(parser, declaration);
  else
    take_variable(parser, declaration);
  declaration->place = build_place(&parser->build, name->place);
  return declaration;
}

/* LET gives what it declares a value. */
static void take_let(struct parser *parser, struct script *script)
{
  const struct token *second = parser_peek(parser, 1);
  struct declaration *declaration;

  script->kind = SCRIPT_LET;
  if (token_is(second, "EXCEPTION") || token_is(second, "PROCEDURE")) {
    build_syntax_error(&parser->build, second);
    return;
  }
  declaration = script->declaration = take_declaration(parser);
  if (declaration && declaration->kind != DECLARE_CURSOR && !declaration->value)
    refuse(parser);
}

/* ---- branches and loops ---- */

static struct branch *take_branch(struct parser *parser, struct expr *condition)
{
  struct branch *branch = ARENA_NEW(parser->build.arena, struct branch);

  branch->condition = condition;
  if (expect_word(parser, "THEN"))
    take_list(parser, &branch->body);
  return branch;
}

static void take_else(struct parser *parser, struct script *script)
{
  if (parser->build.failed || !take_word(parser, "ELSE"))
    return;
  script->otherwise = ARENA_NEW(parser->build.arena, struct list);
  take_list(parser, script->otherwise);
}

static void take_if(struct parser *parser, struct script *script)
{
  struct arena *arena = parser->build.arena;

  script->kind = SCRIPT_IF;
  do
    list_add(arena, &script->branches, take_branch(parser, take_condition(parser)));
  while (!parser->build.failed && take_word(parser, "ELSEIF"));
  take_else(parser, script);
  if (expect_word(parser, "END"))
    expect_word(parser, "IF");
}

static void take_case(struct parser *parser, struct script *script)
{
  struct arena *arena = parser->build.arena;

  script->kind = SCRIPT_CASE;
  if (!parser_at(parser, "WHEN"))
    script->expr = take_condition(parser);
  do {
    if (!expect_word(parser, "WHEN"))
      return;
    list_add(arena, &script->branches, take_branch(parser, take_expr(parser)));
  } while (!parser->build.failed && parser_at(parser, "WHEN"));
  take_else(parser, script);
  /* END alone is enough. */
  if (expect_word(parser, "END"))
    take_word(parser, "CASE");
}

/* DO ... END <word>, or LOOP ... END LOOP where the statement has that form. */
static void take_loop_body(struct parser *parser, struct script *script, const char *word,
                           bool or_loop)
{
  if (parser->build.failed)
    return;
  if (or_loop && take_word(parser, "LOOP"))
    word = "LOOP";
  else if (!expect_word(parser, "DO"))
    return;
  take_list(parser, &script->body);
  if (expect_word(parser, "END") && expect_word(parser, word))
    script->label = take_label(parser);
}

/* Rows come from a cursor or a RESULTSET, by its name; anything else begins a range. */
static bool is_cursor(const struct expr *expr)
{
  return expr->kind == EXPR_COLUMN && !expr->parenthesized &&
         expr->name->parts.count == 1;
}

static void take_for(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_FOR_ROW;
  script->name = take_name(parser);
  if (!expect_word(parser, "IN"))
    return;
  script->yes = take_word(parser, "REVERSE");
  script->expr = take_expr(parser);
  if (!script->expr)
    return;
  if (!parser_at(parser, "TO") && (script->yes || !is_cursor(script->expr))) {
    refuse(parser);
  } else if (take_word(parser, "TO")) {
    script->kind = SCRIPT_FOR_RANGE;
    script->last = take_expr(parser);
    take_loop_body(parser, script, "FOR", true);
  } else {
    take_loop_body(parser, script, "FOR", false);
  }
}

static void take_while(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_WHILE;
  script->expr = take_condition(parser);
  take_loop_body(parser, script, "WHILE", true);
}

static void take_repeat(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_REPEAT;
  take_list(parser, &script->body);
  if (!expect_word(parser, "UNTIL"))
    return;
  script->expr = take_condition(parser);
  if (expect_word(parser, "END") && expect_word(parser, "REPEAT"))
    script->label = take_label(parser);
}

static void take_loop(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_LOOP;
  take_list(parser, &script->body);
  if (expect_word(parser, "END") && expect_word(parser, "LOOP"))
    script->label = take_label(parser);
}

/* ---- the other statements ---- */

static void take_break(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_BREAK;
  script->label = take_label(parser);
}

static void take_continue(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_CONTINUE;
  script->label = take_label(parser);
}

static void take_return(struct parser *parser, struct script *script)
{
  if (parser_at(parser, "TABLE")) {
    take(parser);
    script->kind = SCRIPT_RETURN_TABLE;
    script->expr = take_condition(parser);
  } else {
    script->kind = SCRIPT_RETURN;
    script->expr = take_expr(parser);
  }
}

static void take_raise(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_RAISE;
  script->name = at_end(parser) ? NULL : take_name(parser);
}

static void take_open(struct parser *parser, struct script *script)
{
  struct arena *arena = parser->build.arena;

  script->kind = SCRIPT_OPEN;
  script->name = take_name(parser);
  if (parser->build.failed || !take_word(parser, "USING") || !expect_sign(parser, TK_LP))
    return;
  script->values = ARENA_NEW(arena, struct list);
  do
    list_add(arena, script->values, take_expr(parser));
  while (!parser->build.failed && take_sign(parser, TK_COMMA));
  expect_sign(parser, TK_RP);
}

static void take_fetch(struct parser *parser, struct script *script)
{
  struct arena *arena = parser->build.arena;

  script->kind = SCRIPT_FETCH;
  script->name = take_name(parser);
  if (!expect_word(parser, "INTO"))
    return;
  script->idents = ARENA_NEW(arena, struct list);
  do {
    take_sign(parser, TK_COLON); /* INTO :x is the same. */
    list_add(arena, script->idents, take_name(parser));
  } while (!parser->build.failed && take_sign(parser, TK_COMMA));
}

static void take_close(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_CLOSE;
  script->name = take_name(parser);
}

static void take_await(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_AWAIT;
  if (!take_word(parser, "ALL"))
    script->name = take_name(parser);
}

static void take_cancel(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_CANCEL;
  script->name = take_name(parser);
}

static void take_async(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_ASYNC;
  script->statement = take_statement_in_parens(parser);
}

static void take_null(struct parser *parser, struct script *script)
{
  (void)parser;
  script->kind = SCRIPT_NULL;
}

static void take_assignment(struct parser *parser, struct script *script)
{
  script->kind = SCRIPT_ASSIGN;
  script->name = take_name(parser);
  if (expect_sign(parser, TK_ASSIGN))
    script->value = take_value(parser, false);
}

/* What the first word of a statement makes of it; the word is taken before. */
static const struct script_row {
  const char *word;
  void (*take_rest)(struct parser *parser, struct script *script);
} script_rows[] = {
  { "ASYNC", take_async },       { "AWAIT", take_await }, { "BREAK", take_break },
  { "CANCEL", take_cancel },     { "CASE", take_case },   { "CLOSE", take_close },
  { "CONTINUE", take_continue }, { "EXIT", take_break },  { "FETCH", take_fetch },
  { "FOR", take_for },           { "IF", take_if },       { "ITERATE", take_continue },
  { "LET", take_let },           { "LOOP", take_loop },   { "NULL", take_null },
  { "OPEN", take_open },         { "RAISE", take_raise }, { "REPEAT", take_repeat },
  { "RETURN", take_return },     { "WHILE", take_while },
};

/* SYSTEM$LOG('info', x); the functions that act may stand alone. */
static bool at_call(struct parser *parser)
{
  struct text word = parser_peek(parser, 0)->text;

  return parser_peek(parser, 1)->kind == TK_LP &&
         text_equal_nocase(text_slice(word, 0, 7), TEXT("SYSTEM$"));
}

static struct script *take_script(struct parser *parser)
{
  struct script *script = ARENA_NEW(parser->build.arena, struct script);

  script->place = parser_peek(parser, 0)->place;
  if (parser_peek(parser, 1)->kind == TK_ASSIGN) {
    take_assignment(parser, script);
    return script;
  }
  for (size_t i = 0; i < sizeof script_rows / sizeof *script_rows; i++)
    if (take_word(parser, script_rows[i].word)) {
      script_rows[i].take_rest(parser, script);
      return script;
    }
  if (at_call(parser)) {
    script->kind = SCRIPT_CALL;
    script->expr = take_expr(parser);
  } else {
    script->kind = SCRIPT_SQL;
    script->statement = take_statement(parser);
  }
  return script;
}

/* ---- blocks ---- */

/* A word that ends a list of statements; which of them may stand here is for the reader. */
static bool at_list_end(struct parser *parser)
{
  static const char *const words[] = { "ELSE",      "ELSEIF", "END",
                                       "EXCEPTION", "UNTIL",  "WHEN" };

  if (parser_peek(parser, 1)->kind == TK_ASSIGN)
    return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (parser_at(parser, words[i]))
      return true;
  return false;
}

/* At least one statement, each with its semicolon. */
static void take_list(struct parser *parser, struct list *list)
{
  parser_descend(parser);
  do {
    struct script *script;

    if (parser->build.failed)
      return;
    script = take_script(parser);
    script->place = build_place(&parser->build, script->place);
    list_add(parser->build.arena, list, script);
  } while (expect_sign(parser, TK_SEMI) && !at_list_end(parser));
  parser->depth--;
}

static bool at_begin(struct parser *parser)
{
  return parser_at(parser, "BEGIN") && parser_peek(parser, 1)->kind != TK_ASSIGN;
}

static void take_declarations(struct parser *parser, struct block *block)
{
  do
    list_add(parser->build.arena, &block->declarations, take_declaration(parser));
  while (expect_sign(parser, TK_SEMI) && !at_begin(parser));
}

/* WHEN name [OR name ...] | OTHER [EXIT | CONTINUE] THEN statements */
static void take_handler(struct parser *parser, struct block *block)
{
  struct arena *arena = parser->build.arena;
  struct handler *handler = ARENA_NEW(arena, struct handler);

  if (!expect_word(parser, "WHEN"))
    return;
  if (!take_word(parser, "OTHER"))
    do
      list_add(arena, &handler->names, take_name(parser));
    while (!parser->build.failed && take_word(parser, "OR"));
  if (parser->build.failed)
    return;
  handler->goes_on = take_word(parser, "CONTINUE");
  if (!handler->goes_on)
    take_word(parser, "EXIT");
  if (expect_word(parser, "THEN"))
    take_list(parser, &handler->body);
  list_add(arena, &block->handlers, handler);
}

struct statement *block_parse(struct parser *parser)
{
  struct block *block = ARENA_NEW(parser->build.arena, struct block);
  struct statement *statement;

  if (take_word(parser, "DECLARE"))
    take_declarations(parser, block);
  if (expect_word(parser, "BEGIN"))
    take_list(parser, &block->body);
  if (!parser->build.failed && take_word(parser, "EXCEPTION"))
    do
      take_handler(parser, block);
    while (!parser->build.failed && parser_at(parser, "WHEN"));
  if (!expect_word(parser, "END"))
    return NULL;
  statement = build_statement(&parser->build, STMT_BLOCK, block);
  statement->text = TEXT("Snowflake Scripting");
  return statement;
}
