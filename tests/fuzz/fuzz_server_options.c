/* fuzz_server_options.c: a server's file of options, its variables and flags.
 *
 * The first line is a flag's name and value, the second a variable, the rest the file. */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/server_options.h"

static bool write_all(int file, struct text text)
{
  return write(file, text.len ? text.at : "", text.len) == (ssize_t)text.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct text flag = fuzz_line(&rest), variable = fuzz_line(&rest);
  size_t blank = text_find(flag, ' ');
  int file = memfd_create("options", MFD_CLOEXEC);
  char path[40];
  char *argv[4] = { arena_c_string(arena, text_slice(flag, 0, blank)),
                    arena_c_string(arena, text_slice(flag, blank + 1, flag.len)), path,
                    NULL };
  char *environment[] = { arena_c_string(arena, variable), NULL };
  struct server_options options;
  struct err err;

  snprintf(path, sizeof path, "--config=/proc/self/fd/%d", file);
  assert(file >= 0 && write_all(file, rest));
  for (int from = 0; from <= 2; from += 2) {
    err_clear(&err);
    if (server_options_read(arena, 3 - from, argv + from, environment, &options, &err))
      server_options_print(arena, &options);
    else
      assert(err_is_set(&err));
  }
  close(file);
  arena_free(arena);
  return 0;
}
