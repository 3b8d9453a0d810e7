/* instance.h: all that one server holds: the engine, what exists, who may log in, who is here.
 *
 * Made once at start and passed down; the fields are set then and only read afterwards. What
 * they point to guards itself. */
#ifndef SESSION_INSTANCE_H
#define SESSION_INSTANCE_H

#include "catalog/catalog.h"
#include "engine/engine.h"
#include "session/session.h"
#include "stage/s3_store.h"

struct answers;      /* session/answers.h */
struct changes;      /* session/changes.h */
struct commits;      /* session/commits.h */
struct gate;         /* base/gate.h */
struct history;      /* session/history.h */
struct logins;       /* session/logins.h */
struct pipe_work;    /* session/pipe_work.h */
struct purger;       /* session/purger.h */
struct integrations; /* session/integrations.h */
struct issuer_keys;  /* session/issuer_keys.h */
struct locks;        /* session/locks.h */
struct refreshes;    /* session/refreshes.h */
struct results;      /* session/results.h */
struct probe;        /* session/probe.h */
struct server_facts; /* session/server_facts.h */
struct sessions;     /* session/sessions.h */
struct stages;       /* stage/stage.h */
struct statistics;   /* session/statistics.h */
struct tickets;      /* session/tickets.h */
struct transactions; /* session/transactions.h */
struct users;        /* session/users.h */
struct workers;      /* base/worker.h */

/* The stack of a thread that runs statements: the parser, the binder and the engine walk their
 * trees by recursion. */
#define INSTANCE_STATEMENT_STACK ((size_t)256 << 20)

struct instance_options {
  const char *data; /* The data folder, which exists; NULL: all in memory. */
  /* The first user; NULL: the one whom only this machine may be. */
  const char *user, *password;
  const char *account;      /* CURRENT_ACCOUNT() */
  int threads;              /* Of the engine; 0: one for each core. */
  int64_t memory_limit;     /* Of the engine, in bytes; 0: the engine's own choice. */
  int64_t token_seconds;    /* How long a session token lives ... */
  int64_t session_seconds;  /* ... and a session that nobody uses. */
  int64_t answer_seconds;   /* How long a request waits for its statement; 0: 45. */
  int64_t detached_seconds; /* How long a session may be silent (answers.h); 0: 300. */
  int64_t result_bytes;     /* Of large results that are kept; 0: RESULT_BYTES ... */
  int64_t result_memory;    /* ... of small ones; 0: RESULT_MEMORY ... */
  int64_t result_seconds;   /* ... and for how long; 0: RESULT_SECONDS. */
  int64_t
    history_count; /* Statements in QUERY_HISTORY; 0: HISTORY_COUNT, -1: see history.h. */
  int64_t history_days;      /* For how long; 0: HISTORY_DAYS. */
  const char *stage_folders; /* Which external stages may use, with colons; NULL: none. */
  struct s3_settings s3;     /* Of external stages. */
  int64_t stage_bytes;       /* Of all staged files; 0: as many as there is room for. */
  const struct server_facts *facts; /* Outlives the instance; NULL: nothing is known. */
  /* Ends what exec holds for a session (exec_end_session), before it is freed. */
  void (*end_session)(struct session *session);
  /* Adds the functions of the engine that need exec (staged_file_register); NULL: they are missing. */
  bool (*register_functions)(struct engine_connection *connection,
                             struct instance *instance, struct err *err);
};

struct instance {
  struct engine *engine;
  struct catalog *catalog;
  struct users *users;
  struct sessions *sessions;
  struct answers *answers;
  struct results *results;
  struct stages *stages;
  struct locks *locks;
  struct commits *commits;
  struct changes *changes;
  struct history *history;
  struct refreshes *refreshes;
  struct logins *logins;
  struct integrations *integrations;
  struct issuer_keys *issuer_keys;
  struct tickets *tickets;
  struct transactions *transactions;
  struct workers *workers; /* base/worker.h: run statements that nobody waits for. */
  struct gate *gate;       /* base/gate.h: how many statements run at a time. */
  struct purger *purger;
  struct pipe_work *pipe_work;
  struct statistics *statistics;
  struct probe *probe;
  const struct server_facts *facts;         /* As in the options. */
  int64_t answer_seconds, detached_seconds; /* As in the options. */
  char *account;                            /* Upper case. */
  const char *region;
  const char *version; /* CURRENT_VERSION() */
  void (*end_session)(struct session *session);
};

struct instance *instance_open(const struct instance_options *options, struct err *err);
/* Cancels what runs, ends all sessions, closes the engine. NULL is fine. */
void instance_close(struct instance *instance);

#endif
