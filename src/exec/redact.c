/* redact.c: a statement's text with secrets blacked out, for logs and history.
 *
 * Whatever is written after a word that names a secret (PASSWORD = '...', AWS_SECRET_KEY =>
 * '...', IDENTIFIED BY '...') is replaced, whether the statement is well made or not. */
#include "exec/redact.h"

#include "base/buf.h"

#define HIDDEN "'****'"

/* clang-format off */
static const char *const words[] = {
  "PASSWORD",        "SECRET_STRING", "AWS_SECRET_KEY", "AWS_TOKEN",     "AZURE_SAS_TOKEN",
  "MASTER_KEY",      "PASSPHRASE",    "API_KEY",        "CLIENT_SECRET", "OAUTH_CLIENT_SECRET",
  "PRIVATE_KEY",     "ACCESS_TOKEN",  "REFRESH_TOKEN",  "TOKEN",         "SECRET_KEY",
  "OAUTH_REFRESH_TOKEN",
};
/* clang-format on */

static bool is_word(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_';
}

static bool names_secret(struct text word)
{
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (text_is_nocase(word, words[i]))
      return true;
  return false;
}

/* After the word: an optional = or =>, and where the value begins. */
static size_t value_start(struct text sql, size_t at)
{
  while (at < sql.len && (sql.at[at] == ' ' || sql.at[at] == '\t' || sql.at[at] == '\n' ||
                          sql.at[at] == '\r' || sql.at[at] == '=' || sql.at[at] == '>' ||
                          sql.at[at] == '('))
    at++;
  return at;
}

static size_t literal_end(struct text sql, size_t at)
{
  char quote = sql.at[at];

  if (at + 1 < sql.len && sql.at[at] == '$' && sql.at[at + 1] == '$') {
    size_t end = text_find_text(text_slice(sql, at + 2, sql.len), TEXT("$$"));

    return at + 2 + end + 2 > sql.len ? sql.len : at + 2 + end + 2;
  }
  for (at++; at < sql.len; at++) {
    if (sql.at[at] == '\\' && quote == '\'')
      at++;
    else if (sql.at[at] == quote && at + 1 < sql.len && sql.at[at + 1] == quote)
      at++;
    else if (sql.at[at] == quote)
      return at + 1;
  }
  return sql.len;
}

static bool is_literal(struct text sql, size_t at)
{
  return at < sql.len &&
         (sql.at[at] == '\'' || sql.at[at] == '"' ||
          (sql.at[at] == '$' && at + 1 < sql.len && sql.at[at + 1] == '$'));
}

/* The next secret at or behind `at`: where its literal begins and ends; false when there is none. */
static bool next_secret(struct text sql, size_t at, size_t *begin, size_t *end)
{
  while (at < sql.len) {
    size_t word_end = at;

    while (word_end < sql.len && is_word(sql.at[word_end]))
      word_end++;
    if (word_end == at) {
      at++;
      continue;
    }
    *begin = value_start(sql, word_end);
    if (names_secret(text_slice(sql, at, word_end - at)) && is_literal(sql, *begin)) {
      *end = literal_end(sql, *begin);
      return true;
    }
    at = word_end;
  }
  return false;
}

struct text exec_redact(struct arena *arena, struct text sql)
{
  size_t at = 0, begin, end;
  struct text redacted;
  struct buf out;

  buf_init(&out);
  while (next_secret(sql, at, &begin, &end)) {
    buf_add_text(&out, text_slice(sql, at, begin - at));
    buf_add_string(&out, HIDDEN);
    at = end;
  }
  buf_add_text(&out, text_slice(sql, at, sql.len));
  redacted = buf_copy(&out, arena);
  buf_clear(&out);
  return redacted;
}

/* What stands between the quotes, if they are closed. */
static struct text inside(struct text literal)
{
  size_t quote = literal.at[0] == '$' ? 2 : 1;

  return literal.len >= 2 * quote ? text_slice(literal, quote, literal.len - 2 * quote)
                                  : text_slice(literal, quote, literal.len);
}

static void hide(struct err *err, struct text secret)
{
  struct text rest = text_of(err->message);
  struct buf out;

  buf_init(&out);
  for (size_t at; secret.len && (at = text_find_text(rest, secret)) < rest.len;) {
    buf_add_text(&out, text_slice(rest, 0, at));
    buf_add_string(&out, "****");
    rest = text_slice(rest, at + secret.len, rest.len);
  }
  buf_add_text(&out, rest);
  text_fill(err->message, sizeof err->message, buf_text(&out));
  buf_clear(&out);
}

void exec_redact_error(struct text sql, const struct err *err, struct err *shown)
{
  size_t at = 0, begin, end;

  *shown = *err;
  for (; next_secret(sql, at, &begin, &end); at = end)
    hide(shown, inside(text_slice(sql, begin, end - begin)));
}
