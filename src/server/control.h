/* control.h: what the owner of a data folder may ask of the server that runs on it: the socket control.sock in
 * the folder, for its owner alone. `snowglobe status` and `snowglobe backup` ask there.
 *
 * A question is a line with one word; what comes back are lines, each an object of JSON.
 *   status    {"version": ..., ...}
 *   backup    {"folder": ...} when the moment is held (snapshot.h), {"ready": true} when all is written;
 *             it lies there until the other side closes or says anything more
 *   anything  {"error": ...} */
#ifndef SERVER_CONTROL_H
#define SERVER_CONTROL_H

#include "session/instance.h"

struct control;

/* The instance outlives it; needs a data folder, locked by the caller. */
struct control *control_start(struct instance *instance, const char *data,
                              struct err *err);
/* Interrupts a backup that is being made. NULL is fine. False: an answer does not end, and what it uses
 * must stay. */
bool control_stop(struct control *control);

#endif
