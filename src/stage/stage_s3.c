/* stage_s3.c: the files of an external stage at S3. */
#include "stage/stage_s3.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "stage/s3_client.h"
#include "stage/stage_state.h"

void stages_set_s3(struct stages *stages, const struct s3_settings *settings)
{
  stages->s3 = *settings;
}

bool stage_place_at_s3(struct stages *stages, struct arena *arena,
                       const struct s3_location *location, struct stage_place *place,
                       struct err *err)
{
  struct s3_store *store = ARENA_NEW(arena, struct s3_store);

  if (!s3_store_open(arena, &stages->s3, stages->calls, location, store, err))
    return false;
  place->stages = stages;
  place->s3 = store;
  place->form = FOLDER_PLAIN;
  place->folder = arena_printf(arena, TEXT_FMT "%s", TEXT_ARG(location->url),
                               text_ends_with(location->url, "/") ? "" : "/");
  place->label = place->folder;
  return true;
}

static struct text key_of(const struct stage_place *place, struct arena *arena,
                          struct text name)
{
  return arena_printf(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(place->s3->prefix),
                      TEXT_ARG(name));
}

static struct stage_file file_of(const struct stage_place *place, struct arena *arena,
                                 const struct s3_object *object)
{
  struct text name = text_slice(object->key, place->s3->prefix.len, object->key.len);

  return (struct stage_file){
    name, arena_printf(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(place->label), TEXT_ARG(name)),
    object->size, object->modified_ns, object->etag
  };
}

/* A key that ends in a slash stands for a folder in the consoles of stores, and is no file. */
bool stage_s3_list(const struct stage_place *place, struct arena *arena,
                   void (*keep)(void *context, const struct stage_file *file),
                   void *context, struct err *err)
{
  struct text prefix = key_of(place, arena, place->path);
  struct list objects = { 0 };

  if (!s3_list(place->s3, arena, prefix, &objects, err))
    return false;
  for (int i = 0; i < objects.count; i++) {
    const struct s3_object *object = objects.at[i];
    struct stage_file file = file_of(place, arena, object);

    if (text_starts_with(object->key, arena_c_string(arena, prefix)) && file.name.len &&
        !text_ends_with(file.name, "/"))
      keep(context, &file);
  }
  return true;
}

bool stage_s3_find(const struct stage_place *place, struct arena *arena, struct text name,
                   struct stage_file *file, bool *found, struct err *err)
{
  struct s3_object object;

  if (!s3_head(place->s3, arena, key_of(place, arena, name), &object, found, err))
    return false;
  if (*found)
    *file = file_of(place, arena, &object);
  return true;
}

static bool failed(struct err *err)
{
  return err_set(err, ERR_INTERNAL, "A staged file could not be fetched: %s",
                 strerror(errno));
}

bool stage_s3_fetch(const struct stage_place *place, struct arena *arena,
                    const struct stage_file *file, struct text *path, struct err *err)
{
  struct s3_object object = { key_of(place, arena, file->name), file->etag, file->size,
                              file->modified_ns };
  unsigned long long number = atomic_fetch_add(&place->stages->uploads, 1);
  bool ok;
  int fd;

  *path = arena_printf(arena, "%s/%llu", place->stages->new_folder, number);
  fd = open(path->at, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return failed(err);
  ok = s3_get(place->s3, &object, fd, err);
  close(fd);
  if (!ok)
    stage_s3_release(*path);
  return ok;
}

void stage_s3_release(struct text path)
{
  if (unlink(path.at) != 0)
    log_warn("stages: %s could not be removed", path.at);
}

bool stage_s3_write(const struct stage_place *place, struct text name, int fd,
                    int64_t size, const struct file_digest *digest, struct err *err)
{
  struct arena *arena = arena_new();
  char sha256[CRYPTO_SHA256_SIZE * 2 + 1];
  bool ok;

  crypto_hex(digest->sha256, sizeof digest->sha256, sha256);
  ok = s3_put(place->s3, key_of(place, arena, name), fd, size, sha256, err);
  arena_free(arena);
  return ok;
}

bool stage_s3_remove(const struct stage_place *place, struct text name, struct err *err)
{
  struct arena *arena = arena_new();
  bool ok = s3_delete(place->s3, key_of(place, arena, name), err);

  arena_free(arena);
  return ok;
}
