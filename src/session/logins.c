/* logins.c: who logged in, or tried to, for LOGIN_HISTORY: a ring in memory. */
#include "session/logins.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"

enum { MOST_LOGINS = 2000 };

struct logins {
  pthread_mutex_t mutex;                   /* Guards all below. */
  struct login_entry entries[MOST_LOGINS]; /* Number n is at n % MOST_LOGINS. */
  int64_t last_id;
};

struct logins *logins_new(void)
{
  struct logins *logins = calloc(1, sizeof *logins);

  if (!logins)
    abort();
  pthread_mutex_init(&logins->mutex, NULL);
  return logins;
}

void logins_free(struct logins *logins)
{
  if (!logins)
    return;
  pthread_mutex_destroy(&logins->mutex);
  free(logins);
}

void logins_add(struct logins *logins, const struct login_entry *entry)
{
  struct login_entry *kept;

  pthread_mutex_lock(&logins->mutex);
  logins->last_id++;
  kept = &logins->entries[logins->last_id % MOST_LOGINS];
  *kept = *entry;
  kept->id = logins->last_id;
  kept->time_ms = clock_now_ms();
  pthread_mutex_unlock(&logins->mutex);
}

static bool passes(const struct login_entry *entry, const struct login_filter *filter)
{
  return (!filter->from_ms || entry->time_ms >= filter->from_ms) &&
         (!filter->to_ms || entry->time_ms <= filter->to_ms) &&
         (!filter->user.at || text_is(filter->user, entry->user));
}

static int64_t oldest_id(const struct logins *logins)
{
  return logins->last_id >= MOST_LOGINS ? logins->last_id - MOST_LOGINS + 1 : 1;
}

struct login_entry *logins_find(struct logins *logins, const struct login_filter *filter,
                                struct arena *arena, int *count)
{
  struct login_entry *found;
  int64_t oldest;

  *count = 0;
  pthread_mutex_lock(&logins->mutex);
  oldest = oldest_id(logins);
  found = ARENA_ARRAY(arena, (size_t)(logins->last_id - oldest + 1), struct login_entry);
  for (int64_t id = logins->last_id;
       id >= oldest && (!filter->most || *count < filter->most); id--) {
    const struct login_entry *entry = &logins->entries[id % MOST_LOGINS];

    if (passes(entry, filter))
      found[(*count)++] = *entry;
  }
  pthread_mutex_unlock(&logins->mutex);
  return found;
}

bool logins_find_failure(struct logins *logins, struct text failure_id,
                         struct login_entry *entry)
{
  bool found = false;

  if (!failure_id.len)
    return false;
  pthread_mutex_lock(&logins->mutex);
  for (int64_t id = logins->last_id; !found && id >= oldest_id(logins); id--) {
    const struct login_entry *kept = &logins->entries[id % MOST_LOGINS];

    found = text_is(failure_id, kept->failure_id);
    if (found)
      *entry = *kept;
  }
  pthread_mutex_unlock(&logins->mutex);
  return found;
}

int64_t logins_last_ms(struct logins *logins, struct text user)
{
  int64_t last = 0;

  pthread_mutex_lock(&logins->mutex);
  for (int64_t id = logins->last_id; !last && id >= oldest_id(logins); id--) {
    const struct login_entry *entry = &logins->entries[id % MOST_LOGINS];

    if (entry->code == ERR_NONE && text_is(user, entry->user))
      last = entry->time_ms;
  }
  pthread_mutex_unlock(&logins->mutex);
  return last;
}
