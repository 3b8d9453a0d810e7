/* infer_schema.h: the table function INFER_SCHEMA. */
#ifndef EXEC_INFER_SCHEMA_H
#define EXEC_INFER_SCHEMA_H

#include "exec/pipeline.h"

/* Its rows; the caller frees them. NULL on an error. */
struct batch_builder *infer_schema_rows(struct run *run, struct bind_context *context,
                                        const struct bound_rows_need *need,
                                        struct err *err);

#endif
