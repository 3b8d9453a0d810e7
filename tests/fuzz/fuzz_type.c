/* fuzz_type.c: names of types, of time zones and of session parameters, with their values. */
#include "fuzz.h"

#include "data/type.h"
#include "data/zone.h"
#include "protocol/params.h"

static void try_type(struct arena *arena, struct text name, int64_t first, int64_t second)
{
  struct type type;
  struct buf out;
  bool bad_size;

  if (!type_from_name(name, first, second, &type, &bad_size))
    return;
  buf_init(&out);
  type_print(type, &out);
  type_physical(type, false, &out);
  type_physical(type, true, &out);
  type_text(arena, type);
  buf_clear(&out);
}

static void try_zone(struct text name, int64_t instant)
{
  const struct zone *zone = zone_find(name);

  if (!zone)
    return;
  zone_offset(zone, instant);
  zone_to_utc(zone, instant);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct params *params = params_new();
  struct text name = fuzz_line(&rest);
  int64_t first = -1, second = -1;
  struct err err;

  if (text_to_int64(fuzz_line(&rest), &first) &&
      !text_to_int64(fuzz_line(&rest), &second))
    second = -1;
  try_type(arena, name, first, second);
  /* Years that a moment may have; nanoseconds are counted in 128 bits. */
  try_zone(name, first % 253402300800LL);
  if (!params_set(params, name, rest, &err))
    assert(err_is_set(&err));
  params_free(params);
  arena_free(arena);
  return 0;
}
