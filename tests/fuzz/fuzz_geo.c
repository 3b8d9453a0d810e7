/* fuzz_geo.c: geospatial values as well-known text, GeoJSON and well-known binary.
 *
 * What is read can be written; what is written as binary reads as the same again. */
#include "fuzz.h"

#include "data/geo_text.h"
#include "data/json_lenient.h"

static void write_all(struct arena *arena, const struct geo *geo)
{
  struct buf out, again;
  struct geo *same;

  buf_init(&out);
  buf_init(&again);
  geo_put_wkt(geo, &out);
  geo_put_json(geo, &out);
  geo_dimension(geo);
  geo_count_points(geo);
  buf_reset(&out);
  geo_put(geo, &out);
  same = geo_read_binary(arena, buf_text(&out));
  assert(same);
  geo_put(same, &again);
  assert(text_equal(buf_text(&out), buf_text(&again)));
  for (int format = GEO_FORMAT_GEOJSON; format <= GEO_FORMAT_EWKB; format++) {
    buf_reset(&again);
    assert(geo_put_output(buf_text(&out), (enum geo_format)format, &again));
  }
  buf_clear(&out);
  buf_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text input = text_from((const char *)data, size);
  struct arena *arena = arena_new();
  struct buf value, problem;
  struct geo *geo;

  buf_init(&value);
  buf_init(&problem);
  if (geo_read_wkt(arena, input, &geo) == GEO_READ_OK)
    write_all(arena, geo);
  if (json_lenient_parse(input, JSON_NAMES_LAST, &value, &problem) && value.len &&
      geo_read_json(arena, buf_text(&value), &geo) == GEO_READ_OK)
    write_all(arena, geo);
  geo = geo_read_binary(arena, input);
  if (geo)
    write_all(arena, geo);
  buf_clear(&value);
  buf_clear(&problem);
  arena_free(arena);
  return 0;
}
