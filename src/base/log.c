/* log.c: lines about what the program does, on standard error. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define CONTEXT_SIZE 200

static const char *const names[] = { "ERROR", "WARN", "INFO", "DEBUG" };

/* Log lines belong to the process, not to any object in it: the one state that is not passed. */
static _Atomic int last_level = LOG_LEVEL_INFO;
static _Thread_local char context[CONTEXT_SIZE];

void log_set_level(enum log_level level)
{
  last_level = level;
}

bool log_level_from_name(struct text name, enum log_level *level)
{
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (!text_is_nocase(name, names[i]))
      continue;
    *level = (enum log_level)i;
    return true;
  }
  return false;
}

bool log_is_on(enum log_level level)
{
  return (int)level <= last_level;
}

void log_set_context(struct text text)
{
  size_t len = text.len < CONTEXT_SIZE ? text.len : CONTEXT_SIZE - 1;

  if (len)
    memcpy(context, text.at, len);
  context[len] = '\0';
}

static void add_escaped(struct buf *line, struct text text)
{
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.at[i];

    if (c == '\n')
      buf_add_string(line, "\\n");
    else if (c < ' ' || c == 0x7F)
      buf_printf(line, "\\x%02x", c);
    else
      buf_add_char(line, (char)c);
  }
}

static bool is_plain(struct text value)
{
  for (size_t i = 0; i < value.len; i++) {
    unsigned char c = (unsigned char)value.at[i];

    if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7F)
      return false;
  }
  return value.len > 0;
}

void log_add(struct buf *message, const char *key, struct text value)
{
  buf_printf(message, " %s=", key);
  if (is_plain(value)) {
    buf_add_text(message, value);
    return;
  }
  buf_add_char(message, '"');
  for (size_t i = 0; i < value.len; i++) {
    if (value.at[i] == '"' || value.at[i] == '\\')
      buf_add_char(message, '\\');
    buf_add_char(message, value.at[i]);
  }
  buf_add_char(message, '"');
}

static void add_time(struct buf *line)
{
  int64_t ms = clock_now_ms();
  time_t seconds = (time_t)(ms / 1000);
  struct tm tm;
  char text[32];

  gmtime_r(&seconds, &tm);
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
  buf_printf(line, "%s.%03dZ ", text, (int)(ms % 1000));
}

/* One write: lines of several threads never mix. What cannot be written is lost, since there is
 * nowhere else to say so. */
static void write_line(const struct buf *line)
{
  size_t done = 0;

  while (done < line->len) {
    ssize_t n = write(STDERR_FILENO, line->at + done, line->len - done);

    if (n <= 0)
      return;
    done += (size_t)n;
  }
}

static void log_line(enum log_level level, const char *format, va_list list)
{
  char *message;
  struct buf line;
  int len = vasprintf(&message, format, list);

  if (len < 0)
    abort();
  buf_init(&line);
  add_time(&line);
  buf_printf(&line, "%s ", names[level]);
  if (context[0])
    buf_printf(&line, "%s ", context);
  add_escaped(&line, text_from(message, (size_t)len));
  buf_add_char(&line, '\n');
  write_line(&line);
  buf_clear(&line);
  free(message);
}

void log_error(const char *format, ...)
{
  va_list list;

  va_start(list, format);
  log_line(LOG_LEVEL_ERROR, format, list);
  va_end(list);
}

void log_warn(const char *format, ...)
{
  va_list list;

  if (!log_is_on(LOG_LEVEL_WARN))
    return;
  va_start(list, format);
  log_line(LOG_LEVEL_WARN, format, list);
  va_end(list);
}

void log_info(const char *format, ...)
{
  va_list list;

  if (!log_is_on(LOG_LEVEL_INFO))
    return;
  va_start(list, format);
  log_line(LOG_LEVEL_INFO, format, list);
  va_end(list);
}

void log_debug(const char *format, ...)
{
  va_list list;

  if (!log_is_on(LOG_LEVEL_DEBUG))
    return;
  va_start(list, format);
  log_line(LOG_LEVEL_DEBUG, format, list);
  va_end(list);
}
