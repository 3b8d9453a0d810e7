/* parse.c: Snowflake SQL text to trees: statements, chains of them, blocks, and parts. */
#include "sql/parse.h"

#include "sql/block.h"
#include "sql/grammar.h"
#include "sql/parser.h"

/* ---- statements ---- */

static void finish_statement(struct parser *parser, struct statement *statement,
                             struct place place)
{
  statement->place = build_place(&parser->build, place);
  statement->source = build_source(&parser->build, statement->place);
  statement->bind_count = parser->build.bind_count;
  statement->numbers_binds = parser->build.numbers_binds;
}

static struct head read_head(struct parser *parser, struct place place)
{
  parser_seek(parser, place);
  return head_read(parser->lexer);
}

/* ---- bodies that are strings ---- */

/* The body of a procedure in SQL, between quotes, as a tree too; its places are those of its own
 * text. What is no block stays text. */
static bool parse_body(struct parser *parser, struct routine *routine)
{
  struct build *b = &parser->build;
  struct parser inner;

  if (!routine || routine->kind != OBJECT_PROCEDURE || routine->block ||
      !routine->body.at || (routine->language.at && !text_is(routine->language, "SQL")))
    return true;
  b->failed = !parser_init(&inner, b->arena, routine->body, b->err);
  if (b->failed)
    return false;
  inner.inner = parser->inner;
  inner.depth = parser->depth;
  if (!head_read(inner.lexer).block)
    return true;
  routine->block = inner.inner(&inner);
  while (!inner.build.failed && parser_peek(&inner, 0)->kind == TK_SEMI)
    parser_take(&inner);
  if (!inner.build.failed && parser_peek(&inner, 0)->kind != TK_EOF)
    build_syntax_error(&inner.build, parser_peek(&inner, 0));
  b->failed = inner.build.failed;
  return !b->failed;
}

static bool parse_bodies(struct parser *parser, const struct statement *statement)
{
  if (statement->kind == STMT_CREATE_ROUTINE)
    return parse_body(parser, statement->routine);
  return statement->kind != STMT_CALL || parse_body(parser, statement->call->with);
}

/* ---- chains ---- */

/* Reads one statement, and what ended it: a ->> is taken. */
typedef bool (*reader)(struct parser *parser, struct statement **statement,
                       struct token *end);

/* Inside of something else: what stands behind it is for whoever reads that. */
static bool inner_one(struct parser *parser, struct statement **statement,
                      struct token *end)
{
  struct place place = parser_peek(parser, 0)->place;
  struct head head = read_head(parser, place);

  *statement = head.block ? block_parse(parser)
                          : parser_run_open(parser, TK_START_STATEMENT, &head);
  if (!*statement)
    return false;
  finish_statement(parser, *statement, place);
  *end = *parser_peek(parser, 0);
  if (end->kind == TK_FLOW)
    parser_take(parser);
  return parse_bodies(parser, *statement);
}

/* What may stand behind a block. */
static bool take_end(struct parser *parser, struct token *end)
{
  if (end->kind == TK_FLOW)
    return true;
  *end = parser_take(parser);
  if (end->kind != TK_EOF && end->kind != TK_SEMI)
    build_syntax_error(&parser->build, end);
  return !parser->build.failed;
}

static bool outer_one(struct parser *parser, struct statement **statement,
                      struct token *end)
{
  struct place place = parser_peek(parser, 0)->place;
  struct head head = read_head(parser, place);

  if (head.block)
    return inner_one(parser, statement, end) && take_end(parser, end);
  *statement = parser_run(parser, TK_START_STATEMENT, &head, end);
  if (!*statement)
    return false;
  finish_statement(parser, *statement, place);
  return parse_bodies(parser, *statement);
}

/* statement ->> statement ...: their binds are counted through. */
static struct statement *parse_chain(struct parser *parser, reader read_one)
{
  struct place place = parser_peek(parser, 0)->place;
  struct arena *arena = parser->build.arena;
  struct statement *statement = NULL, *flow;
  struct token end = { 0 };

  if (!read_one(parser, &statement, &end))
    return NULL;
  if (end.kind != TK_FLOW)
    return statement;
  flow = ARENA_NEW(arena, struct statement);
  flow->kind = STMT_FLOW;
  flow->flow = list_of(arena, statement);
  while (end.kind == TK_FLOW) {
    if (!read_one(parser, &statement, &end))
      return NULL;
    list_add(arena, flow->flow, statement);
  }
  finish_statement(parser, flow, place);
  return flow;
}

static struct statement *parse_inner(struct parser *parser)
{
  return parse_chain(parser, inner_one);
}

static struct statement *parse_statement(struct parser *parser)
{
  parser->build.bind_count = 0;
  parser->build.numbers_binds = false;
  parser->depth = 0;
  return parse_chain(parser, outer_one);
}

/* At the next statement: semicolons alone are none. False at the end. */
static bool find_statement(struct parser *parser)
{
  while (parser_peek(parser, 0)->kind == TK_SEMI)
    parser_take(parser);
  return parser_peek(parser, 0)->kind != TK_EOF;
}

bool parse_statements(struct arena *arena, struct text sql, struct list *statements,
                      struct err *err)
{
  struct parser parser;

  if (!parser_init(&parser, arena, sql, err))
    return false;
  parser.inner = parse_inner;
  while (find_statement(&parser)) {
    struct statement *statement = parse_statement(&parser);

    if (!statement)
      return false;
    list_add(arena, statements, statement);
  }
  return true;
}

/* ---- places ---- */

/* What is open at a token of a statement that cannot be read. */
struct nesting {
  bool may_hold_block; /* From its first word on, or behind AS. */
  bool is_in_block;    /* DECLARE or BEGIN was seen, and not yet its END. */
  bool is_behind_end;  /* END CASE: the word opens nothing. */
  int depth;           /* BEGIN and CASE without their END. */
};

static bool ends_other_than_block(const struct token *next)
{
  static const char *const words[] = { "IF", "FOR", "WHILE", "LOOP", "REPEAT" };

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (token_is(next, words[i]))
      return true;
  return false;
}

static void follow_nesting(struct nesting *nesting, const struct token *token,
                           const struct token *next)
{
  if (!nesting->is_in_block) {
    nesting->is_in_block = nesting->may_hold_block &&
                           (token_is(token, "BEGIN") || token_is(token, "DECLARE"));
    nesting->depth = nesting->is_in_block && token_is(token, "BEGIN");
  } else if (token_is(token, "BEGIN") ||
             (token_is(token, "CASE") && !nesting->is_behind_end)) {
    nesting->depth++;
  } else if (token_is(token, "END") && !ends_other_than_block(next)) {
    nesting->depth--;
    nesting->is_in_block = nesting->depth > 0;
  }
  nesting->is_behind_end = token_is(token, "END");
}

/* Passes over a statement that cannot be read, and gives its place. */
static struct place pass_over(struct parser *parser, struct place place)
{
  struct head head = read_head(parser, place);
  struct nesting nesting = { .may_hold_block = head.block || head.body != BODY_NONE };

  parser->run.head.names_files = head.names_files;
  while (parser_peek(parser, 0)->kind != TK_EOF &&
         (parser_peek(parser, 0)->kind != TK_SEMI || nesting.is_in_block)) {
    struct token token = parser_take(parser);

    follow_nesting(&nesting, &token, parser_peek(parser, 0));
    place.to = token.place.to;
  }
  parser->run.head.names_files = false;
  return place;
}

static struct place take_place(struct parser *parser, struct err *err)
{
  struct place place = parser_peek(parser, 0)->place;
  struct statement *statement = parse_statement(parser);

  if (statement)
    return statement->place;
  parser->build.failed = false;
  err_clear(err);
  return pass_over(parser, place);
}

bool parse_places(struct arena *arena, struct text sql, struct list *places,
                  struct err *err)
{
  struct parser parser;

  if (!parser_init(&parser, arena, sql, err))
    return false;
  parser.inner = parse_inner;
  while (find_statement(&parser)) {
    struct place *place = ARENA_NEW(arena, struct place);

    *place = take_place(&parser, err);
    list_add(arena, places, place);
  }
  return true;
}

/* ---- parts ---- */

/* The whole text as one thing, which a semicolon does not end. */
static void *parse_whole(struct arena *arena, struct text sql, int start, struct err *err)
{
  struct parser parser;
  struct token end;
  void *result;

  if (!parser_init(&parser, arena, sql, err))
    return NULL;
  parser.inner = parse_inner;
  result = parser_run(&parser, start, NULL, &end);
  if (result && (end.kind == TK_FLOW ||
                 (end.kind == TK_SEMI && parser_peek(&parser, 0)->kind != TK_EOF))) {
    build_syntax_error(&parser.build, &end);
    return NULL;
  }
  return result;
}

struct query *parse_query(struct arena *arena, struct text sql, struct err *err)
{
  return parse_whole(arena, sql, TK_START_QUERY, err);
}

struct expr *parse_expr(struct arena *arena, struct text sql, struct err *err)
{
  return parse_whole(arena, sql, TK_START_EXPR, err);
}

struct name *parse_name(struct arena *arena, struct text sql, struct err *err)
{
  return parse_whole(arena, sql, TK_START_NAME, err);
}
