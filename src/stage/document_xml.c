/* document_xml.c: the documents of an XML file. */
#include "data/xml_text.h"
#include "stage/document.h"

/* What Snowflake writes of its own values, and turns back into them when it reads that: not done here. */
#define OWN_ELEMENT "<SnowflakeData"

struct taking {
  const struct document_taker *taker;
  struct xml_elements elements;
  struct buf value, problem;
};

static bool refuse(struct taking *taking, struct text from)
{
  return taking->taker->refuse(taking->taker->context, ERR_NOT_XML,
                               buf_text(&taking->problem), from);
}

/* *done: that was the last one. */
static bool take(struct taking *taking, bool read, struct text from, bool *done)
{
  struct text used = text_from(from.at, from.len - taking->elements.rest.len);

  *done = false;
  if (read && !text_is_utf8(used)) {
    buf_add_string(&taking->problem, "Invalid UTF8 detected");
    read = false;
  }
  if (!read)
    return refuse(taking, from);
  *done = !taking->value.len;
  return *done || taking->taker->take(taking->taker->context, buf_text(&taking->value));
}

static void take_each(struct taking *taking)
{
  bool done;
  struct text from;

  do {
    from = taking->elements.rest;
    buf_reset(&taking->value);
  } while (take(taking, xml_next(&taking->elements, &taking->value, &taking->problem),
                from, &done) &&
           !done);
}

/* False: no more are wanted. */
static bool take_within(struct taking *taking, struct text name)
{
  bool done;
  struct text from;

  do {
    from = taking->elements.rest;
    buf_reset(&taking->value);
    if (!take(taking,
              xml_next_in(&taking->elements, name, &taking->value, &taking->problem),
              from, &done))
      return false;
  } while (!done);
  return true;
}

static void take_inner(struct taking *taking)
{
  while (text_trim(taking->elements.rest).len) {
    struct text from = taking->elements.rest, name;

    if (!xml_enter(&taking->elements, &name, &taking->problem)) {
      (void)refuse(taking, from);
      return;
    }
    if (name.at && !take_within(taking, name))
      return;
  }
}

void document_xml(const struct file_format *format, struct text text,
                  const struct document_taker *taker)
{
  struct taking taking = {
    .taker = taker,
    .elements = { .rest = text,
                  .values = file_format_is(format, FORMAT_DISABLE_AUTO_CONVERT)
                              ? XML_VALUES_AS_TEXT
                              : XML_VALUES_CONVERTED,
                  .spaces = file_format_is(format, FORMAT_PRESERVE_SPACE)
                              ? XML_SPACES_KEPT
                              : XML_SPACES_TRIMMED },
  };

  buf_init(&taking.value);
  buf_init(&taking.problem);
  if (!file_format_is(format, FORMAT_DISABLE_SNOWFLAKE_DATA) &&
      text_find_text(text, TEXT(OWN_ELEMENT)) < text.len)
    (void)taker->refuse(taker->context, ERR_UNSUPPORTED,
                        TEXT("Unsupported feature 'XML elements of SnowflakeData'."),
                        TEXT(""));
  else if (file_format_is(format, FORMAT_STRIP_OUTER_ELEMENT))
    take_inner(&taking);
  else
    take_each(&taking);
  buf_clear(&taking.value);
  buf_clear(&taking.problem);
}
