/* cmd_backup.c: `snowglobe backup`: a data folder as one file, while a server runs on it or not. */
#include "cli/cmd_backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup/backup.h"
#include "base/size.h"
#include "catalog/data_format.h"
#include "cli/arguments.h"
#include "data/json.h"
#include "server/control_call.h"
#include "server/data_dir.h"

#define EXIT_USAGE 2
#define LOOK_MS 200

struct job {
  struct arena *arena;
  const char *data, *file;
  struct progress_lines lines;
};

static int64_t size_of(const char *path)
{
  struct stat info;

  return stat(path, &info) == 0 ? info.st_size : 0;
}

static bool write_parts(struct job *job, const char *from, struct err *err)
{
  struct backup_progress progress = { progress_tell, &job->lines };
  struct arena *arena = job->arena;
  struct backup_parts parts = {
    .database = arena_printf(arena, "%s/snowglobe.duckdb", from).at,
    .stages = arena_printf(arena, "%s/stages", from).at,
    .tls = arena_printf(arena, "%s/tls", job->data).at,
    .format_file = arena_printf(arena, "%s/" DATA_FORMAT_FILE, job->data).at,
    .format = data_format_of(job->data, NULL),
  };
  bool ok;

  job->lines.what = "writing the backup";
  ok = backup_write(&parts, job->file, &progress, err);
  progress_end(&job->lines);
  return ok;
}

/* The folder that the server has made for this. */
static bool read_folder(struct job *job, struct text line, const char **folder,
                        struct err *err)
{
  const struct json *json = json_parse(job->arena, line, err);
  struct text name = json_as_text(json_member(json, "folder"));

  if (!json)
    return false;
  *folder = arena_c_string(job->arena, name);
  return name.len ||
         err_set(err, ERR_INVALID_ARGUMENT, "the server's answer is not understood");
}

static bool wait_for_copy(struct job *job, struct control_call *call, const char *folder,
                          struct err *err)
{
  const char *copy = arena_printf(job->arena, "%s/snowglobe.duckdb", folder).at;
  int64_t whole = size_of(arena_printf(job->arena, "%s/snowglobe.duckdb", job->data).at);
  bool is_late = true;
  struct text line;

  job->lines.what = "copying the tables";
  while (is_late) {
    if (!control_next(call, LOOK_MS, &line, &is_late, err))
      return false;
    progress_tell(&job->lines, size_of(copy), whole);
  }
  progress_end(&job->lines);
  return true;
}

static bool backup_running(struct job *job, struct control_call *call, struct err *err)
{
  const char *folder;
  struct text line;
  bool is_late;

  return control_next(call, -1, &line, &is_late, err) &&
         read_folder(job, line, &folder, err) && wait_for_copy(job, call, folder, err) &&
         write_parts(job, folder, err);
}

static bool backup_stopped(struct job *job, struct err *err)
{
  struct data_dir *dir = data_dir_open_there(job->data, err);
  bool ok = dir && write_parts(job, job->data, err);

  data_dir_close(dir);
  return ok;
}

static bool backup(struct job *job, struct err *err)
{
  struct control_call *call;
  bool is_there, ok;

  if (access(job->file, F_OK) == 0)
    return err_set(err, ERR_INVALID_ARGUMENT, "%s is there already", job->file);
  call = control_ask(job->data, "backup", &is_there, err);
  if (!call)
    return !is_there && backup_stopped(job, err);
  ok = backup_running(job, call, err);
  control_end(call);
  return ok;
}

/* In a folder it is called for the moment. */
static const char *file_in(struct arena *arena, const char *to)
{
  time_t now = time(NULL);
  struct stat info;
  char name[64];
  struct tm tm;

  if (stat(to, &info) != 0 || !S_ISDIR(info.st_mode))
    return to;
  gmtime_r(&now, &tm);
  strftime(name, sizeof name, "snowglobe-%Y%m%dT%H%M%SZ.backup", &tm);
  return arena_printf(arena, "%s/%s", to, name).at;
}

static int run(struct arena *arena, int argc, char **argv, struct err *err)
{
  struct job job = { .arena = arena };
  struct server_options server;
  const char *to = NULL;
  char size[SIZE_WORDS];
  const struct argument rows[] = { { "--to", &to, NULL },
                                   { "--quiet", NULL, &job.lines.is_quiet } };

  if (!arguments_read(arena, argc, argv, rows, 2, &server, err))
    return EXIT_USAGE;
  if (!to || !server.data) {
    err_set(err, ERR_INVALID_ARGUMENT,
            to ? "--data says of which folder" : "--to says where the backup goes");
    return EXIT_USAGE;
  }
  job.data = server.data;
  job.file = file_in(arena, to);
  if (!backup(&job, err))
    return EXIT_FAILURE;
  printf("%s: %s\n", job.file, size_put(size_of(job.file), size));
  return EXIT_SUCCESS;
}

int cmd_backup(int argc, char **argv)
{
  return command_run("backup", run, argc, argv);
}

void cmd_backup_help(void)
{
  printf(
    "usage: snowglobe backup --to FILE|FOLDER [--data FOLDER | --config FILE] [--quiet]\n\n"
    "Writes all that a data folder keeps into one file: tables, catalog, users, history,\n"
    "staged files, keys. A server may run on the folder and go on: the backup is what was\n"
    "committed at one moment. In a FOLDER the file is named for the time. Results that are\n"
    "kept for clients are not in it.\n\n"
    "Exit codes: 0 done, 1 not done (and no file is left), 2 wrong arguments.\n");
}
