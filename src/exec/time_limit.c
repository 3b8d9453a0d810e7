/* time_limit.c: how long a statement may run, and how long it may wait before it does. */
#include "exec/time_limit.h"

#include "session/instance.h"

/* What STATEMENT_TIMEOUT_IN_SECONDS = 0 means. */
#define MAX_SECONDS 604800

static int64_t lowest(int64_t one, int64_t other)
{
  if (one <= 0 || other <= 0)
    return one > other ? one : other;
  return one < other ? one : other;
}

struct limits {
  int64_t running, queued;
};

static struct limits limits_of_warehouse(const struct session *session)
{
  struct catalog *catalog = session->instance->catalog;
  struct limits limits = { 0, 0 };
  const struct warehouse *warehouse;

  if (!session->warehouse.len)
    return limits;
  catalog_read(catalog);
  warehouse = catalog_find_warehouse(catalog, session->warehouse);
  if (warehouse)
    limits = (struct limits){ warehouse->statement_timeout, warehouse->queued_timeout };
  catalog_read_end(catalog);
  return limits;
}

int64_t time_limit_running(const struct session *session)
{
  int64_t seconds = lowest(params_number(session->params, "STATEMENT_TIMEOUT_IN_SECONDS"),
                           limits_of_warehouse(session).running);

  return seconds > 0 ? seconds : MAX_SECONDS;
}

int64_t time_limit_queued(const struct session *session)
{
  return lowest(params_number(session->params, "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS"),
                limits_of_warehouse(session).queued);
}
