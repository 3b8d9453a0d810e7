/* redact.h: a statement's text with secrets blacked out, for logs and history. */
#ifndef EXEC_REDACT_H
#define EXEC_REDACT_H

#include "base/arena.h"

struct text exec_redact(struct arena *arena, struct text sql);

#endif
