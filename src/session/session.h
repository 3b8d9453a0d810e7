/* session.h: one client's session: who, where, its settings, its connection to the engine.
 *
 * Statements of a session run one at a time: whoever runs one holds session_lock. The fields
 * below are read and written under it, except those marked *. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "base/map.h"
#include "catalog/catalog.h"
#include "engine/engine.h"
#include "protocol/params.h"

struct instance;

enum { SESSION_MAX_VARIABLE = 256 }; /* Bytes of a variable's value. */

/* A session variable: SET x = ... */
struct variable {
  struct type type;
  bool is_null;
  struct text value; /* As text of that type (numbers plain, dates ISO). */
};

/* How the answers of statements are written. */
enum answer_form { ANSWER_DRIVER, ANSWER_SQL_API, ANSWER_DASHBOARD };

/* ABORTED: rolled back by an error (TRANSACTION_ABORT_ON_ERROR), and not yet ended by its user. */
enum transaction_state { TRANSACTION_NONE, TRANSACTION_OPEN, TRANSACTION_ABORTED };

struct session {
  uint64_t id;               /* * also the sessionId that clients see (below 2^53) */
  struct instance *instance; /* * */
  struct engine_connection *connection;
  /* Upper-cased names; at NULL: none. Owned: change them by session_set. */
  struct text user, role, database, schema, warehouse;
  struct text account;
  struct text client_app, client_version; /* CLIENT_APP_ID, CLIENT_APP_VERSION */
  struct text driver;         /* "PythonConnector": whatever CLIENT_APP_ID it sends. */
  struct text driver_version; /* "4.6.0": whatever CLIENT_APP_VERSION it sends. */
  struct text client_address; /* From where the login came. */
  struct text server_address; /* What it was sent to: "localhost:8084". */
  bool is_https;              /* ... and how. */
  bool is_role_only;          /* The login was for its role alone: USE ROLE is refused. */
  bool is_core;               /* The login had CLIENT_CAPABILITIES. */
  bool is_stateless;          /* Of one request to the SQL API, and ends with it. */
  enum answer_form form;
  struct params *params; /* Session parameters. */
  struct map *variables; /* struct variable by upper-case name */
  enum transaction_state transaction;
  int64_t transaction_id;
  int64_t last_transaction_id; /* Of the last one that ended; 0 for none. */
  int64_t transaction_started_ns;
  struct journal *journal; /* exec/journal.h: what the open transaction has done. */
  uint64_t engine_version; /* The catalog's when the engine's transaction began. */
  struct list_of_ids {
    char (*at)[40];
    int count, room;
  } query_ids;                /* for LAST_QUERY_ID(n) */
  const char *statement_id;   /* The query id of the statement that runs; never NULL. */
  struct fair_lock *lock;     /* * */
  _Atomic int64_t used_ticks; /* * When a request last came, in monotonic milliseconds. */
  _Atomic int64_t queued_seconds; /* * STATEMENT_QUEUED_TIMEOUT_IN_SECONDS; 0: none. */
};

/* Replaces an owned text (NULL at: none). */
void session_set(struct text *field, struct text value);

/* A session with its own connection, without names; the caller gives it an id and a user. */
struct session *session_new(struct instance *instance, struct err *err);
/* Frees what the session holds. `exec_end_session` comes before it; see instance_options. */
void session_free(struct session *session); /* NULL is fine. */
void session_lock(struct session *session);
void session_unlock(struct session *session);
/* Remembers a statement's id for LAST_QUERY_ID; the oldest are forgotten. */
void session_add_query_id(struct session *session, const char *query_id);
/* ... and forgets the last one again, if it is that. */
void session_forget_query_id(struct session *session, const char *query_id);
/* Sets or removes (value NULL) a variable; the text is copied. */
void session_set_variable(struct session *session, struct text name,
                          const struct variable *value);

#endif
