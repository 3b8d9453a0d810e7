/* server_facts.h: what a server was told at its start and what came of it, for those who ask.
 *
 * Set before the first request is answered, but for those marked *, which follow at once. */
#ifndef SESSION_SERVER_FACTS_H
#define SESSION_SERVER_FACTS_H

#include <stdbool.h>
#include <stdint.h>

struct server_facts {
  int64_t started_ms;
  const char *data;                  /* The folder; NULL: all is in memory. */
  const char *host;                  /* That is listened at. */
  _Atomic int http_port, https_port; /* * -1: none. */
  const char *dashboard_hosts;       /* With commas between them; NULL: none. */
  int64_t memory_limit, threads;     /* Of the engine; 0: its own choice. */
  const char *metrics_token; /* Who reads /metrics shows it; NULL: nobody has to. */
  /* Of the certificate; empty without HTTPS. */
  const char *tls_fingerprint, *tls_subject;
  int64_t tls_not_after; /* Seconds since 1970. */
  bool tls_is_self_signed;
  /* How many connections clients have. */
  int (*connections)(const struct server_facts *facts);
  void *_Atomic http; /* * What `connections` asks. */
};

#endif
