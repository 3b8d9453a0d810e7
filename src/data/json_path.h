/* json_path.h: a path into semi-structured values, a.b[0]["c d"], worked out once for many values.
 *
 * Names may stand in single or double quotes, doubled or escaped by a backslash inside; the path may
 * begin with a dot or a colon. Init, set, find any number of times, clear. */
#ifndef DATA_JSON_PATH_H
#define DATA_JSON_PATH_H

#include "base/buf.h"

struct json_path {
  int count;
  int room;
  struct json_step *steps;
  struct buf names; /* As objects hold them: escaped. */
};

void json_path_init(struct json_path *path);
void json_path_clear(struct json_path *path);
/* False when the text is no path; the path then leads nowhere. */
bool json_path_set(struct json_path *path, struct text written);
/* What lies there; at NULL when nothing does. The empty path leads to the value itself. */
struct text json_path_find(const struct json_path *path, struct text value);

/* Add a step to a path's text. */
void json_path_add_name(struct buf *written, struct text name);
void json_path_add_index(struct buf *written, int64_t index);

#endif
