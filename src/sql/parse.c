/* parse.c: Snowflake SQL text to trees: settles what each word is, and feeds the grammar. */
#include "sql/parse.h"

#include <stdlib.h>

#include "sql/build.h"
#include "sql/grammar.h"
#include "sql/head.h"
#include "sql/keywords.h"
#include "sql/lexer.h"

/* What lemon makes of grammar.y. */
void *grammarAlloc(void *(*alloc)(size_t));
void grammar(void *machine, int kind, struct token token, struct build *b);
void grammarFree(void *machine, void (*release)(void *));
bool grammar_takes(const void *machine, int kind);

#define AHEAD_MOST 4 /* Tokens; a power of two. */

struct parser {
  struct build build;
  void *machine; /* The grammar's, while it runs. */
  struct lexer lexer;
  struct token ahead[AHEAD_MOST]; /* A ring of tokens that were read and not taken. */
  unsigned first, count;
  int previous, before_previous; /* The kinds of the last two tokens taken. */
  int depth;                     /* Open parentheses. */
  int binds_before;              /* In the statements of the chain before this one. */
  struct head head;
  int spans_taken;
};

/* ---- tokens ---- */

static const struct token *peek(struct parser *parser, unsigned which)
{
  while (parser->count <= which) {
    parser->ahead[(parser->first + parser->count) % AHEAD_MOST] = lexer_next(
      &parser->lexer);
    parser->count++;
  }
  return &parser->ahead[(parser->first + which) % AHEAD_MOST];
}

static struct token take(struct parser *parser)
{
  struct token token = *peek(parser, 0);

  parser->first = (parser->first + 1) % AHEAD_MOST;
  parser->count--;
  return token;
}

/* Continues to read at a place. */
static void seek(struct parser *parser, struct place place)
{
  parser->lexer.at = parser->lexer.start + place.from;
  parser->lexer.line = place.line;
  parser->lexer.line_start = parser->lexer.at - place.column;
  parser->first = parser->count = 0;
}

/* Makes one token of all that end no later than `to`. */
static struct token take_until(struct parser *parser, uint32_t to)
{
  struct token first = take(parser), last = first;

  while (peek(parser, 0)->kind != TK_EOF && peek(parser, 0)->place.to <= to)
    last = take(parser);
  return build_span(&parser->build, &first, &last);
}

static bool is_kind_of_next(int next, const struct token *token)
{
  int kind = token->kind;

  if (next == TK_JOIN)
    return kind == TK_JOIN || kind == TK_OUTER || kind == TK_DIRECTED;
  if (next == TK_ID)
    return kind == TK_ID || kind == TK_QUOTED ||
           (token->keyword && !token->keyword->reserved);
  return kind == next;
}

static bool is_time_zone(struct parser *parser, unsigned which)
{
  return text_is_nocase(peek(parser, which)->text, "TIME") &&
         text_is_nocase(peek(parser, which + 1)->text, "ZONE");
}

/* A keyword that is one only in some company; the kind that the grammar wants for it. */
static int kind_in_company(struct parser *parser, int kind)
{
  int next = peek(parser, 1)->kind;

  switch (kind) {
  case TK_NOT: /* Before NULL it would be taken for an operator after DEFAULT <expr>. */
    if (next == TK_NULL)
      return TK_NOT_NULL;
    if (parser->head.ddl && (next == TK_ENFORCED || next == TK_DEFERRABLE))
      return TK_NOT_FLAG;
    return kind;
  case TK_WITH: /* TIMESTAMP WITH [LOCAL] TIME ZONE */
    if (is_time_zone(parser, 1))
      return TK_WITH_ZONE;
    if (text_is_nocase(peek(parser, 1)->text, "LOCAL") && is_time_zone(parser, 2))
      return TK_WITH_LOCAL_ZONE;
    return kind;
  case TK_FROM: /* NTH_VALUE(..) FROM LAST OVER (..) */
    if (next == TK_FIRST || next == TK_LAST) {
      int after = peek(parser, 2)->kind;

      if (after == TK_IGNORE || after == TK_RESPECT || after == TK_OVER)
        return TK_FROM_SIDE;
    }
    return kind;
  case TK_IGNORE: /* LAG(f(x) IGNORE NULLS) belongs to LAG. */
    return peek(parser, 2)->kind == TK_RP ? TK_IGNORE_ARGS : kind;
  case TK_RESPECT: return peek(parser, 2)->kind == TK_RP ? TK_RESPECT_ARGS : kind;
  case TK_INDEX: /* INDEX i (c) in a hybrid table, not a column of that name. */
    return peek(parser, 2)->kind == TK_LP && peek(parser, 3)->kind != TK_INTEGER ? kind
                                                                                 : TK_ID;
  case TK_TOP:
    return next == TK_INTEGER || next == TK_QMARK || next == TK_VARIABLE ||
               (next == TK_COLON && peek(parser, 2)->kind == TK_INTEGER)
             ? kind
             : TK_ID;
  case TK_WINDOW: /* WINDOW w AS (..), not a table's alias. */
    return peek(parser, 2)->kind == TK_AS ? kind : TK_ID;
  case TK_UNPIVOT:
    return next == TK_LP || next == TK_INCLUDE || next == TK_EXCLUDE ? kind : TK_ID;
  case TK_IF:
    return next == TK_EXISTS || next == TK_NOT || next == TK_SUSPENDED ||
               (next == TK_LP && peek(parser, 2)->kind == TK_EXISTS)
             ? kind
             : TK_ID;
  default: return kind;
  }
}

/* Behind a dot, and behind the colon of a path (but not of {'key': value}), stands a name. */
static bool is_after_name_sign(const struct parser *parser)
{
  return parser->previous == TK_DOT ||
         (parser->previous == TK_COLON && parser->before_previous != TK_STRING);
}

/* The next token's kind, as its neighbours and the grammar make it. */
static int token_kind(struct parser *parser)
{
  const struct token *token = peek(parser, 0);
  const struct keyword_row *row = token->keyword;
  int kind;

  if (!row)
    return token->kind;
  if (is_after_name_sign(parser) || peek(parser, 1)->kind == TK_FAT_ARROW)
    return TK_ID;
  if (row->next && !is_kind_of_next(row->next, peek(parser, 1)))
    return TK_ID;
  kind = kind_in_company(parser, row->token);
  if (!row->reserved && !grammar_takes(parser->machine, kind))
    return TK_ID;
  return kind;
}

/* MATCH_RECOGNIZE ( ... ): its text, whole. */
static struct token take_match(struct parser *parser)
{
  struct token first = take(parser), last = first;
  int open = 0;

  do {
    int kind = peek(parser, 0)->kind;

    if (kind == TK_EOF || kind == TK_SEMI || kind == TK_UNTERMINATED)
      break;
    open += (kind == TK_LP) - (kind == TK_RP);
    last = take(parser);
  } while (open > 0);
  return build_span(&parser->build, &first, &last);
}

static struct token next_token(struct parser *parser)
{
  const struct head *head = &parser->head;
  struct token token, second;
  int kind;

  /* SELECT a, b, FROM t is fine with Snowflake. */
  if (peek(parser, 0)->kind == TK_COMMA && peek(parser, 1)->kind == TK_FROM)
    take(parser);

  if (parser->spans_taken < head->span_count &&
      peek(parser, 0)->place.from == head->spans[parser->spans_taken].from) {
    const struct head_span *span = &head->spans[parser->spans_taken++];

    token = take_until(parser, span->to);
    token.kind = span->kind;
    return token;
  }
  kind = token_kind(parser);
  if (kind == TK_MATCH_RECOGNIZE) {
    token = take_match(parser);
  } else if (kind == TK_NOT_NULL) {
    token = take(parser);
    second = take(parser);
    token = build_span(&parser->build, &token, &second);
  } else {
    token = take(parser);
  }
  token.kind = kind;
  return token;
}

/* ---- one run of the grammar ---- */

/* What is no token at all, and nesting beyond the bound. */
static bool check_token(struct parser *parser, const struct token *token)
{
  struct build *b = &parser->build;

  switch (token->kind) {
  case TK_LP:
  case TK_LB:
  case TK_LC:
    if (++parser->depth > PARSE_MAX_DEPTH)
      build_too_complex(b);
    break;
  case TK_RP:
  case TK_RB:
  case TK_RC: parser->depth--; break;
  case TK_UNTERMINATED: build_unterminated(b, token); break;
  default:
    if (token->kind >= TK_SPACE && token->kind != TK_SEMI && token->kind != TK_FLOW)
      build_syntax_error(b, token);
  }
  return !b->failed;
}

/* Feeds the grammar up to a semicolon or the end; returns what it made, NULL on failure. The
 * token that ended it is left in *end. */
static void *run(struct parser *parser, int start, struct token *end)
{
  struct build *b = &parser->build;
  void *machine = grammarAlloc(malloc);
  struct token token = { .kind = start };
  bool last;

  if (!machine)
    abort();
  parser->machine = machine;
  b->result = NULL;
  b->bare_in = NULL;
  b->bind_count = parser->binds_before;
  b->end = b->ahead.from = peek(parser, 0)->place.from;
  parser->previous = parser->before_previous = start;
  parser->depth = 0;
  grammar(machine, start, token, b);
  do {
    token = next_token(parser);
    last = token.kind == TK_EOF || token.kind == TK_SEMI || token.kind == TK_FLOW;
    if (!check_token(parser, &token))
      break;
    b->ahead = token.place;
    grammar(machine, last ? TK_EOF : token.kind, token, b);
    if (!last)
      b->end = token.place.to;
    parser->before_previous = parser->previous;
    parser->previous = token.kind;
  } while (!last && !b->failed);
  if (!b->failed && b->bare_in)
    build_syntax_error_at(b, ((struct expr *)b->bare_in->list.at[0])->place);
  grammarFree(machine, free);
  *end = token;
  return b->failed ? NULL : b->result;
}

static bool parser_init(struct parser *parser, struct arena *arena, struct text sql,
                        struct err *err)
{
  *parser = (struct parser){ .build = { .arena = arena, .sql = sql, .err = err } };
  if (sql.len >= UINT32_MAX)
    return err_set(err, ERR_STATEMENT_TOO_LONG, "SQL statement is too long.");
  if (!text_is_utf8(sql))
    return err_set(err, ERR_INVALID_UTF8, "Invalid UTF8 detected in string '<SQL text>'");
  parser->lexer = lexer_over(sql);
  return true;
}

/* ---- statements ---- */

static void finish_statement(struct parser *parser, struct statement *statement,
                             struct place place)
{
  statement->place = build_place(&parser->build, place);
  statement->source = build_source(&parser->build, statement->place);
  statement->bind_count = parser->build.bind_count;
}

/* Only its name is kept, and its text. */
static struct statement *unsupported_statement(struct parser *parser)
{
  struct statement *statement = ARENA_NEW(parser->build.arena, struct statement);
  struct place place = peek(parser, 0)->place;
  struct lexer *lexer = &parser->lexer;
  struct text source;

  seek(parser, place);
  while (lexer->at < lexer->start + parser->head.end) {
    if (*lexer->at++ != '\n')
      continue;
    lexer->line++;
    lexer->line_start = lexer->at;
  }
  statement->kind = STMT_UNSUPPORTED;
  statement->text = parser->head.unsupported;
  source = text_trim(
    text_slice(parser->build.sql, place.from, parser->head.end - place.from));
  parser->build.end = place.from + (uint32_t)source.len;
  parser->build.bind_count = 0;
  finish_statement(parser, statement, place);
  return statement;
}

/* One statement; *end is what ended it. */
static struct statement *parse_one(struct parser *parser, struct token *end)
{
  struct place place = peek(parser, 0)->place;
  struct statement *statement;

  end->kind = TK_EOF;
  seek(parser, place);
  parser->spans_taken = 0;
  parser->head = head_read(parser->lexer);
  if (parser->head.unsupported.at)
    return unsupported_statement(parser);
  statement = run(parser, TK_START_STATEMENT, end);
  if (statement)
    finish_statement(parser, statement, place);
  return statement;
}

/* statement ->> statement ...: their binds are counted through. */
static struct statement *parse_statement(struct parser *parser)
{
  struct place place = peek(parser, 0)->place;
  struct arena *arena = parser->build.arena;
  struct statement *statement, *flow;
  struct token end;

  parser->binds_before = 0;
  statement = parse_one(parser, &end);
  if (!statement || end.kind != TK_FLOW)
    return statement;
  flow = ARENA_NEW(arena, struct statement);
  flow->kind = STMT_FLOW;
  flow->flow = ARENA_NEW(arena, struct list);
  list_add(arena, flow->flow, statement);
  while (end.kind == TK_FLOW) {
    parser->binds_before = parser->build.bind_count;
    statement = parse_one(parser, &end);
    if (!statement)
      return NULL;
    list_add(arena, flow->flow, statement);
  }
  finish_statement(parser, flow, place);
  return flow;
}

bool parse_statements(struct arena *arena, struct text sql, struct list *statements,
                      struct err *err)
{
  struct parser parser;

  if (!parser_init(&parser, arena, sql, err))
    return false;
  while (peek(&parser, 0)->kind != TK_EOF) {
    struct statement *statement;

    if (peek(&parser, 0)->kind == TK_SEMI) {
      take(&parser);
      continue;
    }
    statement = parse_statement(&parser);
    if (!statement)
      return false;
    list_add(arena, statements, statement);
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
  result = run(&parser, start, &end);
  if (result && (end.kind == TK_FLOW ||
                 (end.kind == TK_SEMI && peek(&parser, 0)->kind != TK_EOF))) {
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
