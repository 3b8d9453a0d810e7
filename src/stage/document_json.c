/* document_json.c: where one JSON document of a file ends and the next begins. */
#include <string.h>

#include "data/json_lenient.h"
#include "stage/document.h"

struct cutting {
  const struct file_format *format;
  const struct document_taker *taker;
  struct buf value, problem;
};

static bool is_blank(char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v';
}

static size_t skip_blanks(struct text text, size_t at)
{
  while (at < text.len && is_blank(text.at[at]))
    at++;
  return at;
}

static size_t string_end(struct text text, size_t at)
{
  char quote = text.at[at++];

  while (at < text.len && text.at[at] != quote)
    at += text.at[at] == '\\' ? 2 : 1;
  return at < text.len ? at + 1 : text.len;
}

/* Behind the value that begins at `at`; `inside`: it ends at a comma or a bracket, too. */
static size_t value_end(struct text text, size_t at, bool inside)
{
  int depth = 0;

  while (at < text.len) {
    char c = text.at[at];

    if (c == '"' || c == '\'') {
      at = string_end(text, at);
      if (!depth && !inside)
        return at;
      continue;
    }
    if (!depth && (inside ? c == ',' || c == ']' : is_blank(c)))
      return at;
    if (c == '{' || c == '[')
      depth++;
    if ((c == '}' || c == ']') && --depth == 0 && !inside)
      return at + 1;
    at++;
  }
  return text.len;
}

static unsigned options_of(const struct file_format *format)
{
  return (file_format_is(format, FORMAT_ENABLE_OCTAL) ? JSON_OCTAL : 0u) |
         (file_format_is(format, FORMAT_STRIP_NULL_VALUES) ? JSON_STRIP_NULLS : 0u);
}

static bool take(struct cutting *cutting, struct text document)
{
  bool many = file_format_is(cutting->format, FORMAT_ALLOW_DUPLICATE);
  const struct document_taker *taker = cutting->taker;

  buf_reset(&cutting->value);
  buf_reset(&cutting->problem);
  if (!text_is_utf8(document))
    return taker->refuse(taker->context, ERR_NOT_JSON, TEXT("Invalid UTF8 detected"),
                         TEXT(""));
  if (json_lenient_read(document, many ? JSON_NAMES_LAST : JSON_NAMES_UNIQUE,
                        options_of(cutting->format), &cutting->value,
                        &cutting->problem)) {
    if (cutting->value.len)
      return taker->take(taker->context, buf_text(&cutting->value));
    buf_add_string(&cutting->problem, "missing array element"); /* [1,,2] */
  }
  return taker->refuse(taker->context, ERR_NOT_JSON, buf_text(&cutting->problem),
                       document);
}

static bool take_array(struct cutting *cutting, struct text text, size_t *at)
{
  *at = skip_blanks(text, *at + 1);
  while (*at < text.len && text.at[*at] != ']') {
    size_t end = value_end(text, *at, true);

    if (!take(cutting, text_trim(text_slice(text, *at, end - *at))))
      return false;
    *at = skip_blanks(text, end < text.len && text.at[end] == ',' ? end + 1 : end);
  }
  if (*at == text.len)
    return cutting->taker->refuse(cutting->taker->context, ERR_NOT_JSON,
                                  TEXT("incomplete array value"), TEXT(""));
  *at += 1;
  return true;
}

static bool take_all(struct cutting *cutting, struct text text)
{
  bool strips = file_format_is(cutting->format, FORMAT_STRIP_OUTER_ARRAY);

  for (size_t at = skip_blanks(text, 0); at < text.len; at = skip_blanks(text, at)) {
    size_t end;

    if (strips && text.at[at] == '[') {
      if (!take_array(cutting, text, &at))
        return false;
      continue;
    }
    end = value_end(text, at, false);
    if (!take(cutting, text_slice(text, at, end - at)))
      return false;
    at = end;
  }
  return true;
}

/* MULTI_LINE = FALSE: a document that goes on in the next line is not whole. */
static bool take_lines(struct cutting *cutting, struct text text)
{
  while (text.len) {
    const char *newline = memchr(text.at, '\n', text.len);
    size_t len = newline ? (size_t)(newline - text.at) : text.len;

    if (!take_all(cutting, text_slice(text, 0, len)))
      return false;
    text = text_slice(text, newline ? len + 1 : len, text.len);
  }
  return true;
}

void document_json(const struct file_format *format, struct text text,
                   const struct document_taker *taker)
{
  struct cutting cutting = { .format = format, .taker = taker };

  buf_init(&cutting.value);
  buf_init(&cutting.problem);
  /* Who stopped it knows why. */
  (void)(file_format_is(format, FORMAT_MULTI_LINE) ? take_all(&cutting, text)
                                                   : take_lines(&cutting, text));
  buf_clear(&cutting.value);
  buf_clear(&cutting.problem);
}
