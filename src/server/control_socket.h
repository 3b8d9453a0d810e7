/* control_socket.h: where the socket of a data folder is (control.h). */
#ifndef SERVER_CONTROL_SOCKET_H
#define SERVER_CONTROL_SOCKET_H

#include <sys/un.h>

#include "base/err.h"

/* An address of a socket is at most 107 bytes, a path may be longer: so it leads over a descriptor of the
 * folder, which the caller closes when the socket is bound or connected. */
bool control_address(const char *data, struct sockaddr_un *address, int *folder,
                     struct err *err) MUST_CHECK;

#endif
