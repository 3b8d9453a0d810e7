/* copy_validate.h: the table function VALIDATE. */
#ifndef EXEC_COPY_VALIDATE_H
#define EXEC_COPY_VALIDATE_H

#include "exec/pipeline.h"

/* The caller frees them; NULL on an error. */
struct batch_builder *copy_validate_rows(struct run *run, struct bind_context *context,
                                         const struct bound_rows_need *need,
                                         struct err *err);

#endif
