/* geo_run.c: what every geospatial function in C does: stored shapes in, a stored shape out. */
#include "builtin/geo_run.h"

#include "base/hex.h"

/* Shapes of many rows share an arena until it has grown to this. */
#define ARENA_LIMIT (1 << 20)

struct geo_run geo_run_over(struct engine_call *call)
{
  struct geo_run run = { .call = call };

  return run;
}

bool geo_run_next(struct geo_run *run)
{
  if (!run->began) {
    run->arena = arena_new();
    buf_init(&run->out);
    run->began = true;
  } else {
    run->row++;
    if (arena_size(run->arena) > ARENA_LIMIT) {
      arena_free(run->arena);
      run->arena = arena_new();
    }
  }
  if (call_next(run->call, &run->row))
    return true;
  arena_free(run->arena);
  buf_clear(&run->out);
  return false;
}

struct geo *geo_run_arg(struct geo_run *run, int arg)
{
  struct geo *geo = geo_read_binary(run->arena, call_text(run->call, arg, run->row));

  if (geo)
    return geo;
  call_fail(run->call, ERR_INTERNAL, "A stored geospatial value is not well made");
  return geo_new(run->arena, GEO_COLLECTION);
}

static struct geo *from_hex(struct geo_run *run, struct text hex)
{
  buf_reset(&run->out);
  return hex_read(hex, &run->out) ? geo_read_binary(run->arena, buf_text(&run->out))
                                  : NULL;
}

size_t geo_run_list(struct geo_run *run, int arg, struct geo ***geos)
{
  struct text all = call_text(run->call, arg, run->row);
  size_t room = 1, count = 0;

  for (size_t i = 0; i < all.len; i++)
    room += all.at[i] == ' ';
  *geos = ARENA_ARRAY(run->arena, room, struct geo *);
  while (all.len) {
    size_t end = text_find(all, ' ');
    struct geo *geo = from_hex(run, text_slice(all, 0, end));

    if (!geo) {
      call_fail(run->call, ERR_INTERNAL, "A stored geospatial value is not well made");
      return 0;
    }
    (*geos)[count++] = geo;
    all = text_slice(all, end + 1, all.len);
  }
  return count;
}

void geo_run_give(struct geo_run *run, const struct geo *geo)
{
  buf_reset(&run->out);
  geo_put(geo, &run->out);
  call_set_text(run->call, run->row, buf_text(&run->out));
}

void geo_run_give_double(struct geo_run *run, double value)
{
  call_set_double(run->call, run->row, value);
}

void geo_run_give_int(struct geo_run *run, int64_t value)
{
  call_set_int(run->call, run->row, value);
}

void geo_run_give_null(struct geo_run *run)
{
  call_set_null(run->call, run->row);
}

bool geo_run_same_srid(struct geo_run *run, const struct geo *a, const struct geo *b)
{
  if (a->srid == b->srid)
    return true;
  call_fail(run->call, ERR_GEOMETRY_INVALID, "Incompatible SRID: %d and %d", a->srid,
            b->srid);
  return false;
}

void geo_run_unsupported(struct geo_run *run, const char *what)
{
  call_fail(run->call, ERR_UNSUPPORTED, "Unsupported feature '%s'.", what);
}
