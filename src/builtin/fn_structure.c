/* fn_structure.c: structured ARRAY, OBJECT and MAP in C: taken apart for lambdas, checked, merged.
 *
 * A structured value has the text of the semi-structured one; NULL within it is a JSON null. The
 * engine's own list functions run the lambdas, over lists of structs. */
#include <string.h>

#include "builtin/fn.h"
#include "data/json_lenient.h"
#include "data/json_text.h"

enum element_field { ELEMENT_VALUE };
enum member_field { MEMBER_KEY, MEMBER_VALUE };

/* The value is of no use for the type that the last argument names. */
static void fail_cast(struct engine_call *call, struct text value, int type_arg,
                      size_t row)
{
  struct buf shown;

  buf_init(&shown);
  json_text_print(value, &shown);
  call_fail(call, ERR_FAILED_CAST,
            "Failed to cast variant value " TEXT_FMT " to " TEXT_FMT,
            TEXT_ARG(buf_text(&shown)), TEXT_ARG(call_text(call, type_arg, row)));
  buf_clear(&shown);
}

/* Whether the row's value is of the type; a null gives NULL, anything else fails. */
static bool is_of_type(struct engine_call *call, size_t row, enum json_text_type type,
                       int type_arg)
{
  enum json_text_type found = json_text_type(call_text(call, 0, row));

  if (found == type)
    return true;
  if (found <= JSON_TEXT_UNDEFINED)
    call_set_null(call, row);
  else
    fail_cast(call, call_text(call, 0, row), type_arg, row);
  return false;
}

static void elements_row(struct engine_call *call, size_t row)
{
  struct json_items items = json_items_of(call_text(call, 0, row));
  struct text name, value;

  call_begin_list(call, row);
  while (json_items_next(&items, &name, &value)) {
    call_add_element(call);
    if (json_text_type(value) != JSON_TEXT_UNDEFINED)
      call_set_field_text(call, ELEMENT_VALUE, value);
  }
}

static void array_elements(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    if (is_of_type(call, row, JSON_TEXT_ARRAY, 1))
      elements_row(call, row);
}

/* An object's name without its escapes. */
static struct text plain_name(struct text name, struct buf *out)
{
  if (!memchr(name.at, '\\', name.len))
    return name;
  buf_reset(out);
  json_text_plain(text_from(name.at - 1, name.len + 2), out);
  return buf_text(out);
}

static void object_members(struct engine_call *call)
{
  struct buf key;

  buf_init(&key);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct json_items items;
    struct text name, value;

    if (!is_of_type(call, row, JSON_TEXT_OBJECT, 1))
      continue;
    items = json_items_of(call_text(call, 0, row));
    call_begin_list(call, row);
    while (json_items_next(&items, &name, &value)) {
      call_add_element(call);
      call_set_field_text(call, MEMBER_KEY, plain_name(name, &key));
      call_set_field_text(call, MEMBER_VALUE, value);
    }
  }
  buf_clear(&key);
}

static bool has_exactly(struct text object, struct text names)
{
  struct json_items items = json_items_of(names);
  struct text none, name;

  while (json_items_next(&items, &none, &name))
    if (!json_text_member(object, text_slice(name, 1, name.len - 2)).at)
      return false;
  return json_items_count(object) == json_items_count(names);
}

/* The object as a list of itself, for a lambda that reads it many times; it must have the members
 * that an array names, and no others. */
static void object_single(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text value = call_text(call, 0, row), names = call_text(call, 1, row);

    if (!is_of_type(call, row, JSON_TEXT_OBJECT, 2))
      continue;
    if (names.len && !has_exactly(value, names)) {
      fail_cast(call, value, 2, row);
      continue;
    }
    call_begin_list(call, row);
    call_add_element(call);
    call_set_field_text(call, ELEMENT_VALUE, value);
  }
}

/* What was declared NOT NULL. */
static void part_not_null(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    if (!call_arg_is_null(call, 0, row) &&
        json_text_type(call_text(call, 0, row)) > JSON_TEXT_UNDEFINED)
      call_set_text(call, row, call_text(call, 0, row));
    else
      call_fail(call, ERR_NULL_VALUE, "NULL result in a non-nullable column");
  }
}

/* ---- maps ---- */

static void add_member(struct buf *out, struct text name, struct text value)
{
  if (out->len > 1)
    buf_add_char(out, ',');
  buf_add_char(out, '"');
  buf_add_text(out, name);
  buf_add_string(out, "\":");
  buf_add_text(out, value);
}

/* Two sorted walks; of a key in both the second value stays. */
static void cat_row(struct engine_call *call, size_t row, struct buf *out)
{
  struct json_items a = json_items_of(call_text(call, 0, row));
  struct json_items b = json_items_of(call_text(call, 1, row));
  struct text a_name, a_value, b_name, b_value;
  bool has_a = json_items_next(&a, &a_name, &a_value);
  bool has_b = json_items_next(&b, &b_name, &b_value);

  buf_reset(out);
  buf_add_char(out, '{');
  while (has_a || has_b) {
    int order = !has_a ? 1 : !has_b ? -1 : text_compare(a_name, b_name);

    add_member(out, order < 0 ? a_name : b_name, order < 0 ? a_value : b_value);
    if (order <= 0)
      has_a = json_items_next(&a, &a_name, &a_value);
    if (order >= 0)
      has_b = json_items_next(&b, &b_name, &b_value);
  }
  buf_add_char(out, '}');
  call_set_text(call, row, buf_text(out));
}

static void map_cat(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++)
    cat_row(call, row, &out);
  buf_clear(&out);
}

static void map_has(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row,
                 json_text_get(call_text(call, 0, row), call_text(call, 1, row)).at !=
                   NULL);
}

static void map_size(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++)
    call_set_int(call, row, json_items_count(call_text(call, 0, row)));
}

/* Keys of whole numbers, as numbers. */
static void map_number_keys(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct json_items items = json_items_of(call_text(call, 0, row));
    struct text name, value;

    buf_reset(&out);
    buf_add_char(&out, '[');
    while (json_items_next(&items, &name, &value)) {
      if (out.len > 1)
        buf_add_char(&out, ',');
      buf_add_text(&out, name);
    }
    buf_add_char(&out, ']');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* The members of several objects in one; a later value of a name replaces an earlier one. */
static void object_spread(struct engine_call *call)
{
  struct buf out, scratch, problem;

  buf_init(&out);
  buf_init(&scratch);
  buf_init(&problem);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&scratch);
    buf_add_char(&scratch, '{');
    for (int arg = 0; arg < call_arg_count(call); arg++) {
      struct json_items items = { 0 };
      struct text name, value;

      if (!call_arg_is_null(call, arg, row))
        items = json_items_of(call_text(call, arg, row));
      while (items.at && json_items_next(&items, &name, &value))
        add_member(&scratch, name, value);
    }
    buf_add_char(&scratch, '}');
    buf_reset(&out);
    if (json_lenient_sort(buf_text(&scratch), JSON_NAMES_LAST, &out, &problem))
      call_set_text(call, row, buf_text(&out));
    else
      call_fail(call, ERR_NOT_JSON, "Error parsing JSON: " TEXT_FMT,
                TEXT_ARG(buf_text(&problem)));
  }
  buf_clear(&out);
  buf_clear(&scratch);
  buf_clear(&problem);
}

/* The elements of several arrays in one; a NULL array has none. */
static void array_spread(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    buf_reset(&out);
    buf_add_char(&out, '[');
    for (int arg = 0; arg < call_arg_count(call); arg++) {
      struct json_items items = { 0 };
      struct text name, value;

      if (!call_arg_is_null(call, arg, row))
        items = json_items_of(call_text(call, arg, row));
      while (items.at && json_items_next(&items, &name, &value)) {
        if (out.len > 1)
          buf_add_char(&out, ',');
        buf_add_text(&out, value);
      }
    }
    buf_add_char(&out, ']');
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* clang-format off */
const struct engine_function_row fn_structure_rows[] = {
  { "sg_array_elements", "VARCHAR, VARCHAR", "STRUCT(c0 VARCHAR)[]", array_elements, 0 },
  { "sg_array_spread", "VARCHAR...", "JSON", array_spread, ENGINE_SEES_NULLS },
  { "sg_map_cat", "VARCHAR, VARCHAR", "JSON", map_cat, 0 },
  { "sg_map_has", "VARCHAR, VARCHAR", "BOOLEAN", map_has, 0 },
  { "sg_map_number_keys", "VARCHAR", "JSON", map_number_keys, 0 },
  { "sg_map_size", "VARCHAR", "BIGINT", map_size, 0 },
  { "sg_object_members", "VARCHAR, VARCHAR", "STRUCT(c0 VARCHAR, c1 VARCHAR)[]", object_members, 0 },
  { "sg_object_single", "VARCHAR, VARCHAR, VARCHAR", "STRUCT(c0 VARCHAR)[]", object_single, 0 },
  { "sg_object_spread", "VARCHAR...", "JSON", object_spread, ENGINE_SEES_NULLS },
  { "sg_part_not_null", "VARCHAR", "JSON", part_not_null, ENGINE_SEES_NULLS },
};
/* clang-format on */

const int fn_structure_count = (int)(sizeof(fn_structure_rows) /
                                     sizeof(fn_structure_rows[0]));
