/* transfer_answer.c: from the plan of PUT and GET to the answer: URLs, tickets, in the driver's way. */
#include "wire/transfer_answer.h"

#include "base/clock.h"
#include "net/url.h"
#include "protocol/transfer.h"
#include "stage/stage_ticket.h"
#include "wire/client_version.h"
#include "wire/stage_api.h"

#define TICKET_MS ((int64_t)3600 * 1000)

/* The new core and newer Node take an endpoint and a token; for the others a token would mean that the
 * store is at Google's. */
static bool takes_token(const struct session *session)
{
  static const int node_since[] = { 3, 1, 0 };

  return session->is_core ||
         (text_is(session->client_app, "JavaScript") &&
          client_version_is_from(session->client_version, node_since));
}

static struct text file_url(struct arena *arena, const struct transfer *transfer,
                            struct text base_url, struct text bucket, struct text name,
                            int64_t expires_ms)
{
  enum ticket_right right = !transfer->is_upload  ? TICKET_READ
                            : transfer->overwrite ? TICKET_REPLACE
                                                  : TICKET_KEEP;
  struct text ticket = stage_ticket_for_file(transfer->place.stages, arena, bucket, name,
                                             right, expires_ms);

  return arena_printf(arena, TEXT_FMT STAGE_URL "/" TEXT_FMT "/" TEXT_FMT "?ticket=%s",
                      TEXT_ARG(base_url), TEXT_ARG(bucket),
                      TEXT_ARG(url_encode(arena, name)), ticket.at);
}

static struct text *file_urls(struct arena *arena, const struct transfer *transfer,
                              struct text base_url, struct text bucket,
                              int64_t expires_ms)
{
  struct text *urls = ARENA_ARRAY(arena, (size_t)transfer->count, struct text);

  for (int i = 0; i < transfer->count; i++) {
    struct text name = transfer->names[i];

    if (transfer->is_upload)
      name = arena_printf(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(transfer->place.path),
                          TEXT_ARG(name));
    urls[i] = file_url(arena, transfer, base_url, bucket, name, expires_ms);
  }
  return urls;
}

void transfer_answer_put(struct buf *out, struct arena *arena,
                         const struct session *session, const struct outcome *outcome,
                         struct text query_id, struct text base_url)
{
  const struct transfer *transfer = outcome->transfer;
  int64_t expires_ms = clock_now_ms() + TICKET_MS;
  struct transfer_answer answer = {
    .is_upload = transfer->is_upload,
    .query_id = query_id,
    .type_id = outcome->type_id,
    .bucket = stage_bucket(arena, &transfer->place, session->user),
    .path = transfer->is_upload ? transfer->place.path : TEXT(""),
    .local = transfer->local,
    .count = transfer->count,
    .names = transfer->names,
    .parallel = transfer->parallel,
    .auto_compress = transfer->auto_compress,
    .overwrite = transfer->overwrite,
    .compression = transfer->compression,
  };

  if (takes_token(session)) {
    answer.token = stage_ticket_for_prefix(
      transfer->place.stages, arena, answer.bucket, transfer->place.path,
      transfer->is_upload ? TICKET_WRITE : TICKET_READ, expires_ms);
    answer.endpoint = arena_printf(arena, TEXT_FMT STAGE_URL, TEXT_ARG(base_url));
  } else {
    answer.urls = file_urls(arena, transfer, base_url, answer.bucket, expires_ms);
  }
  transfer_put(out, &answer);
}
