/* commits.h: which tables commits have changed since when: whether a transaction can be done
 * again, and whether it reads what is committed now.
 *
 * A transaction notes the number of now (commits_watch, commits_now) before the engine takes its
 * snapshot. Who commits says so before (commits_begin; a statement that is its own transaction,
 * before it runs) and after (commits_end), and only the second sets the tables' numbers. So a
 * table whose number is not above the noted one, and which nobody is committing to, is in the
 * snapshot as it is now. The error is always to the safe side:
 *  - A commit between the number's reading and the snapshot is in the snapshot and yet counts as
 *    later: a needless refusal, never a wrong "unchanged".
 *  - A commit that the engine has done and that has not been counted yet is still under way.
 *  - Between the question and a new snapshot nothing can slip in: commits_hold answers the question
 *    and keeps those who would commit to the tables waiting until commits_let_go.
 * A commit that failed counts too. While nobody watches nothing is remembered.
 *
 * Tables are named by their numbers in the catalog. Any thread may call. */
#ifndef SESSION_COMMITS_H
#define SESSION_COMMITS_H

#include <stdbool.h>
#include <stdint.h>

struct commits;

/* Distinct tables, in order of their coming; starts as zeros, table_set_clear frees it. */
struct table_set {
  int64_t *ids;
  int count, room;
};
void table_set_add(struct table_set *set, int64_t table_id);
void table_set_add_all(struct table_set *set, const struct table_set *others);
void table_set_clear(struct table_set *set);

struct commits *commits_new(void);
void commits_free(struct commits *commits); /* NULL is fine. */

/* From now on changes are remembered; gives the number of now. */
uint64_t commits_watch(struct commits *commits);
void commits_unwatch(struct commits *commits);
uint64_t commits_now(struct commits *commits);

/* Around a commit. The first waits while one of the tables is held. */
void commits_begin(struct commits *commits, const struct table_set *tables);
void commits_end(struct commits *commits, const struct table_set *tables);

/* For those who watch: whether a commit to one of the tables (NULL: to any) ended after `since`. */
bool commits_touched(struct commits *commits, uint64_t since,
                     const struct table_set *tables);
/* False when they were touched, or somebody is committing to them; otherwise nobody does until
 * commits_let_go, which must come soon, and before the owner commits anything. */
bool commits_hold(struct commits *commits, uint64_t since,
                  const struct table_set *tables);
void commits_let_go(struct commits *commits, const struct table_set *tables);

#endif
