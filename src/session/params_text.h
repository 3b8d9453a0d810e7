/* params_text.h: what an account or a user sets of parameters, as JSON: as it is kept. */
#ifndef SESSION_PARAMS_TEXT_H
#define SESSION_PARAMS_TEXT_H

#include "base/arena.h"
#include "protocol/params.h"

/* An object of names and texts; at NULL when nothing is set. */
struct text params_text(struct arena *arena, const struct params *params);
/* The values of such a text (at NULL or empty: none); the caller frees them. NULL, with an error, for a
 * text that is damaged; what is no parameter any more is left out. */
struct params *params_of_text(struct text text, struct err *err);

#endif
