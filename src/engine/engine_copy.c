/* engine_copy.c: the whole database as it is at one moment, copied into a file of its own while others read
 * and write. */
#include "engine/engine_copy.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/log.h"

/* What the file is called while it is written: no database of a server has this name. */
#define COPY_NAME "\"snowglobe copy\""

struct engine_copy {
  struct engine_connection *connection;
};

struct engine_copy *engine_copy_begin(struct engine *engine, struct err *err)
{
  struct engine_copy *copy = calloc(1, sizeof *copy);

  if (!copy)
    abort();
  copy->connection = engine_connect(engine, err);
  if (copy->connection && engine_begin(copy->connection, err) &&
      engine_snapshot(copy->connection, err))
    return copy;
  engine_copy_free(copy);
  return NULL;
}

static bool run(struct engine_copy *copy, struct buf *sql, struct err *err)
{
  bool ok = engine_run(copy->connection, buf_text(sql), err);

  buf_clear(sql);
  return ok;
}

static bool attach(struct engine_copy *copy, const char *path, struct err *err)
{
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "ATTACH ");
  buf_add_quoted(&sql, text_of(path));
  buf_add_string(&sql, " AS " COPY_NAME);
  return run(copy, &sql, err);
}

static bool read_name(struct engine_copy *copy, struct buf *name, struct err *err)
{
  struct engine_result *result = engine_query(
    copy->connection, TEXT("SELECT current_database()"), false, err);
  struct batch batch;
  bool ok = result && engine_fetch(result, &batch, err);

  if (ok && batch.rows)
    buf_add_identifier(name, batch_text(&batch.columns[0], 0));
  engine_result_free(result);
  return ok;
}

static bool copy_all(struct engine_copy *copy, struct err *err)
{
  struct buf sql;

  buf_init(&sql);
  buf_add_string(&sql, "COPY FROM DATABASE ");
  if (!read_name(copy, &sql, err)) {
    buf_clear(&sql);
    return false;
  }
  buf_add_string(&sql, " TO " COPY_NAME);
  return run(copy, &sql, err);
}

/* To let go of the file writes the last of it. What has not been committed is not in it. */
static bool detach(struct engine_copy *copy, struct err *err)
{
  bool ok;

  engine_shield(copy->connection);
  ok = engine_run(copy->connection, TEXT("DETACH " COPY_NAME), err);
  engine_unshield(copy->connection);
  return ok;
}

bool engine_copy_write(struct engine_copy *copy, const char *path, struct err *err)
{
  struct err ignored;
  bool ok;

  if (!attach(copy, path, err))
    return false;
  ok = copy_all(copy, err) && engine_commit(copy->connection, err);
  if (engine_in_transaction(copy->connection) &&
      !engine_rollback(copy->connection, &ignored))
    log_warn("backup: %s", ignored.message);
  if (ok)
    return detach(copy, err);
  if (!detach(copy, &ignored))
    log_warn("backup: %s", ignored.message);
  return false;
}

void engine_copy_interrupt(struct engine_copy *copy)
{
  engine_interrupt(copy->connection);
}

void engine_copy_free(struct engine_copy *copy)
{
  struct err ignored;

  if (!copy)
    return;
  if (copy->connection && engine_in_transaction(copy->connection) &&
      !engine_rollback(copy->connection, &ignored))
    log_warn("backup: %s", ignored.message);
  engine_disconnect(copy->connection);
  free(copy);
}
