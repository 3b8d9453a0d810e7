/* statement_kinds.h: the kinds of statements: their words for QUERY_HISTORY and for docs/sql.md. */
#ifndef EXEC_STATEMENT_KINDS_H
#define EXEC_STATEMENT_KINDS_H

#include "sql/ast.h"

struct statement_row {
  enum statement_kind kind;
  const char
    *query_type;       /* QUERY_TYPE of QUERY_HISTORY; NULL: there is no word for it. */
  const char *written; /* Its forms, in short. */
  const char *later;   /* What is refused with 000002, "" for nothing. */
};

/* NULL past the last. */
const struct statement_row *statement_row_at(int index);
/* "SELECT", "CREATE_TABLE_AS_SELECT"; "UNKNOWN" where there is no word for it. A constant. */
const char *statement_query_type(const struct statement *statement);

#endif
