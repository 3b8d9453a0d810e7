/* cmd_status.c: `snowglobe status`: whether a server runs on a data folder or at an address, and how it is. */
#include "cli/cmd_status.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/arguments.h"
#include "data/json.h"
#include "net/http_client.h"
#include "server/control_call.h"

/* As init scripts have them: lsb.refspecs.org, "status". */
enum { EXIT_RUNS = 0, EXIT_ILL = 1, EXIT_USAGE = 2, EXIT_STOPPED = 3 };

#define ANSWER_MS 5000
#define MAX_HEALTH 65536

static const struct {
  const char *member, *label;
} rows[] = {
  { "version", "version" },
  { "status", "status" },
  { "processId", "process" },
  { "uptimeSeconds", "seconds up" },
  { "data", "data" },
  { "host", "host" },
  { "httpPort", "http port" },
  { "httpsPort", "https port" },
  { "sessions", "sessions" },
  { "runningStatements", "running statements" },
  { "statements", "statements so far" },
  { "failedStatements", "failed statements" },
  { "memoryBytes", "memory (bytes)" },
  { "engineMemoryBytes", "engine's memory (bytes)" },
  { "engine", "engine" },
  { "storage", "storage" },
  { "engineAnswers", "engine answers" },
  { "folderIsWritable", "data folder is writable" },
};

static void print_rows(const struct json *json, struct arena *arena)
{
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct text value = json_scalar_text(json_member(json, rows[i].member), arena);

    if (value.at)
      printf("%-24s " TEXT_FMT "\n", rows[i].label, TEXT_ARG(value));
  }
}

static int print_answer(struct arena *arena, struct text line, bool as_json,
                        struct err *err)
{
  const struct json *json = json_parse(arena, line, err);
  bool is_well;

  if (!json)
    return EXIT_ILL;
  is_well = json_as_bool(json_member(json, "engineAnswers"), true) &&
            json_as_bool(json_member(json, "folderIsWritable"), true);
  if (as_json)
    printf(TEXT_FMT "\n", TEXT_ARG(line));
  else
    print_rows(json, arena);
  if (!is_well)
    err_set(err, ERR_INVALID_ARGUMENT, "the server is not well");
  return is_well ? EXIT_RUNS : EXIT_ILL;
}

static int ask_folder(struct arena *arena, const char *data, bool as_json,
                      struct err *err)
{
  bool is_there, is_late = false;
  struct control_call *call = control_ask(data, "status", &is_there, err);
  struct text line;
  int code = EXIT_ILL;

  if (!call)
    return is_there ? EXIT_ILL : EXIT_STOPPED;
  if (!control_next(call, ANSWER_MS, &line, &is_late, err))
    code = EXIT_ILL;
  else if (is_late)
    err_set(err, ERR_INVALID_ARGUMENT, "the server of %s does not answer", data);
  else
    code = print_answer(arena, line, as_json, err);
  control_end(call);
  return code;
}

/* GET /health tells less than a folder's owner learns, and needs no password. */
static int ask_address(struct arena *arena, const char *address, bool as_json,
                       struct err *err)
{
  const char *url = arena_printf(arena, "%s/health", address).at;
  struct buf body;
  int code = EXIT_STOPPED;
  long status;

  buf_init(&body);
  if (http_client_get(url, MAX_HEALTH, &body, &status, err))
    code = print_answer(arena, text_trim(buf_text(&body)), as_json, err);
  else if (status) /* 503: it says that it is ill. */
    code = EXIT_ILL;
  buf_clear(&body);
  return code;
}

static int run(struct arena *arena, int argc, char **argv, struct err *err)
{
  struct server_options server;
  const char *address = NULL;
  bool as_json = false;
  const struct argument given[] = { { "--address", &address, NULL },
                                    { "--json", NULL, &as_json } };

  if (!arguments_read(arena, argc, argv, given, 2, &server, err))
    return EXIT_USAGE;
  if (address)
    return ask_address(arena, address, as_json, err);
  if (server.data)
    return ask_folder(arena, server.data, as_json, err);
  address =
    arena_printf(arena, "http://%s:%lld", server.host, (long long)server.http_port).at;
  return ask_address(arena, address, as_json, err);
}

int cmd_status(int argc, char **argv)
{
  return command_run("status", run, argc, argv);
}

void cmd_status_help(void)
{
  printf(
    "usage: snowglobe status [--data FOLDER | --config FILE | --address URL] [--json]\n\n"
    "Tells whether a server runs on a data folder, and how it is: version, time up, sessions,\n"
    "statements, memory. That takes the right to read the folder, and no password. With an\n"
    "address (http://127.0.0.1:8084, which is also the default where no folder is said) it\n"
    "tells whether a server answers there.\n\n"
    "Exit codes: 0 it runs and is well, 1 it is there and not well, 2 wrong arguments,\n"
    "3 no server runs there.\n");
}
