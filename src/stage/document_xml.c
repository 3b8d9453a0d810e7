/* document_xml.c: the documents of an XML file: its elements, or those within one that STRIP_OUTER_ELEMENT takes away. */
#include "stage/document_xml.h"

#include <stdlib.h>

#include "data/xml_text.h"

/* What Snowflake writes of its own values, and turns back into them when it reads that: not done here. */
#define OWN_ELEMENT "<SnowflakeData"

struct document_xml {
  const struct file_format *format;
  bool begun, done, within;
  struct text outer; /* The name of the element whose elements are taken. */
  struct xml_elements elements;
  struct buf value, problem, repaired;
};

static void refuse(struct document_xml *xml, enum err_code code, struct text problem,
                   struct text from, struct document *document)
{
  xml->done = true;
  *document = (struct document){
    .is_bad = true, .code = code, .problem = problem, .from = from
  };
}

/* An XML file is looked at as a whole. */
static bool begin(struct document_xml *xml, struct byte_window *window,
                  struct document *document, struct err *err)
{
  const struct file_format *format = xml->format;
  struct text text;

  xml->begun = true;
  while (!window->ended)
    if (!byte_window_more(window, err))
      return false;
  text = byte_window_text(window);
  if (file_format_is(format, FORMAT_SKIP_BYTE_ORDER_MARK) &&
      text_starts_with(text, "\xef\xbb\xbf"))
    text = text_slice(text, 3, text.len);
  if ((file_format_is(format, FORMAT_REPLACE_INVALID_CHARACTERS) ||
       file_format_is(format, FORMAT_IGNORE_UTF8_ERRORS)) &&
      !text_is_utf8(text)) {
    buf_add_repaired(&xml->repaired, text);
    text = buf_text(&xml->repaired);
  }
  xml->elements = (struct xml_elements){
    .rest = text,
    .values = file_format_is(format, FORMAT_DISABLE_AUTO_CONVERT) ? XML_VALUES_AS_TEXT
                                                                  : XML_VALUES_CONVERTED,
    .spaces = file_format_is(format, FORMAT_PRESERVE_SPACE) ? XML_SPACES_KEPT
                                                            : XML_SPACES_TRIMMED
  };
  if (!file_format_is(format, FORMAT_DISABLE_SNOWFLAKE_DATA) &&
      text_find_text(text, TEXT(OWN_ELEMENT)) < text.len)
    refuse(xml, ERR_UNSUPPORTED,
           TEXT("Unsupported feature 'XML elements of SnowflakeData'."), TEXT(""),
           document);
  return true;
}

/* Into the next element whose elements are wanted, where there is one. */
static void enter(struct document_xml *xml, struct document *document)
{
  struct text from = xml->elements.rest;

  if (!text_trim(from).len)
    xml->done = true;
  else if (!xml_enter(&xml->elements, &xml->outer, &xml->problem))
    refuse(xml, ERR_NOT_XML, buf_text(&xml->problem), from, document);
  else
    xml->within = xml->outer.at != NULL;
}

/* *none: there are no more at this place. */
static void take(struct document_xml *xml, struct document *document, bool *none)
{
  struct text from = xml->elements.rest, used;
  bool read = xml->within
                ? xml_next_in(&xml->elements, xml->outer, &xml->value, &xml->problem)
                : xml_next(&xml->elements, &xml->value, &xml->problem);

  used = text_from(from.at, from.len - xml->elements.rest.len);
  if (read && !text_is_utf8(used)) {
    buf_add_string(&xml->problem, "Invalid UTF8 detected");
    read = false;
  }
  *none = read && !xml->value.len;
  if (!read)
    refuse(xml, ERR_NOT_XML, buf_text(&xml->problem), from, document);
  else if (!*none)
    document->value = buf_text(&xml->value);
}

bool document_xml_next(struct document_xml *xml, struct byte_window *window,
                       struct document *document, struct err *err)
{
  bool strips = file_format_is(xml->format, FORMAT_STRIP_OUTER_ELEMENT);

  if (!xml->begun && !begin(xml, window, document, err))
    return false;
  while (!xml->done) {
    bool none;

    buf_reset(&xml->value);
    if (strips && !xml->within) {
      enter(xml, document);
      continue;
    }
    take(xml, document, &none);
    if (!none)
      return true;
    xml->within = false;
    xml->done = !strips;
  }
  return true;
}

struct document_xml *document_xml_new(const struct file_format *format)
{
  struct document_xml *xml = calloc(1, sizeof *xml);

  if (!xml)
    abort();
  xml->format = format;
  buf_init(&xml->value);
  buf_init(&xml->problem);
  buf_init(&xml->repaired);
  return xml;
}

void document_xml_free(struct document_xml *xml)
{
  if (!xml)
    return;
  buf_clear(&xml->value);
  buf_clear(&xml->problem);
  buf_clear(&xml->repaired);
  free(xml);
}
