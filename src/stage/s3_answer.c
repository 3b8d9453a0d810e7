/* s3_answer.c: what a store answers in XML. */
#include "stage/s3_answer.h"

#include <string.h>

#include "base/buf.h"
#include "data/calendar.h"
#include "data/json.h"
#include "data/xml_text.h"
#include "net/url.h"

#define NANOS_A_SECOND 1000000000LL
#define SECONDS_A_DAY 86400LL

/* ---- elements ---- */

/* An element is {"@": name, "$": content}, see xml_text.h. */
static const struct json *parse(struct arena *arena, struct text xml)
{
  const struct json *json = NULL;
  struct buf text, problem;
  struct err ignored;

  buf_init(&text);
  buf_init(&problem);
  if (text_is_utf8(xml) && xml_parse(xml, XML_VALUES_AS_TEXT, &text, &problem) &&
      text.len)
    json = json_parse(arena, buf_text(&text), &ignored);
  buf_clear(&text);
  buf_clear(&problem);
  return json;
}

static bool is_named(const struct json *element, const char *name)
{
  return text_is(json_as_text(json_member(element, "@")), name);
}

/* The next part of an element's content, which is an array only when there are several. */
static const struct json *next_part(const struct json *element, const struct json *part)
{
  const struct json *content = json_member(element, "$");

  if (json_has_items(content))
    return json_next(content, part);
  return part ? NULL : content;
}

static const struct json *child(const struct json *element, const char *name)
{
  const struct json *part = NULL;

  while ((part = next_part(element, part)) != NULL)
    if (is_named(part, name))
      return part;
  return NULL;
}

static struct text child_text(const struct json *element, const char *name)
{
  return json_as_text(json_member(child(element, name), "$"));
}

/* ---- values ---- */

struct text s3_etag(struct text written)
{
  if (written.len >= 2 && written.at[0] == '"' && text_ends_with(written, "\""))
    return text_slice(written, 1, written.len - 2);
  return written;
}

static bool digits(struct text text, size_t from, size_t count, int *number)
{
  if (from + count > text.len)
    return false;
  *number = 0;
  for (size_t i = from; i < from + count; i++) {
    if (text.at[i] < '0' || text.at[i] > '9')
      return false;
    *number = *number * 10 + (text.at[i] - '0');
  }
  return true;
}

static bool month_of(struct text text, int *month)
{
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  size_t at = text_find_text(text_of(names), text);

  *month = (int)(at / 3) + 1;
  return text.len == 3 && at < sizeof names - 1 && at % 3 == 0;
}

/* Of years from 1970, so that no number overflows. */
static bool combine(int year, int month, int day, const int clock[3], int64_t *ns)
{
  if (year < 1970 || year > 2200 || !calendar_is_valid(year, month, day) ||
      clock[0] > 23 || clock[1] > 59 || clock[2] > 60)
    return false;
  *ns = (calendar_days(year, month, day) * SECONDS_A_DAY +
         ((int64_t)clock[0] * 60 + clock[1]) * 60 + clock[2]) *
        NANOS_A_SECOND;
  return true;
}

bool s3_time(struct text written, int64_t *ns)
{
  int year, month, day, clock[3], millis = 0;

  if (written.len > 4 && written.at[3] == ',')
    return digits(written, 5, 2, &day) && month_of(text_slice(written, 8, 3), &month) &&
           digits(written, 12, 4, &year) && digits(written, 17, 2, &clock[0]) &&
           digits(written, 20, 2, &clock[1]) && digits(written, 23, 2, &clock[2]) &&
           combine(year, month, day, clock, ns);
  if (!digits(written, 0, 4, &year) || !digits(written, 5, 2, &month) ||
      !digits(written, 8, 2, &day) || !digits(written, 11, 2, &clock[0]) ||
      !digits(written, 14, 2, &clock[1]) || !digits(written, 17, 2, &clock[2]) ||
      !combine(year, month, day, clock, ns))
    return false;
  if (written.len > 19 && written.at[19] == '.' && digits(written, 20, 3, &millis))
    *ns += millis * (NANOS_A_SECOND / 1000);
  return true;
}

/* ---- answers ---- */

static bool read_object(struct arena *arena, const struct json *element, bool is_encoded,
                        struct list *objects)
{
  struct s3_object *object = ARENA_NEW(arena, struct s3_object);
  struct text key = child_text(element, "Key");

  if (!key.len || !text_to_int64(child_text(element, "Size"), &object->size) ||
      object->size < 0 ||
      !s3_time(child_text(element, "LastModified"), &object->modified_ns))
    return false;
  object->key = is_encoded ? url_decode(arena, key, true) : key;
  object->key = arena_text(arena, object->key);
  object->etag = arena_text(arena, s3_etag(child_text(element, "ETag")));
  list_add(arena, objects, object);
  return true;
}

static bool read_page(struct arena *arena, const struct json *root, struct list *objects,
                      struct text *more)
{
  bool is_encoded = text_is(child_text(root, "EncodingType"), "url");
  const struct json *part = NULL;

  if (!is_named(root, "ListBucketResult"))
    return false;
  while ((part = next_part(root, part)) != NULL)
    if (is_named(part, "Contents") && !read_object(arena, part, is_encoded, objects))
      return false;
  if (!text_is(child_text(root, "IsTruncated"), "true"))
    return true;
  *more = arena_text(arena, child_text(root, "NextContinuationToken"));
  return more->len > 0; /* Else it would be asked for the same without end. */
}

bool s3_answer_list(struct arena *arena, struct text xml, struct list *objects,
                    struct text *more)
{
  const struct json *root = parse(arena, xml);

  *more = (struct text){ 0 };
  return root && read_page(arena, root, objects, more);
}

bool s3_answer_error(struct arena *arena, struct text xml, struct text *code,
                     struct text *message)
{
  const struct json *root = parse(arena, xml);
  bool is_error = is_named(root, "Error");

  if (is_error) {
    *code = arena_text(arena, child_text(root, "Code"));
    *message = arena_text(arena, child_text(root, "Message"));
  }
  return is_error;
}

struct text s3_answer_text(struct arena *arena, struct text xml, const char *name)
{
  return child_text(parse(arena, xml), name);
}
