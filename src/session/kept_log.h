/* kept_log.h: small results in a file, one after the other, as they come.
 *
 * What was added is read again by the next server, also when this one was killed: bytes are handed
 * to the system and not forced to the disk. A tail that was not wholly written is ignored. A log
 * is held by each result in it, and removed by who releases it last, unless it was told to stay.
 * One thread adds; the rest is for any. */
#ifndef SESSION_KEPT_LOG_H
#define SESSION_KEPT_LOG_H

#include "session/kept_result.h"

struct kept_log;

/* A new file in a folder, readable by this user only. NULL with an error when it cannot be made. */
struct kept_log *kept_log_new(const char *folder, struct err *err);
void kept_log_hold(struct kept_log *log);
void kept_log_release(struct kept_log *log); /* NULL is fine. */
void kept_log_stay(struct kept_log *log);
/* Records of kept_record.h. After an error nothing may be added any more; what was is whole. */
bool kept_log_add(struct kept_log *log, struct text records, struct err *err) MUST_CHECK;
int64_t kept_log_bytes(const struct kept_log *log);
/* By nobody but the caller. */
bool kept_log_is_held_once(const struct kept_log *log);

/* What is given is for the taker to release, both of them. */
typedef void (*kept_taker)(void *context, struct kept_result *kept, struct kept_log *log);

/* Gives all results of a folder's logs. Removes logs in which there are none. */
void kept_logs_load(const char *folder, kept_taker take, void *context);

#endif
