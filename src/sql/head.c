/* head.c: what the first words of a statement say, before the grammar sees it. */
#include "sql/head.h"

#include <string.h>

#include "sql/grammar.h"
#include "sql/object_words.h"

#define WORDS_ROOM 80

/* A lexer with one token already read. */
struct reader {
  struct lexer lexer;
  struct token token;
};

static void read_on(struct reader *reader)
{
  reader->token = lexer_next(&reader->lexer);
}

static bool is_word(const struct token *token)
{
  char c = token->text.len ? token->text.at[0] : 0;

  return token->kind != TK_BINARY &&
         ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_');
}

static bool at_word(const struct reader *reader, const char *word)
{
  return is_word(&reader->token) && text_is_nocase(reader->token.text, word);
}

static bool take_word(struct reader *reader, const char *word)
{
  if (!at_word(reader, word))
    return false;
  read_on(reader);
  return true;
}

static bool at_end(const struct reader *reader)
{
  return reader->token.kind == TK_EOF || reader->token.kind == TK_SEMI ||
         reader->token.kind == TK_FLOW;
}

static void add_span(struct head *head, int kind, uint32_t from, uint32_t to)
{
  if (head->span_count < HEAD_SPANS_MOST && from < to)
    head->spans[head->span_count++] = (struct head_span){ kind, from, to };
}

/* ---- kinds of objects ---- */

/* The longest row of words here; the reader moves behind it. NULL when there is none. */
static const struct object_words *take_kind(struct reader *reader, struct head_span *span)
{
  struct reader ahead = *reader;
  const struct object_words *found = NULL;
  char words[WORDS_ROOM];
  size_t len = 0;

  span->kind = TK_KIND;
  span->from = ahead.token.place.from;
  for (int i = 0; i < OBJECT_WORDS_MOST && is_word(&ahead.token); i++) {
    struct text word = ahead.token.text;
    const struct object_words *row;

    if (len + word.len + 1 >= sizeof words)
      break;
    if (len)
      words[len++] = ' ';
    for (size_t k = 0; k < word.len; k++)
      words[len++] = word.at[k] >= 'a' && word.at[k] <= 'z' ? (char)(word.at[k] - 32)
                                                            : word.at[k];
    span->to = found ? span->to : ahead.token.place.to;
    row = object_words_find(text_from(words, len));
    if (row) {
      found = row;
      span->to = ahead.token.place.to;
    }
    read_on(&ahead);
    if (row)
      *reader = ahead;
  }
  return found;
}

/* Takes a kind only when something else follows: DESC TABLE t, but not DESC stage. */
static void take_kind_before_name(struct head *head, struct reader *reader)
{
  struct head_span span;

  if (take_kind(reader, &span) &&
      (is_word(&reader->token) || reader->token.kind == TK_QUOTED))
    add_span(head, TK_KIND, span.from, span.to);
}

/* ---- what is not supported ---- */

/* Moves behind END of the block whose BEGIN or DECLARE stands here. */
static void skip_block(struct reader *reader)
{
  static const char *const closed[] = { "IF", "LOOP", "FOR", "WHILE", "REPEAT" };
  int depth = 0;
  bool begun = false;

  while (reader->token.kind != TK_EOF && !(begun && depth == 0)) {
    bool begin = take_word(reader, "BEGIN");

    if (begin && !at_end(reader) && !at_word(reader, "TRANSACTION") &&
        !at_word(reader, "WORK") && !at_word(reader, "NAME")) {
      begun = true;
      depth++;
    } else if (begin) {
      continue;
    } else if (take_word(reader, "CASE")) {
      depth++;
    } else if (take_word(reader, "END")) {
      bool inner = false;

      for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        inner = inner || take_word(reader, closed[i]);
      if (!inner) {
        take_word(reader, "CASE");
        depth--;
      }
    } else {
      read_on(reader);
    }
  }
}

static bool at_block(const struct reader *reader)
{
  struct reader ahead = *reader;

  if (at_word(reader, "DECLARE"))
    return true;
  if (!take_word(&ahead, "BEGIN"))
    return false;
  return !at_end(&ahead) && !at_word(&ahead, "WORK") && !at_word(&ahead, "TRANSACTION") &&
         !at_word(&ahead, "NAME");
}

/* Up to the semicolon; the body of a procedure or task may be a block with its own. */
static void skip_statement(struct reader *reader)
{
  if (at_block(reader))
    skip_block(reader);
  while (!at_end(reader))
    if (take_word(reader, "AS") && at_block(reader))
      skip_block(reader);
    else if (!at_end(reader))
      read_on(reader);
}

/* PUT and GET name files by URL, in which // begins no comment. */
static uint32_t end_of_file_command(const struct reader *reader)
{
  const char *at = reader->lexer.at;
  bool quoted = false;

  for (; at < reader->lexer.limit && (quoted || *at != ';'); at++)
    if (*at == '\'')
      quoted = !quoted;
  return (uint32_t)(at - reader->lexer.start);
}

static void unsupported(struct head *head, struct reader *reader, struct text what)
{
  head->unsupported = what;
  skip_statement(reader);
  head->end = reader->token.place.from;
}

/* First words of statements without a rule; `second` NULL: whatever follows. */
static const struct unsupported_row {
  const char *first, *second;
  const char *what;
} unsupported_rows[] = {
  { "COPY", "FILES", "COPY FILES" },
  { "DECLARE", NULL, "Snowflake Scripting" },
  { "EXECUTE", "USING", "EXECUTE USING POLICY_CONTEXT" },
};

static bool read_unsupported(struct head *head, struct reader *reader)
{
  struct reader ahead = *reader;

  if (at_word(reader, "PUT") || at_word(reader, "GET")) {
    head->unsupported = at_word(reader, "PUT") ? TEXT("PUT") : TEXT("GET");
    head->end = end_of_file_command(reader);
    return true;
  }
  if (at_block(reader)) {
    unsupported(head, reader, TEXT("Snowflake Scripting"));
    return true;
  }
  read_on(&ahead);
  if (at_word(reader, "INSERT"))
    take_word(&ahead, "OVERWRITE");
  for (size_t i = 0; i < sizeof unsupported_rows / sizeof *unsupported_rows; i++) {
    const struct unsupported_row *row = &unsupported_rows[i];

    if (at_word(reader, row->first) && (!row->second || at_word(&ahead, row->second))) {
      unsupported(head, reader, text_of(row->what));
      return true;
    }
  }
  return false;
}

/* ---- the statements that need it ---- */

/* A procedure's body may stand there without quotes: one token, since it has its own semicolons. */
static void read_routine(struct head *head, struct reader *reader,
                         const struct head_span *kind)
{
  uint32_t from;

  add_span(head, TK_ROUTINE, kind->from, kind->to);
  while (!at_end(reader)) {
    if (!take_word(reader, "AS")) {
      read_on(reader);
      continue;
    }
    if (!at_block(reader))
      continue;
    from = reader->token.place.from;
    skip_block(reader);
    add_span(head, TK_BLOCK, from, reader->token.place.from);
  }
}

static bool has_body(const struct object_words *row)
{
  return row->kind == OBJECT_TASK || row->kind == OBJECT_PIPE ||
         text_is(text_of(row->words), "ALERT");
}

/* The statement that a task, a pipe or an alert runs is kept as text: one token. */
static void read_body(struct head *head, struct reader *reader,
                      const struct object_words *row)
{
  const char *before = text_is(text_of(row->words), "ALERT") ? "THEN" : "AS";
  uint32_t from;

  while (!at_end(reader) && !take_word(reader, before))
    read_on(reader);
  from = reader->token.place.from;
  skip_statement(reader);
  add_span(head, TK_BLOCK, from, reader->token.place.from);
}

static void read_create(struct head *head, struct reader *reader)
{
  const struct object_words *row;
  struct head_span span;

  head->ddl = true;
  if (take_word(reader, "OR"))
    read_on(reader);
  while (reader->token.kind == TK_MODIFIER || reader->token.kind == TK_RECURSIVE ||
         reader->token.kind == TK_SECURE)
    read_on(reader);
  row = take_kind(reader, &span);
  if (row && (row->kind == OBJECT_FUNCTION || row->kind == OBJECT_PROCEDURE))
    read_routine(head, reader, &span);
  else if (row && !text_is(text_of(row->words), "SESSION"))
    add_span(head, TK_KIND, span.from, span.to);
  if (row && has_body(row))
    read_body(head, reader, row);
}

static void skip_name(struct reader *reader)
{
  bool dynamic = reader->token.kind == TK_IDENTIFIER;

  read_on(reader);
  if (dynamic)
    while (!at_end(reader) && reader->token.kind != TK_RP)
      read_on(reader);
  if (dynamic && reader->token.kind == TK_RP)
    read_on(reader);
  while (reader->token.kind == TK_DOT) {
    read_on(reader);
    if (!at_end(reader) && reader->token.kind != TK_DOT)
      read_on(reader);
  }
}

/* The types of a function's arguments. */
static void skip_parens(struct reader *reader)
{
  int open = 0;

  do {
    open += (reader->token.kind == TK_LP) - (reader->token.kind == TK_RP);
    if (!open && reader->token.kind != TK_RP)
      return;
    read_on(reader);
  } while (open && !at_end(reader));
}

/* Actions of ALTER that are kept as text. */
static const char *const other_actions[][2] = {
  { "ADD", "AFTER" },   { "ADD", "ALLOWED_VALUES" }, { "DROP", "ALLOWED_VALUES" },
  { "EXECUTE", "AS" },  { "MODIFY", "AS" },          { "MODIFY", "WHEN" },
  { "REMOVE", NULL },   { "RESET", NULL },           { "SET", "BODY" },
  { "UNSET", "WHEN" },  { "ADD", "DATA" },           { "ADD", "ROW" },
  { "ADD", "SEARCH" },  { "ADD", "STORAGE" },        { "DISABLE", NULL },
  { "DROP", "ALL" },    { "DROP", "DATA" },          { "DROP", "ROW" },
  { "DROP", "SEARCH" }, { "DROP", "STORAGE" },       { "ENABLE", NULL },
  { "EVOLVE", NULL },   { "MODIFY", "DATA" },        { "PRIMARY", NULL },
  { "REFRESH", NULL },  { "SET", "AGGREGATION" },    { "SET", "CONTACT" },
  { "SET", "JOIN" },    { "UNSET", "AGGREGATION" },  { "UNSET", "CONTACT" },
  { "UNSET", "JOIN" },
};

static void read_alter_action(struct head *head, struct reader *reader)
{
  struct reader ahead = *reader;
  uint32_t from = reader->token.place.from, to = from;

  read_on(&ahead);
  for (size_t i = 0; i < sizeof other_actions / sizeof *other_actions; i++) {
    const char *second = other_actions[i][1];

    if (!at_word(reader, other_actions[i][0]) || (second && !at_word(&ahead, second)))
      continue;
    for (; !at_end(reader); read_on(reader))
      to = reader->token.place.to;
    add_span(head, TK_WORDS, from, to);
    return;
  }
}

static void read_alter(struct head *head, struct reader *reader)
{
  const struct object_words *row;
  struct head_span span;

  head->ddl = true;
  row = take_kind(reader, &span);
  if (!row)
    return;
  add_span(head, TK_KIND, span.from, span.to);
  if (take_word(reader, "IF"))
    take_word(reader, "EXISTS");
  if (!at_end(reader))
    skip_name(reader);
  skip_parens(reader);
  read_alter_action(head, reader);
}

/* SHOW [TERSE] <any words> [HISTORY] [LIKE ..] [IN <kind> ..] ... or [TO | OF ...]. */
static void read_show(struct head *head, struct reader *reader)
{
  static const char *const stops[] = { "HISTORY", "LIKE", "IN", "STARTS", "LIMIT",
                                       "TO",      "OF",   "ON", "FOR",    "WITH" };
  uint32_t from, to;
  bool stop = false;

  take_word(reader, "TERSE");
  from = to = reader->token.place.from;
  while (!stop && is_word(&reader->token)) {
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
      stop = stop || at_word(reader, stops[i]);
    if (!stop) {
      to = reader->token.place.to;
      read_on(reader);
    }
  }
  add_span(head, TK_WORDS, from, to);
  while (!at_end(reader)) {
    struct head_span span;

    if (take_word(reader, "STARTS")) {
      take_word(reader, "WITH");
    } else if (at_word(reader, "TO") || at_word(reader, "OF") || at_word(reader, "ON") ||
               at_word(reader, "FOR") || at_word(reader, "WITH")) {
      for (from = reader->token.place.from; !at_end(reader); read_on(reader))
        to = reader->token.place.to;
      add_span(head, TK_WORDS, from, to);
    } else if (take_word(reader, "IN")) {
      if (take_kind(reader, &span))
        add_span(head, TK_KIND, span.from, span.to);
    } else {
      read_on(reader);
    }
  }
}

static void read_drop(struct head *head, struct reader *reader)
{
  struct head_span span;

  if (take_kind(reader, &span))
    add_span(head, TK_KIND, span.from, span.to);
}

static void read_comment(struct head *head, struct reader *reader)
{
  if (take_word(reader, "IF"))
    take_word(reader, "EXISTS");
  if (take_word(reader, "ON"))
    read_drop(head, reader);
}

static bool at_grantee(const struct reader *reader)
{
  return at_word(reader, "TO") || at_word(reader, "FROM");
}

/* GRANT <privileges> ON <kind> <name> TO ROLE ..., GRANT ROLE <name> TO ...: privileges and the
 * plurals behind ALL and FUTURE are words. */
static void read_grant(struct head *head, struct reader *reader)
{
  struct reader ahead = *reader;
  struct head_span span;
  const struct object_words *row;
  uint32_t from, to;

  if (take_word(&ahead, "GRANT") && take_word(&ahead, "OPTION") &&
      take_word(&ahead, "FOR"))
    *reader = ahead;
  ahead = *reader;
  row = take_kind(&ahead, &span);
  if (row && text_ends_with(text_of(row->words), "ROLE") && !at_word(&ahead, "ON")) {
    add_span(head, TK_KIND, span.from, span.to);
    *reader = ahead;
  } else {
    from = to = reader->token.place.from;
    for (; !at_end(reader) && !at_word(reader, "ON") && !at_grantee(reader);
         read_on(reader))
      to = reader->token.place.to;
    add_span(head, TK_WORDS, from, to);
  }
  if (take_word(reader, "ON")) {
    if (at_word(reader, "ALL") || at_word(reader, "FUTURE")) {
      from = to = reader->token.place.from;
      for (; !at_end(reader) && !at_word(reader, "IN"); read_on(reader))
        to = reader->token.place.to;
      add_span(head, TK_WORDS, from, to);
      take_word(reader, "IN");
    }
    read_drop(head, reader);
  }
  while (!at_end(reader) && !at_grantee(reader))
    read_on(reader);
  if (at_grantee(reader))
    read_on(reader);
  take_kind_before_name(head, reader);
}

struct head head_read(struct lexer lexer)
{
  struct head head = { 0 };
  struct reader reader = { .lexer = lexer };

  read_on(&reader);
  if (take_word(&reader, "EXPLAIN") && take_word(&reader, "USING"))
    read_on(&reader);
  if (read_unsupported(&head, &reader))
    return head;
  if (take_word(&reader, "CREATE"))
    read_create(&head, &reader);
  else if (take_word(&reader, "ALTER"))
    read_alter(&head, &reader);
  else if (take_word(&reader, "GRANT") || take_word(&reader, "REVOKE"))
    read_grant(&head, &reader);
  else if (take_word(&reader, "EXECUTE"))
    read_drop(&head, &reader);
  else if (take_word(&reader, "SHOW"))
    read_show(&head, &reader);
  else if (take_word(&reader, "DROP") || take_word(&reader, "UNDROP"))
    read_drop(&head, &reader);
  else if (take_word(&reader, "COMMENT"))
    read_comment(&head, &reader);
  else if (take_word(&reader, "DESC") || take_word(&reader, "DESCRIBE") ||
           take_word(&reader, "USE"))
    take_kind_before_name(&head, &reader);
  return head;
}
