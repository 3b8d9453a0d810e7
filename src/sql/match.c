/* match.c: the text of MATCH_RECOGNIZE ( ... ) as its clauses. */
#include "sql/match.h"

#include "base/buf.h"
#include "sql/lexer.h"
#include "sql/parse.h"

#define MOST_SYMBOLS 60
#define MOST_PERMUTED 5 /* 120 orders. */
#define MOST_NESTED 100

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

static char byte_after(const struct reading *reading)
{
  const char *after = reading->token.text.at + reading->token.text.len;

  return after < reading->sql.at + reading->sql.len ? *after : 0;
}

static bool read_sequence(struct reading *reading, struct buf *out, int depth);

/* All orders of the items, those that keep the written order longest first. */
static void put_orders(const struct buf *items, int count, int *order, int placed,
                       struct buf *out)
{
  if (placed == count) {
    if (out->at[out->len - 1] != '(')
      buf_add_char(out, '|');
    for (int i = 0; i < count; i++)
      buf_printf(out, "(%.*s)", (int)items[order[i]].len, items[order[i]].at);
    return;
  }
  for (int i = 0; i < count; i++) {
    bool taken = false;

    for (int k = 0; k < placed; k++)
      taken |= order[k] == i;
    if (taken)
      continue;
    order[placed] = i;
    put_orders(items, count, order, placed + 1, out);
  }
}

/* PERMUTE(a, b): (a b | b a). */
static bool read_permute(struct reading *reading, struct buf *out, int depth)
{
  struct buf items[MOST_PERMUTED];
  int count = 0, order[MOST_PERMUTED];
  bool ok = true;

  next(reading);
  if (!expect(reading, "("))
    return false;
  do {
    if (count == MOST_PERMUTED) {
      ok = unsupported(reading, "PERMUTE of more than 5 parts");
      break;
    }
    buf_init(&items[count]);
    ok = read_sequence(reading, &items[count++], depth + 1);
  } while (ok && take(reading, ","));
  if (ok && !at(reading, ")"))
    ok = fail(reading);
  if (ok) {
    buf_add_char(out, '(');
    put_orders(items, count, order, 0, out);
    buf_add_char(out, ')');
    next(reading);
  }
  for (int i = 0; i < count; i++)
    buf_clear(&items[i]);
  return ok;
}

/* {- part -}: its rows are matched and not shown. */
static bool read_excluded(struct reading *reading, struct buf *out, int depth)
{
  next(reading);
  next(reading);
  reading->match->excludes = true;
  buf_add_char(out, '[');
  if (!read_sequence(reading, out, depth + 1))
    return false;
  if (!at(reading, "-") || byte_after(reading) != '}')
    return fail(reading);
  next(reading);
  next(reading);
  buf_add_char(out, ']');
  return true;
}

static bool read_group(struct reading *reading, struct buf *out, int depth)
{
  next(reading);
  buf_add_char(out, '(');
  if (!read_sequence(reading, out, depth + 1))
    return false;
  buf_add_char(out, ')');
  return expect(reading, ")");
}

/* {2,3} */
static bool read_braces(struct reading *reading, struct buf *out)
{
  while (!is_end(reading) && !at(reading, "}")) {
    if (!put_signs(reading, reading->token.text, out))
      return false;
    next(reading);
  }
  buf_add_char(out, '}');
  return expect(reading, "}");
}

/* Up to what closes it, or a comma between the parts of PERMUTE; it is not empty. */
static bool read_sequence(struct reading *reading, struct buf *out, int depth)
{
  size_t before = out->len;

  if (depth > MOST_NESTED)
    return err_set(reading->err, ERR_TOO_COMPLEX,
                   "SQL compilation error:\nThe pattern is nested too deeply.");
  for (;;) {
    struct text text = reading->token.text;
    bool ok = true;

    if (is_end(reading))
      return fail(reading);
    if (text_is(text, ")") || text_is(text, ",") || text_is(text, "-"))
      return out->len > before || fail(reading);
    if (text_is_nocase(text, "PERMUTE"))
      ok = read_permute(reading, out, depth);
    else if (text_is(text, "("))
      ok = read_group(reading, out, depth);
    else if (text_is(text, "{") && byte_after(reading) == '-')
      ok = read_excluded(reading, out, depth);
    else if (text_is(text, "{"))
      ok = read_braces(reading, out);
    else {
      if (is_word(text))
        buf_printf(out, "s%d ", symbol_number(reading));
      else
        ok = put_signs(reading, text, out);
      next(reading);
    }
    if (!ok)
      return false;
  }
}

static bool read_pattern_into(struct reading *reading, struct buf *out)
{
  return read_group(reading, out, 0) && (reading->match->symbols.count <= MOST_SYMBOLS ||
                                         unsupported(reading, "more than 60 symbols"));
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
  if (!all)
    return true;
  if (take(reading, "WITH")) {
    reading->match->rows = MATCH_WITH_UNMATCHED;
    return expect(reading, "UNMATCHED") && expect(reading, "ROWS");
  }
  if (at(reading, "OMIT"))
    reading->match->rows = MATCH_OMIT_EMPTY;
  if (take(reading, "SHOW") || take(reading, "OMIT"))
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
  if (reading.match->excludes && reading.match->rows == MATCH_WITH_UNMATCHED) {
    err_set(err, ERR_SYNTAX,
            "SQL compilation error:\nMATCH_RECOGNIZE: ALL ROWS PER MATCH WITH UNMATCHED "
            "ROWS is not allowed with an excluded part of the pattern.");
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
