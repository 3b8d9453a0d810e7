/* stage_functions.c: URLs and paths of staged files, for the engine. */
#include "stage/stage_functions.h"

#include "base/clock.h"
#include "net/url.h"
#include "stage/stage_ticket.h"

#define MOST_SECONDS ((int64_t)7 * 24 * 3600)
#define SCOPE_MS ((int64_t)24 * 3600 * 1000) /* As long as a result is kept. */

struct text stage_scope_text(struct arena *arena, const struct stage_scope *scope)
{
  return arena_printf(arena, TEXT_FMT "\n" TEXT_FMT "\n" TEXT_FMT "\n" TEXT_FMT,
                      TEXT_ARG(scope->base), TEXT_ARG(scope->query_id),
                      TEXT_ARG(scope->bucket), TEXT_ARG(scope->user));
}

struct text stage_scope_bucket(struct arena *arena, const struct stage_scope *scope)
{
  return arena_printf(arena, TEXT_FMT "/" TEXT_FMT "/" TEXT_FMT,
                      TEXT_ARG(scope->query_id), TEXT_ARG(scope->bucket),
                      TEXT_ARG(scope->user));
}

static struct text next_line(struct text *rest)
{
  struct text line = text_slice(*rest, 0, text_find(*rest, '\n'));

  *rest = text_slice(*rest, line.len + 1, rest->len);
  return line;
}

static struct stage_scope read_scope(struct text text)
{
  struct stage_scope scope;

  scope.base = next_line(&text);
  scope.query_id = next_line(&text);
  scope.bucket = next_line(&text);
  scope.user = text;
  return scope;
}

/* ---- bodies ---- */

static void file_url(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct arena *arena = arena_new();

    call_set_text(call, row,
                  arena_printf(arena, TEXT_FMT TEXT_FMT,
                               TEXT_ARG(call_text(call, 0, row)),
                               TEXT_ARG(url_encode(arena, call_text(call, 1, row)))));
    arena_free(arena);
  }
}

static void relative_path(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text where = call_text(call, 0, row), path = call_text(call, 1, row);

    if (!text_equal(text_slice(path, 0, where.len), where)) {
      call_fail(call, ERR_INVALID_VALUE,
                "The file '" TEXT_FMT "' is not at the location of the stage.",
                TEXT_ARG(text_cut(path, 500)));
      return;
    }
    call_set_text(call, row, text_slice(path, where.len, path.len));
  }
}

/* "42" of "https://host/stages/42/" */
static struct text bucket_of(struct text location)
{
  size_t to = location.len - 1, from = to;

  while (from && location.at[from - 1] != '/')
    from--;
  return text_slice(location, from, to - from);
}

/* docs.snowflake.com/en/sql-reference/functions/get_presigned_url */
static void presigned_url(struct engine_call *call)
{
  struct stages *stages = call_context(call);

  for (size_t row = 0; call_next(call, &row); row++) {
    struct text where = call_text(call, 0, row), path = call_text(call, 1, row);
    int64_t seconds = call_int(call, 2, row);
    struct arena *arena;

    if (seconds <= 0 || seconds > MOST_SECONDS) {
      call_fail(call, ERR_INVALID_VALUE,
                "invalid value [%lld] for parameter 'EXPIRATION_TIME'",
                (long long)seconds);
      return;
    }
    arena = arena_new();
    call_set_text(call, row,
                  arena_printf(arena, TEXT_FMT TEXT_FMT "?ticket=" TEXT_FMT,
                               TEXT_ARG(where), TEXT_ARG(url_encode(arena, path)),
                               TEXT_ARG(stage_ticket_for_file(
                                 stages, arena, bucket_of(where), path, TICKET_READ,
                                 clock_now_ms() + seconds * 1000))));
    arena_free(arena);
  }
}

/* docs.snowflake.com/en/sql-reference/functions/build_scoped_file_url */
static void scoped_url(struct engine_call *call)
{
  struct stages *stages = call_context(call);

  for (size_t row = 0; call_next(call, &row); row++) {
    struct stage_scope scope = read_scope(call_text(call, 0, row));
    struct text path = call_text(call, 1, row);
    struct arena *arena = arena_new();
    struct text ticket = stage_ticket_for_file(stages, arena,
                                               stage_scope_bucket(arena, &scope), path,
                                               TICKET_READ, clock_now_ms() + SCOPE_MS);

    call_set_text(
      call, row,
      arena_printf(arena,
                   TEXT_FMT "/" TEXT_FMT "/" TEXT_FMT "/" TEXT_FMT "?ticket=" TEXT_FMT,
                   TEXT_ARG(scope.base), TEXT_ARG(scope.query_id), TEXT_ARG(scope.bucket),
                   TEXT_ARG(url_encode(arena, path)), TEXT_ARG(ticket)));
    arena_free(arena);
  }
}

/* clang-format off */
const struct engine_function_row stage_function_rows[] = {
  { "sg_file_url", "VARCHAR, VARCHAR", "VARCHAR", file_url, 0 },
  { "sg_presigned_url", "VARCHAR, VARCHAR, BIGINT", "VARCHAR", presigned_url, ENGINE_VOLATILE },
  { "sg_relative_path", "VARCHAR, VARCHAR", "VARCHAR", relative_path, 0 },
  { "sg_scoped_url", "VARCHAR, VARCHAR", "VARCHAR", scoped_url, ENGINE_VOLATILE },
};
/* clang-format on */
const int stage_function_count = sizeof stage_function_rows /
                                 sizeof stage_function_rows[0];

bool stage_functions_register(struct engine_connection *connection, struct stages *stages,
                              struct err *err)
{
  for (int i = 0; i < stage_function_count; i++)
    if (!engine_register(connection, &stage_function_rows[i], stages, err))
      return false;
  return true;
}
