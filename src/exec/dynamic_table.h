/* dynamic_table.h: dynamic tables: what CREATE and ALTER say of them, and their refresh.
 *
 * A refresh replaces all rows by what the query gives, in one transaction, after those of the
 * dynamic tables that the query reads. */
#ifndef EXEC_DYNAMIC_TABLE_H
#define EXEC_DYNAMIC_TABLE_H

#include "exec/ddl.h"
#include "session/refreshes.h"

/* One option of CREATE DYNAMIC TABLE; *taken false: it is one that any table has. */
bool dynamic_set(struct ddl *ddl, struct table *table, const struct option *option,
                 bool *taken, struct err *err) MUST_CHECK;
/* The same of ALTER DYNAMIC TABLE ... SET, which has fewer. In a change. */
bool dynamic_alter(struct ddl *ddl, struct table *table, const struct option *option,
                   bool *taken, struct err *err) MUST_CHECK;
/* UNSET of what only a dynamic table has; false: it is none of that. */
bool dynamic_unset(struct table *table, struct text key);
/* Once all options are set: docs.snowflake.com/en/user-guide/dynamic-tables/target-lag says that a lag does
 * not apply where the scheduler is disabled. It is forgotten then: who enables it again names one anew. */
bool dynamic_settle_lag(struct table *table, struct err *err) MUST_CHECK;
/* What ALTER TABLE may not do to it; other tables pass. */
bool dynamic_may_alter(const struct alter *alter, const struct table *table,
                       struct err *err) MUST_CHECK;
/* Before its columns are read, once its options are: the query and what that reads. */
bool dynamic_settle(struct ddl *ddl, const struct create *create, struct path path,
                    struct table *table, struct err *err) MUST_CHECK;
/* Notes that CREATE filled it. */
void dynamic_created(struct ddl *ddl, struct path path, const struct table *table,
                     int64_t id, int64_t rows);

/* ALTER DYNAMIC TABLE ... REFRESH: no DDL, but a change of rows. */
bool dynamic_is_refresh(const struct statement *statement);
bool dynamic_refresh_run(struct run *run, const struct statement *statement,
                         struct outcome *outcome, struct err *err) MUST_CHECK;

/* For who refreshes them in time, in a session of the server's own that is in no transaction. */
bool dynamic_refresh_scheduled(struct session *session, struct arena *arena,
                               int64_t table_id, struct err *err) MUST_CHECK;
/* Notes that its rows are right as they are. */
void dynamic_note_same(struct session *session, struct arena *arena, int64_t table_id);
bool dynamic_suspend_failing(struct session *session, struct arena *arena,
                             int64_t table_id, struct err *err) MUST_CHECK;
/* The tables that its query reads, below views and other dynamic tables too. The caller clears the
 * set, also after a failure. */
bool dynamic_all_sources(struct session *session, struct arena *arena, int64_t table_id,
                         struct table_set *sources, struct err *err) MUST_CHECK;

/* SUSPEND and RESUME, in a change: of those that read it, too. */
bool dynamic_suspend(struct ddl *ddl, const struct alter *alter,
                     const struct table *table, struct err *err) MUST_CHECK;

#endif
