/* structure.c: structured values as clients see them: an OBJECT's members as they were declared. */
#include "data/structure.h"

#include "data/json_text.h"

static void add_value(struct text value, struct type type, struct buf *out);

static void add_member(struct text object, const struct type_field *field,
                       struct buf *out)
{
  struct text value;

  json_text_quote(field->name, out);
  buf_add_char(out, ':');
  value = json_text_get(object, field->name);
  if (value.at)
    add_value(value, field->type, out);
  else
    buf_add_string(out, "null");
}

static void add_object(struct text object, struct type type, struct buf *out)
{
  buf_add_char(out, '{');
  for (int i = 0; i < type.shape->count; i++) {
    if (i)
      buf_add_char(out, ',');
    add_member(object, &type.shape->fields[i], out);
  }
  buf_add_char(out, '}');
}

/* The items of an ARRAY or a MAP; all have the last field's type. */
static void add_items(struct text value, struct type type, struct buf *out)
{
  struct json_items items = json_items_of(value);
  struct type part = type.shape->fields[type.shape->count - 1].type;
  bool first = true;
  struct text name, item;

  buf_add_char(out, type.kind == TYPE_MAP ? '{' : '[');
  while (json_items_next(&items, &name, &item)) {
    if (!first)
      buf_add_char(out, ',');
    first = false;
    if (type.kind == TYPE_MAP) {
      buf_add_char(out, '"');
      buf_add_text(out, name);
      buf_add_string(out, "\":");
    }
    add_value(item, part, out);
  }
  buf_add_char(out, type.kind == TYPE_MAP ? '}' : ']');
}

/* Adds a value in stored form, but for the order of members and for what is missing: "undefined" is
 * for semi-structured values alone; the structured ones drivers read as JSON (Node, Go). */
static void add_value(struct text value, struct type type, struct buf *out)
{
  enum json_text_type found = json_text_type(value);

  if (found == JSON_TEXT_UNDEFINED)
    buf_add_string(out, "null");
  else if (!type.shape || (found != JSON_TEXT_OBJECT && found != JSON_TEXT_ARRAY))
    buf_add_text(out, value);
  else if (type.kind == TYPE_OBJECT)
    add_object(value, type, out);
  else
    add_items(value, type, out);
}

void structure_print_lines(struct text value, struct type type, int indent,
                           struct buf *out)
{
  struct buf ordered;

  if (!type.shape) {
    json_text_print_lines(value, indent, out);
    return;
  }
  buf_init(&ordered);
  add_value(value, type, &ordered);
  json_text_print_lines(buf_text(&ordered), indent, out);
  buf_clear(&ordered);
}
