/* stage_uploads.h: the folder of each user's stage into which the dashboard puts files, and their end. */
#ifndef STAGE_STAGE_UPLOADS_H
#define STAGE_STAGE_UPLOADS_H

#include "stage/stage.h"

#define STAGE_UPLOADS "snowglobe_dashboard/"

enum { STAGE_UPLOAD_HOURS = 24 };

/* Removes those of all users that were put there so long ago: whoever did has forgotten them. */
void stage_uploads_expire(struct stages *stages, int64_t now_ms);

#endif
