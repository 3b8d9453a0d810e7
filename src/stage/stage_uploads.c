/* stage_uploads.c: the files that the dashboard put into users' stages go by their age. */
#include "stage/stage_uploads.h"

#include <dirent.h>

#include "base/log.h"

#define USER_FOLDER "user-" /* As stage_folder_of_user begins. */
#define NANOS_A_MILLI 1000000
#define MILLIS_AN_HOUR (60 * 60 * 1000LL)

static bool expire_in(const struct stage_place *place, struct arena *arena,
                      int64_t before_ns, struct err *err)
{
  struct stage_files files;

  if (!stage_list(place, arena, (struct text){ NULL, 0 }, &files, err))
    return false;
  for (int i = 0; i < files.count; i++)
    if (files.at[i].modified_ns < before_ns && !stage_remove(place, &files.at[i], err))
      return false;
  return true;
}

static void expire_user(struct stages *stages, const char *folder, int64_t before_ns)
{
  struct arena *arena = arena_new();
  struct stage_place place = { .stages = stages,
                               .kind = STAGE_OF_USER,
                               .folder = arena_printf(arena, "%s/%s",
                                                      stages_folder(stages), folder),
                               .path = TEXT(STAGE_UPLOADS) };
  struct err err;

  if (!expire_in(&place, arena, before_ns, &err))
    log_warn("old uploads of the dashboard are not removed yet: %s", err.message);
  arena_free(arena);
}

void stage_uploads_expire(struct stages *stages, int64_t now_ms)
{
  int64_t before_ns = (now_ms - STAGE_UPLOAD_HOURS * MILLIS_AN_HOUR) * NANOS_A_MILLI;
  DIR *list = opendir(stages_folder(stages));
  struct dirent *entry;

  while (list && (entry = readdir(list)))
    if (text_starts_with(text_of(entry->d_name), USER_FOLDER))
      expire_user(stages, entry->d_name, before_ns);
  if (list)
    closedir(list);
}
