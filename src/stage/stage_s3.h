/* stage_s3.h: the files of an external stage at S3, for the files of this folder only: what stage.h
 * promises of them. */
#ifndef STAGE_STAGE_S3_H
#define STAGE_STAGE_S3_H

#include "stage/stage.h"

/* Gives each file below the place's path to `keep`, in order of name. */
bool stage_s3_list(const struct stage_place *place, struct arena *arena,
                   void (*keep)(void *context, const struct stage_file *file),
                   void *context, struct err *err) MUST_CHECK;
bool stage_s3_find(const struct stage_place *place, struct arena *arena, struct text name,
                   struct stage_file *file, bool *found, struct err *err) MUST_CHECK;
/* Into a file of stages_new_folder, which stage_s3_release removes. */
bool stage_s3_fetch(const struct stage_place *place, struct arena *arena,
                    const struct stage_file *file, struct text *path,
                    struct err *err) MUST_CHECK;
void stage_s3_release(struct text path);
/* The bytes of an open file. */
bool stage_s3_write(const struct stage_place *place, struct text name, int fd,
                    int64_t size, const struct file_digest *digest,
                    struct err *err) MUST_CHECK;
bool stage_s3_remove(const struct stage_place *place, struct text name,
                     struct err *err) MUST_CHECK;

#endif
