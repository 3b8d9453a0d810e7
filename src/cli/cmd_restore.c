/* cmd_restore.c: `snowglobe restore`: a data folder out of a backup. */
#include "cli/cmd_restore.h"

#include <stdio.h>
#include <stdlib.h>

#include "backup/backup.h"
#include "catalog/data_format.h"
#include "cli/arguments.h"
#include "server/data_dir.h"

#define EXIT_USAGE 2

static bool restore(const char *from, const char *data, struct progress_lines *lines,
                    struct err *err)
{
  struct backup_progress progress = { progress_tell, lines };
  struct data_dir *dir = data_dir_open_new(data, err);
  bool ok = dir && backup_restore(from, data, DATA_FORMAT, &progress, err);

  progress_end(lines);
  data_dir_close(dir);
  return ok;
}

static int run(struct arena *arena, int argc, char **argv, struct err *err)
{
  struct progress_lines lines = { .what = "reading the backup" };
  struct server_options server;
  const char *from = NULL;
  const struct argument rows[] = { { "--from", &from, NULL },
                                   { "--quiet", NULL, &lines.is_quiet } };

  if (!arguments_read(arena, argc, argv, rows, 2, &server, err))
    return EXIT_USAGE;
  if (!from || !server.data) {
    err_set(err, ERR_INVALID_ARGUMENT,
            from ? "--data says into which folder" : "--from says which backup");
    return EXIT_USAGE;
  }
  if (!restore(from, server.data, &lines, err))
    return EXIT_FAILURE;
  printf("%s holds what was in %s\n", server.data, from);
  return EXIT_SUCCESS;
}

int cmd_restore(int argc, char **argv)
{
  return command_run("restore", run, argc, argv);
}

void cmd_restore_help(void)
{
  printf(
    "usage: snowglobe restore --from FILE [--data FOLDER | --config FILE] [--quiet]\n\n"
    "Makes a data folder of a backup. The folder is new or empty: what is in use is never\n"
    "written over. A backup that is damaged, cut off or of a newer snowglobe is refused,\n"
    "and the folder stays empty.\n\n"
    "Exit codes: 0 done, 1 not done, 2 wrong arguments.\n");
}
