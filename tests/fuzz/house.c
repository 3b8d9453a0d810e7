/* house.c: an instance in memory with a small catalog, for the targets that need one. */
#include "house.h"

#include <stdio.h>
#include <stdlib.h>

#include "../session_in_memory.h"
#include "exec/staged_file.h"

static struct session *session;

static const char *const setup[] = {
  "CREATE DATABASE d",
  "CREATE TABLE t (id INT AUTOINCREMENT, n NUMBER(10,2) NOT NULL, v VARCHAR(20) DEFAULT 'x' || 'y',"
  " f FLOAT, b BOOLEAN, d DATE, ti TIME, ts TIMESTAMP_NTZ, tz TIMESTAMP_TZ, ltz TIMESTAMP_LTZ,"
  " bi BINARY, va VARIANT, o OBJECT, a ARRAY)",
  "CREATE TABLE u (id INT, \"quoted name\" VARCHAR, n INT)",
  "CREATE VIEW w AS SELECT t.id, u.n + 1 AS m FROM t JOIN u ON t.id = u.id",
  "CREATE SEQUENCE s",
  "SET x = 1",
};

static void close_house(void)
{
  session_in_memory_close(session);
}

void house_run(struct text sql)
{
  struct exec_request request = { .sql = sql, .statement_count = 1 };
  struct arena *arena = arena_new();
  struct outcome outcome;
  struct err err;

  err_clear(&err);
  if (!exec_run(session, arena, &request, &outcome, &err)) {
    fprintf(stderr, TEXT_FMT ": %s\n", TEXT_ARG(sql), err.message);
    abort();
  }
  outcome_clear(&outcome);
  arena_free(arena);
}

struct session *house_session(void)
{
  struct instance_options options = { .threads = 1,
                                      .register_functions = staged_file_register };
  struct err err;

  if (session)
    return session;
  session = session_in_memory(options, &err);
  if (!session)
    abort();
  for (size_t i = 0; i < sizeof setup / sizeof *setup; i++)
    house_run(text_of(setup[i]));
  atexit(close_house);
  return session;
}
