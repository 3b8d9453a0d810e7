/* engine_plans.c: prepared statements of a connection, for queries that come again and again. */
#include "engine/engine_plans.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PLANS 8
#define MAX_SEEN 32
#define MAX_TEXT 4096 /* Longer texts are not kept. */

struct plan {
  uint64_t hash;
  uint64_t used; /* The turn of its last use; 0: free. */
  char *sql;
  duckdb_prepared_statement prepared;
};

struct engine_plans {
  struct plan plans[MAX_PLANS];
  uint64_t seen[MAX_SEEN]; /* Hashes of the last texts, in a ring. */
  uint64_t turn;
};

/* FNV-1a */
static uint64_t hash_of(const char *sql)
{
  uint64_t hash = 14695981039346656037u;

  for (; *sql; sql++)
    hash = (hash ^ (unsigned char)*sql) * 1099511628211u;
  return hash;
}

static void drop(struct plan *plan)
{
  duckdb_destroy_prepare(&plan->prepared);
  free(plan->sql);
  *plan = (struct plan){ 0 };
}

static struct plan *find(struct engine_plans *plans, uint64_t hash, const char *sql)
{
  for (int i = 0; i < MAX_PLANS; i++) {
    struct plan *plan = &plans->plans[i];

    if (plan->used && plan->hash == hash && strcmp(plan->sql, sql) == 0)
      return plan;
  }
  return NULL;
}

static bool was_seen(struct engine_plans *plans, uint64_t hash)
{
  for (int i = 0; i < MAX_SEEN; i++)
    if (plans->seen[i] == hash)
      return true;
  plans->seen[plans->turn % MAX_SEEN] = hash;
  return false;
}

static struct plan *oldest(struct engine_plans *plans)
{
  struct plan *oldest = &plans->plans[0];

  for (int i = 1; i < MAX_PLANS; i++)
    if (plans->plans[i].used < oldest->used)
      oldest = &plans->plans[i];
  return oldest;
}

/* A text that cannot be prepared has no plan: running it says why. */
static struct plan *make(struct engine_plans *plans, duckdb_connection connection,
                         uint64_t hash, const char *sql)
{
  struct plan *plan = oldest(plans);

  drop(plan);
  if (duckdb_prepare(connection, sql, &plan->prepared) != DuckDBSuccess ||
      duckdb_prepared_statement_type(plan->prepared) != DUCKDB_STATEMENT_TYPE_SELECT ||
      !(plan->sql = strdup(sql))) {
    drop(plan);
    return NULL;
  }
  plan->hash = hash;
  return plan;
}

duckdb_prepared_statement engine_plans_get(struct engine_plans **plans,
                                           duckdb_connection connection, const char *sql)
{
  struct plan *plan;
  uint64_t hash;

  if (!*plans)
    *plans = calloc(1, sizeof **plans);
  if (!*plans || strlen(sql) > MAX_TEXT)
    return NULL;
  hash = hash_of(sql);
  (*plans)->turn++;
  plan = find(*plans, hash, sql);
  if (!plan && was_seen(*plans, hash))
    plan = make(*plans, connection, hash, sql);
  if (!plan)
    return NULL;
  plan->used = (*plans)->turn;
  return plan->prepared;
}

void engine_plans_free(struct engine_plans *plans)
{
  if (!plans)
    return;
  for (int i = 0; i < MAX_PLANS; i++)
    drop(&plans->plans[i]);
  free(plans);
}
