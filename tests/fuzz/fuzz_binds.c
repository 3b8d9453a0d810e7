/* fuzz_binds.c: values bound to a statement. Each line is a type, a blank and a value; a line that
 * begins with '*' goes on with the array of the line before, '!' stands for NULL. */
#include "fuzz.h"

#include "exec/binds.h"

#define MOST 64

static int read_lines(struct arena *arena, struct text rest, struct bind_value *binds)
{
  int count = 0;

  while (rest.len && count < MOST) {
    struct text line = fuzz_line(&rest);
    bool more = text_starts_with(line, "*") && count > 0;
    size_t blank = text_find(line, ' ');
    struct text value = text_slice(line, blank + 1, line.len);
    struct bind_value *bind = &binds[more ? count - 1 : count];

    if (!more) {
      *bind = (struct bind_value){ .type = text_slice(line, 0, blank),
                                   .values = ARENA_ARRAY(arena, MOST, struct text) };
      count++;
    } else if (bind->count == MOST) {
      continue;
    }
    bind->is_array |= more;
    bind->values[bind->count++] = text_is(value, "!") ? (struct text){ 0 } : value;
  }
  return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct bind_value binds[MOST];
  struct exec_request request = { .binds = binds };
  struct run run = { .arena = arena, .request = &request };
  struct err err;

  if (text_is_utf8(fuzz_text(data, size))) {
    request.bind_count = read_lines(arena, fuzz_text(data, size), binds);
    err_clear(&err);
    if (request.bind_count && !binds_read(&run, &err))
      assert(err_is_set(&err));
    batch_builder_free(run.bind_rows);
  }
  arena_free(arena);
  return 0;
}
