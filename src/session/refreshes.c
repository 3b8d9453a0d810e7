/* refreshes.c: which dynamic tables were refreshed, when and how it ended: a ring in memory. */
#include "session/refreshes.h"

#include <pthread.h>
#include <stdlib.h>

enum { MOST_REFRESHES = 1000 };

struct refreshes {
  pthread_mutex_t mutex;               /* Guards all below. */
  struct refresh ring[MOST_REFRESHES]; /* Number n is at n % MOST_REFRESHES. */
  int64_t last;
};

struct refreshes *refreshes_new(void)
{
  struct refreshes *refreshes = calloc(1, sizeof *refreshes);

  if (!refreshes)
    abort();
  pthread_mutex_init(&refreshes->mutex, NULL);
  return refreshes;
}

void refreshes_free(struct refreshes *refreshes)
{
  if (!refreshes)
    return;
  pthread_mutex_destroy(&refreshes->mutex);
  free(refreshes);
}

void refreshes_add(struct refreshes *refreshes, const struct refresh *refresh)
{
  struct refresh *kept;

  pthread_mutex_lock(&refreshes->mutex);
  kept = &refreshes->ring[++refreshes->last % MOST_REFRESHES];
  *kept = *refresh;
  kept->number = refreshes->last;
  pthread_mutex_unlock(&refreshes->mutex);
}

/* The one with this number, or NULL when it is gone or was never there. */
static const struct refresh *at(const struct refreshes *refreshes, int64_t number)
{
  const struct refresh *found = &refreshes->ring[number % MOST_REFRESHES];

  return number > 0 && found->number == number ? found : NULL;
}

struct refresh *refreshes_list(struct refreshes *refreshes, struct arena *arena,
                               int *count)
{
  struct refresh *list;
  const struct refresh *refresh;

  pthread_mutex_lock(&refreshes->mutex);
  *count = refreshes->last < MOST_REFRESHES ? (int)refreshes->last : MOST_REFRESHES;
  list = ARENA_ARRAY(arena, (size_t)*count, struct refresh);
  for (int i = 0; i < *count && (refresh = at(refreshes, refreshes->last - i)); i++)
    list[i] = *refresh;
  pthread_mutex_unlock(&refreshes->mutex);
  return list;
}

int64_t refreshes_data_ms(struct refreshes *refreshes, int64_t table_id)
{
  const struct refresh *refresh;
  int64_t data_ms = 0;

  pthread_mutex_lock(&refreshes->mutex);
  for (int64_t n = refreshes->last; !data_ms && (refresh = at(refreshes, n)); n--)
    if (refresh->table_id == table_id && refresh->code == ERR_NONE)
      data_ms = refresh->data_ms;
  pthread_mutex_unlock(&refreshes->mutex);
  return data_ms;
}

int64_t refreshes_tried_ms(struct refreshes *refreshes, int64_t table_id)
{
  const struct refresh *refresh;
  int64_t tried_ms = 0;

  pthread_mutex_lock(&refreshes->mutex);
  for (int64_t n = refreshes->last; !tried_ms && (refresh = at(refreshes, n)); n--)
    if (refresh->table_id == table_id)
      tried_ms = refresh->start_ms;
  pthread_mutex_unlock(&refreshes->mutex);
  return tried_ms;
}

int refreshes_failed(struct refreshes *refreshes, int64_t table_id, int64_t since_ms)
{
  const struct refresh *refresh;
  int failed = 0;

  pthread_mutex_lock(&refreshes->mutex);
  for (int64_t n = refreshes->last; (refresh = at(refreshes, n)); n--) {
    if (refresh->table_id != table_id)
      continue;
    if (refresh->code == ERR_NONE || refresh->start_ms < since_ms)
      break;
    failed += refresh->trigger == REFRESH_SCHEDULED;
  }
  pthread_mutex_unlock(&refreshes->mutex);
  return failed;
}
