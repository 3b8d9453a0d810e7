/* frontend.c: what a text costs on its way to the engine's SQL, which is not run.
 *
 * usage: bench_frontend SETUP QUERY...; files. SETUP holds statements, each ended by a semicolon at
 * the end of a line. Prints a JSON object a query: bytes and the median in microseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/numbers.h"
#include "exec/explain_stmt.h"
#include "fuzz/house.h"

enum { MIN_RUNS = 5, MAX_RUNS = 501 };
#define LONG_ENOUGH_NS ((int64_t)500000000)

static void fail(const char *what, const char *why)
{
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

static struct text read_file(struct arena *arena, const char *path)
{
  FILE *file = fopen(path, "rb");
  struct buf content;
  char piece[65536];
  size_t got;

  if (!file)
    fail(path, "cannot be read");
  buf_init(&content);
  while ((got = fread(piece, 1, sizeof piece, file)))
    buf_add_text(&content, (struct text){ piece, got });
  fclose(file);
  struct text text = buf_copy(&content, arena);

  buf_clear(&content);
  return text;
}

static void run_setup(struct text setup)
{
  while (setup.len) {
    size_t end = text_find_text(setup, TEXT(";\n"));

    if (end >= setup.len)
      return;
    house_run(text_slice(setup, 0, end));
    setup = text_slice(setup, end + 2, setup.len);
  }
}

static void measure(struct session *session, const char *path)
{
  struct arena *arena = arena_new();
  struct text sql = read_file(arena, path);
  int64_t took[MAX_RUNS], begin = clock_monotonic_ns();
  int runs = 0;

  while (runs < MIN_RUNS ||
         (runs < MAX_RUNS && clock_monotonic_ns() - begin < LONG_ENOUGH_NS)) {
    int64_t from = clock_monotonic_ns();
    struct buf out;
    struct err err;

    buf_init(&out);
    err_clear(&err);
    if (!explain_stage(session, sql, "duckdb", &out, &err))
      fail(path, err.message);
    buf_clear(&out);
    took[runs++] = clock_monotonic_ns() - from;
  }
  qsort(took, (size_t)runs, sizeof *took, numbers_compare);
  printf("{\"bytes\": %zu, \"us\": %.1f}\n", sql.len, (double)took[runs / 2] / 1000);
  arena_free(arena);
}

int main(int argc, char **argv)
{
  struct arena *arena = arena_new();
  struct session *session = house_session();

  if (argc < 3)
    fail("usage", "bench_frontend SETUP QUERY...");
  run_setup(read_file(arena, argv[1]));
  for (int i = 2; i < argc; i++)
    measure(session, argv[i]);
  arena_free(arena);
  return 0;
}
