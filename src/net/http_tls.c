/* http_tls.c: how a TLS connection sends. */
#include "net/http_tls.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { ROOM = 80 << 10 }; /* For four records; slow readers are many. */

struct http_tls {
  gnutls_session_t session;
  int fd;
  size_t
    announced; /* At least so many bytes are yet to be pushed: records take more than a body. */
  char *held; /* Bytes that wait, of ROOM; NULL between answers. */
  size_t from, to;
};

/* As sendmsg does. */
static ssize_t send_some(const struct http_tls *tls, const struct iovec *pieces,
                         size_t count)
{
  struct msghdr message = { .msg_iov = (struct iovec *)(uintptr_t)pieces,
                            .msg_iovlen = count };
  ssize_t sent;

  do
    sent = sendmsg(tls->fd, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0)
    gnutls_transport_set_errno(tls->session, errno);
  return sent;
}

/* False when not all could be sent. */
static bool send_held(struct http_tls *tls)
{
  while (tls->from < tls->to) {
    struct iovec rest = { tls->held + tls->from, tls->to - tls->from };
    ssize_t sent = send_some(tls, &rest, 1);

    if (sent < 0)
      return false;
    tls->from += (size_t)sent;
  }
  tls->from = tls->to = 0;
  return true;
}

static ssize_t hold(struct http_tls *tls, const struct iovec *pieces, int count)
{
  size_t size = 0;

  if (!tls->held && !(tls->held = malloc(ROOM)))
    abort();
  for (int i = 0; i < count; i++) {
    memcpy(tls->held + tls->to + size, pieces[i].iov_base, pieces[i].iov_len);
    size += pieces[i].iov_len;
  }
  tls->to += size;
  tls->announced -= size;
  return (ssize_t)size;
}

static ssize_t send_last(struct http_tls *tls, const struct iovec *pieces, int count)
{
  free(tls->held);
  tls->held = NULL;
  tls->announced = 0;
  return send_some(tls, pieces, (size_t)count);
}

/* In the place of writev for GnuTLS, which comes again with the same bytes when not all were taken. */
static ssize_t push(gnutls_transport_ptr_t to, const giovec_t *pieces, int count)
{
  struct http_tls *tls = to;
  size_t size = 0;

  for (int i = 0; i < count; i++)
    size += pieces[i].iov_len;
  bool is_last = size >= tls->announced || size > ROOM;

  if ((is_last || tls->to + size > ROOM) && !send_held(tls))
    return -1;
  return is_last ? send_last(tls, pieces, count) : hold(tls, pieces, count);
}

struct http_tls *http_tls_new(struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *session = MHD_get_connection_info(
    connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  const union MHD_ConnectionInfo *fd = MHD_get_connection_info(
    connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct http_tls *tls;

  if (!session || !session->tls_session || !fd)
    return NULL;
  tls = calloc(1, sizeof *tls);
  if (!tls)
    abort();
  *tls = (struct http_tls){ .session = session->tls_session, .fd = fd->connect_fd };
  gnutls_transport_set_ptr2(tls->session, (gnutls_transport_ptr_t)(intptr_t)tls->fd, tls);
  gnutls_transport_set_vec_push_function(tls->session, push);
  return tls;
}

void http_tls_free(struct http_tls *tls)
{
  if (tls)
    free(tls->held);
  free(tls);
}

void http_tls_announce(struct http_tls *tls, size_t body)
{
  if (tls)
    tls->announced = body;
}
