/* arguments.c: the options of the commands that look after a data folder. */
#include "cli/arguments.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/size.h"

#define SECOND_NS INT64_C(1000000000)

/* The text behind "--name" or "--name="; NULL when there is none. */
static const char *value_of(int argc, char **argv, int *at, size_t name_len)
{
  if (argv[*at][name_len] == '=')
    return argv[*at] + name_len + 1;
  return *at + 1 < argc ? argv[++*at] : NULL;
}

static bool is_named(const char *given, const char *name)
{
  size_t len = strlen(name);

  return strncmp(given, name, len) == 0 && (given[len] == '\0' || given[len] == '=');
}

/* 1 when it was one of them, 0 when not, -1 for an error. */
static int read_row(int argc, char **argv, int *at, const struct argument *rows,
                    int count, struct err *err)
{
  for (int i = 0; i < count; i++) {
    if (!is_named(argv[*at], rows[i].name))
      continue;
    if (rows[i].is_there) {
      *rows[i].is_there = true;
      return 1;
    }
    *rows[i].value = value_of(argc, argv, at, strlen(rows[i].name));
    if (*rows[i].value && **rows[i].value)
      return 1;
    err_set(err, ERR_INVALID_ARGUMENT, "option '%s' wants a value", rows[i].name);
    return -1;
  }
  return 0;
}

bool arguments_read(struct arena *arena, int argc, char **argv,
                    const struct argument *rows, int count, struct server_options *server,
                    struct err *err)
{
  char **rest = ARENA_ARRAY(arena, (size_t)argc + 1, char *);
  int left = 0;

  for (int i = 0; i < argc; i++) {
    int found = read_row(argc, argv, &i, rows, count, err);

    if (found < 0)
      return false;
    if (found)
      continue;
    if (!is_named(argv[i], "--data") && !is_named(argv[i], "--config"))
      return err_set(err, ERR_INVALID_ARGUMENT, "unknown argument '%s'", argv[i]);
    rest[left++] = argv[i];
    if (!strchr(argv[i], '=') && i + 1 < argc)
      rest[left++] = argv[++i];
  }
  return server_options_read(arena, left, rest, environ, server, err);
}

int command_run(const char *name, command_body body, int argc, char **argv)
{
  struct arena *arena = arena_new();
  struct err err;
  int code;

  err_clear(&err);
  code = body(arena, argc, argv, &err);
  if (code != 0)
    fprintf(stderr, "snowglobe %s: %s\n", name, err.message);
  arena_free(arena);
  return code;
}

/* A person sees it move; a file gets a line in ten seconds. */
void progress_tell(void *lines, int64_t done, int64_t all)
{
  struct progress_lines *progress = lines;
  bool is_person = isatty(STDERR_FILENO);
  int64_t now = clock_monotonic_ns();
  char read[SIZE_WORDS], whole[SIZE_WORDS];

  if (!progress->told_ns)
    progress->told_ns = now;
  if (progress->is_quiet ||
      now - progress->told_ns < (is_person ? SECOND_NS / 5 : 10 * SECOND_NS))
    return;
  progress->told_ns = now;
  fprintf(stderr, "%s%s: %s of %s%s", is_person ? "\r" : "", progress->what,
          size_put(done, read), size_put(all, whole), is_person ? "\033[K" : "\n");
}

void progress_end(struct progress_lines *progress)
{
  if (!progress->is_quiet && isatty(STDERR_FILENO))
    fputs("\r\033[K", stderr);
  progress->told_ns = 0;
}
