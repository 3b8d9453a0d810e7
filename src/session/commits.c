/* commits.c: which tables commits have changed since when. */
#include "session/commits.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/map.h"

/* What is remembered of a table; one that is not there was not touched since anybody watches. */
struct touched {
  int64_t table_id;
  uint64_t number; /* Of the last commit. */
  int committing;  /* How many commits are under way ... */
  int held;        /* ... and how many do not want one to begin. */
};

struct commits {
  pthread_mutex_t mutex;
  pthread_cond_t let_go;
  struct map *tables; /* struct touched by the eight bytes of the number. */
  uint64_t number;    /* Of the last commit of all. */
  int watchers;
};

/* ---- sets ---- */

void table_set_add(struct table_set *set, int64_t table_id)
{
  for (int i = set->count - 1; i >= 0; i--)
    if (set->ids[i] == table_id)
      return;
  if (set->count == set->room) {
    set->room = set->room ? set->room * 2 : 4;
    set->ids = realloc(set->ids, (size_t)set->room * sizeof *set->ids);
    if (!set->ids)
      abort();
  }
  set->ids[set->count++] = table_id;
}

void table_set_add_all(struct table_set *set, const struct table_set *others)
{
  for (int i = 0; i < others->count; i++)
    table_set_add(set, others->ids[i]);
}

void table_set_clear(struct table_set *set)
{
  free(set->ids);
  *set = (struct table_set){ 0 };
}

/* ---- tables, under the lock ---- */

static struct text key_of(const int64_t *table_id)
{
  return text_from((const char *)table_id, sizeof *table_id);
}

static struct touched *find(const struct commits *commits, int64_t table_id)
{
  return map_get(commits->tables, key_of(&table_id));
}

static struct touched *find_or_add(struct commits *commits, int64_t table_id)
{
  struct touched *table = find(commits, table_id);

  if (table)
    return table;
  table = calloc(1, sizeof *table);
  if (!table)
    abort();
  table->table_id = table_id;
  map_put(commits->tables, key_of(&table_id), table);
  return table;
}

static void forget_idle(struct commits *commits, struct touched *table)
{
  if (commits->watchers || table->committing || table->held)
    return;
  map_take(commits->tables, key_of(&table->table_id));
  free(table);
}

static bool is_held(const struct commits *commits, const struct table_set *tables)
{
  for (int i = 0; i < tables->count; i++) {
    const struct touched *table = find(commits, tables->ids[i]);

    if (table && table->held)
      return true;
  }
  return false;
}

static bool is_touched(const struct commits *commits, uint64_t since,
                       const struct table_set *tables)
{
  if (!tables)
    return commits->number > since;
  for (int i = 0; i < tables->count; i++) {
    const struct touched *table = find(commits, tables->ids[i]);

    if (table && table->number > since)
      return true;
  }
  return false;
}

static bool is_committed_to(const struct commits *commits, const struct table_set *tables)
{
  for (int i = 0; i < tables->count; i++) {
    const struct touched *table = find(commits, tables->ids[i]);

    if (table && table->committing)
      return true;
  }
  return false;
}

/* ---- what others call ---- */

struct commits *commits_new(void)
{
  struct commits *commits = calloc(1, sizeof *commits);

  if (!commits)
    abort();
  pthread_mutex_init(&commits->mutex, NULL);
  pthread_cond_init(&commits->let_go, NULL);
  commits->tables = map_new();
  return commits;
}

void commits_free(struct commits *commits)
{
  size_t at = 0;
  struct text key;
  void *table;

  if (!commits)
    return;
  while ((table = map_next(commits->tables, &at, &key)) != NULL)
    free(table);
  map_free(commits->tables);
  pthread_cond_destroy(&commits->let_go);
  pthread_mutex_destroy(&commits->mutex);
  free(commits);
}

uint64_t commits_watch(struct commits *commits)
{
  uint64_t number;

  pthread_mutex_lock(&commits->mutex);
  commits->watchers++;
  number = commits->number;
  pthread_mutex_unlock(&commits->mutex);
  return number;
}

void commits_unwatch(struct commits *commits)
{
  struct touched *table;
  struct text key;
  size_t at = 0;

  pthread_mutex_lock(&commits->mutex);
  if (--commits->watchers == 0)
    while ((table = map_next(commits->tables, &at, &key)) != NULL)
      forget_idle(commits, table);
  pthread_mutex_unlock(&commits->mutex);
}

uint64_t commits_now(struct commits *commits)
{
  uint64_t number;

  pthread_mutex_lock(&commits->mutex);
  number = commits->number;
  pthread_mutex_unlock(&commits->mutex);
  return number;
}

/* All tables are marked at once, and who holds some never waits for those who commit: there is
 * no circle. */
void commits_begin(struct commits *commits, const struct table_set *tables)
{
  pthread_mutex_lock(&commits->mutex);
  while (is_held(commits, tables))
    pthread_cond_wait(&commits->let_go, &commits->mutex);
  for (int i = 0; i < tables->count; i++)
    find_or_add(commits, tables->ids[i])->committing++;
  pthread_mutex_unlock(&commits->mutex);
}

void commits_end(struct commits *commits, const struct table_set *tables)
{
  pthread_mutex_lock(&commits->mutex);
  commits->number++;
  for (int i = 0; i < tables->count; i++) {
    struct touched *table = find(commits, tables->ids[i]);

    table->committing--;
    table->number = commits->number;
    forget_idle(commits, table);
  }
  pthread_mutex_unlock(&commits->mutex);
}

bool commits_touched(struct commits *commits, uint64_t since,
                     const struct table_set *tables)
{
  bool touched;

  pthread_mutex_lock(&commits->mutex);
  touched = is_touched(commits, since, tables);
  pthread_mutex_unlock(&commits->mutex);
  return touched;
}

bool commits_hold(struct commits *commits, uint64_t since, const struct table_set *tables)
{
  bool unchanged;

  pthread_mutex_lock(&commits->mutex);
  unchanged = !is_touched(commits, since, tables) && !is_committed_to(commits, tables);
  for (int i = 0; unchanged && i < tables->count; i++)
    find_or_add(commits, tables->ids[i])->held++;
  pthread_mutex_unlock(&commits->mutex);
  return unchanged;
}

void commits_let_go(struct commits *commits, const struct table_set *tables)
{
  pthread_mutex_lock(&commits->mutex);
  for (int i = 0; i < tables->count; i++) {
    struct touched *table = find(commits, tables->ids[i]);

    table->held--;
    forget_idle(commits, table);
  }
  pthread_cond_broadcast(&commits->let_go);
  pthread_mutex_unlock(&commits->mutex);
}
