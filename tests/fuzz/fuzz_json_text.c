/* fuzz_json_text.c: PARSE_JSON's text, and all that is done to the value it becomes.
 *
 * The first line is a path or a name, the rest the text. The stored form is stable: reading what
 * was printed gives it again. */
#include "fuzz.h"

#include "data/json_lenient.h"
#include "data/json_path.h"
#include "data/json_text.h"

static void look_at(struct text value, struct text name, struct buf *out)
{
  struct json_items items = json_items_of(value);
  struct json_path path;
  struct text member, item;
  int64_t count = 0;

  while (json_items_next(&items, &member, &item)) {
    json_text_type_name(json_text_type(item));
    json_text_plain(item, out);
    json_text_bare(item);
    count++;
  }
  assert(count == json_items_count(value));
  json_text_get(value, name);
  json_text_member(value, name);
  json_text_member_nocase(value, name);
  json_text_element(value, count - 1);
  json_path_init(&path);
  json_path_set(&path, name);
  json_path_find(&path, value);
  json_path_clear(&path);
  json_text_key(value, out);
  assert(json_text_equal(value, value));
}

/* Marks say what JSON cannot, and are not printed: a value that has some reads as another, if at
 * all. Doubles are printed with fewer digits than they are stored with. */
static bool prints_less(struct text value)
{
  for (size_t i = 0; i < value.len; i++)
    if (text_find(TEXT(" \n\t\r"), value.at[i]) < 4)
      return true;
  return text_find_text(value, TEXT("e+")) < value.len ||
         text_find_text(value, TEXT("e-")) < value.len;
}

static void check_stable(struct text value, struct text printed)
{
  struct buf again, problem;

  if (prints_less(value))
    return;
  buf_init(&again);
  buf_init(&problem);
  assert(json_lenient_parse(printed, JSON_NAMES_UNIQUE, &again, &problem));
  assert(text_equal(value, buf_text(&again)));
  buf_clear(&again);
  buf_clear(&problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct text name = fuzz_line(&rest);
  struct buf value, printed, problem;

  if (!text_is_utf8(rest) || !text_is_utf8(name))
    return 0;
  buf_init(&value);
  buf_init(&printed);
  buf_init(&problem);
  if (json_lenient_parse(rest, JSON_NAMES_UNIQUE, &value, &problem) && value.len) {
    look_at(buf_text(&value), name, &printed);
    buf_reset(&printed);
    json_text_print_lines(buf_text(&value), JSON_TEXT_INDENT, &printed);
    check_stable(buf_text(&value), buf_text(&printed));
    buf_reset(&printed);
    json_text_print(buf_text(&value), &printed);
    check_stable(buf_text(&value), buf_text(&printed));
  }
  buf_reset(&value);
  if (json_lenient_parse(rest, JSON_NAMES_LAST, &value, &problem) && value.len)
    look_at(buf_text(&value), name, &printed);
  buf_clear(&value);
  buf_clear(&printed);
  buf_clear(&problem);
  return 0;
}
