/* request.h: what a client asks to run: the text, the values bound to it, how. */
#ifndef EXEC_REQUEST_H
#define EXEC_REQUEST_H

#include <stdint.h>

#include "base/text.h"

/* One bound value as it came over the wire, or one array of them. */
struct bind_value {
  struct text name; /* Upper case; at NULL: it has a position. */
  struct text type; /* "FIXED", "TEXT", "DATE" ... */
  bool is_array;
  int64_t count;       /* 1 for a scalar. */
  struct text *values; /* at NULL: NULL. */
};

struct executed_file;
struct history_item; /* session/history.h */
struct stage_times;  /* session/history.h */

struct exec_request {
  struct text sql;
  int bind_count;
  const struct bind_value
    *binds; /* From position 1, type at NULL where left out; then by name. */
  struct text bind_stage; /* "@SYSTEM$BIND/x": where arrays of values are; else empty. */
  bool describe_only;
  int64_t statement_count; /* MULTI_STATEMENT_COUNT: 1 unless said, 0 any. */
  /* Rows of a query may be made while they are fetched: who asks for that gives a failure of the
   * fetching to exec_again. */
  bool streams;
  bool wide;                        /* Integers of 128 bits from the start. */
  bool is_part;                     /* One of several statements of a request. */
  const struct executed_file *file; /* That it stands in (execute_file.h); NULL: none. */
  char query_id[40];
  struct history_item *remembered; /* NULL: QUERY_HISTORY does not tell of it. */
  struct stage_times *times;       /* Where its time goes; NULL: it is not measured. */
};

#endif
