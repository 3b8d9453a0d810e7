/* history_entry.h: one statement as QUERY_HISTORY remembers it, and which of them are wanted. */
#ifndef HISTORY_HISTORY_ENTRY_H
#define HISTORY_HISTORY_ENTRY_H

#include "base/arena.h"

/* Lost: the server ended while it ran, and could not say how it went. */
enum history_state { HISTORY_RUNNING, HISTORY_DONE, HISTORY_FAILED, HISTORY_LOST };

/* Texts are NULL where nothing was said. Numbers are 64 bits wide, as they are stored. */
struct history_entry {
  int64_t number; /* Grows with every statement, over restarts too. */
  char query_id[40];
  const char *sql, *database, *schema, *user, *role, *warehouse, *tag;
  const char *type; /* "SELECT", "CREATE_TABLE" */
  const char *client, *client_version;
  int64_t session_id;
  int64_t transaction_id; /* 0: in none. */
  int64_t state;          /* enum history_state */
  int64_t error;          /* Snowflake's number, of what failed. */
  const char *message;
  int64_t started_ms, ended_ms; /* ended_ms 0: it still runs. */
  int64_t elapsed_us;           /* Of what has ended. */
  int64_t rows, inserted, updated, deleted;
  int64_t bytes; /* Of the answer and of what is kept of the result. */
  int64_t parse_us, bind_us, plan_us, execute_us, encode_us;
};

/* How it went, in one word: what was cancelled has failed, too, and what was lost. */
enum history_status {
  HISTORY_ANY,
  HISTORY_IS_RUNNING,
  HISTORY_IS_SUCCEEDED,
  HISTORY_IS_FAILED,
  HISTORY_IS_CANCELLED
};

enum history_status history_status(const struct history_entry *entry);

/* What is wanted of what ended in this range (what runs has no end: it is wanted unless there is an
 * upper bound); texts at NULL, and numbers that are 0: any. */
struct history_filter {
  int64_t from_ms, to_ms;
  int64_t started_from_ms, started_to_ms;
  int64_t session_id;
  int64_t before; /* Statements with a smaller number. */
  struct text user, warehouse, query_id, type;
  struct text part; /* Of their text, upper and lower case of ASCII letters alike. */
  bool only_ended;
  enum history_status status;
  int64_t most; /* 0: as many as there are. */
};

bool history_filter_passes(const struct history_filter *filter,
                           const struct history_entry *entry);

/* The entry with texts of its own, in the arena. */
struct history_entry history_entry_copy(struct arena *arena,
                                        const struct history_entry *entry);

#endif
