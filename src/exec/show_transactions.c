/* show_transactions.c: SHOW TRANSACTIONS and SHOW LOCKS: what runs and what it holds. */
#include "exec/show_rows.h"
#include "session/instance.h"
#include "session/locks.h"
#include "session/transactions.h"

#define NANOS_A_MILLI 1000000

/* The current user's; IN ACCOUNT: everybody's, to ACCOUNTADMIN. */
static bool shows(const struct show_scope *scope, struct text user)
{
  const struct session *session = scope->ddl.session;

  return text_equal(user, session->user) ||
         (scope->show->in == SHOW_IN_ACCOUNT && text_is(session->role, "ACCOUNTADMIN"));
}

void show_transactions(struct show_scope *scope)
{
  struct sheet *sheet = &scope->sheet;
  int count;
  const struct running_transaction *list = transactions_list(
    scope->ddl.session->instance->transactions, scope->ddl.arena, &count);

  for (int i = 0; i < count; i++) {
    if (!shows(scope, list[i].user))
      continue;
    sheet_int(sheet, list[i].id);
    sheet_text(sheet, list[i].user);
    sheet_int(sheet, (int64_t)list[i].session_id);
    sheet_text(sheet, list[i].name);
    sheet_time(sheet, list[i].id / NANOS_A_MILLI);
    sheet_string(sheet, "running");
    sheet_int(sheet, 0);
  }
}

static const struct running_transaction *transaction_of(
  const struct running_transaction *list, int count, uint64_t session_id)
{
  for (int i = 0; i < count; i++)
    if (list[i].session_id == session_id)
      return &list[i];
  return NULL;
}

static struct text table_name(struct show_scope *scope, int64_t table_id)
{
  struct path path;

  if (catalog_path_of_table(scope->ddl.catalog, table_id, &path))
    return path_text(scope->ddl.arena, path);
  return arena_printf(scope->ddl.arena, "%lld", (long long)table_id);
}

void show_locks(struct show_scope *scope)
{
  const struct instance *instance = scope->ddl.session->instance;
  struct sheet *sheet = &scope->sheet;
  int count, lock_count;
  const struct running_transaction *list = transactions_list(instance->transactions,
                                                             scope->ddl.arena, &count);
  const struct listed_lock *locks = locks_list(instance->locks, scope->ddl.arena,
                                               &lock_count);

  for (int i = 0; i < lock_count; i++) {
    const struct listed_lock *lock = &locks[i];
    const struct running_transaction *owner = transaction_of(list, count, lock->owner);

    if (!owner || !shows(scope, owner->user))
      continue;
    sheet_text(sheet, table_name(scope, lock->table_id));
    sheet_string(sheet, "PARTITIONS");
    sheet_int(sheet, owner->id);
    sheet_time(sheet, owner->id / NANOS_A_MILLI);
    sheet_string(sheet, lock->waits ? "WAITING" : "HOLDING");
    sheet_time(sheet, lock->acquired_ns / NANOS_A_MILLI);
    sheet_string(sheet, lock->query_id);
    if (text_is(scope->ddl.session->role, "ACCOUNTADMIN"))
      sheet_int(sheet, (int64_t)lock->owner);
  }
}
