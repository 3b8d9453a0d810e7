/* fd.h: files by their descriptors. */
#ifndef BASE_FD_H
#define BASE_FD_H

#include "base/text.h"

/* Writes all of it, where the file is at; false with errno when that cannot be. */
bool fd_write(int fd, struct text bytes);
/* A file without a name, to write and to read, which is gone when it is closed; -1 with errno. */
int fd_nameless(const char *folder);

#endif
