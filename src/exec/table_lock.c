/* table_lock.c: a session's locks on tables, by number or by a statement's name. */
#include "exec/table_lock.h"

#include "base/clock.h"
#include "session/instance.h"
#include "session/transactions.h"

bool table_find(struct run *run, const struct name *name, struct found_table *found,
                struct err *err)
{
  struct session *session = run->session;
  struct catalog *catalog = session->instance->catalog;
  struct database *database;
  struct schema *schema;
  struct table *table;

  if (!pipeline_path(run, name, KIND_TABLE, &found->path, err))
    return false;
  catalog_read(catalog);
  database = catalog_find_database(catalog, found->path.database);
  schema = database ? catalog_find_schema(database, found->path.schema) : NULL;
  table = schema ? catalog_find_table(catalog, schema, found->path.name, session->id)
                 : NULL;
  if (table && table->object.kind != KIND_TABLE)
    table = NULL;
  if (table) {
    found->id = table->object.id;
    found->temporary = table->persistence == TABLE_TEMPORARY;
  }
  catalog_read_end(catalog);
  return table != NULL;
}

static bool is_cancelled(void *connection)
{
  return engine_is_interrupted(connection);
}

bool table_lock(struct session *session, int64_t table_id, enum lock_mode mode,
                struct err *err)
{
  struct running_transaction begun = { .id = clock_now_ns(),
                                       .session_id = session->id,
                                       .user = session->user };

  if (session->transaction != TRANSACTION_OPEN) /* The statement is one of its own. */
    transactions_begin(session->instance->transactions, &begun);
  return locks_take(session->instance->locks, session->id, session->statement_id,
                    table_id, mode, params_number(session->params, "LOCK_TIMEOUT") * 1000,
                    is_cancelled, session->connection, err);
}

void table_unlock_all(struct session *session)
{
  locks_release(session->instance->locks, session->id);
  if (session->transaction != TRANSACTION_OPEN)
    transactions_end(session->instance->transactions, session->id, NULL);
}

static const struct name *changed_table(const struct statement *statement)
{
  switch (statement->kind) {
  case STMT_ALTER:
    return statement->alter->kind == OBJECT_TABLE ? statement->alter->name : NULL;
  case STMT_DROP:
    return statement->drop->kind == OBJECT_TABLE ? statement->drop->name : NULL;
  case STMT_CREATE_TABLE:
    return statement->create->or_replace || statement->create->or_alter
             ? statement->create->name
             : NULL;
  default: return NULL;
  }
}

/* DROP and OR REPLACE only mark the table as dropped: whoever has changed it may still commit, and
 * nobody waits. */
static bool leaves_the_old(const struct statement *statement)
{
  return statement->kind == STMT_DROP ||
         (statement->kind == STMT_CREATE_TABLE && statement->create->or_replace);
}

bool table_lock_for_ddl(struct run *run, const struct statement *statement,
                        struct table_set *changed, struct err *err)
{
  const struct name *name = changed_table(statement);
  struct found_table found;
  struct err ignored;

  err_clear(&ignored);
  /* What is wrong with the name, the statement itself says. */
  if (!name || !table_find(run, name, &found, &ignored) || found.temporary)
    return true;
  table_set_add(changed, found.id);
  return leaves_the_old(statement) || table_lock(run->session, found.id, LOCK_DDL, err);
}
