/* session_life.c: one client's session. */
#include "session/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fair_lock.h"
#include "session/instance.h"

#define MAX_QUERY_IDS 1000

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static struct text copy(struct text text)
{
  char *at = must(malloc(text.len + 1));

  if (text.len)
    memcpy(at, text.at, text.len);
  at[text.len] = '\0';
  return text_from(at, text.len);
}

void session_set(struct text *field, struct text value)
{
  struct text before = *field;

  *field = value.at ? copy(value) : (struct text){ NULL, 0 };
  free((char *)(uintptr_t)before.at);
}

struct session *session_new(struct instance *instance, struct err *err)
{
  struct engine_connection *connection = engine_connect(instance->engine, err);
  struct session *session;

  if (!connection)
    return NULL;
  session = must(calloc(1, sizeof *session));
  session->instance = instance;
  session->connection = connection;
  session->params = params_new();
  session->variables = map_new();
  session->statement_id = "";
  session->lock = fair_lock_new();
  session_set(&session->account, text_of(instance->account));
  return session;
}

static void free_variable(struct variable *variable)
{
  if (!variable)
    return;
  session_set(&variable->value, (struct text){ NULL, 0 });
  free(variable);
}

void session_free(struct session *session)
{
  struct text *const texts[] = {
    &session->user,           &session->role,           &session->database,
    &session->schema,         &session->warehouse,      &session->account,
    &session->client_app,     &session->client_version, &session->driver,
    &session->driver_version, &session->client_address, &session->server_address,
  };
  struct variable *variable;
  struct text name;
  size_t at = 0;

  if (!session)
    return;
  while ((variable = map_next(session->variables, &at, &name)) != NULL)
    free_variable(variable);
  map_free(session->variables);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    session_set(texts[i], (struct text){ NULL, 0 });
  params_free(session->params);
  engine_disconnect(session->connection);
  free(session->query_ids.at);
  fair_lock_free(session->lock);
  free(session);
}

void session_lock(struct session *session)
{
  if (!fair_lock_take(session->lock, NULL, NULL))
    abort();
}

void session_unlock(struct session *session)
{
  fair_lock_give(session->lock);
}

void session_add_query_id(struct session *session, const char *query_id)
{
  struct list_of_ids *ids = &session->query_ids;

  if (ids->count == MAX_QUERY_IDS) {
    ids->count -= MAX_QUERY_IDS / 2;
    memmove(ids->at, ids->at + MAX_QUERY_IDS / 2, (size_t)ids->count * sizeof ids->at[0]);
  }
  if (ids->count == ids->room) {
    ids->room = ids->room ? ids->room * 2 : 16;
    ids->at = must(realloc(ids->at, (size_t)ids->room * sizeof ids->at[0]));
  }
  snprintf(ids->at[ids->count++], sizeof ids->at[0], "%s", query_id);
}

void session_forget_query_id(struct session *session, const char *query_id)
{
  struct list_of_ids *ids = &session->query_ids;

  if (ids->count && strcmp(ids->at[ids->count - 1], query_id) == 0)
    ids->count--;
}

void session_set_variable(struct session *session, struct text name,
                          const struct variable *value)
{
  struct variable *kept;

  if (!value) {
    free_variable(map_take(session->variables, name));
    return;
  }
  kept = must(malloc(sizeof *kept));
  *kept = *value;
  kept->value = (struct text){ NULL, 0 };
  session_set(&kept->value, value->value);
  free_variable(map_put(session->variables, name, kept));
}
