/* xml_text.c: XML read into the stored form of an OBJECT. */
#include "data/xml_text.h"

#include <string.h>

#include "base/hex.h"
#include "data/json_text.h"

#define MAX_ELEMENT_DEPTH 1000
#define MAX_ATTRIBUTES 1000

struct reader {
  const char *start, *at, *end;
  enum xml_values values;
  enum xml_spaces spaces;
  struct buf *problem;
  int depth;
};

struct attribute {
  struct text name, value; /* As written. */
};

static bool fail_named(struct reader *reader, const char *before, struct text name,
                       const char *after)
{
  buf_add_string(reader->problem, before);
  buf_add_text(reader->problem, name);
  buf_printf(reader->problem, "%s, pos %d", after, (int)(reader->at - reader->start));
  return false;
}

static bool fail(struct reader *reader, const char *what)
{
  return fail_named(reader, what, TEXT(""), "");
}

static struct text rest_of(const struct reader *reader)
{
  return text_from(reader->at, (size_t)(reader->end - reader->at));
}

static bool looks_at(const struct reader *reader, const char *words)
{
  return text_starts_with(rest_of(reader), words);
}

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct reader *reader)
{
  while (reader->at < reader->end && is_blank(*reader->at))
    reader->at++;
}

/* After the next `words`; false when they do not come. */
static bool skip_past(struct reader *reader, const char *words)
{
  size_t found = text_find_text(rest_of(reader), text_of(words));

  if (found >= (size_t)(reader->end - reader->at))
    return false;
  reader->at += found + strlen(words);
  return true;
}

/* Letters of names are all bytes that mean nothing else in a tag. */
static struct text read_name(struct reader *reader)
{
  const char *from = reader->at;

  while (reader->at < reader->end && !is_blank(*reader->at) &&
         !strchr("<>/=\"'&?!", *reader->at))
    reader->at++;
  return text_from(from, (size_t)(reader->at - from));
}

/* ---- text ---- */

/* #60 or #x3C; 0 when it is no character that XML may hold. */
static unsigned numeric_reference(struct text name)
{
  int base = name.len > 1 && name.at[1] == 'x' ? 16 : 10;
  unsigned code = 0;

  for (size_t i = base == 16 ? 2 : 1; i < name.len; i++) {
    int digit = hex_digit(name.at[i]);

    if (digit < 0 || digit >= base || code > 0x10FFFF)
      return 0;
    code = code * (unsigned)base + (unsigned)digit;
  }
  return code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0 : code;
}

static bool add_reference(struct reader *reader, struct text name, struct buf *out)
{
  static const struct {
    const char *name;
    char is;
  } known[] = {
    { "amp", '&' }, { "apos", '\'' }, { "gt", '>' }, { "lt", '<' }, { "quot", '"' }
  };
  unsigned code = name.len && name.at[0] == '#' ? numeric_reference(name) : 0;

  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (text_is(name, known[i].name))
      code = (unsigned char)known[i].is;
  if (!code)
    return fail_named(reader, "unknown entity &", name, ";");
  buf_add_code_point(out, code);
  return true;
}

/* Text with its references resolved. */
static bool add_text(struct reader *reader, struct text text, struct buf *out)
{
  for (size_t at = 0; at < text.len; at++) {
    struct text rest = text_slice(text, at + 1, text.len);
    size_t len = text_find(rest, ';');

    if (text.at[at] != '&') {
      buf_add_char(out, text.at[at]);
      continue;
    }
    if (len >= rest.len)
      return fail(reader, "unterminated entity");
    if (!add_reference(reader, text_slice(rest, 0, len), out))
      return false;
    at += len + 1;
  }
  return true;
}

/* 12, -1.50, 1e3: no sign but minus, digits on both sides of the point. */
static bool is_number(struct text text)
{
  size_t at = text.len && text.at[0] == '-', from = at;

  while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9')
    at++;
  if (at == from)
    return false;
  if (at + 1 < text.len && text.at[at] == '.' && text.at[at + 1] >= '0' &&
      text.at[at + 1] <= '9')
    for (at++; at < text.len && text.at[at] >= '0' && text.at[at] <= '9'; at++)
      ;
  if (at < text.len && (text.at[at] | 32) == 'e') {
    at += at + 1 < text.len && (text.at[at + 1] == '-' || text.at[at + 1] == '+') ? 2 : 1;
    from = at;
    while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9')
      at++;
    return at == text.len && at > from;
  }
  return at == text.len;
}

static void add_value(const struct reader *reader, struct text plain, struct buf *out)
{
  bool convert = reader->values == XML_VALUES_CONVERTED;

  if (convert && is_number(plain))
    json_text_number(plain, out);
  else if (convert && (text_is_nocase(plain, "true") || text_is_nocase(plain, "false")))
    buf_add_string(out, text_is_nocase(plain, "true") ? "true" : "false");
  else
    json_text_quote(plain, out);
}

/* ---- tags ---- */

static bool read_attribute(struct reader *reader, struct attribute *attribute)
{
  char quote;
  size_t len;

  attribute->name = read_name(reader);
  skip_blanks(reader);
  if (!attribute->name.len || !looks_at(reader, "="))
    return fail(reader, "malformed attribute");
  reader->at++;
  skip_blanks(reader);
  quote = reader->at < reader->end ? *reader->at : '\0';
  if (quote != '"' && quote != '\'')
    return fail(reader, "attribute value is not in quotes");
  reader->at++;
  len = text_find(rest_of(reader), quote);
  attribute->value = text_from(reader->at, len);
  if (reader->at + len >= reader->end)
    return fail(reader, "unterminated attribute value");
  reader->at += len + 1;
  return true;
}

/* Sorted by name; false for a name that is there already. */
static bool put_in_order(struct attribute *attributes, int count,
                         struct attribute attribute)
{
  for (; count > 0; count--) {
    int order = text_compare(attributes[count - 1].name, attribute.name);

    if (order == 0)
      return false;
    if (order < 0)
      break;
    attributes[count] = attributes[count - 1];
  }
  attributes[count] = attribute;
  return true;
}

static bool read_attributes(struct reader *reader, struct attribute *attributes,
                            int *count)
{
  for (*count = 0;; ++*count) {
    struct attribute attribute;

    skip_blanks(reader);
    if (reader->at >= reader->end)
      return fail(reader, "unterminated tag");
    if (*reader->at == '>' || *reader->at == '/')
      return true;
    if (*count == MAX_ATTRIBUTES)
      return fail(reader, "too many attributes");
    if (!read_attribute(reader, &attribute))
      return false;
    if (!put_in_order(attributes, *count, attribute))
      return fail_named(reader, "duplicate attribute ", attribute.name, "");
  }
}

static bool add_attributes(struct reader *reader, const struct attribute *attributes,
                           int count, struct buf *out)
{
  struct buf plain;
  bool ok = true;

  buf_init(&plain);
  for (int i = 0; ok && i < count; i++) {
    buf_reset(&plain);
    buf_add_char(&plain, '@');
    buf_add_text(&plain, attributes[i].name);
    buf_add_char(out, ',');
    json_text_quote(buf_text(&plain), out);
    buf_add_char(out, ':');
    buf_reset(&plain);
    ok = add_text(reader, attributes[i].value, &plain);
    add_value(reader, buf_text(&plain), out);
  }
  buf_clear(&plain);
  return ok;
}

/* ---- content ---- */

static bool read_element(struct reader *reader, struct buf *out);

/* The parts of an element's content, and the text that is gathered for the next one. */
struct content {
  struct buf parts, text;
  int count;
};

static void next_part(struct content *content)
{
  if (content->count++)
    buf_add_char(&content->parts, ',');
}

/* Blanks between elements say nothing. */
static void end_text(const struct reader *reader, struct content *content)
{
  struct text trimmed = text_trim(buf_text(&content->text));

  if (trimmed.len) {
    next_part(content);
    add_value(reader,
              reader->spaces == XML_SPACES_TRIMMED ? trimmed : buf_text(&content->text),
              &content->parts);
  }
  buf_reset(&content->text);
}

/* <!-- -->, <? ?>, <![CDATA[ ]]>. *done is false when it is none of them. */
static bool read_special(struct reader *reader, struct buf *text, bool *done)
{
  const char *from = reader->at;
  bool ok;

  *done = true;
  if (looks_at(reader, "<!--")) {
    reader->at += 4;
    ok = skip_past(reader, "-->");
  } else if (looks_at(reader, "<?")) {
    ok = skip_past(reader, "?>");
  } else if (looks_at(reader, "<![CDATA[")) {
    ok = skip_past(reader, "]]>");
    if (ok && text)
      buf_add(text, from + 9, (size_t)(reader->at - from - 12));
  } else {
    *done = false;
    return true;
  }
  return ok || fail(reader, "unterminated markup");
}

static bool read_closing(struct reader *reader, struct text name)
{
  struct text found;

  reader->at += 2;
  found = read_name(reader);
  skip_blanks(reader);
  if (!looks_at(reader, ">"))
    return fail(reader, "unterminated tag");
  reader->at++;
  return text_equal(found, name) ||
         fail_named(reader, "no opening tag for </", found, ">");
}

static bool read_parts(struct reader *reader, struct text name, struct content *content)
{
  for (;;) {
    size_t len = text_find(rest_of(reader), '<');
    bool done;

    if (!add_text(reader, text_from(reader->at, len), &content->text))
      return false;
    reader->at += len;
    if (reader->at >= reader->end)
      return fail_named(reader, "no closing tag for <", name, ">");
    if (!read_special(reader, &content->text, &done))
      return false;
    if (done)
      continue;
    end_text(reader, content);
    if (looks_at(reader, "</"))
      return read_closing(reader, name);
    next_part(content);
    if (!read_element(reader, &content->parts))
      return false;
  }
}

static bool read_content(struct reader *reader, struct text name, struct buf *out)
{
  struct content content = { .count = 0 };
  bool ok;

  buf_init(&content.parts);
  buf_init(&content.text);
  ok = read_parts(reader, name, &content);
  buf_add_string(out, content.count > 1 ? "[" : content.count ? "" : "\"\"");
  buf_add_text(out, buf_text(&content.parts));
  buf_add_string(out, content.count > 1 ? "]" : "");
  buf_clear(&content.parts);
  buf_clear(&content.text);
  return ok;
}

static bool read_body(struct reader *reader, struct text name, struct buf *out)
{
  if (looks_at(reader, "/>")) {
    reader->at += 2;
    buf_add_string(out, "\"\"");
    return true;
  }
  if (!looks_at(reader, ">"))
    return fail(reader, "malformed tag");
  reader->at++;
  return read_content(reader, name, out);
}

/* The attributes as members, each after a comma. */
static bool read_tag(struct reader *reader, struct buf *members)
{
  struct attribute attributes[MAX_ATTRIBUTES];
  int count;

  return read_attributes(reader, attributes, &count) &&
         add_attributes(reader, attributes, count, members);
}

/* At the < of its opening tag. */
static bool read_element(struct reader *reader, struct buf *out)
{
  struct buf members;
  struct text name;
  bool ok;

  if (++reader->depth > MAX_ELEMENT_DEPTH)
    return fail(reader, "elements are nested too deeply");
  reader->at++;
  name = read_name(reader);
  if (!name.len)
    return fail(reader, "malformed tag");
  buf_init(&members);
  buf_add_string(out, JSON_TEXT_XML_MARK "{\"$\":");
  ok = read_tag(reader, &members) && read_body(reader, name, out);
  buf_add_string(out, ",\"@\":");
  json_text_quote(name, out);
  buf_add_text(out, buf_text(&members));
  buf_add_char(out, '}');
  buf_clear(&members);
  reader->depth--;
  return ok;
}

/* What may stand before and after the root: blanks, comments, the XML declaration, a DOCTYPE. */
static bool skip_misc(struct reader *reader)
{
  bool done = true;

  while (done) {
    skip_blanks(reader);
    if (looks_at(reader, "<![CDATA["))
      return fail(reader, "text outside of the root element");
    if (!read_special(reader, NULL, &done))
      return false;
    if (!done && looks_at(reader, "<!DOCTYPE")) {
      if (!skip_past(reader, ">"))
        return fail(reader, "unterminated markup");
      done = true;
    }
  }
  return true;
}

static struct reader reader_over(const struct xml_elements *elements, struct buf *problem)
{
  const char *at = elements->rest.at;

  return (struct reader){ .start = at,
                          .at = at,
                          .end = at + elements->rest.len,
                          .values = elements->values,
                          .spaces = elements->spaces,
                          .problem = problem };
}

/* To the < of an opening tag, or to the end. */
static bool find_tag(struct reader *reader)
{
  if (!skip_misc(reader))
    return false;
  if (reader->at == reader->end)
    return true;
  if (looks_at(reader, "</"))
    return read_closing(reader, TEXT("")) && fail(reader, "malformed tag");
  return looks_at(reader, "<") || fail(reader, "not an XML document");
}

bool xml_next(struct xml_elements *elements, struct buf *out, struct buf *problem)
{
  struct reader reader = reader_over(elements, problem);

  if (!find_tag(&reader))
    return false;
  if (reader.at < reader.end && !read_element(&reader, out))
    return false;
  elements->rest = rest_of(&reader);
  return true;
}

bool xml_enter(struct xml_elements *elements, struct text *name, struct buf *problem)
{
  struct reader reader = reader_over(elements, problem);
  struct buf members;
  bool ok = true;

  *name = (struct text){ 0 };
  if (!find_tag(&reader))
    return false;
  if (reader.at < reader.end) {
    reader.at++;
    *name = read_name(&reader);
    buf_init(&members);
    ok = name->len ? read_tag(&reader, &members) : fail(&reader, "malformed tag");
    buf_clear(&members);
    if (ok && looks_at(&reader, "/>")) {
      reader.at++;
      *name = (struct text){ 0 };
    }
    ok = ok && (looks_at(&reader, ">") || fail(&reader, "malformed tag"));
    reader.at += ok;
  }
  elements->rest = rest_of(&reader);
  return ok;
}

bool xml_next_in(struct xml_elements *elements, struct text name, struct buf *out,
                 struct buf *problem)
{
  struct reader reader = reader_over(elements, problem);
  bool done = true;

  while (done) {
    reader.at += text_find(rest_of(&reader), '<');
    if (reader.at >= reader.end)
      return fail_named(&reader, "no closing tag for <", name, ">");
    if (!read_special(&reader, NULL, &done))
      return false;
  }
  if (looks_at(&reader, "</") ? !read_closing(&reader, name)
                              : !read_element(&reader, out))
    return false;
  elements->rest = rest_of(&reader);
  return true;
}

bool xml_parse(struct text input, enum xml_values values, struct buf *out,
               struct buf *problem)
{
  struct xml_elements elements = { input, values, XML_SPACES_KEPT };
  struct reader reader;

  if (!xml_next(&elements, out, problem))
    return false;
  reader = reader_over(&elements, problem);
  reader.start = input.at;
  return skip_misc(&reader) && (reader.at == reader.end ||
                                fail(&reader, "more than one document in the input"));
}
