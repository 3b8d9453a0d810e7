/* stage_functions.h: URLs and paths of staged files, for the engine: the binder has put what it knows of the
 * stage in the place of its name.
 *
 * sg_file_url(<URL of the stage>, <path>), sg_presigned_url(<location>, <path>, <seconds>),
 * sg_relative_path(<location>, <absolute path>), sg_scoped_url(<scope>, <path>). */
#ifndef STAGE_STAGE_FUNCTIONS_H
#define STAGE_STAGE_FUNCTIONS_H

#include "engine/engine_function.h"
#include "stage/stage.h"

extern const struct engine_function_row stage_function_rows[];
extern const int stage_function_count;

bool stage_functions_register(struct engine_connection *connection, struct stages *stages,
                              struct err *err) MUST_CHECK;

/* What sg_scoped_url takes, and who may open what it gives: the user of that query, for a day. */
struct stage_scope {
  struct text base; /* "https://host/api/files" */
  struct text query_id, bucket, user;
};
struct text stage_scope_text(struct arena *arena, const struct stage_scope *scope);
/* What a scoped URL's ticket is signed for, in the place of a bucket. */
struct text stage_scope_bucket(struct arena *arena, const struct stage_scope *scope);

#endif
