/* file_url.c: how a staged file is called by URLs of this server. */
#include "exec/file_url.h"

#include "net/url.h"

struct text file_url_base(const struct session *session, struct arena *arena)
{
  return arena_printf(arena, "%s://" TEXT_FMT, session->is_https ? "https" : "http",
                      TEXT_ARG(session->server_address));
}

struct text file_url_of_stage(const struct session *session, struct arena *arena,
                              struct text database, struct text schema, struct text stage)
{
  return arena_printf(
    arena, TEXT_FMT FILE_URL "/" TEXT_FMT "/" TEXT_FMT "/" TEXT_FMT "/",
    TEXT_ARG(file_url_base(session, arena)), TEXT_ARG(url_encode(arena, database)),
    TEXT_ARG(url_encode(arena, schema)), TEXT_ARG(url_encode(arena, stage)));
}

int file_url_parts(struct arena *arena, struct text url, struct text *parts, int most)
{
  struct text path = text_slice(url, 0, text_find(url, '?'));
  size_t at = text_find_text(path, TEXT(FILE_URL "/"));
  struct text rest = text_slice(path, at + sizeof FILE_URL, path.len);
  int count = 0;

  while (count < most && rest.len) {
    size_t end = count == most - 1 ? rest.len : text_find(rest, '/');

    parts[count++] = url_decode(arena, text_slice(rest, 0, end), false);
    rest = text_slice(rest, end + 1, rest.len);
  }
  return count;
}
