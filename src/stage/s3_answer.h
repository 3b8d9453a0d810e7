/* s3_answer.h: what a store answers in XML: lists of objects, errors, the id of an upload in parts.
 * (docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html) */
#ifndef STAGE_S3_ANSWER_H
#define STAGE_S3_ANSWER_H

#include "base/arena.h"
#include "base/list.h"

struct s3_object {
  struct text key;
  struct text etag; /* Without its quotes. */
  int64_t size;
  int64_t modified_ns; /* Since 1970-01-01 UTC. */
};

/* Adds the objects of one page (struct s3_object), whose keys are percent-encoded as they were asked
 * for. `*more`: at NULL on the last page, else what the next one is asked with. False for what is no
 * such answer. */
bool s3_answer_list(struct arena *arena, struct text xml, struct list *objects,
                    struct text *more);
/* False when it is no error. */
bool s3_answer_error(struct arena *arena, struct text xml, struct text *code,
                     struct text *message);
/* The text of one element below the root; at NULL when there is none. */
struct text s3_answer_text(struct arena *arena, struct text xml, const char *name);

/* "abc" of "\"abc\"" */
struct text s3_etag(struct text written);
/* Nanoseconds of "2026-11-22T10:00:00.000Z", and of "Sun, 22 Nov 2026 10:00:00 GMT". */
bool s3_time(struct text written, int64_t *ns);

#endif
