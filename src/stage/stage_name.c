/* stage_name.c: what is written behind @: which stage, and the path in it. */
#include "stage/stage_name.h"

#define PARTS_MOST 3

/* The written text, as far as it has not been read. */
struct reading {
  struct arena *arena;
  struct text written, rest;
  struct text parts[PARTS_MOST];
  int count;
};

static bool no_stage(struct text written, struct err *err)
{
  return err_set(err, ERR_SYNTAX,
                 "SQL compilation error:\nInvalid stage location '" TEXT_FMT "'.",
                 TEXT_ARG(written));
}

static void skip(struct reading *reading, size_t bytes)
{
  reading->rest = text_slice(reading->rest, bytes, reading->rest.len);
}

static bool is_next(const struct reading *reading, char c)
{
  return reading->rest.len && reading->rest.at[0] == c;
}

/* The bytes up to the closing quote, doubled ones made single. */
static bool read_quoted(struct reading *reading, struct text *part)
{
  char *out = arena_alloc(reading->arena, reading->rest.len);
  size_t len = 0, at = 1;

  for (; at < reading->rest.len; at++) {
    if (reading->rest.at[at] == '"') {
      if (at + 1 >= reading->rest.len || reading->rest.at[at + 1] != '"')
        break;
      at++;
    }
    out[len++] = reading->rest.at[at];
  }
  if (at >= reading->rest.len || !len)
    return false;
  skip(reading, at + 1);
  *part = text_from(out, len);
  return true;
}

static bool is_name_byte(char c, bool first)
{
  bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                (unsigned char)c >= 0x80;

  return letter || (!first && ((c >= '0' && c <= '9') || c == '$'));
}

static bool read_plain(struct reading *reading, struct text *part)
{
  size_t len = 0;

  while (len < reading->rest.len && is_name_byte(reading->rest.at[len], len == 0))
    len++;
  *part = arena_upper(reading->arena, text_slice(reading->rest, 0, len));
  skip(reading, len);
  return len > 0;
}

static bool read_part(struct reading *reading, struct text *part)
{
  return is_next(reading, '"') ? read_quoted(reading, part) : read_plain(reading, part);
}

/* a.b."c" and a..c, up to the path. A table's stage has a % before its last part. */
static bool read_parts(struct reading *reading, struct stage_name *name)
{
  for (;;) {
    if (reading->count == PARTS_MOST)
      return false;
    if (is_next(reading, '%')) {
      name->kind = STAGE_OF_TABLE;
      skip(reading, 1);
    }
    if (reading->count == 1 && name->kind == STAGE_NAMED && is_next(reading, '.'))
      reading->parts[reading->count] = TEXT("PUBLIC");
    else if (!read_part(reading, &reading->parts[reading->count]))
      return false;
    reading->count++;
    if (!is_next(reading, '.'))
      return true;
    if (name->kind == STAGE_OF_TABLE)
      return false; /* Something behind the table. */
    skip(reading, 1);
  }
}

static void give_parts(const struct reading *reading, struct stage_name *name)
{
  int last = reading->count - 1;

  name->name = reading->parts[last];
  if (last >= 1)
    name->schema = reading->parts[last - 1];
  if (last >= 2)
    name->database = reading->parts[last - 2];
}

bool stage_name_read(struct arena *arena, struct text written, struct stage_name *name,
                     struct err *err)
{
  struct reading reading = { .arena = arena, .written = written };

  *name = (struct stage_name){ 0 };
  reading.rest = text_trim(written);
  if (is_next(&reading, '@'))
    skip(&reading, 1);
  if (is_next(&reading, '~')) {
    name->kind = STAGE_OF_USER;
    skip(&reading, 1);
  } else {
    if (!read_parts(&reading, name))
      return no_stage(written, err);
    give_parts(&reading, name);
  }
  if (reading.rest.len && !is_next(&reading, '/'))
    return no_stage(written, err);
  skip(&reading, reading.rest.len ? 1 : 0);
  name->path = arena_text(arena, reading.rest);
  return true;
}

static void add_part(struct buf *out, struct text part)
{
  bool plain = part.len && !(part.at[0] >= '0' && part.at[0] <= '9');

  for (size_t i = 0; i < part.len; i++)
    plain = plain && is_name_byte(part.at[i], i == 0) &&
            !(part.at[i] >= 'a' && part.at[i] <= 'z') && (unsigned char)part.at[i] < 0x80;
  if (plain) {
    buf_add_text(out, part);
    return;
  }
  buf_add_char(out, '"');
  for (size_t i = 0; i < part.len; i++) {
    if (part.at[i] == '"')
      buf_add_char(out, '"');
    buf_add_char(out, part.at[i]);
  }
  buf_add_char(out, '"');
}

struct text stage_name_text(struct arena *arena, const struct stage_name *name)
{
  struct text text;
  struct buf out;

  if (name->kind == STAGE_OF_USER)
    return TEXT("@~");
  buf_init(&out);
  buf_add_char(&out, '@');
  if (name->database.len) {
    add_part(&out, name->database);
    buf_add_char(&out, '.');
  }
  if (name->schema.len) {
    add_part(&out, name->schema);
    buf_add_char(&out, '.');
  }
  if (name->kind == STAGE_OF_TABLE)
    buf_add_char(&out, '%');
  add_part(&out, name->name);
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}
