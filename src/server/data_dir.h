/* data_dir.h: the folder that a server keeps everything in, and the lock on it. */
#ifndef SERVER_DATA_DIR_H
#define SERVER_DATA_DIR_H

#include "base/err.h"

struct data_dir;

/* Makes the folder when it is not there and locks it: a second server on the same data is
 * refused, with the process id of the first. */
struct data_dir *data_dir_open(const char *path, struct err *err);
void data_dir_close(struct data_dir *dir); /* Gives the lock back. NULL is fine. */

#endif
