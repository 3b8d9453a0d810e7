/* Geospatial values: well-known binary in both orders, what is not well made, how digits are shown. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/geo_text.h"

static struct text hex(struct arena *arena, const char *digits)
{
  size_t len = text_of(digits).len / 2;
  char *bytes = arena_alloc(arena, len + 1);

  for (size_t i = 0; i < len; i++) {
    int high = digits[2 * i] <= '9' ? digits[2 * i] - '0' : digits[2 * i] - 'A' + 10;
    int low = digits[2 * i + 1] <= '9' ? digits[2 * i + 1] - '0'
                                       : digits[2 * i + 1] - 'A' + 10;

    bytes[i] = (char)(high * 16 + low);
  }
  return text_from(bytes, len);
}

static void shows(const struct geo *geo, const char *wkt)
{
  struct buf out;

  assert_non_null(geo);
  buf_init(&out);
  geo_put_wkt(geo, &out);
  assert_string_equal(out.at, wkt);
  buf_clear(&out);
}

static void binary_is_read_in_either_order(void **state)
{
  struct arena *arena = arena_new();
  struct geo *geo;

  (void)state;
  shows(geo_read_binary(arena, hex(arena, "0101000000000000000000F03F0000000000000040")),
        "POINT(1 2)");
  geo = geo_read_binary(arena,
                        hex(arena, "0020000001000010E63FF00000000000004000000000000000"));
  shows(geo, "POINT(1 2)");
  assert_int_equal(geo->srid, 4326);
  arena_free(arena);
}

static void binary_that_is_not_well_made_is_refused(void **state)
{
  static const char *const bad[] = {
    "",
    "01",
    "0201000000000000000000F03F0000000000000040",   /* No such order. */
    "0109000000000000000000F03F0000000000000040",   /* No such kind. */
    "0101000000000000000000F03F00000000000000",     /* Too short. */
    "0101000000000000000000F03F000000000000004000", /* Too long. */
    "0102000000FFFFFFFF",                           /* More points than bytes. */
    "01050000000100000001"
    "01000000"
    "000000000000F03F0000000000000040",                           /* A point in a
                                                                            multi-line. */
    "01E9030000000000000000F03F00000000000000400000000000000840", /* Three coordinates. */
  };
  struct arena *arena = arena_new();

  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_null(geo_read_binary(arena, hex(arena, bad[i])));
  arena_free(arena);
}

static void text_keeps_nine_digits_more_than_before_the_point(void **state)
{
  struct arena *arena = arena_new();
  struct geo_point points[] = { { 15.000000000000023, 15.01481985543847 },
                                { 0.50005711975340156, -0.99999999999999978 },
                                { 1489140.0937656438, -0.0 } };

  (void)state;
  shows(geo_new_line(arena, points, 3),
        "LINESTRING(15 15.014819855,0.5000571198 -1,1489140.093765644 0)");
  arena_free(arena);
}

static void json_shows_what_was_computed_as_doubles(void **state)
{
  struct arena *arena = arena_new();
  struct geo *point = geo_new_point(arena, (struct geo_point){ 37.5, 45 });
  static const char *const shown[] = {
    [GEO_WRITTEN] = "{\"coordinates\":[37.5,45],\"type\":\"Point\"}",
    [GEO_COMPUTED] = "{\"coordinates\":[3.750000000000000e+01,4.500000000000000e+01],"
                     "\"type\":\"Point\"}",
    [GEO_FLAT] = "{\"coordinates\":[3.750000000000000e+01,4.500000000000000e+01],"
                 "\"type\":\"Point\"}",
  };
  struct buf out;

  (void)state;
  buf_init(&out);
  for (int i = GEO_WRITTEN; i <= GEO_FLAT; i++) {
    buf_reset(&out);
    point->numbers = (enum geo_numbers)i;
    geo_put_json(point, &out);
    assert_string_equal(out.at, shown[i]);
  }
  buf_clear(&out);
  arena_free(arena);
}

static void text_is_read_as_it_may_be_written(void **state)
{
  struct arena *arena = arena_new();
  struct geo *geo;

  (void)state;
  assert_int_equal(geo_read_wkt(arena, TEXT("srid=7;multipoint(1 2,(3 4))"), &geo),
                   GEO_READ_OK);
  shows(geo, "MULTIPOINT((1 2),(3 4))");
  assert_int_equal(geo->srid, 7);
  assert_int_equal(geo_read_wkt(arena, TEXT("POLYGON EMPTY"), &geo), GEO_READ_OK);
  shows(geo, "POLYGON EMPTY");
  assert_int_equal(geo_read_wkt(arena, TEXT("POINT ZM (1 2 3 4)"), &geo),
                   GEO_READ_DIMENSIONS);
  assert_int_equal(geo_read_wkt(arena, TEXT("POINT(1 2) x"), &geo), GEO_READ_UNKNOWN);
  assert_int_equal(geo_read_wkt(arena, TEXT("POINT(1,2)"), &geo), GEO_READ_UNKNOWN);
  assert_int_equal(geo_read_wkt(arena, TEXT("POINT(nan 2)"), &geo), GEO_READ_UNKNOWN);
  arena_free(arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(binary_is_read_in_either_order),
    cmocka_unit_test(binary_that_is_not_well_made_is_refused),
    cmocka_unit_test(text_keeps_nine_digits_more_than_before_the_point),
    cmocka_unit_test(json_shows_what_was_computed_as_doubles),
    cmocka_unit_test(text_is_read_as_it_may_be_written),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
