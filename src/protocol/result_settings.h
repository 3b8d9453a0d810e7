/* result_settings.h: the settings of a session that the values of its results are written by, as a
 * text that is kept with them: the SQL API writes a result again as its request asked for. */
#ifndef PROTOCOL_RESULT_SETTINGS_H
#define PROTOCOL_RESULT_SETTINGS_H

#include "protocol/params.h"

/* In the arena; null_text as in struct result_request. */
struct text result_settings(struct arena *arena, const struct params *params,
                            bool null_text);
/* Sets them; false: the text is damaged. */
bool result_settings_read(struct text settings, struct params *params,
                          bool *null_text) MUST_CHECK;

#endif
