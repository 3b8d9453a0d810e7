/* fold.h: quoted names without their case, as QUOTED_IDENTIFIERS_IGNORE_CASE = true wants them. */
#ifndef SQL_FOLD_H
#define SQL_FOLD_H

#include "base/arena.h"

/* The text with "quoted names" in upper case (ASCII letters, as for names without quotes); keys
 * in paths, as in v:"Key", stay as they are. Every place stays where it was. What is stored of the
 * text, a view's query for instance, means the same whatever the parameter is later. */
struct text fold_quoted_names(struct arena *arena, struct text sql);

#endif
