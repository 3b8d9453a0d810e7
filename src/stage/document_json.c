/* document_json.c: where one JSON document of a file ends and the next begins. */
#include "stage/document_json.h"

#include <stdlib.h>
#include <string.h>

#include "data/json_lenient.h"

struct document_json {
  const struct file_format *format;
  bool begun, done;
  bool in_array; /* Within one that STRIP_OUTER_ARRAY takes away. */
  size_t
    line; /* Bytes from the window's `at` to the line's end; 0: not looked for yet. */
  struct buf value, problem, repaired;
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

/* Behind the value that begins at 0; `inside`: it ends at a comma or a bracket, too. */
static size_t value_end(struct text text, bool inside)
{
  int depth = 0;
  size_t at = 0;

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

static bool repairs(const struct file_format *format)
{
  return file_format_is(format, FORMAT_REPLACE_INVALID_CHARACTERS) ||
         file_format_is(format, FORMAT_IGNORE_UTF8_ERRORS);
}

static void refuse(struct document_json *json, struct text problem, struct text from,
                   struct document *document)
{
  json->done = true;
  *document = (struct document){
    .is_bad = true, .code = ERR_NOT_JSON, .problem = problem, .from = from
  };
}

static void take(struct document_json *json, struct text text, struct document *document)
{
  bool many = file_format_is(json->format, FORMAT_ALLOW_DUPLICATE);

  buf_reset(&json->value);
  buf_reset(&json->problem);
  if (!text_is_utf8(text)) {
    if (!repairs(json->format)) {
      refuse(json, TEXT("Invalid UTF8 detected"), TEXT(""), document);
      return;
    }
    buf_reset(&json->repaired);
    buf_add_repaired(&json->repaired, text);
    text = buf_text(&json->repaired);
  }
  if (json_lenient_read(text, many ? JSON_NAMES_LAST : JSON_NAMES_UNIQUE,
                        options_of(json->format), &json->value, &json->problem)) {
    if (json->value.len) {
      document->value = buf_text(&json->value);
      return;
    }
    buf_add_string(&json->problem, "missing array element"); /* [1,,2] */
  }
  refuse(json, buf_text(&json->problem), text, document);
}

/* ---- what of the file is looked at ---- */

static bool more(struct document_json *json, struct byte_window *window, struct err *err)
{
  json->line = 0;
  return byte_window_more(window, err);
}

/* With MULTI_LINE off the rest of the line, since a document that goes on in the next one is not whole; *whole: what
 * comes behind these bytes does not belong to them. */
static struct text visible(struct document_json *json, const struct byte_window *window,
                           bool *whole)
{
  struct text text = byte_window_text(window);
  const char *newline;

  *whole = window->ended;
  if (file_format_is(json->format, FORMAT_MULTI_LINE))
    return text;
  if (!json->line) {
    newline = text.len ? memchr(text.at, '\n', text.len) : NULL;
    json->line = newline ? (size_t)(newline - text.at) + 1 : 0;
  }
  if (!json->line)
    return text;
  *whole = true;
  return text_slice(text, 0, json->line - 1);
}

static void move_on(struct document_json *json, struct byte_window *window, size_t count)
{
  window->at += count;
  json->line -= json->line ? count : 0;
}

static bool skip_mark(struct document_json *json, struct byte_window *window,
                      struct err *err)
{
  bool there;

  json->begun = true;
  if (!file_format_is(json->format, FORMAT_SKIP_BYTE_ORDER_MARK))
    return true;
  if (!byte_window_need(window, 3, &there, err))
    return false;
  if (there && text_starts_with(byte_window_text(window), "\xef\xbb\xbf"))
    window->at += 3;
  return true;
}

/* Behind the end of a line, or of the file. */
static void end_line(struct document_json *json, struct byte_window *window,
                     struct document *document)
{
  if (json->in_array)
    refuse(json, TEXT("incomplete array value"), TEXT(""), document);
  else if (json->line)
    move_on(json, window, 1);
  else
    json->done = true;
  json->line = 0;
}

/* Past a bracket of the array that is taken away. */
static bool strip(struct document_json *json, struct byte_window *window, char c)
{
  if (!file_format_is(json->format, FORMAT_STRIP_OUTER_ARRAY) ||
      c != (json->in_array ? ']' : '['))
    return false;
  json->in_array = !json->in_array;
  move_on(json, window, 1);
  return true;
}

bool document_json_next(struct document_json *json, struct byte_window *window,
                        struct document *document, struct err *err)
{
  if (!json->begun && !skip_mark(json, window, err))
    return false;
  while (!json->done && !document->is_bad) {
    bool whole;
    struct text text = visible(json, window, &whole);
    size_t end;

    move_on(json, window, skip_blanks(text, 0));
    text = visible(json, window, &whole);
    if (!text.len && whole) {
      end_line(json, window, document);
      continue;
    }
    if (text.len && strip(json, window, text.at[0]))
      continue;
    end = value_end(text, json->in_array);
    if (end == text.len && !whole) {
      if (!more(json, window, err))
        return false;
      continue;
    }
    take(json,
         json->in_array ? text_trim(text_slice(text, 0, end)) : text_slice(text, 0, end),
         document);
    move_on(json, window,
            json->in_array && end < text.len && text.at[end] == ',' ? end + 1 : end);
    return true;
  }
  return true;
}

struct document_json *document_json_new(const struct file_format *format)
{
  struct document_json *json = calloc(1, sizeof *json);

  if (!json)
    abort();
  json->format = format;
  buf_init(&json->value);
  buf_init(&json->problem);
  buf_init(&json->repaired);
  return json;
}

void document_json_free(struct document_json *json)
{
  if (!json)
    return;
  buf_clear(&json->value);
  buf_clear(&json->problem);
  buf_clear(&json->repaired);
  free(json);
}
