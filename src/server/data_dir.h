/* data_dir.h: the folder that a server keeps everything in, and the lock on it. */
#ifndef SERVER_DATA_DIR_H
#define SERVER_DATA_DIR_H

#include "base/err.h"

struct data_dir;

/* Makes the folder when it is not there and locks it: a second server on the same data is
 * refused, with the process id of the first; so is a folder in which a restoring was cut off. */
struct data_dir *data_dir_open(const char *path, struct err *err);
/* For a backup of what is there. */
struct data_dir *data_dir_open_there(const char *path, struct err *err);
/* For restoring: made when it is not there; nothing but the lock is in it, or what a restoring that was cut
 * off left. */
struct data_dir *data_dir_open_new(const char *path, struct err *err);
void data_dir_close(struct data_dir *dir); /* Gives the lock back. NULL is fine. */

#endif
