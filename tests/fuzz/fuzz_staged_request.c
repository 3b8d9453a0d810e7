/* fuzz_staged_request.c: requests for staged files: three lines, the target, the ticket and the range. */
#include "fuzz.h"

#include "stage/stage_folder.h"
#include "stage/stage_ticket.h"
#include "wire/staged_request.h"

static struct stages *stages;

static void close_stages(void)
{
  stages_close(stages);
}

/* Nothing but a ticket that was made is good, and no name leads out of its stage. */
static void check_name(struct arena *arena, struct text bucket, struct text name,
                       struct text ticket)
{
  struct stage_place place;
  enum ticket_right right;
  struct err err = { 0 };
  struct buf path;

  assert(stage_ticket_check(stages, ticket, bucket, name, 0, &right) == TICKET_BAD);
  ticket = stage_ticket_for_file(stages, arena, bucket, name, TICKET_READ, 1);
  assert(stage_ticket_check(stages, ticket, bucket, name, 0, &right) == TICKET_GOOD);
  assert(stage_ticket_check(stages, ticket, bucket, name, 2, &right) == TICKET_EXPIRED);
  if (!stage_of_bucket(stages, arena, bucket, &place))
    return;
  buf_init(&path);
  if (stage_folder_path(FOLDER_MARKED, name, &path, &err)) {
    struct text whole = arena_printf(arena, "/" TEXT_FMT "/", TEXT_ARG(buf_text(&path)));

    assert(text_find_text(whole, TEXT("/../")) == whole.len);
    assert(text_find_text(whole, TEXT("/./")) == whole.len);
    assert(!text_starts_with(buf_text(&path), "/"));
  } else {
    assert(err_is_set(&err));
  }
  buf_clear(&path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct text target = fuzz_line(&rest), ticket = fuzz_line(&rest);
  struct arena *arena = arena_new();
  struct text bucket, name;
  int64_t from = -1, count = -1;
  struct err err;

  if (!stages) {
    stages = stages_open(NULL, 0, &err);
    assert(stages && atexit(close_stages) == 0);
  }
  if (staged_target(arena, target, &bucket, &name))
    check_name(arena, bucket, name, ticket);
  if (staged_range(rest, 1000, &from, &count) == RANGE_GOOD)
    assert(from >= 0 && count > 0 && from + count <= 1000);
  arena_free(arena);
  return 0;
}
