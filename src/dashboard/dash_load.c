/* dash_load.c: how much is going on now. */
#include "dashboard/dash_load.h"

#include "base/gate.h"
#include "session/answers.h"
#include "session/server_facts.h"
#include "session/sessions.h"

/* The three are not read at once: a statement may end between them. */
static int running_of(int all, int queued)
{
  return all > queued ? all - queued : 0;
}

struct dash_load dash_load_now(const struct instance *instance)
{
  const struct server_facts *facts = instance->facts;
  int all = answers_running(instance->answers);
  int queued = answers_queued(instance->answers) + gate_waiting(instance->gate);

  return (struct dash_load){
    .sessions = sessions_open(instance->sessions),
    .running = running_of(all, queued),
    .queued = queued,
    .connections = facts && facts->connections ? facts->connections(facts) : -1,
  };
}
