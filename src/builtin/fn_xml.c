/* fn_xml.c: XML in C: read, checked, its elements found. */
#include "builtin/fn.h"
#include "data/json_text.h"
#include "data/xml_text.h"

static enum xml_values values_of(const struct engine_call *call, size_t row)
{
  return call_int(call, 1, row) ? XML_VALUES_AS_TEXT : XML_VALUES_CONVERTED;
}

enum on_error { ON_ERROR_FAIL, ON_ERROR_TELL };

static void parse_row(struct engine_call *call, size_t row, enum on_error on_error,
                      struct buf *out, struct buf *problem)
{
  buf_reset(out);
  buf_reset(problem);
  if (!xml_parse(call_text(call, 0, row), values_of(call, row), out, problem)) {
    if (on_error == ON_ERROR_FAIL)
      call_fail(call, ERR_NOT_XML, "Error parsing XML: " TEXT_FMT,
                TEXT_ARG(buf_text(problem)));
    else
      call_set_text(call, row, buf_text(problem));
  } else if (on_error == ON_ERROR_TELL || !out->len) {
    call_set_null(call, row);
  } else {
    call_set_text(call, row, buf_text(out));
  }
}

static void parse_rows(struct engine_call *call, enum on_error on_error)
{
  struct buf out, problem;

  buf_init(&out);
  buf_init(&problem);
  for (size_t row = 0; call_next(call, &row); row++)
    parse_row(call, row, on_error, &out, &problem);
  buf_clear(&out);
  buf_clear(&problem);
}

static void parse_xml(struct engine_call *call)
{
  parse_rows(call, ON_ERROR_FAIL);
}

static void check_xml(struct engine_call *call)
{
  parse_rows(call, ON_ERROR_TELL);
}

static bool is_named(struct text element, struct text name)
{
  struct text tag = json_text_type(element) == JSON_TEXT_OBJECT
                      ? json_text_get(element, TEXT("@"))
                      : text_from(NULL, 0);
  struct buf plain;
  bool same;

  if (!tag.at)
    return false;
  buf_init(&plain);
  json_text_plain(tag, &plain);
  same = text_equal(buf_text(&plain), name);
  buf_clear(&plain);
  return same;
}

/* The element of that name, counted from 0, among those that stand right below another. */
static struct text find_element(struct text parent, struct text name, int64_t instance)
{
  struct text none = text_from(NULL, 0), content, part;
  struct json_items items;

  if (json_text_type(parent) != JSON_TEXT_OBJECT)
    return none;
  content = json_text_get(parent, TEXT("$"));
  if (!content.at)
    return none;
  if (json_text_type(content) != JSON_TEXT_ARRAY)
    return instance == 0 && is_named(content, name) ? content : none;
  items = json_items_of(content);
  for (struct text unused; json_items_next(&items, &unused, &part);)
    if (is_named(part, name) && instance-- == 0)
      return part;
  return none;
}

static void xml_get(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text found = find_element(call_text(call, 0, row), call_text(call, 1, row),
                                     call_int(call, 2, row));

    if (found.at)
      call_set_text(call, row, found);
    else
      call_set_null(call, row);
  }
}

/* ---- to XML ---- */

/* <name type="OBJECT">...</name>: members by their names, elements as "e". */
static void add_typed(struct text name, struct text value, struct buf *out)
{
  enum json_text_type type = json_text_type(value);
  struct json_items items = json_items_of(value);
  struct text member, item;

  buf_add_char(out, '<');
  buf_add_text(out, name);
  buf_printf(out, " type=\"%s\">",
             type <= JSON_TEXT_UNDEFINED ? "NULL" : json_text_type_name(type));
  while (json_items_next(&items, &member, &item))
    add_typed(member.at ? member : TEXT("e"), item, out);
  if (type != JSON_TEXT_OBJECT && type != JSON_TEXT_ARRAY && type > JSON_TEXT_UNDEFINED)
    json_text_xml_plain(value, out);
  buf_add_string(out, "</");
  buf_add_text(out, name);
  buf_add_char(out, '>');
}

static void to_xml(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text value = call_text(call, 0, row);

    buf_reset(&out);
    if (text_starts_with(value, JSON_TEXT_XML_MARK "{"))
      json_text_print(value, &out);
    else
      add_typed(TEXT("SnowflakeData"), value, &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

const struct engine_function_row fn_xml_rows[] = {
  { "sg_check_xml", "VARCHAR, BOOLEAN", "VARCHAR", check_xml, 0 },
  { "sg_parse_xml", "VARCHAR, BOOLEAN", "VARCHAR", parse_xml, 0 },
  { "sg_to_xml", "VARCHAR", "VARCHAR", to_xml, 0 },
  { "sg_xmlget", "VARCHAR, VARCHAR, BIGINT", "VARCHAR", xml_get, 0 },
};

const int fn_xml_count = (int)(sizeof(fn_xml_rows) / sizeof(fn_xml_rows[0]));
