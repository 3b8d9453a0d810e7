/* redact.c: a statement's text with secrets blacked out, for logs and history.
 *
 * Whatever is written after a word that names a secret (PASSWORD = '...', AWS_SECRET_KEY =>
 * '...', IDENTIFIED BY '...') is replaced, whether the statement is well made or not. */
#include "exec/redact.h"

#include "base/buf.h"

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

struct text exec_redact(struct arena *arena, struct text sql)
{
  struct text redacted;
  struct buf out;
  size_t at = 0;

  buf_init(&out);
  while (at < sql.len) {
    size_t end = at, value;

    if (!is_word(sql.at[at])) {
      buf_add_char(&out, sql.at[at++]);
      continue;
    }
    while (end < sql.len && is_word(sql.at[end]))
      end++;
    buf_add_text(&out, text_slice(sql, at, end - at));
    value = value_start(sql, end);
    if (names_secret(text_slice(sql, at, end - at)) && is_literal(sql, value)) {
      buf_add_text(&out, text_slice(sql, end, value - end));
      buf_add_string(&out, "'****'");
      end = literal_end(sql, value);
    }
    at = end;
  }
  redacted = buf_copy(&out, arena);
  buf_clear(&out);
  return redacted;
}
