/* stage_state.h: the inside of all stages, for the files of this folder only. */
#ifndef STAGE_STAGE_STATE_H
#define STAGE_STAGE_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "stage/stage.h"

struct stages {
  char *folder;     /* Absolute. */
  char *new_folder; /* Where files are while they are written. */
  char *allowed; /* Folders of external stages, with colons between them; NULL: none. */
  struct s3_settings s3;
  struct http_calls *calls; /* To external stages. */
  bool is_own;
  unsigned char secret[32]; /* Signs tickets: stage_ticket.h. */
  int64_t limit;
  _Atomic int64_t used; /* Bytes of all files; kept only where there is a limit. */
  pthread_rwlock_t
    freezing; /* Held shared by who gives or takes a name: stage_freeze.h. */
  _Atomic uint64_t uploads; /* Numbers for files that are being written. */
};

/* The path of a place's file on the heap, and where what is below the stage begins; NULL with an
 * error for a name that cannot be. */
char *stage_file_path(const struct stage_place *place, struct text name, size_t *inner,
                      struct err *err);

#endif
