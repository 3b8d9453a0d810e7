/* http_tls.h: how a TLS connection sends.
 *
 * TLS makes records of 16 KB of a body, and GnuTLS sends each by a call of its own: of a large answer
 * these calls take a quarter of the server's time. Records that another of the same answer follows are
 * held here and sent several at once. Calls come from one thread at a time. */
#ifndef NET_HTTP_TLS_H
#define NET_HTTP_TLS_H

#include <microhttpd.h>
#include <stddef.h>

struct http_tls;

/* For a connection that begins, until it has ended; NULL when it has no TLS, which is fine below. */
struct http_tls *http_tls_new(struct MHD_Connection *connection);
void http_tls_free(struct http_tls *tls);
/* From now on an answer is sent whose body has so many bytes. Never more than are: what is held waits for
 * what was announced. */
void http_tls_announce(struct http_tls *tls, size_t body);

#endif
