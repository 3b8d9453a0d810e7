/* query_type.c: what QUERY_HISTORY calls a statement. */
#include "exec/query_type.h"

#include <stddef.h>

static const char *const types[] = {
  [STMT_QUERY] = "SELECT",
  [STMT_INSERT] = "INSERT",
  [STMT_MULTI_INSERT] = "MULTI_TABLE_INSERT",
  [STMT_UPDATE] = "UPDATE",
  [STMT_DELETE] = "DELETE",
  [STMT_MERGE] = "MERGE",
  [STMT_TRUNCATE] = "TRUNCATE_TABLE",
  [STMT_CREATE_DATABASE] = "CREATE",
  [STMT_CREATE_SCHEMA] = "CREATE",
  [STMT_CREATE_TABLE] = "CREATE_TABLE",
  [STMT_CREATE_VIEW] = "CREATE_VIEW",
  [STMT_CREATE_SEQUENCE] = "CREATE_SEQUENCE",
  [STMT_CREATE_WAREHOUSE] = "CREATE",
  [STMT_ALTER] = "ALTER",
  [STMT_DROP] = "DROP",
  [STMT_UNDROP] = "RESTORE",
  [STMT_COMMENT] = "COMMENT",
  [STMT_SHOW] = "SHOW",
  [STMT_DESCRIBE] = "DESCRIBE",
  [STMT_USE] = "USE",
  [STMT_BEGIN] = "BEGIN_TRANSACTION",
  [STMT_COMMIT] = "COMMIT",
  [STMT_ROLLBACK] = "ROLLBACK",
  [STMT_SET] = "SET",
  [STMT_UNSET] = "UNSET",
  [STMT_ALTER_SESSION] = "ALTER_SESSION",
  [STMT_EXPLAIN] = "EXPLAIN",
};

const char *query_type(const struct statement *statement)
{
  size_t kind = (size_t)statement->kind;

  if (statement->kind == STMT_CREATE_TABLE && statement->create->query)
    return "CREATE_TABLE_AS_SELECT";
  if (kind >= sizeof types / sizeof *types || !types[kind])
    return "UNKNOWN";
  return types[kind];
}
