/* match.h: the text of MATCH_RECOGNIZE ( ... ) as its clauses. */
#ifndef SQL_MATCH_H
#define SQL_MATCH_H

#include "base/err.h"
#include "sql/ast.h"

struct match_measure {
  struct expr *expr;
  struct text name;
  enum { MATCH_UNSAID, MATCH_RUNNING, MATCH_FINAL } frame;
};

struct match_symbol {
  struct text name;
  struct expr *define; /* NULL: any row. */
};

struct match {
  struct list *partition_by; /* struct expr; NULL without */
  struct list *order_by;     /* struct order_item; NULL without */
  struct list measures;      /* struct match_measure */
  struct list symbols;       /* struct match_symbol */
  bool all_rows;
  enum { MATCH_SHOW_EMPTY, MATCH_OMIT_EMPTY, MATCH_WITH_UNMATCHED } rows;
  bool excludes; /* The pattern has {- -}. */
  enum {
    MATCH_SKIP_PAST_LAST,
    MATCH_SKIP_TO_NEXT,
    MATCH_SKIP_TO_FIRST,
    MATCH_SKIP_TO_LAST
  } skip;
  int skip_symbol;
  /* Symbols as s<number>, a blank behind; b and e for ^ and $; [ ] for {- -}; ( ) | * + ? {n,m} as
   * written. PERMUTE is written out. */
  struct text pattern;
};

/* NULL with an error. */
struct match *match_parse(struct arena *arena, struct text sql, struct err *err);
/* The symbol of that name, or -1. */
int match_find_symbol(const struct match *match, struct text name);

#endif
