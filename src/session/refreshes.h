/* refreshes.h: which dynamic tables were refreshed, when and how it ended: a ring in memory.
 *
 * The oldest go when there are too many; a restart forgets them. Any thread may call. */
#ifndef SESSION_REFRESHES_H
#define SESSION_REFRESHES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct refreshes;

enum refresh_trigger { REFRESH_CREATION, REFRESH_MANUAL, REFRESH_SCHEDULED };

/* Names and messages are cut to these sizes. */
struct refresh {
  int64_t number; /* They come in this order. */
  int64_t table_id;
  char database[256], schema[256], name[256];
  char query_id[40];
  bool no_data;       /* Nothing had changed: the rows stayed. */
  enum err_code code; /* ERR_NONE: it succeeded. */
  char message[512];
  int64_t start_ms, end_ms;
  int64_t data_ms; /* The rows are as their sources were then. */
  int64_t rows;
  int64_t lag_seconds; /* 0: DOWNSTREAM. */
  enum refresh_trigger trigger;
};

struct refreshes *refreshes_new(void);
void refreshes_free(struct refreshes *refreshes); /* NULL is fine. */
/* A copy is kept; its number is given there. */
void refreshes_add(struct refreshes *refreshes, const struct refresh *refresh);
/* Copies in the arena, the latest first. */
struct refresh *refreshes_list(struct refreshes *refreshes, struct arena *arena,
                               int *count);
/* When a table's rows were last known to be right, and when that was last tried; 0 for never here. */
int64_t refreshes_data_ms(struct refreshes *refreshes, int64_t table_id);
int64_t refreshes_tried_ms(struct refreshes *refreshes, int64_t table_id);
/* How many of its last scheduled refreshes, one after the other and not before this, failed. */
int refreshes_failed(struct refreshes *refreshes, int64_t table_id, int64_t since_ms);

#endif
