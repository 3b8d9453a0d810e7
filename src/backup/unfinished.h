/* unfinished.h: whether a restoring was cut off in a data folder. */
#ifndef BACKUP_UNFINISHED_H
#define BACKUP_UNFINISHED_H

#include <stdbool.h>

/* The folder in which restored files are until all are there and checked. */
#define BACKUP_UNFINISHED "restoring"

/* Nobody may serve what is there; restoring once more begins anew. */
bool backup_is_unfinished(const char *data);

#endif
