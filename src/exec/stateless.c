/* stateless.c: what may be run in the session of one request, which ends with it. */
#include "exec/stateless.h"

enum taken { TAKEN_NEVER, TAKEN_AS_PART };

struct refused_row {
  enum statement_kind kind;
  const char *name;
  enum taken taken;
};

static const struct refused_row refused[] = {
  { STMT_FILES, "PUT", TAKEN_NEVER },
  { STMT_FILES, "GET", TAKEN_NEVER },
  { STMT_USE, "USE", TAKEN_AS_PART },
  { STMT_ALTER_SESSION, "ALTER SESSION", TAKEN_AS_PART },
  { STMT_BEGIN, "BEGIN", TAKEN_AS_PART },
  { STMT_COMMIT, "COMMIT", TAKEN_AS_PART },
  { STMT_ROLLBACK, "ROLLBACK", TAKEN_AS_PART },
  { STMT_SET, "SET", TAKEN_AS_PART },
  { STMT_UNSET, "UNSET", TAKEN_AS_PART },
};

/* Tables, stages and the like that would be dropped at the end of the request. */
static bool makes_temporary(const struct statement *statement)
{
  switch (statement->kind) {
  case STMT_CREATE_TABLE:
  case STMT_CREATE_FILE_FORMAT:
  case STMT_CREATE_STAGE:
  case STMT_CREATE_PIPE:
  case STMT_CREATE_VIEW: return statement->create->persistence == PERSIST_TEMPORARY;
  case STMT_CREATE_ROUTINE: return statement->routine->temporary;
  default: return false;
  }
}

/* Of the kind that works with files the name says which statement it is. */
static bool is_row(const struct refused_row *row, const struct statement *statement)
{
  return row->kind == statement->kind &&
         (row->kind != STMT_FILES || text_is_nocase(statement->text, row->name));
}

static const struct refused_row *find_row(const struct statement *statement)
{
  static const struct refused_row temporary = { STMT_CREATE_TABLE, "CREATE TEMPORARY",
                                                TAKEN_AS_PART };

  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
    if (is_row(&refused[i], statement))
      return &refused[i];
  return makes_temporary(statement) ? &temporary : NULL;
}

bool stateless_may_run(const struct statement *statement, bool is_part, struct err *err)
{
  const struct refused_row *row = find_row(statement);

  if (!row || (row->taken == TAKEN_AS_PART && is_part))
    return true;
  return err_set(err, ERR_UNSUPPORTED, "Unsupported feature '%s in %s'.", row->name,
                 row->taken == TAKEN_NEVER
                   ? "the SQL API"
                   : "a request to the SQL API that has a single statement");
}
