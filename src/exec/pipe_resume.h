/* pipe_resume.h: SYSTEM$PIPE_FORCE_RESUME. */
#ifndef EXEC_PIPE_RESUME_H
#define EXEC_PIPE_RESUME_H

#include "engine/engine_function.h"
#include "session/instance.h"

/* For the engine: sg_pipe_resume($(SESSION), <name>). The instance is its context. */
extern const struct engine_function_row pipe_resume_row;

#endif
