/* control_socket.c: where the socket of a data folder is (control.h). */
#include "server/control_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

bool control_address(const char *data, struct sockaddr_un *address, int *folder,
                     struct err *err)
{
  *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
  *folder = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (*folder < 0)
    return err_set(err, ERR_INVALID_ARGUMENT, "cannot open the folder %s: %s", data,
                   strerror(errno));
  snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/control.sock",
           *folder);
  return true;
}
