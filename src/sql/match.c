/* match.c: the text of MATCH_RECOGNIZE ( ... ) as its clauses. */
#include "sql/match.h"

#include "base/buf.h"
#include "sql/lexer.h"
#include "sql/parse.h"

#define MOST_SYMBOLS 60

struct reading {
  struct arena *arena;
  struct text sql;
  struct lexer lexer;
  struct token token;
  struct match *match;
  struct err *err;
};

static void next(struct reading *reading)
{
  reading->token = lexer_next(&reading->lexer);
}

static bool at(const struct reading *reading, const char *word)
{
  return text_is_nocase(reading->token.text, word);
}

static bool take(struct reading *reading, const char *word)
{
  if (!at(reading, word))
    return false;
  next(reading);
  return true;
}

static bool fail(struct reading *reading)
{
  return err_set(
    reading->err, ERR_SYNTAX,
    "SQL compilation error:\nsyntax error in MATCH_RECOGNIZE: unexpected '" TEXT_FMT "'.",
    TEXT_ARG(reading->token.text));
}

static bool expect(struct reading *reading, const char *word)
{
  return take(reading, word) || fail(reading);
}

static bool is_end(const struct reading *reading)
{
  return reading->token.kind == TK_EOF || !reading->token.text.len;
}

static struct text name_of(struct reading *reading, const struct token *token)
{
  struct text text = token->text;

  if (text.len >= 2 && text.at[0] == '"')
    return text_slice(text, 1, text.len - 2);
  return arena_upper(reading->arena, text);
}

/* ---- pieces of text that others parse ---- */

/* Two words each, since one of them alone may be a name; NULL: the first is enough. */
static bool begins_clause(const struct reading *reading)
{
  static const char *const words[][2] = {
    { "ORDER", "BY" },    { "MEASURES", NULL }, { "ONE", "ROW" },   { "ALL", "ROWS" },
    { "AFTER", "MATCH" }, { "PATTERN", "(" },   { "DEFINE", NULL }, { "SUBSET", NULL },
  };
  struct lexer ahead = reading->lexer;
  struct text second = lexer_next(&ahead).text;

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (at(reading, words[i][0]) && (!words[i][1] || text_is_nocase(second, words[i][1])))
      return true;
  return false;
}

/* From here to a comma or the next clause; `last` and `before` are its last two tokens. */
static struct text take_piece(struct reading *reading, bool to_comma,
                              struct token *before, struct token *last)
{
  const char *from = reading->token.text.at, *to = from;
  int depth = 0;

  *before = *last = (struct token){ 0 };
  while (!is_end(reading)) {
    struct text text = reading->token.text;

    if (depth == 0 && (text_is(text, ")") || begins_clause(reading) ||
                       (to_comma && text_is(text, ","))))
      break;
    depth += text_is(text, "(") - text_is(text, ")");
    to = text.at + text.len;
    *before = *last;
    *last = reading->token;
    next(reading);
  }
  return text_from(from, (size_t)(to - from));
}

static bool read_partition(struct reading *reading)
{
  struct token before, last;
  struct text list = take_piece(reading, false, &before, &last);
  struct text sql = arena_printf(reading->arena, "SELECT " TEXT_FMT, TEXT_ARG(list));
  struct query *query = parse_query(reading->arena, sql, reading->err);

  if (!query)
    return false;
  reading->match->partition_by = list_of(reading->arena, NULL);
  for (int i = 0; i < query->select->items.count; i++)
    list_add(reading->arena, reading->match->partition_by,
             ((struct select_item *)query->select->items.at[i])->expr);
  return true;
}

static bool read_order(struct reading *reading)
{
  struct token before, last;
  struct text list = take_piece(reading, false, &before, &last);
  struct text sql = arena_printf(reading->arena, "SELECT 1 ORDER BY " TEXT_FMT,
                                 TEXT_ARG(list));
  struct query *query = parse_query(reading->arena, sql, reading->err);

  if (query)
    reading->match->order_by = query->order_by;
  return query && query->order_by;
}

/* ---- MEASURES, DEFINE ---- */

static bool read_measure(struct reading *reading)
{
  struct match_measure *measure = ARENA_NEW(reading->arena, struct match_measure);
  struct token before, last;
  struct text text;

  if (take(reading, "FINAL"))
    measure->frame = MATCH_FINAL;
  else if (take(reading, "RUNNING"))
    measure->frame = MATCH_RUNNING;
  text = take_piece(reading, true, &before, &last);
  if (!last.text.at || !before.text.at)
    return fail(reading);
  measure->name = name_of(reading, &last);
  text.len = (size_t)(last.text.at - text.at);
  if (text_is_nocase(before.text, "AS"))
    text.len = (size_t)(before.text.at - text.at);
  measure->expr = parse_expr(reading->arena, text_trim(text), reading->err);
  list_add(reading->arena, &reading->match->measures, measure);
  return measure->expr;
}

static bool read_measures(struct reading *reading)
{
  do {
    if (!read_measure(reading))
      return false;
  } while (take(reading, ","));
  return true;
}

int match_find_symbol(const struct match *match, struct text name)
{
  for (int i = 0; i < match->symbols.count; i++)
    if (text_equal(((const struct match_symbol *)match->symbols.at[i])->name, name))
      return i;
  return -1;
}

static bool read_define(struct reading *reading)
{
  struct token before, last;
  struct text name = name_of(reading, &reading->token);
  int symbol = match_find_symbol(reading->match, name);
  struct match_symbol *defined;

  if (symbol < 0)
    return fail(reading);
  next(reading);
  if (!expect(reading, "AS"))
    return false;
  defined = reading->match->symbols.at[symbol];
  defined->define = parse_expr(reading->arena, take_piece(reading, true, &before, &last),
                               reading->err);
  return defined->define;
}

static bool read_defines(struct reading *reading)
{
  do {
    if (!read_define(reading))
      return false;
  } while (take(reading, ","));
  return true;
}

/* ---- PATTERN ---- */

static int symbol_number(struct reading *reading)
{
  struct text name = name_of(reading, &reading->token);
  int symbol = match_find_symbol(reading->match, name);
  struct match_symbol *added;

  if (symbol >= 0)
    return symbol;
  added = ARENA_NEW(reading->arena, struct match_symbol);
  added->name = name;
  list_add(reading->arena, &reading->match->symbols, added);
  return reading->match->symbols.count - 1;
}

static bool is_word(struct text text)
{
  char c = text.len ? text.at[0] : 0;

  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '"';
}

static bool unsupported(struct reading *reading, const char *what)
{
  return err_set(reading->err, ERR_UNSUPPORTED,
                 "Unsupported feature '%s in MATCH_RECOGNIZE'.", what);
}

/* Signs that are no tokens of SQL are read byte by byte. */
static bool put_signs(struct reading *reading, struct text text, struct buf *out)
{
  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];

    if (c == '^')
      buf_add_char(out, 'b');
    else if (c == '$')
      buf_add_char(out, 'e');
    else if ((c >= '0' && c <= '9') || (c && text_find(TEXT("()|*+?{},"), c) < 9))
      buf_add_char(out, c);
    else
      return fail(reading);
  }
  return true;
}

static bool read_pattern_into(struct reading *reading, struct buf *out)
{
  int depth = 0;

  do {
    struct text text = reading->token.text;

    if (is_end(reading))
      return fail(reading);
    if (text_is_nocase(text, "PERMUTE"))
      return unsupported(reading, "PERMUTE");
    if (text_starts_with_nocase(text, "{-") || text_starts_with_nocase(text, "--"))
      return unsupported(reading, "an excluded part of the pattern");
    depth += text_is(text, "(") - text_is(text, ")");
    if (is_word(text))
      buf_printf(out, "s%d ", symbol_number(reading));
    else if (!put_signs(reading, text, out))
      return false;
    next(reading);
  } while (depth > 0);
  return reading->match->symbols.count <= MOST_SYMBOLS ||
         unsupported(reading, "more than 60 symbols");
}

static bool read_pattern(struct reading *reading)
{
  struct buf out;
  bool ok;

  if (!at(reading, "("))
    return fail(reading);
  buf_init(&out);
  ok = read_pattern_into(reading, &out);
  reading->match->pattern = buf_copy(&out, reading->arena);
  buf_clear(&out);
  return ok;
}

/* ---- ROWS PER MATCH, AFTER MATCH SKIP ---- */

static bool read_rows(struct reading *reading, bool all)
{
  reading->match->all_rows = all;
  if (!expect(reading, all ? "ROWS" : "ROW") || !expect(reading, "PER") ||
      !expect(reading, "MATCH"))
    return false;
  if (all && take(reading, "WITH"))
    return unsupported(reading, "WITH UNMATCHED ROWS");
  if (all && (take(reading, "SHOW") || take(reading, "OMIT")))
    return expect(reading, "EMPTY") && expect(reading, "MATCHES");
  return true;
}

/* The symbol is known once the pattern was read: kept as its token meanwhile. */
static bool read_skip(struct reading *reading, struct token *symbol)
{
  struct match *match = reading->match;

  if (!expect(reading, "MATCH") || !expect(reading, "SKIP"))
    return false;
  if (take(reading, "PAST"))
    return expect(reading, "LAST") && expect(reading, "ROW");
  if (!expect(reading, "TO"))
    return false;
  if (take(reading, "NEXT")) {
    match->skip = MATCH_SKIP_TO_NEXT;
    return expect(reading, "ROW");
  }
  match->skip = take(reading, "FIRST") ? MATCH_SKIP_TO_FIRST : MATCH_SKIP_TO_LAST;
  if (match->skip == MATCH_SKIP_TO_LAST)
    take(reading, "LAST");
  *symbol = reading->token;
  next(reading);
  return true;
}

static bool read_clause(struct reading *reading, struct token *skip_symbol)
{
  if (take(reading, "PARTITION"))
    return expect(reading, "BY") && read_partition(reading);
  if (take(reading, "ORDER"))
    return expect(reading, "BY") && read_order(reading);
  if (take(reading, "MEASURES"))
    return read_measures(reading);
  if (take(reading, "ONE"))
    return read_rows(reading, false);
  if (take(reading, "ALL"))
    return read_rows(reading, true);
  if (take(reading, "AFTER"))
    return read_skip(reading, skip_symbol);
  if (take(reading, "PATTERN"))
    return read_pattern(reading);
  if (take(reading, "DEFINE"))
    return read_defines(reading);
  return fail(reading);
}

struct match *match_parse(struct arena *arena, struct text sql, struct err *err)
{
  struct reading reading = { .arena = arena,
                             .sql = sql,
                             .lexer = lexer_over(sql),
                             .match = ARENA_NEW(arena, struct match),
                             .err = err };
  struct token skip_symbol = { 0 };

  next(&reading);
  next(&reading);
  if (!expect(&reading, "("))
    return NULL;
  while (!is_end(&reading) && !at(&reading, ")"))
    if (!read_clause(&reading, &skip_symbol))
      return NULL;
  if (!reading.match->pattern.len) {
    fail(&reading);
    return NULL;
  }
  if (!skip_symbol.text.at)
    return reading.match;
  reading.match->skip_symbol = match_find_symbol(reading.match,
                                                 name_of(&reading, &skip_symbol));
  reading.token = skip_symbol;
  if (reading.match->skip_symbol < 0 && !fail(&reading))
    return NULL;
  return reading.match;
}
