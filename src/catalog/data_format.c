/* data_format.c: the format of a data folder, and the steps from each to the next. */
#include "catalog/data_format.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/log.h"
#include "catalog/store.h"
#include "history/history_store.h"

#define FORMAT_NUMBER "format"
#define PROGRAM_SIZE 32

/* ---- the steps ---- */

static const struct data_format_step all_steps[] = {
  /* Tables and columns that came one by one while there was no number are all there from here on. */
  { 2, "the format is numbered", store_prepare },
  { 3, "the query history lies in pages", history_store_upgrade },
};

#define STEP_COUNT (int)(sizeof all_steps / sizeof *all_steps)

/* ---- the folder ---- */

/* "2 0.1.0": the number, and the version of who wrote it. */
int64_t data_format_of(const char *folder, char program[PROGRAM_SIZE])
{
  struct text whole, number;
  char bytes[128], *path;
  int64_t format = 0;
  ssize_t len;
  int fd;

  if (program)
    text_fill(program, PROGRAM_SIZE, TEXT("an unknown version"));
  if (asprintf(&path, "%s/" DATA_FORMAT_FILE, folder) < 0)
    abort();
  fd = open(path, O_RDONLY | O_CLOEXEC);
  free(path);
  if (fd < 0)
    return errno == ENOENT ? 1 : 0;
  len = read(fd, bytes, sizeof bytes);
  close(fd);
  whole = text_trim(text_from(bytes, len > 0 ? (size_t)len : 0));
  number = text_slice(whole, 0, text_find(whole, ' '));
  if (!text_to_int64(number, &format) || format < 1) {
    errno = EILSEQ;
    return 0;
  }
  if (program && number.len < whole.len)
    text_fill(program, PROGRAM_SIZE, text_trim(text_slice(whole, number.len, whole.len)));
  return format;
}

static bool refuse(const char *where, int64_t format, const char *program,
                   struct err *err)
{
  return err_set(
    err, ERR_INVALID_ARGUMENT,
    "%s is of format %" PRId64
    ", written by snowglobe %s. This is snowglobe " SNOWGLOBE_VERSION
    ", which knows formats up to %d. Start that version or a newer one, or "
    "restore a backup of this version into another folder. Nothing was changed",
    where, format, program, DATA_FORMAT);
}

bool data_format_check(const char *folder, struct err *err)
{
  char program[PROGRAM_SIZE];
  int64_t format = data_format_of(folder, program);

  if (format > DATA_FORMAT)
    return refuse(folder, format, program, err);
  return format >= 1 ||
         err_set(err, ERR_INVALID_ARGUMENT,
                 "%s/" DATA_FORMAT_FILE " cannot be read (%s): which format the data has "
                 "is not known. Nothing was changed",
                 folder, errno == EILSEQ ? "it holds no number" : strerror(errno));
}

static bool failed(const char *folder, struct err *err)
{
  return err_set(err, ERR_INVALID_ARGUMENT, "cannot write %s/" DATA_FORMAT_FILE ": %s",
                 folder, strerror(errno));
}

/* Beside the file first: it is never half a number. */
static bool write_number(int folder, struct err *err, const char *name)
{
  char line[64];
  int len = snprintf(line, sizeof line, "%d %s\n", DATA_FORMAT, SNOWGLOBE_VERSION);
  int fd = openat(folder, DATA_FORMAT_FILE ".new",
                  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool ok;

  if (fd < 0)
    return failed(name, err);
  ok = fd_write(fd, text_from(line, (size_t)len)) && fsync(fd) == 0;
  close(fd);
  ok = ok && renameat(folder, DATA_FORMAT_FILE ".new", folder, DATA_FORMAT_FILE) == 0 &&
       fsync(folder) == 0;
  return ok || failed(name, err);
}

bool data_format_write(const char *folder, struct err *err)
{
  char program[PROGRAM_SIZE];
  bool ok;
  int fd;

  if (data_format_of(folder, program) == DATA_FORMAT &&
      strcmp(program, SNOWGLOBE_VERSION) == 0)
    return true;
  fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return failed(folder, err);
  ok = write_number(fd, err, folder);
  close(fd);
  return ok;
}

/* ---- the database ---- */

static bool has_catalog(struct engine_connection *connection, bool *has, struct err *err)
{
  struct engine_result *result = engine_query(
    connection,
    TEXT("SELECT table_name FROM duckdb_tables() WHERE schema_name = '_snowglobe' "
         "AND table_name = 'counters'"),
    false, err);
  struct batch batch;
  bool ok = result && engine_fetch(result, &batch, err);

  *has = ok && batch.rows;
  engine_result_free(result);
  return ok;
}

static bool note(struct engine_connection *connection, int64_t format, struct err *err)
{
  struct buf sql;
  bool ok;

  buf_init(&sql);
  store_write_number(&sql, FORMAT_NUMBER, format);
  ok = engine_run(connection, buf_text(&sql), err);
  buf_clear(&sql);
  return ok;
}

static bool run_step(struct engine_connection *connection,
                     const struct data_format_step *step, struct err *err)
{
  struct err ignored;

  if (!engine_begin(connection, err))
    return false;
  if (step->run(connection, err) && note(connection, step->to, err))
    return engine_commit(connection, err);
  if (!engine_rollback(connection, &ignored))
    log_warn("upgrade: %s", ignored.message);
  return false;
}

/* What made the catalog before there were numbers begins at 1; a new catalog is made at the newest. */
bool data_format_run(struct engine_connection *connection,
                     const struct data_format_step *steps, int count, struct err *err)
{
  int64_t format = 0;
  bool has;

  if (!has_catalog(connection, &has, err) ||
      (has && !store_read_number(connection, FORMAT_NUMBER, 1, &format, err)))
    return false;
  if (format > steps[count - 1].to)
    return refuse("the database", format, "a newer version", err);
  for (int i = 0; has && i < count; i++) {
    if (steps[i].to <= format)
      continue;
    log_info("upgrade: the data folder goes from format %" PRId64 " to %" PRId64 ": %s",
             format, steps[i].to, steps[i].what);
    if (!run_step(connection, &steps[i], err))
      return false;
    format = steps[i].to;
  }
  if (!store_prepare(connection, err))
    return false;
  return has || note(connection, steps[count - 1].to, err);
}

bool data_format_upgrade(struct engine_connection *connection, struct err *err)
{
  return data_format_run(connection, all_steps, STEP_COUNT, err);
}
