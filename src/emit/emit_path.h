/* emit_path.h: paths of constant steps, v:a.b[0], which are one call instead of one a step. */
#ifndef EMIT_EMIT_PATH_H
#define EMIT_EMIT_PATH_H

#include "base/buf.h"
#include "bind/bound.h"

/* Whether an expression takes a constant step into a value. */
bool path_is_step(const struct bound_expr *expr);
/* What the first of the steps is taken into; the steps are added to `path` as json_path reads
 * them. */
const struct bound_expr *path_root(const struct bound_expr *expr, struct buf *path);

#endif
