/* json_path.c: a path into semi-structured values, worked out once for many values. */
#include "data/json_path.h"

#include <ctype.h>
#include <stdlib.h>

#include "data/json.h"
#include "data/json_text.h"

#define FIRST_ROOM 8

struct json_step {
  int64_t index;    /* -1: a member. */
  size_t name, len; /* Place of the name in `names`. */
};

void json_path_init(struct json_path *path)
{
  *path = (struct json_path){ 0 };
  buf_init(&path->names);
}

void json_path_clear(struct json_path *path)
{
  buf_clear(&path->names);
  free(path->steps);
}

static struct json_step *new_step(struct json_path *path)
{
  if (path->count == path->room) {
    path->room = path->room ? path->room * 2 : FIRST_ROOM;
    path->steps = realloc(path->steps, (size_t)path->room * sizeof *path->steps);
    if (!path->steps)
      abort();
  }
  return &path->steps[path->count++];
}

static void add_member(struct json_path *path, struct text plain)
{
  size_t from = path->names.len;

  json_put_escaped(&path->names, plain);
  *new_step(path) = (struct json_step){ -1, from, path->names.len - from };
}

/* A name in quotes at *at, whose quotes are doubled inside or escaped by a backslash. */
static bool quoted_step(struct json_path *path, struct text written, size_t *at)
{
  char quote = written.at[*at];
  struct buf name;

  buf_init(&name);
  for ((*at)++; *at < written.len; (*at)++) {
    char c = written.at[*at];
    bool more = *at + 1 < written.len;

    if (c == '\\' && more)
      c = written.at[++*at];
    else if (c == quote && more && written.at[*at + 1] == quote)
      ++*at;
    else if (c == quote)
      break;
    buf_add_char(&name, c);
  }
  add_member(path, buf_text(&name));
  buf_clear(&name);
  return (*at)++ < written.len;
}

/* [0] or ["name"], with *at at the bracket. */
static bool bracket_step(struct json_path *path, struct text written, size_t *at)
{
  size_t close;
  int64_t index;

  (*at)++;
  if (*at < written.len && (written.at[*at] == '"' || written.at[*at] == '\'')) {
    if (!quoted_step(path, written, at))
      return false;
  } else {
    close = *at + text_find(text_from(written.at + *at, written.len - *at), ']');
    if (!text_to_int64(text_slice(written, *at, close - *at), &index))
      return false;
    /* Nothing lies before the first element, nor past what can be counted. */
    *new_step(path) = (struct json_step){ index < 0 ? INT64_MAX : index, 0, 0 };
    *at = close;
  }
  return *at < written.len && written.at[(*at)++] == ']';
}

static bool name_step(struct json_path *path, struct text written, size_t *at)
{
  size_t from = *at;

  while (*at < written.len && written.at[*at] != '.' && written.at[*at] != '[' &&
         written.at[*at] != ':')
    (*at)++;
  add_member(path, text_slice(written, from, *at - from));
  return *at > from;
}

static bool step(struct json_path *path, struct text written, size_t *at)
{
  if (written.at[*at] == '.' || written.at[*at] == ':')
    ++*at;
  if (*at >= written.len)
    return false;
  if (written.at[*at] == '[')
    return bracket_step(path, written, at);
  if (written.at[*at] == '"')
    return quoted_step(path, written, at);
  return name_step(path, written, at);
}

bool json_path_set(struct json_path *path, struct text written)
{
  size_t at = 0;

  path->count = 0;
  buf_reset(&path->names);
  while (at < written.len) {
    if (!step(path, written, &at))
      return false;
  }
  return true;
}

struct text json_path_find(const struct json_path *path, struct text value)
{
  for (int i = 0; i < path->count && value.at; i++) {
    const struct json_step *next = &path->steps[i];

    value = next->index < 0 ? json_text_member(value, text_slice(buf_text(&path->names),
                                                                 next->name, next->len))
                            : json_text_element(value, next->index);
  }
  return value;
}

static bool is_plain_name(struct text name)
{
  for (size_t i = 0; i < name.len; i++) {
    if (!isalnum((unsigned char)name.at[i]) && name.at[i] != '_')
      return false;
  }
  return name.len > 0;
}

void json_path_add_name(struct buf *written, struct text name)
{
  if (is_plain_name(name)) {
    if (written->len)
      buf_add_char(written, '.');
    buf_add_text(written, name);
    return;
  }
  buf_add_string(written, "[\"");
  for (size_t i = 0; i < name.len; i++) {
    if (name.at[i] == '"' || name.at[i] == '\\')
      buf_add_char(written, '\\');
    buf_add_char(written, name.at[i]);
  }
  buf_add_string(written, "\"]");
}

void json_path_add_index(struct buf *written, int64_t index)
{
  buf_add_char(written, '[');
  buf_add_int(written, index);
  buf_add_char(written, ']');
}
