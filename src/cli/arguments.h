/* arguments.h: the options of the commands that look after a data folder.
 *
 * Which folder: --data or --config, SNOWGLOBE_DATA or SNOWGLOBE_CONFIG, as `snowglobe serve` reads them. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "server/server_options.h"

struct argument {
  const char *name;   /* "--to" */
  const char **value; /* What stands behind it ... */
  bool *is_there;     /* ... or NULL, and whether it stands there. */
};

/* Options that are no row here must be --data or --config. The texts live in the arena or in argv. */
bool arguments_read(struct arena *arena, int argc, char **argv,
                    const struct argument *rows, int count, struct server_options *server,
                    struct err *err) MUST_CHECK;

/* Runs such a command, whose name is said with its error on standard error: an exit code other than 0 has one. */
typedef int (*command_body)(struct arena *arena, int argc, char **argv, struct err *err);
int command_run(const char *name, command_body body, int argc, char **argv);

/* Lines on standard error about long work, now and then: "reading: 12.3 MB of 45.6 MB". */
struct progress_lines {
  const char *what;
  bool is_quiet;
  int64_t told_ns;
};
void progress_tell(void *lines, int64_t done, int64_t all); /* A backup_progress's. */
void progress_end(struct progress_lines *lines);

#endif
