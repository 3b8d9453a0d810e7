/* cmd_serve.c: `snowglobe serve`: runs the server until it is told to stop. */
#include "cli/cmd_serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/server.h"

#define EXIT_USAGE 2

int cmd_serve(int argc, char **argv)
{
  struct arena *arena = arena_new();
  struct server_options options;
  int code = EXIT_SUCCESS;
  struct err err;

  err_clear(&err);
  if (!server_options_read(arena, argc, argv, environ, &options, &err))
    code = EXIT_USAGE;
  else if (!server_run(&options, &err))
    code = EXIT_FAILURE;
  if (code != EXIT_SUCCESS)
    fprintf(stderr, "snowglobe serve: %s\n", err.message);
  arena_free(arena);
  return code;
}

void cmd_serve_help(void)
{
  struct arena *arena = arena_new();

  printf(
    "usage: snowglobe serve [--option value]...\n\n"
    "Serves Snowflake clients. Every option may also be a line `name = value` of the file\n"
    "given by --config, or a variable like SNOWGLOBE_HTTP_PORT; flags win over variables,\n"
    "variables over the file.\n\n" TEXT_FMT,
    TEXT_ARG(server_options_help(arena)));
  arena_free(arena);
}
