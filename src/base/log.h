/* log.h: lines about what the program does, on standard error.
 *
 *   2026-11-21T11:49:30.123Z INFO session=17 query=0190... user logged in key=value
 *
 * Messages are one line whatever they hold: control characters are escaped. Secrets are the
 * caller's to leave out. Any thread; a line is written whole. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/buf.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level level); /* The last that is written; INFO at first. */
bool log_level_from_name(struct text name, enum log_level *level);
bool log_is_on(enum log_level level);
/* What this thread's lines begin with from now on, as "session=17 query=..."; empty for nothing.
 * Copied, cut when longer than 200 bytes. */
void log_set_context(struct text context);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Adds " key=value" with the value in quotes where it holds anything but plain characters. */
void log_add(struct buf *message, const char *key, struct text value);

#endif
