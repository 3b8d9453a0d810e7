/* stage_store.c: all stages, and the files that they have. */
#include "stage/stage.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/log.h"
#include "builtin/regexp.h"
#include "stage/stage_folder.h"
#include "stage/stage_s3.h"
#include "stage/stage_state.h"

#define NANOS_A_SECOND 1000000000LL

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

/* Unless everything is frozen. */
static int unlink_named(struct stages *stages, const char *path)
{
  int done, problem;

  pthread_rwlock_rdlock(&stages->freezing);
  done = unlink(path);
  problem = errno;
  pthread_rwlock_unlock(&stages->freezing);
  errno = problem;
  return done;
}

static int rename_named(struct stages *stages, const char *from, const char *to)
{
  int done, problem;

  pthread_rwlock_rdlock(&stages->freezing);
  done = rename(from, to);
  problem = errno;
  pthread_rwlock_unlock(&stages->freezing);
  errno = problem;
  return done;
}

/* ---- removing whole folders ---- */

struct removal {
  struct stages *stages;
  size_t root_len;
};

static bool remove_visited(void *context, struct text name, const char *path)
{
  struct removal *removal = context;
  char *copy = must(strdup(path));
  struct stat info;

  (void)name;
  if (stat(path, &info) == 0 && unlink_named(removal->stages, path) == 0)
    atomic_fetch_sub(&removal->stages->used, info.st_size);
  else
    log_warn("stages: %s could not be removed", path);
  stage_folder_prune(copy, removal->root_len);
  free(copy);
  return true;
}

/* A folder changes while it is walked: walked until nothing is left of it. */
static void remove_folder(struct stages *stages, struct text folder)
{
  struct removal removal = { stages, folder.len };
  struct folder_visit visit = { remove_visited, &removal };
  char *path = must(strndup(folder.at, folder.len));
  struct err err = { 0 };

  for (int i = 0; i < 3; i++) {
    if (!stage_folder_walk(FOLDER_MARKED, folder, TEXT(""), &visit, &err))
      log_warn("stages: %s", err.message);
    if (rmdir(path) == 0 || errno == ENOENT)
      break;
  }
  free(path);
}

/* ---- opening ---- */

static bool count_bytes(void *context, struct text name, const char *path)
{
  struct stages *stages = context;
  struct stat info;

  (void)name;
  if (stat(path, &info) == 0)
    atomic_fetch_add(&stages->used, info.st_size);
  return true;
}

static bool is_entry(const struct dirent *entry)
{
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static struct text folder_in(struct stages *stages, struct arena *arena, const char *name)
{
  return arena_printf(arena, "%s/%s", stages->folder, name);
}

/* What was being written when the server ended; and how much there is. */
static bool settle(struct stages *stages, struct err *err)
{
  struct arena *arena = arena_new();
  struct folder_visit visit = { count_bytes, stages };
  DIR *list = opendir(stages->folder);
  struct dirent *entry;
  bool ok = list != NULL;
  struct err problem;

  /* A server that was killed leaves folders without files, too, and files whose names are the engine's. */
  if (!folder_remove(stages->new_folder, &problem))
    log_warn("stages: %s", problem.message);
  atomic_store(&stages->used, 0);
  ok = ok && mkdir(stages->new_folder, 0700) == 0;
  if (!ok)
    err_set(err, ERR_INTERNAL, "The folder of stages %s could not be made: %s",
            stages->folder, strerror(errno));
  while (ok && stages->limit && (entry = readdir(list)))
    if (is_entry(entry))
      ok = stage_folder_walk(FOLDER_MARKED, folder_in(stages, arena, entry->d_name),
                             TEXT(""), &visit, err);
  if (list)
    closedir(list);
  arena_free(arena);
  return ok;
}

static char *own_folder(void)
{
  const char *base = getenv("TMPDIR");
  struct buf path;
  char *folder;

  buf_init(&path);
  buf_printf(&path, "%s/snowglobe-stages-XXXXXX", base && *base ? base : "/tmp");
  folder = mkdtemp(path.at) ? must(strdup(path.at)) : NULL;
  buf_clear(&path);
  return folder;
}

/* Who freezes is not kept waiting by those who come later. */
static void freezing_init(pthread_rwlock_t *freezing)
{
  pthread_rwlockattr_t how;

  pthread_rwlockattr_init(&how);
  pthread_rwlockattr_setkind_np(&how, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  pthread_rwlock_init(freezing, &how);
  pthread_rwlockattr_destroy(&how);
}

struct stages *stages_open(const char *folder, int64_t limit, struct err *err)
{
  struct stages *stages = must(calloc(1, sizeof *stages));

  stages->limit = limit;
  freezing_init(&stages->freezing);
  stages->calls = http_calls_new();
  crypto_random(stages->secret, sizeof stages->secret);
  stages->is_own = !folder;
  if (!folder)
    stages->folder = own_folder();
  else if (mkdir(folder, 0700) == 0 || errno == EEXIST)
    stages->folder = realpath(folder, NULL);
  if (!stages->folder) {
    err_set(err, ERR_INTERNAL, "The folder of stages could not be made: %s",
            strerror(errno));
    http_calls_free(stages->calls);
    pthread_rwlock_destroy(&stages->freezing);
    free(stages);
    return NULL;
  }
  if (asprintf(&stages->new_folder, "%s/new", stages->folder) < 0)
    abort();
  if (settle(stages, err))
    return stages;
  stages_close(stages);
  return NULL;
}

/* The folder of an instance in memory goes with all that is in it. */
static void remove_own(struct stages *stages)
{
  DIR *list = opendir(stages->folder);
  struct arena *arena = arena_new();
  struct dirent *entry;

  while (list && (entry = readdir(list)))
    if (is_entry(entry))
      remove_folder(stages, folder_in(stages, arena, entry->d_name));
  if (list)
    closedir(list);
  arena_free(arena);
  if (rmdir(stages->folder) != 0)
    log_warn("stages: %s could not be removed", stages->folder);
}

const char *stages_folder(const struct stages *stages)
{
  return stages->folder;
}

void stages_close(struct stages *stages)
{
  if (!stages)
    return;
  if (stages->is_own)
    remove_own(stages);
  free(stages->folder);
  free(stages->new_folder);
  free(stages->allowed);
  http_calls_free(stages->calls);
  pthread_rwlock_destroy(&stages->freezing);
  free(stages);
}

/* ---- where the files of a stage are ---- */

struct text stage_folder_of_number(struct stages *stages, struct arena *arena,
                                   int64_t number)
{
  return arena_printf(arena, "%s/%lld", stages->folder, (long long)number);
}

struct text stage_folder_of_user(struct stages *stages, struct arena *arena,
                                 struct text user)
{
  struct buf path;
  struct text folder;

  buf_init(&path);
  buf_printf(&path, "%s/user-", stages->folder);
  stage_folder_part(user, &path);
  for (size_t i = strlen(stages->folder) + 1; i < path.len; i++)
    if (path.at[i] == '/')
      path.at[i] = '%'; /* Followed by no digits, it is no other name. */
  folder = buf_copy(&path, arena);
  buf_clear(&path);
  return folder;
}

void stage_drop_number(struct stages *stages, int64_t number)
{
  struct arena *arena = arena_new();

  remove_folder(stages, stage_folder_of_number(stages, arena, number));
  arena_free(arena);
}

void stage_drop_user(struct stages *stages, struct text user)
{
  struct arena *arena = arena_new();

  remove_folder(stages, stage_folder_of_user(stages, arena, user));
  arena_free(arena);
}

void stage_rename_user(struct stages *stages, struct text from, struct text to)
{
  struct arena *arena = arena_new();
  struct text new = stage_folder_of_user(stages, arena, to);

  remove_folder(stages, new);
  if (rename_named(stages, stage_folder_of_user(stages, arena, from).at, new.at) != 0 &&
      errno != ENOENT)
    log_warn("stages: the files of a renamed user could not be moved: %s",
             strerror(errno));
  arena_free(arena);
}

void stage_drop_gone(struct stages *stages,
                     bool (*is_gone)(void *context, int64_t number), void *context)
{
  DIR *list = opendir(stages->folder);
  struct dirent *entry;

  while (list && (entry = readdir(list))) {
    int64_t number;

    if (is_entry(entry) && text_to_int64(text_of(entry->d_name), &number) &&
        is_gone(context, number))
      stage_drop_number(stages, number);
  }
  if (list)
    closedir(list);
}

/* ---- external stages ---- */

void stages_allow(struct stages *stages, const char *folders)
{
  free(stages->allowed);
  stages->allowed = folders && *folders ? must(strdup(folders)) : NULL;
}

/* `folder` is what an allowed one is, or lies in it. */
static bool is_allowed(struct text allowed, const char *folder, struct arena *arena)
{
  while (allowed.len) {
    size_t colon = text_find(allowed, ':');
    char *root = realpath(arena_c_string(arena, text_slice(allowed, 0, colon)), NULL);
    size_t len = root ? strlen(root) : 0;
    bool inside = root && strncmp(folder, root, len) == 0 &&
                  (folder[len] == '/' || folder[len] == '\0');

    free(root);
    if (inside)
      return true;
    allowed = text_slice(allowed, colon + 1, allowed.len);
  }
  return false;
}

bool stage_folder_of_url(struct stages *stages, struct arena *arena, struct text url,
                         struct text *folder, struct err *err)
{
  struct text written = text_slice(url, sizeof "file://" - 1, url.len);
  char *real = realpath(arena_c_string(arena, written), NULL);
  bool ok = real && is_allowed(text_of(stages->allowed), real, arena);

  if (ok)
    *folder = arena_text(arena, text_of(real));
  else
    err_set(err, ERR_NOT_AUTHORIZED,
            "SQL access control error:\nThe folder of '" TEXT_FMT
            "' is not one that external stages may use (option stage-folders).",
            TEXT_ARG(url));
  free(real);
  return ok;
}

/* ---- files ---- */

/* Whether a path, as far as it is there, stays below the stage's folder when links are followed. */
static bool is_inside(const struct stage_place *place, const char *path, struct err *err)
{
  char *root = realpath(place->folder.at, NULL), *part = must(strdup(path)), *real = NULL;
  bool inside = false;

  while (root && !(real = realpath(part, NULL)) && errno == ENOENT &&
         strlen(part) > place->folder.len)
    *strrchr(part, '/') = '\0';
  if (root && real)
    inside = strncmp(real, root, strlen(root)) == 0 &&
             (real[strlen(root)] == '/' || real[strlen(root)] == '\0');
  free(root);
  free(part);
  free(real);
  return inside || err_set(err, ERR_NOT_AUTHORIZED,
                           "The file is not inside the folder of its stage.");
}

char *stage_file_path(const struct stage_place *place, struct text name, size_t *inner,
                      struct err *err)
{
  struct buf path;
  char *copy = NULL;

  buf_init(&path);
  buf_add_text(&path, place->folder);
  buf_add_char(&path, '/');
  *inner = path.len;
  if (stage_folder_path(place->form, name, &path, err) &&
      (place->form == FOLDER_MARKED || is_inside(place, path.at, err)))
    copy = must(strdup(path.at));
  buf_clear(&path);
  return copy;
}

bool stage_is_internal(const struct stage_place *place)
{
  return place->form == FOLDER_MARKED;
}

static struct stage_file file_of(const struct stage_place *place, struct arena *arena,
                                 struct text name, const struct stat *info)
{
  return (struct stage_file){
    arena_text(arena, name),
    arena_printf(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(place->label), TEXT_ARG(name)),
    info->st_size, info->st_mtim.tv_sec * NANOS_A_SECOND + info->st_mtim.tv_nsec, TEXT("")
  };
}

/* Files that are being listed. */
struct listing {
  const struct stage_place *place;
  struct arena *arena;
  struct regexp *pattern; /* NULL: all. */
  struct stage_files *files;
  int room;
};

/* What a pattern has to match: the name behind the last slash of the path, or behind the path itself
 * when that names a folder. (docs.snowflake.com/en/sql-reference/sql/copy-into-table: PATTERN) */
static struct text behind_path(struct text path, struct text name)
{
  size_t from = path.len;

  if (from < name.len && from && name.at[from] == '/')
    from++;
  while (from && name.at[from - 1] != '/')
    from--;
  return text_slice(name, from, name.len);
}

static bool is_wanted(const struct listing *listing, struct text name)
{
  struct text prefix = listing->place->path;

  return text_equal(text_slice(name, 0, prefix.len), prefix) &&
         (!listing->pattern ||
          regexp_matches(listing->pattern, behind_path(prefix, name)));
}

static void add_file(struct listing *listing, const struct stage_file *file)
{
  struct stage_files *files = listing->files;

  if (files->count == listing->room) {
    struct stage_file *more;

    listing->room = listing->room ? listing->room * 2 : 16;
    more = ARENA_ARRAY(listing->arena, (size_t)listing->room, struct stage_file);
    if (files->count)
      memcpy(more, files->at, (size_t)files->count * sizeof *more);
    files->at = more;
  }
  files->at[files->count++] = *file;
}

static bool list_visited(void *context, struct text name, const char *path)
{
  struct listing *listing = context;
  struct stage_file file;
  struct stat info;

  if (!is_wanted(listing, name) || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
    return true;
  file = file_of(listing->place, listing->arena, name, &info);
  add_file(listing, &file);
  return true;
}

static void list_object(void *context, const struct stage_file *file)
{
  struct listing *listing = context;

  if (is_wanted(listing, file->name))
    add_file(listing, file);
}

static bool list_folder(struct listing *listing, struct err *err)
{
  const struct stage_place *place = listing->place;
  struct folder_visit visit = { list_visited, listing };
  struct buf inner;
  bool ok;

  buf_init(&inner);
  stage_folder_of_prefix(place->form, place->path, &inner);
  ok = stage_folder_walk(place->form, place->folder, buf_text(&inner), &visit, err);
  buf_clear(&inner);
  return ok;
}

static int compare_files(const void *a, const void *b)
{
  return text_compare(((const struct stage_file *)a)->name,
                      ((const struct stage_file *)b)->name);
}

static bool compile_pattern(struct text pattern, struct regexp **regexp, struct err *err)
{
  struct buf problem;

  *regexp = NULL;
  if (!pattern.at)
    return true;
  buf_init(&problem);
  *regexp = regexp_compile(pattern, REGEXP_DOT_ALL, &problem);
  if (!*regexp)
    err_set(err, ERR_INVALID_REGEXP,
            "Invalid regular expression: '" TEXT_FMT "', " TEXT_FMT, TEXT_ARG(pattern),
            TEXT_ARG(buf_text(&problem)));
  buf_clear(&problem);
  return *regexp != NULL;
}

bool stage_list(const struct stage_place *place, struct arena *arena, struct text pattern,
                struct stage_files *files, struct err *err)
{
  struct listing listing = { .place = place, .arena = arena, .files = files };
  bool ok;

  *files = (struct stage_files){ 0 };
  if (!compile_pattern(pattern, &listing.pattern, err))
    return false;
  ok = place->s3 ? stage_s3_list(place, arena, list_object, &listing, err)
                 : list_folder(&listing, err);
  regexp_free(listing.pattern);
  if (files->count)
    qsort(files->at, (size_t)files->count, sizeof *files->at, compare_files);
  return ok;
}

bool stage_find_file(const struct stage_place *place, struct arena *arena,
                     struct text name, struct stage_file *file, bool *found,
                     struct err *err)
{
  struct stat info;
  size_t inner;
  char *path;

  *found = false;
  if (place->s3)
    return stage_s3_find(place, arena, name, file, found, err);
  path = stage_file_path(place, name, &inner, err);
  if (!path)
    return false;
  *found = stat(path, &info) == 0 && S_ISREG(info.st_mode);
  free(path);
  if (*found)
    *file = file_of(place, arena, name, &info);
  return true;
}

bool stage_digest(const struct stage_place *place, const struct stage_file *file,
                  struct file_digest *digest, struct err *err)
{
  size_t inner;
  char *path = stage_file_path(place, file->name, &inner, err);
  bool ok = path && file_digest_of(path, place->form == FOLDER_MARKED, digest, err);

  if (path && !ok && access(path, F_OK) != 0 && errno == ENOENT)
    err_set(err, ERR_FILE_NOT_FOUND, "Remote file '" TEXT_FMT "' was not found.",
            TEXT_ARG(file->name));
  free(path);
  return ok;
}

bool stage_content_key(const struct stage_place *place, struct arena *arena,
                       const struct stage_file *file, struct text *key, struct err *err)
{
  char hex[CRYPTO_MD5_SIZE * 2 + 1];
  struct file_digest digest;

  *key = file->etag;
  if (place->s3)
    return true;
  if (!stage_digest(place, file, &digest, err))
    return false;
  crypto_hex(digest.md5, sizeof digest.md5, hex);
  *key = arena_text(arena, text_of(hex));
  return true;
}

/* docs.snowflake.com/en/sql-reference/sql/create-external-table, of METADATA$FILENAME: the path of the
 * stage's URL is part of it. */
struct text stage_full_name(const struct stage_place *place, struct arena *arena,
                            struct text name)
{
  return place->s3 ? arena_printf(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(place->s3->prefix),
                                  TEXT_ARG(name))
                   : name;
}

bool stage_fetch(const struct stage_place *place, struct arena *arena,
                 const struct stage_file *file, struct text *path, struct err *err)
{
  size_t inner;
  char *at;

  if (place->s3)
    return stage_s3_fetch(place, arena, file, path, err);
  at = stage_file_path(place, file->name, &inner, err);
  if (!at)
    return false;
  *path = arena_text(arena, text_of(at));
  free(at);
  return true;
}

void stage_release(const struct stage_place *place, struct text path)
{
  if (place->s3) /* Else it is the file itself. */
    stage_s3_release(path);
}

bool stage_remove(const struct stage_place *place, const struct stage_file *file,
                  struct err *err)
{
  struct stat info = { 0 };
  size_t inner;
  char *path;
  bool ok;

  if (place->s3)
    return stage_s3_remove(place, file->name, err);
  path = stage_file_path(place, file->name, &inner, err);
  if (!path)
    return false;
  ok = stat(path, &info) == 0 && unlink_named(place->stages, path) == 0;
  if (ok && place->form == FOLDER_MARKED)
    atomic_fetch_sub(&place->stages->used, info.st_size);
  else if (!ok && errno != ENOENT && errno != ENOTDIR)
    err_set(err, ERR_INTERNAL, "The staged file '" TEXT_FMT "' could not be removed: %s",
            TEXT_ARG(file->name), strerror(errno));
  else
    ok = true;
  if (place->form == FOLDER_MARKED)
    stage_folder_prune(path, inner);
  free(path);
  return ok;
}
