/* casts.h: which types convert to which, and how DuckDB says it.
 *
 * Templates: $1 the value, $p $s precision and scale of the target, $n its length, $T its DuckDB
 * type, $s1 scale of the source, $(NAME) session parameters, $e the source text's name in errors.
 * The value $1 appears once in each. */
#ifndef DIALECT_CASTS_H
#define DIALECT_CASTS_H

#include "data/type.h"

enum cast_rank {
  CAST_NEVER,    /* No conversion: Snowflake refuses it at compile time. */
  CAST_EXPLICIT, /* CAST and :: only. */
  CAST_IMPLICIT  /* Also where a value of the target's type is wanted. */
};

struct cast {
  enum cast_rank rank;
  const char *duckdb;     /* NULL: nothing to do, the physical form is the same. */
  const char *try_duckdb; /* The same giving NULL on failure; NULL: it cannot fail. */
  bool try_allowed;       /* TRY_CAST is for VARCHAR (and same-kind) sources only. */
};

/* How to convert. `wide`: integers are HUGEINT where precision needs it. `from_bytes`: bytes of
 * the source's physical integer (1 to 16), 0 for other sources. */
struct cast cast_find(struct type from, struct type to, bool wide);

#endif
