/* head.c: what the first words of a statement say, before the grammar sees it. */
#include "sql/head.h"

#include "sql/alter_words.h"
#include "sql/create_clauses.h"
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

static bool at_word(const struct reader *reader, const char *word)
{
  return token_is(&reader->token, word);
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
  for (int i = 0; i < OBJECT_WORDS_MOST && token_is_word(&ahead.token); i++) {
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
      (token_is_word(&reader->token) || reader->token.kind == TK_QUOTED ||
       reader->token.kind == TK_INTEGER))
    add_span(head, TK_KIND, span.from, span.to);
}

/* ---- blocks ---- */

/* BEGIN; and BEGIN TRANSACTION start a transaction, anything else behind BEGIN a block. */
static bool at_block(const struct reader *reader)
{
  static const char *const words[] = { "TRANSACTION", "WORK", "NAME" };
  struct reader ahead = *reader, further;
  bool transaction;

  if (at_word(reader, "DECLARE"))
    return true;
  if (!take_word(&ahead, "BEGIN"))
    return false;
  transaction = at_end(&ahead);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    further = ahead;
    transaction = transaction ||
                  (take_word(&further, words[i]) && further.token.kind != TK_ASSIGN);
  }
  return !transaction;
}

/* ---- the statements that need it ---- */

static int body_of(const struct object_words *row)
{
  if (!row)
    return BODY_NONE;
  if (row->kind == OBJECT_FUNCTION || row->kind == OBJECT_PROCEDURE)
    return BODY_BLOCK;
  return row->kind == OBJECT_TASK || row->kind == OBJECT_PIPE ||
             text_is(text_of(row->words), "ALERT")
           ? BODY_STATEMENT
           : BODY_NONE;
}

/* CREATE STREAM name ON <kind> name */
static void read_stream(struct head *head, struct reader *reader)
{
  struct head_span span;

  while (!at_end(reader) && !take_word(reader, "ON"))
    read_on(reader);
  if (take_kind(reader, &span))
    add_span(head, TK_KIND, span.from, span.to);
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

/* Moves behind these words when they stand here. */
static bool take_words(struct reader *reader, struct text words)
{
  struct reader ahead = *reader;

  while (words.len) {
    size_t end = text_find(words, ' ');

    if (!token_is_word(&ahead.token) ||
        !text_equal_nocase(ahead.token.text, text_slice(words, 0, end)))
      return false;
    read_on(&ahead);
    words = text_slice(words, end + 1, words.len);
  }
  *reader = ahead;
  return true;
}

/* AS REPLICA OF a database, FROM LISTING a string. */
static bool at_other_account(const struct reader *reader)
{
  struct reader ahead = *reader;

  return take_words(&ahead, TEXT("AS REPLICA OF")) ||
         take_words(&ahead, TEXT("FROM LISTING"));
}

/* Behind the name of kinds that are kept as text, and of what copies an object from elsewhere. */
static void read_words(struct head *head, struct reader *reader,
                       const struct object_words *kind)
{
  bool kept = create_clauses_of(text_of(kind->words))->may & CLAUSE_WORDS;
  uint32_t from, to;

  if (take_word(reader, "IF") && take_word(reader, "NOT"))
    take_word(reader, "EXISTS");
  if (at_end(reader))
    return;
  skip_name(reader);
  if (!kept || (kind->kind == OBJECT_DATABASE && !at_other_account(reader)))
    return;
  from = to = reader->token.place.from;
  for (; !at_end(reader); read_on(reader))
    to = reader->token.place.to;
  add_span(head, TK_WORDS, from, to);
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
    add_span(head, TK_ROUTINE, span.from, span.to);
  else if (row && !text_is(text_of(row->words), "SESSION"))
    add_span(head, TK_KIND, span.from, span.to);
  head->body = body_of(row);
  if (row && row->kind == OBJECT_STREAM)
    read_stream(head, reader);
  else if (row)
    read_words(head, reader, row);
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

/* ADD, DROP, SET or UNSET, and a kind of policy: one token. */
static bool read_policy_action(struct head *head, struct reader *reader)
{
  static const char *const verbs[] = { "ADD", "DROP", "SET", "UNSET" };
  uint32_t from = reader->token.place.from;

  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    struct reader ahead = *reader;
    const struct object_words *row;
    struct head_span span;

    if (!take_word(&ahead, verbs[i]))
      continue;
    row = take_kind(&ahead, &span);
    if (!row || !text_ends_with(text_of(row->words), " POLICY"))
      return false;
    add_span(head, TK_DO_POLICY, from, span.to);
    return true;
  }
  return false;
}

static void read_alter_action(struct head *head, struct reader *reader,
                              const struct object_words *kind)
{
  const struct alter_words *found = NULL, *rows;
  uint32_t from = reader->token.place.from, to = from;
  struct reader behind = *reader;
  int count;

  if (read_policy_action(head, reader))
    return;
  rows = alter_words_rows(&count);
  for (int i = 0; i < count; i++) {
    struct reader ahead = *reader;

    if ((rows[i].kind && !text_is(text_of(rows[i].kind), kind->words)) ||
        !take_words(&ahead, text_of(rows[i].words)))
      continue;
    found = &rows[i];
    behind = ahead;
  }
  if (!found)
    return;
  if (found->token == TK_WORDS) {
    for (behind = *reader; !at_end(&behind); read_on(&behind))
      to = behind.token.place.to;
  } else {
    for (struct reader at = *reader; at.token.place.from < behind.token.place.from;
         read_on(&at))
      to = at.token.place.to;
  }
  add_span(head, found->token, from, to);
}

static bool is_verb(const struct reader *reader)
{
  return at_word(reader, "SET") || at_word(reader, "UNSET");
}

/* A user's name may be left out before words that are the user's own action. */
static bool at_own_action(const struct reader *reader, const struct object_words *kind)
{
  const struct alter_words *rows;
  int count;

  if (!text_is(text_of(kind->words), "USER"))
    return false;
  rows = alter_words_rows(&count);
  for (int i = 0; i < count; i++) {
    struct reader ahead = *reader;

    if (rows[i].kind && text_is(text_of(rows[i].kind), kind->words) &&
        text_find(text_of(rows[i].words), ' ') < text_of(rows[i].words).len &&
        take_words(&ahead, text_of(rows[i].words)))
      return true;
  }
  return false;
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
  /* ALTER ACCOUNT is of the account at hand. */
  if (!at_end(reader) && !at_own_action(reader, row) &&
      !(text_is(text_of(row->words), "ACCOUNT") && is_verb(reader)))
    skip_name(reader);
  skip_parens(reader);
  read_alter_action(head, reader, row);
  head->body = body_of(row);
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
  while (!stop && token_is_word(&reader->token)) {
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

/* DESCRIBE SEARCH OPTIMIZATION ON t: its words stand where a kind does. */
static bool take_search(struct head *head, struct reader *reader)
{
  uint32_t from = reader->token.place.from;
  struct reader ahead = *reader;

  if (!take_words(&ahead, TEXT("SEARCH OPTIMIZATION")) || !at_word(&ahead, "ON"))
    return false;
  add_span(head, TK_KIND, from, ahead.token.place.to);
  return true;
}

struct head head_read(struct lexer lexer)
{
  struct head head = { 0 };
  struct reader reader = { .lexer = lexer };

  read_on(&reader);
  head.block = at_block(&reader);
  if (take_word(&reader, "EXPLAIN") && take_word(&reader, "USING"))
    read_on(&reader);
  head.names_files = at_word(&reader, "PUT") || at_word(&reader, "GET");
  if (at_word(&reader, "WITH"))
    head.body = BODY_BLOCK;
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
           take_word(&reader, "USE")) {
    if (!take_search(&head, &reader))
      take_kind_before_name(&head, &reader);
  }
  return head;
}
