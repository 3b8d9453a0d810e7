/* build_create.c: CREATE as a whole: which clauses it may have, and the statement that it is. */
#include "sql/build_create.h"

#include "sql/create_clauses.h"
#include "sql/object_words.h"
#include "sql/option_check.h"

struct create *build_create_if_not_exists(struct build *b, struct create *create,
                                          const struct token *token)
{
  if (create->clauses || create->if_not_exists)
    build_syntax_error(b, token);
  create->if_not_exists = true;
  return create;
}

struct create *build_clause(struct build *b, struct create *create,
                            const struct token *token, unsigned clause)
{
  create->clauses |= clause;
  if (clause & ~create_clauses_of(create->kind_words)->may)
    build_syntax_error(b, token);
  return create;
}

/* A syntax error when a clause is missing that the kind must have. */
static void check_missing(struct build *b, const struct create *create)
{
  unsigned missing = create_clauses_of(create->kind_words)->must & ~create->clauses;

  if (missing && !(create->clauses & CLAUSE_CLONE))
    build_unexpected_end(b);
}

static bool is_carried_out(const struct create *create)
{
  const struct object_words *words = object_words_find(create->kind_words);

  return words && (words->grammar || create->kind == OBJECT_USER ||
                   text_is(create->kind_words, "EXTERNAL TABLE") ||
                   create->kind == OBJECT_FILE_FORMAT || create->kind == OBJECT_STAGE ||
                   create->kind == OBJECT_PIPE);
}

/* Of a kind that is carried out, but not in this form. */
static bool is_unusual(const struct create *create)
{
  bool is_table = create->kind == OBJECT_TABLE;

  return create->clauses & (CLAUSE_FROM | CLAUSE_WORDS) ||
         (create->clauses & CLAUSE_TEMPLATE && !is_table);
}

static struct text other_name(struct build *b, const struct create *create)
{
  const char *form = create->clauses & CLAUSE_TEMPLATE ? " ... USING TEMPLATE" : "";

  if (create->clauses & CLAUSE_FROM)
    form = " ... FROM SHARE";
  else if (create->kind == OBJECT_DATABASE)
    form = " ... of another account";
  return arena_printf(b->arena, "CREATE " TEXT_FMT "%s", TEXT_ARG(create->kind_words),
                      form);
}

struct statement *build_create_end(struct build *b, struct create *create,
                                   struct query *query)
{
  enum statement_kind kind = STMT_CREATE_OTHER;
  struct statement *statement;

  create->place = build_place(b, create->place);
  create->source = build_source(b, create->place);
  create->query = query;
  if (query)
    create->query_text = build_source(b, query->place);
  switch (create->kind) {
  case OBJECT_DATABASE: kind = STMT_CREATE_DATABASE; break;
  case OBJECT_SCHEMA: kind = STMT_CREATE_SCHEMA; break;
  case OBJECT_TABLE: kind = STMT_CREATE_TABLE; break;
  case OBJECT_VIEW: kind = STMT_CREATE_VIEW; break;
  case OBJECT_SEQUENCE: kind = STMT_CREATE_SEQUENCE; break;
  case OBJECT_WAREHOUSE: kind = STMT_CREATE_WAREHOUSE; break;
  case OBJECT_INDEX: kind = STMT_CREATE_INDEX; break;
  case OBJECT_VOLUME: kind = STMT_CREATE_VOLUME; break;
  case OBJECT_USER: kind = STMT_CREATE_USER; break;
  case OBJECT_FILE_FORMAT: kind = STMT_CREATE_FILE_FORMAT; break;
  case OBJECT_STAGE: kind = STMT_CREATE_STAGE; break;
  case OBJECT_PIPE: kind = STMT_CREATE_PIPE; break;
  case OBJECT_NONE:
  case OBJECT_COLUMN:
  case OBJECT_FUNCTION:
  case OBJECT_PROCEDURE:
  case OBJECT_TASK:
  case OBJECT_STREAM:
  case OBJECT_ROLE:
  case OBJECT_OTHER: break;
  }
  /* EXTERNAL TABLE and its like are tables to DROP and SHOW alone. */
  if (!is_carried_out(create) || is_unusual(create))
    kind = STMT_CREATE_OTHER;
  statement = build_statement(b, kind, create);
  check_missing(b, create);
  if (kind != STMT_CREATE_OTHER && kind != STMT_CREATE_USER &&
      kind != STMT_CREATE_FILE_FORMAT && kind != STMT_CREATE_STAGE &&
      kind != STMT_CREATE_PIPE)
    return statement;
  option_check(b, create->kind_words, &create->options);
  statement->text = other_name(b, create);
  return statement;
}
