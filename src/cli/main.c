/* main.c: the program `snowglobe`: one file for each command. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_backup.h"
#include "cli/cmd_docs.h"
#include "cli/cmd_explain.h"
#include "cli/cmd_restore.h"
#include "cli/cmd_serve.h"
#include "cli/cmd_status.h"

#define EXIT_USAGE 2

struct command {
  const char *name;
  int (*run)(int argc, char **argv);
  void (*help)(void); /* NULL: the line says it all. */
  const char *doc;
};

static int cmd_help(int argc, char **argv);
static int cmd_version(int argc, char **argv);

static const struct command commands[] = {
  { "backup", cmd_backup, cmd_backup_help, "write a data folder into one file" },
  { "docs", cmd_docs, cmd_docs_help,
    "print a page of the documentation, made from tables" },
  { "explain", cmd_explain, cmd_explain_help,
    "show what one stage makes of a statement" },
  { "help", cmd_help, NULL, "what a command does: snowglobe help [command]" },
  { "restore", cmd_restore, cmd_restore_help, "make a data folder of a backup" },
  { "serve", cmd_serve, cmd_serve_help, "serve Snowflake clients" },
  { "status", cmd_status, cmd_status_help, "whether a server runs, and how it is" },
  { "version", cmd_version, NULL, "the version of this program" },
};

static const struct command *find_command(const char *name)
{
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    if (strcmp(commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

static void print_commands(FILE *out)
{
  fprintf(out, "usage: snowglobe <command> [arguments]\n\n");
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].doc);
}

static int unknown_command(const char *name)
{
  fprintf(stderr, "snowglobe: unknown command '%s'\n\n", name);
  print_commands(stderr);
  return EXIT_USAGE;
}

static int cmd_help(int argc, char **argv)
{
  const struct command *command;

  if (argc == 0) {
    print_commands(stdout);
    return EXIT_SUCCESS;
  }
  command = find_command(argv[0]);
  if (!command)
    return unknown_command(argv[0]);
  if (command->help)
    command->help();
  else
    printf("snowglobe %s: %s\n", command->name, command->doc);
  return EXIT_SUCCESS;
}

static int cmd_version(int argc, char **argv)
{
  (void)argc;
  (void)argv;
  printf("snowglobe %s\n", SNOWGLOBE_VERSION);
  return EXIT_SUCCESS;
}

/* `snowglobe serve --help` and `snowglobe --help` are asked as often as `snowglobe help`. */
static bool asks_for_help(int argc, char **argv)
{
  for (int i = 0; i < argc; i++)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
      return true;
  return false;
}

int main(int argc, char **argv)
{
  const struct command *command;

  if (argc < 2) {
    print_commands(stderr);
    return EXIT_USAGE;
  }
  if (strcmp(argv[1], "--version") == 0)
    return cmd_version(0, NULL);
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
    return cmd_help(0, NULL);
  command = find_command(argv[1]);
  if (!command)
    return unknown_command(argv[1]);
  if (asks_for_help(argc - 2, argv + 2))
    return cmd_help(1, argv + 1);
  return command->run(argc - 2, argv + 2);
}
