/* log.c: lines about what the program does: on standard error, standard output or in a file. */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"

#define CONTEXT_SIZE 200

static const char *const names[] = { "ERROR", "WARN", "INFO", "DEBUG" };
static const char *const small_names[] = { "error", "warn", "info", "debug" };
static const char *const formats[] = { "text", "json" };

/* Log lines belong to the process, not to any object in it: the one state that is not passed. */
static _Atomic int last_level = LOG_LEVEL_INFO;
static _Atomic int line_format = LOG_FORMAT_TEXT;
static int out = STDERR_FILENO; /* Set once, at the start. */
static char *file_path;         /* NULL: the lines go to no file. */
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

void log_set_format(enum log_format format)
{
  line_format = format;
}

bool log_format_from_name(struct text name, enum log_format *format)
{
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    if (!text_is_nocase(name, formats[i]))
      continue;
    *format = (enum log_format)i;
    return true;
  }
  return false;
}

static int open_file(const char *path, struct err *err)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);

  if (fd < 0)
    err_set(err, ERR_INVALID_ARGUMENT, "the log %s cannot be written: %s", path,
            strerror(errno));
  return fd;
}

bool log_open(const char *target, struct err *err)
{
  bool is_file = strcmp(target, "stderr") != 0 && strcmp(target, "stdout") != 0;
  int fd = is_file ? open_file(target, err)
                   : (target[3] == 'e' ? STDERR_FILENO : STDOUT_FILENO);

  if (fd < 0)
    return false;
  if (file_path)
    close(out);
  free(file_path);
  file_path = is_file ? strdup(target) : NULL;
  if (is_file && !file_path)
    abort();
  out = fd;
  return true;
}

/* The descriptor keeps its number: who writes meanwhile writes to the one or the other. */
bool log_reopen(struct err *err)
{
  int fd;

  if (!file_path)
    return true;
  fd = open_file(file_path, err);
  if (fd < 0)
    return false;
  bool ok = dup3(fd, out, O_CLOEXEC) >= 0 ||
            err_set(err, ERR_INVALID_ARGUMENT, "the log %s cannot be followed: %s",
                    file_path, strerror(errno));

  close(fd);
  return ok;
}

bool log_has_file(void)
{
  return file_path != NULL;
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

/* The time, as both formats have it. */
static void add_time(struct buf *line)
{
  int64_t ms = clock_now_ms();
  time_t seconds = (time_t)(ms / 1000);
  struct tm tm;
  char text[32];

  gmtime_r(&seconds, &tm);
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
  buf_printf(line, "%s.%03dZ", text, (int)(ms % 1000));
}

/* ---- lines of text ---- */

static void add_quoted(struct buf *line, struct text value)
{
  buf_add_char(line, '"');
  for (size_t i = 0; i < value.len; i++) {
    if (value.at[i] == '"' || value.at[i] == '\\')
      buf_add_char(line, '\\');
    add_escaped(line, text_slice(value, i, 1));
  }
  buf_add_char(line, '"');
}

static void add_text_line(struct buf *line, enum log_level level, struct text what,
                          const struct log_field *fields, int count)
{
  add_time(line);
  buf_printf(line, " %s ", names[level]);
  if (context[0])
    buf_printf(line, "%s ", context);
  add_escaped(line, what);
  for (int i = 0; i < count; i++) {
    buf_printf(line, " %s=", fields[i].key);
    if (is_plain(fields[i].value))
      buf_add_text(line, fields[i].value);
    else
      add_quoted(line, fields[i].value);
  }
}

/* ---- lines of JSON ---- */

static void add_json_text(struct buf *line, struct text value)
{
  struct buf repaired;

  buf_init(&repaired);
  buf_add_repaired(&repaired, value);
  buf_add_char(line, '"');
  for (size_t i = 0; i < repaired.len; i++) {
    unsigned char c = (unsigned char)repaired.at[i];

    if (c == '"' || c == '\\')
      buf_printf(line, "\\%c", c);
    else if (c == '\n')
      buf_add_string(line, "\\n");
    else if (c < ' ' || c == 0x7F)
      buf_printf(line, "\\u%04x", c);
    else
      buf_add_char(line, (char)c);
  }
  buf_add_char(line, '"');
  buf_clear(&repaired);
}

static void add_member(struct buf *line, struct text key, struct text value,
                       bool is_number)
{
  buf_add_char(line, ',');
  add_json_text(line, key);
  buf_add_char(line, ':');
  if (is_number)
    buf_add_text(line, value);
  else
    add_json_text(line, value);
}

/* "session=17 query=abc" */
static void add_context_members(struct buf *line)
{
  struct text rest = text_of(context);

  while (rest.len) {
    size_t end = text_find(rest, ' ');
    struct text pair = text_slice(rest, 0, end);
    size_t equals = text_find(pair, '=');
    struct text value = text_slice(pair, equals + 1, pair.len);
    int64_t number;

    add_member(line, text_slice(pair, 0, equals), value, text_to_int64(value, &number));
    rest = text_slice(rest, end + 1, rest.len);
  }
}

static void add_json_line(struct buf *line, enum log_level level, struct text what,
                          const struct log_field *fields, int count)
{
  buf_add_string(line, "{\"time\":\"");
  add_time(line);
  buf_printf(line, "\",\"level\":\"%s\",\"what\":", small_names[level]);
  add_json_text(line, what);
  add_context_members(line);
  for (int i = 0; i < count; i++)
    add_member(line, text_of(fields[i].key), fields[i].value, fields[i].is_number);
  buf_add_char(line, '}');
}

/* ---- writing ---- */

/* One write: lines of several threads never mix. What cannot be written is lost, since there is
 * nowhere else to say so. */
static void write_line(const struct buf *line)
{
  if (!fd_write(out, buf_text(line)))
    return;
}

static void log_whole(enum log_level level, struct text what,
                      const struct log_field *fields, int count)
{
  struct buf line;

  buf_init(&line);
  if (line_format == LOG_FORMAT_JSON)
    add_json_line(&line, level, what, fields, count);
  else
    add_text_line(&line, level, what, fields, count);
  buf_add_char(&line, '\n');
  write_line(&line);
  buf_clear(&line);
}

void log_event(enum log_level level, const char *what, const struct log_field *fields,
               int count)
{
  if (log_is_on(level))
    log_whole(level, text_of(what), fields, count);
}

static void log_line(enum log_level level, const char *format, va_list list)
{
  char *message;
  int len = vasprintf(&message, format, list);

  if (len < 0)
    abort();
  log_whole(level, text_from(message, (size_t)len), NULL, 0);
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
