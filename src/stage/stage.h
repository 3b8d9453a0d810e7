/* stage.h: the files of stages: which there are, reading, writing and removing them.
 *
 * A stage's files are below one folder, or below one prefix of a bucket; a file's name is its path there
 * ("sub/a.csv.gz"), any bytes but NUL, taken literally as Snowflake does: "." and ".." are names like
 * others. Writing is atomic: a file is there as a whole or not at all. Any thread may call; nothing here
 * needs the catalog. */
#ifndef STAGE_STAGE_H
#define STAGE_STAGE_H

#include "base/arena.h"
#include "base/err.h"
#include "stage/file_digest.h"
#include "stage/s3_store.h"
#include "stage/stage_folder.h"
#include "stage/stage_name.h"

struct stages;

/* All stages of an instance. `folder` NULL: one of its own, which goes with it. `limit`: how many
 * bytes all internal stages may have together; 0: as many as there is room for. */
struct stages *stages_open(const char *folder, int64_t limit, struct err *err);
const char *stages_folder(const struct stages *stages); /* An absolute path. */
void stages_close(struct stages *stages);               /* NULL is fine. */

/* A place in a stage, found by stage_find (exec) or made below. Its texts live as long as the arena
 * that they were made in. */
struct stage_place {
  struct stages *stages;
  enum stage_kind kind;
  int64_t number; /* Of the stage or the table; 0 for a user's. */
  struct text
    folder; /* Where its files are: an absolute path, or the URL of an external one. */
  enum folder_form form;
  struct s3_store *s3; /* Where they are when not on this machine, else NULL. */
  struct text path;    /* A prefix of names of files; empty: all. */
  /* What LIST and COPY write before a name: "mystage/" for a named stage, else nothing. */
  struct text label;
  struct text name; /* Of a named stage, for messages. */
  /* What CREATE STAGE said, as catalog/object.h has it; at NULL: nothing. */
  struct text file_format, copy_options;
};

/* The internal stages: of a stage or table by its number, of a user by the name. */
struct text stage_folder_of_number(struct stages *stages, struct arena *arena,
                                   int64_t number);
struct text stage_folder_of_user(struct stages *stages, struct arena *arena,
                                 struct text user);

/* External stages: the folder of "file:///path" when that is, or lies in, one of the folders that the
 * server was told to allow (absolute paths with colons between them; NULL: none); else an error. */
void stages_allow(struct stages *stages, const char *folders);
bool stage_folder_of_url(struct stages *stages, struct arena *arena, struct text url,
                         struct text *folder, struct err *err) MUST_CHECK;

/* External stages at S3: what the server was told, which outlives the stages. */
void stages_set_s3(struct stages *stages, const struct s3_settings *settings);
/* Sets a place to where this says that its files are; the store lives in the arena. */
bool stage_place_at_s3(struct stages *stages, struct arena *arena,
                       const struct s3_location *location, struct stage_place *place,
                       struct err *err) MUST_CHECK;
/* Whether a place is one of the server's own, where clients send and fetch files. */
bool stage_is_internal(const struct stage_place *place);

struct stage_file {
  struct text name;    /* Below the stage: "sub/a.csv.gz". */
  struct text shown;   /* As LIST and COPY name it: "mystage/sub/a.csv.gz". */
  int64_t size;        /* Bytes. */
  int64_t modified_ns; /* Since 1970-01-01 UTC. */
  struct text
    etag; /* What the store of an external stage calls these bytes, else empty. */
  struct text partition; /* What an external table knows of it, else empty. */
};

struct stage_files {
  struct stage_file *at;
  int count;
};

/* The files whose names begin with the place's path, in order of name. `pattern` (at NULL: none) is a
 * regular expression for all of what comes behind the path's last slash. ERR_INVALID_REGEXP. */
bool stage_list(const struct stage_place *place, struct arena *arena, struct text pattern,
                struct stage_files *files, struct err *err) MUST_CHECK;
/* The file of exactly this name (the place's path is not looked at); *found is false for none. */
bool stage_find_file(const struct stage_place *place, struct arena *arena,
                     struct text name, struct stage_file *file, bool *found,
                     struct err *err) MUST_CHECK;
/* Of an internal stage's file; ERR_FILE_NOT_FOUND when it was removed meanwhile. */
bool stage_digest(const struct stage_place *place, const struct stage_file *file,
                  struct file_digest *digest, struct err *err) MUST_CHECK;
/* What tells its bytes from others: the MD5 in hexadecimal, or what the store says. */
bool stage_content_key(const struct stage_place *place, struct arena *arena,
                       const struct stage_file *file, struct text *key,
                       struct err *err) MUST_CHECK;
/* What METADATA$FILENAME says: at S3 the path in the bucket. */
struct text stage_full_name(const struct stage_place *place, struct arena *arena,
                            struct text name);

/* A file's bytes on this machine: a path that may be read until stage_release, which must follow. */
bool stage_fetch(const struct stage_place *place, struct arena *arena,
                 const struct stage_file *file, struct text *path,
                 struct err *err) MUST_CHECK;
void stage_release(const struct stage_place *place, struct text path);

/* Writing a file. It appears under its name at the end, in the place of one that was there before;
 * with STAGE_KEEP one that is there stays, and *written is false. Both ends free the upload. A full
 * disk or a full stage is an error, and leaves nothing. */
enum stage_conflict { STAGE_REPLACE, STAGE_KEEP };
struct stage_upload;
/* The place outlives the upload. */
struct stage_upload *stage_upload_begin(const struct stage_place *place, struct text name,
                                        struct err *err);
bool stage_upload_write(struct stage_upload *upload, const void *bytes, size_t size,
                        struct err *err) MUST_CHECK;
bool stage_upload_end(struct stage_upload *upload, enum stage_conflict conflict,
                      bool *written, struct err *err) MUST_CHECK;
/* The last byte is written: counts them all as the stages' own. */
void stage_upload_count(struct stage_upload *upload);
/* Puts what was counted on the disk, and lets go of the descriptor, so that many files can wait for their
 * ends. Any thread. Only an end may follow. */
bool stage_upload_settle(struct stage_upload *upload, struct err *err) MUST_CHECK;
int64_t stage_upload_size(const struct stage_upload *upload); /* Bytes so far. */
/* Before the first byte: the digest is worked out when somebody asks for it, not while bytes come. */
void stage_upload_leave_digest(struct stage_upload *upload);
void stage_upload_abandon(struct stage_upload *upload);
/* A folder beside the stages for files that another writes, such as the engine; freeing removes it with what
 * is in it. */
bool stage_scratch_new(struct stages *stages, struct arena *arena, struct text *folder,
                       struct err *err) MUST_CHECK;
void stage_scratch_free(struct text folder);
/* An upload of one of its files, which it leaves; the folder may be freed then. */
struct stage_upload *stage_upload_of_scratch(const struct stage_place *place,
                                             struct text name, const char *path,
                                             struct err *err);
/* An upload whose bytes lie in a file of stages_new_folder already, open for reading. Both are taken
 * over. */
const char *stages_new_folder(const struct stages *stages);
struct stage_upload *stage_upload_of_file(const struct stage_place *place,
                                          struct text name, int fd, const char *path,
                                          struct err *err);

/* A file of another place, under a new name; one that is there is replaced. */
bool stage_copy(const struct stage_place *from, const struct stage_file *file,
                const struct stage_place *to, struct text name,
                struct err *err) MUST_CHECK;

/* False for what cannot be removed; a file that is not there (any more) is success. */
bool stage_remove(const struct stage_place *place, const struct stage_file *file,
                  struct err *err) MUST_CHECK;

/* Removes all files of internal stages: of a number, of a user, or of every number that `is_gone`. */
void stage_drop_number(struct stages *stages, int64_t number);
void stage_drop_user(struct stages *stages, struct text user);
/* The files of a user who is called otherwise now. */
void stage_rename_user(struct stages *stages, struct text from, struct text to);
void stage_drop_gone(struct stages *stages,
                     bool (*is_gone)(void *context, int64_t number), void *context);

#endif
