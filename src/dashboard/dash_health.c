/* dash_health.c: whether the server can work. */
#include "dashboard/dash_health.h"

#include "dashboard/dash_guard.h"
#include "data/json.h"
#include "data/member.h"
#include "session/answers.h"
#include "session/probe.h"
#include "session/server_facts.h"

/* An engine that needs longer than this for nothing is in trouble, though it answers. */
#define SLOW_US 5000000

static const char *status_of(const struct probe_health *health, bool stops)
{
  if (!health->engine_answers || !health->folder_is_writable || stops)
    return "unhealthy";
  return health->latency_us > SLOW_US ? "degraded" : "healthy";
}

static const char *storage_of(const struct call *call, const struct probe_health *health)
{
  if (!call->instance->facts || !call->instance->facts->data)
    return "memory";
  return health->folder_is_writable ? "ok" : "failing";
}

void dash_health(struct call *call)
{
  struct probe_health health = probe_health(call->instance->probe);
  bool stops = answers_are_closing(call->instance->answers);
  const char *status = status_of(&health, stops);
  struct buf *out = call->answer;

  json_put_open(out, '{');
  member_string(out, "status", status);
  member_micros(out, "latency_ms", health.latency_us);
  member_string(out, "engine", health.engine_answers ? "ok" : "failing");
  member_string(out, "storage", storage_of(call, &health));
  member_bool(out, "stopping", stops);
  member_text(out, "version", TEXT(SNOWGLOBE_VERSION));
  json_put_close(out, '}');
  dash_respond(call, *status == 'u' ? 503 : 200);
}
