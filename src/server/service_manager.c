/* service_manager.c: telling the service manager that started this program how it is. */
#include "server/service_manager.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

void service_tell(const char *state)
{
  const char *path = getenv("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  size_t len = path ? strlen(path) : 0;
  int fd;

  if (!len || len >= sizeof address.sun_path)
    return;
  memcpy(address.sun_path, path, len);
  if (path[0] == '@') /* Of no file system. */
    address.sun_path[0] = '\0';
  fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 ||
      sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
             (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
    log_warn("the service manager could not be told %s: %s", state, strerror(errno));
  if (fd >= 0)
    close(fd);
}
