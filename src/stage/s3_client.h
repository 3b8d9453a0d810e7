/* s3_client.h: the objects of a bucket: listing, reading, writing and removing them.
 *
 * What fails because the store is busy or cannot be reached is tried three times. All else that a store
 * refuses is ERR_STAGE_AREA, with its own words. Any thread, a store at a time. */
#ifndef STAGE_S3_CLIENT_H
#define STAGE_S3_CLIENT_H

#include "stage/s3_answer.h"
#include "stage/s3_store.h"

/* The objects (struct s3_object) whose keys begin so, in order of key. */
bool s3_list(struct s3_store *store, struct arena *arena, struct text prefix,
             struct list *objects, struct err *err) MUST_CHECK;
bool s3_head(struct s3_store *store, struct arena *arena, struct text key,
             struct s3_object *object, bool *found, struct err *err) MUST_CHECK;
/* Writes an object's bytes into an empty file, if it is still the one with this tag. */
bool s3_get(struct s3_store *store, const struct s3_object *object, int fd,
            struct err *err) MUST_CHECK;
/* The bytes of a file and their SHA-256. Large ones go in parts, and none is left when one fails. */
bool s3_put(struct s3_store *store, struct text key, int fd, int64_t size,
            const char *sha256, struct err *err) MUST_CHECK;
/* An object that is not there is success. */
bool s3_delete(struct s3_store *store, struct text key, struct err *err) MUST_CHECK;

#endif
