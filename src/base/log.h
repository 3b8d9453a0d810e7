/* log.h: lines about what the program does: on standard error, standard output or in a file.
 *
 *   2026-11-21T11:49:30.123Z INFO session=17 query=0190... user logged in key=value
 *   {"time":"2026-11-21T11:49:30.123Z","level":"info","what":"user logged in","session":17,...}
 *
 * An event is one line whatever it holds: control characters are escaped. Secrets are the
 * caller's to leave out. Any thread; a line is written whole. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/buf.h"
#include "base/err.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level level); /* The last that is written; INFO at first. */
bool log_level_from_name(struct text name, enum log_level *level);
bool log_is_on(enum log_level level);

enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

void log_set_format(enum log_format format); /* TEXT at first. */
bool log_format_from_name(struct text name, enum log_format *format);
/* Where lines go from now on: "stderr", "stdout", or a file, which is made for its owner alone and
 * added to. Before there are threads. */
bool log_open(const char *target, struct err *err) MUST_CHECK;
/* A file that was given another name is followed by a new one of the old name; when that cannot be
 * made, lines go on where they went. Does nothing for what is no file. */
bool log_reopen(struct err *err) MUST_CHECK;
bool log_has_file(void);

/* What this thread's lines begin with from now on, as "session=17 query=..."; empty for nothing.
 * Copied, cut when longer than 200 bytes. */
void log_set_context(struct text context);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A member of an event beside what is said: key=value, in quotes where it holds anything but plain
 * characters; in JSON a number where `is_number`. */
struct log_field {
  const char *key;
  struct text value;
  bool is_number;
};
void log_event(enum log_level level, const char *what, const struct log_field *fields,
               int count);

#endif
