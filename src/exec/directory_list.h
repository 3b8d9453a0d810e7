/* directory_list.h: which files a stage has, and which of them its directory table knows. */
#ifndef EXEC_DIRECTORY_LIST_H
#define EXEC_DIRECTORY_LIST_H

#include "base/list.h"
#include "catalog/directory_files.h"
#include "session/session.h"
#include "stage/stage.h"

/* Where there is no directory table; always false. */
bool directory_not_enabled(struct text stage, struct err *err);
/* What the stage at this place has, each file with its etag. */
bool directory_list(const struct stage_place *place, struct arena *arena,
                    struct stage_files *files, struct err *err) MUST_CHECK;
/* struct directory_file of a stage, those whose paths begin so, in order of path. */
bool directory_known(struct session *session, struct arena *arena, int64_t stage_id,
                     struct text prefix, struct list *files, struct err *err) MUST_CHECK;

#endif
