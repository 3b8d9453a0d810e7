/* table_lock.h: a session's locks on tables, by number or by a statement's name. */
#ifndef EXEC_TABLE_LOCK_H
#define EXEC_TABLE_LOCK_H

#include "exec/pipeline.h"
#include "session/commits.h"
#include "session/locks.h"

/* Where a name leads; false when there is no such table (views do not count) without an error,
 * or with one when the name itself is wrong. */
struct found_table {
  struct path path;
  int64_t id;
  bool temporary;
};
bool table_find(struct run *run, const struct name *name, struct found_table *found,
                struct err *err) MUST_CHECK;

/* Waits for LOCK_TIMEOUT. The lock stays until table_unlock_all. */
bool table_lock(struct session *session, int64_t table_id, enum lock_mode mode,
                struct err *err) MUST_CHECK;
void table_unlock_all(struct session *session);
/* The table that a DDL statement changes, so that it waits for transactions that use it (but not
 * to drop or replace it). It is added to `changed`. */
bool table_lock_for_ddl(struct run *run, const struct statement *statement,
                        struct table_set *changed, struct err *err) MUST_CHECK;

#endif
