/* redact.h: a statement's text with secrets blacked out, for logs and history. */
#ifndef EXEC_REDACT_H
#define EXEC_REDACT_H

#include "base/arena.h"
#include "base/err.h"

struct text exec_redact(struct arena *arena, struct text sql);
/* The statement's error, whose message may quote it ("unexpected ''..."), likewise. */
void exec_redact_error(struct text sql, const struct err *err, struct err *shown);

#endif
