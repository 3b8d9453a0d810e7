/* parser.c: settles what each token is where it stands, and feeds the grammar. */
#include "sql/parser.h"

#include <stdlib.h>
#include <string.h>

#include "sql/grammar.h"
#include "sql/keywords.h"

/* How many levels of nesting a body counts for: its run has a stack of its own. */
#define BODY_DEPTH 49

/* What lemon makes of grammar.y. */
void *grammarAlloc(void *(*alloc)(size_t));
void grammar(void *machine, int kind, struct token token, struct build *b);
void grammarFree(void *machine, void (*release)(void *));
bool grammar_takes(const void *machine, int kind);

/* ---- tokens ---- */

/* The rest of file:///path*.csv, in which // begins no comment, up to a blank or a semicolon. */
static void read_file_url(struct lexer *lexer, struct token *token)
{
  const char *at = lexer->at;

  if (!token_is(token, "FILE") || lexer->limit - at < 3 || memcmp(at, "://", 3) != 0)
    return;
  while (at < lexer->limit && !strchr(" \t\r\n\f\v;'\"", *at))
    at++;
  token->kind = TK_FILE_URL;
  token->keyword = NULL;
  token->text.len = (size_t)(at - token->text.at);
  token->place.to += (uint32_t)(at - lexer->at);
  lexer->at = at;
}

const struct token *parser_peek(struct parser *parser, unsigned which)
{
  while (parser->count <= which) {
    struct token *token =
      &parser->ahead[(parser->first + parser->count) % PARSER_AHEAD_MOST];

    *token = lexer_next(&parser->lexer);
    if (parser->run.head.names_files)
      read_file_url(&parser->lexer, token);
    parser->count++;
  }
  return &parser->ahead[(parser->first + which) % PARSER_AHEAD_MOST];
}

struct token parser_take(struct parser *parser)
{
  struct token token = *parser_peek(parser, 0);

  parser->first = (parser->first + 1) % PARSER_AHEAD_MOST;
  parser->count--;
  return token;
}

bool parser_at(struct parser *parser, const char *word)
{
  return token_is(parser_peek(parser, 0), word);
}

void parser_seek(struct parser *parser, struct place place)
{
  parser->lexer.at = parser->lexer.start + place.from;
  parser->lexer.line = place.line;
  parser->lexer.line_start = parser->lexer.at - place.column;
  parser->first = parser->count = 0;
}

/* Makes one token of all that end no later than `to`. */
static struct token take_until(struct parser *parser, uint32_t to)
{
  struct token first = parser_take(parser), last = first;

  while (parser_peek(parser, 0)->kind != TK_EOF && parser_peek(parser, 0)->place.to <= to)
    last = parser_take(parser);
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
  return text_is_nocase(parser_peek(parser, which)->text, "TIME") &&
         text_is_nocase(parser_peek(parser, which + 1)->text, "ZONE");
}

/* A keyword that is one only in some company; the kind that the grammar wants for it. */
static int kind_in_company(struct parser *parser, int kind)
{
  int next = parser_peek(parser, 1)->kind;

  switch (kind) {
  case TK_NOT: /* Before NULL it would be taken for an operator after DEFAULT <expr>. */
    if (next == TK_NULL)
      return TK_NOT_NULL;
    if (parser->run.head.ddl && (next == TK_ENFORCED || next == TK_DEFERRABLE))
      return TK_NOT_FLAG;
    return kind;
  case TK_WITH: /* TIMESTAMP WITH [LOCAL] TIME ZONE */
    if (is_time_zone(parser, 1))
      return TK_WITH_ZONE;
    if (text_is_nocase(parser_peek(parser, 1)->text, "LOCAL") && is_time_zone(parser, 2))
      return TK_WITH_LOCAL_ZONE;
    return kind;
  case TK_FROM: /* NTH_VALUE(..) FROM LAST OVER (..) */
    if (next == TK_FIRST || next == TK_LAST) {
      int after = parser_peek(parser, 2)->kind;

      if (after == TK_IGNORE || after == TK_RESPECT || after == TK_OVER)
        return TK_FROM_SIDE;
    }
    return kind;
  case TK_IGNORE: /* LAG(f(x) IGNORE NULLS) belongs to LAG. */
    return parser_peek(parser, 2)->kind == TK_RP ? TK_IGNORE_ARGS : kind;
  case TK_RESPECT: return parser_peek(parser, 2)->kind == TK_RP ? TK_RESPECT_ARGS : kind;
  case TK_INDEX: /* INDEX i (c) in a hybrid table, not a column of that name. */
    return parser_peek(parser, 2)->kind == TK_LP &&
               parser_peek(parser, 3)->kind != TK_INTEGER
             ? kind
             : TK_ID;
  case TK_TOP:
    return next == TK_INTEGER || next == TK_QMARK || next == TK_VARIABLE ||
               (next == TK_COLON && parser_peek(parser, 2)->kind == TK_INTEGER)
             ? kind
             : TK_ID;
  case TK_WINDOW: /* WINDOW w AS (..), not a table's alias. */
    return parser_peek(parser, 2)->kind == TK_AS ? kind : TK_ID;
  case TK_UNPIVOT:
    return next == TK_LP || next == TK_INCLUDE || next == TK_EXCLUDE ? kind : TK_ID;
  case TK_IF:
    return next == TK_EXISTS || next == TK_NOT || next == TK_SUSPENDED ||
               (next == TK_LP && parser_peek(parser, 2)->kind == TK_EXISTS)
             ? kind
             : TK_ID;
  default: return kind;
  }
}

/* Behind a dot, and behind the colon of a path (but not of {'key': value}), stands a name. */
static bool is_after_name_sign(const struct parser *parser)
{
  return parser->run.previous == TK_DOT ||
         (parser->run.previous == TK_COLON && parser->run.before_previous != TK_STRING);
}

/* The next token's kind, as its neighbours and the grammar make it. */
static int token_kind(struct parser *parser)
{
  const struct token *token = parser_peek(parser, 0);
  const struct keyword_row *row = token->keyword;
  int kind;

  if (!row)
    return token->kind;
  if (is_after_name_sign(parser) || parser_peek(parser, 1)->kind == TK_FAT_ARROW)
    return TK_ID;
  if (row->next && !is_kind_of_next(row->next, parser_peek(parser, 1)))
    return TK_ID;
  kind = kind_in_company(parser, row->token);
  if (!row->reserved && !grammar_takes(parser->run.machine, kind))
    return TK_ID;
  return kind;
}

/* MATCH_RECOGNIZE ( ... ): its text, whole. */
static struct token take_match(struct parser *parser)
{
  struct token first = parser_take(parser), last = first;
  int open = 0;

  do {
    int kind = parser_peek(parser, 0)->kind;

    if (kind == TK_EOF || kind == TK_SEMI || kind == TK_UNTERMINATED)
      break;
    open += (kind == TK_LP) - (kind == TK_RP);
    last = parser_take(parser);
  } while (open > 0);
  return build_span(&parser->build, &first, &last);
}

/* ---- bodies ---- */

void parser_descend(struct parser *parser)
{
  if (++parser->depth > PARSER_DEPTH_MOST)
    build_too_complex(&parser->build);
}

/* A body is read whole, by runs of its own, and becomes one token. */
static bool at_body(struct parser *parser)
{
  const struct head *head = &parser->run.head;

  if (head->body == BODY_NONE)
    return false;
  return (head->body == BODY_STATEMENT || parser_at(parser, "BEGIN") ||
          parser_at(parser, "DECLARE")) &&
         grammar_takes(parser->run.machine, TK_BODY);
}

static struct token take_body(struct parser *parser)
{
  struct token token = *parser_peek(parser, 0);

  parser->depth += BODY_DEPTH;
  parser_descend(parser);
  parser->build.body = parser->build.failed ? NULL : parser->inner(parser);
  parser->depth -= BODY_DEPTH + 1;
  token.kind = TK_BODY;
  token.keyword = NULL;
  token.place = build_place(&parser->build, token.place);
  token.text = build_source(&parser->build, token.place);
  return token;
}

/* Whether an open run ends here. */
static bool is_refused(const struct parser *parser, int kind)
{
  if (!parser->run.open || kind == TK_ILLEGAL || kind == TK_UNTERMINATED)
    return false;
  return kind == TK_EOF || kind >= TK_SPACE || !grammar_takes(parser->run.machine, kind);
}

static struct token take_kind(struct parser *parser, int kind)
{
  struct token token, second;

  if (kind == TK_MATCH_RECOGNIZE)
    return take_match(parser);
  token = parser_take(parser);
  if (kind != TK_NOT_NULL)
    return token;
  second = parser_take(parser);
  return build_span(&parser->build, &token, &second);
}

/* SELECT a, b, FROM t is fine with Snowflake, and SELECT 1, 2, alone. What may go on with FROM and with
 * HAVING is a SELECT's list. */
static bool at_comma_too_many(struct parser *parser)
{
  int next;

  if (parser_peek(parser, 0)->kind != TK_COMMA)
    return false;
  next = parser_peek(parser, 1)->kind;
  return next == TK_FROM || ((next == TK_EOF || next == TK_SEMI || next == TK_RP) &&
                             grammar_takes(parser->run.machine, TK_FROM) &&
                             grammar_takes(parser->run.machine, TK_HAVING));
}

/* The next token. *ends is set where the run ends; an open run leaves that token where it is. */
static struct token next_token(struct parser *parser, bool *ends)
{
  const struct head *head = &parser->run.head;
  struct token token;
  int kind;

  *ends = false;
  if (at_comma_too_many(parser))
    parser_take(parser);

  if (at_body(parser))
    return take_body(parser);
  if (parser->run.spans_taken < head->span_count &&
      parser_peek(parser, 0)->place.from == head->spans[parser->run.spans_taken].from) {
    const struct head_span *span = &head->spans[parser->run.spans_taken++];

    token = take_until(parser, span->to);
    token.kind = span->kind;
    return token;
  }
  kind = token_kind(parser);
  *ends = is_refused(parser, kind);
  if (*ends)
    return *parser_peek(parser, 0);
  token = take_kind(parser, kind);
  token.kind = kind;
  *ends = kind == TK_EOF || kind == TK_SEMI || kind == TK_FLOW;
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
  case TK_LC: parser_descend(parser); break;
  case TK_RP:
  case TK_RB:
  case TK_RC: parser->depth--; break;
  case TK_UNTERMINATED: build_unterminated(b, token); break;
  default:
    if (token->kind >= TK_SPACE)
      build_syntax_error(b, token);
  }
  return !b->failed;
}

/* Feeds the machine of the run at hand; *end is the token that ended it. */
static void feed(struct parser *parser, int start, struct token *end)
{
  struct build *b = &parser->build;
  struct grammar_run *run = &parser->run;
  struct token token = { .kind = start };
  bool ends;

  run->previous = run->before_previous = start;
  grammar(run->machine, start, token, b);
  do {
    token = next_token(parser, &ends);
    if (b->failed || (!ends && !check_token(parser, &token)))
      break;
    b->ahead = token.place;
    grammar(run->machine, ends ? TK_EOF : token.kind, token, b);
    if (!ends)
      b->end = token.place.to;
    run->before_previous = run->previous;
    run->previous = token.kind;
  } while (!ends && !b->failed);
  *end = token;
}

static void *run_once(struct parser *parser, int start, const struct head *head,
                      bool open, struct token *end)
{
  struct build *b = &parser->build;
  struct grammar_run outer = parser->run;
  struct expr *outer_in = b->bare_in;

  parser->run = (struct grammar_run){ .machine = grammarAlloc(malloc), .open = open };
  if (!parser->run.machine)
    abort();
  if (head)
    parser->run.head = *head;
  b->result = NULL;
  b->bare_in = NULL;
  b->end = b->ahead.from = parser_peek(parser, 0)->place.from;
  feed(parser, start, end);
  if (!b->failed && b->bare_in)
    build_syntax_error_at(b, ((struct expr *)b->bare_in->list.at[0])->place);
  grammarFree(parser->run.machine, free);
  parser->run = outer;
  b->bare_in = outer_in;
  return b->failed ? NULL : b->result;
}

void *parser_run(struct parser *parser, int start, const struct head *head,
                 struct token *end)
{
  return run_once(parser, start, head, false, end);
}

void *parser_run_open(struct parser *parser, int start, const struct head *head)
{
  struct token end;

  return run_once(parser, start, head, true, &end);
}

bool parser_init(struct parser *parser, struct arena *arena, struct text sql,
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
