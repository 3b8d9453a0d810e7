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
