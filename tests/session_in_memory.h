/* session_in_memory.h: an instance in memory and one session of its administrator, for tests in C. */
#ifndef TESTS_SESSION_IN_MEMORY_H
#define TESTS_SESSION_IN_MEMORY_H

#include "exec/exec.h"
#include "session/instance.h"

/* `options`: what is not as usual. NULL with an error; its instance is session->instance. */
static inline struct session *session_in_memory(struct instance_options options,
                                                struct err *err)
{
  struct instance *instance;
  struct session *session;

  err_clear(err);
  options.account = "local";
  options.token_seconds = options.session_seconds = 3600;
  options.end_session = exec_end_session;
  options.user = "ada";
  options.password = "secret";
  instance = instance_open(&options, err);
  session = instance ? session_new(instance, err) : NULL;
  if (!session) {
    instance_close(instance);
    return NULL;
  }
  session->id = 1;
  session_set(&session->user, TEXT("ADA"));
  session_set(&session->role, TEXT("ACCOUNTADMIN"));
  return session;
}

static inline void session_in_memory_close(struct session *session)
{
  struct instance *instance = session->instance;

  exec_end_session(session);
  session_free(session);
  instance_close(instance);
}

#endif
