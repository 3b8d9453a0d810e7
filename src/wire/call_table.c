/* call_table.c: endpoints, and what answers each. */
#include "wire/call_table.h"

#include "net/url.h"
#include "session/statistics.h"
#include "wire/call.h"

static void count(const struct call *call, const struct http_route *row)
{
  statistics_add_request(call->instance->statistics, row->path,
                         http_status(call->response));
}

struct call_row call_find(const struct call_table *table,
                          const struct http_request *request)
{
  struct call_row found = { .table = table };

  found.row = http_route_find(table->routes, table->count, request, &found.open);
  return found;
}

void call_answer(const struct call_row *found, struct instance *instance,
                 struct http_request *request, struct http_response *response)
{
  const struct http_route *row = found->row;
  struct buf answer;
  struct call call = { instance, request, http_arena(request), { 0 }, &answer,
                       response, false };

  if (!http_route_check(row, request, response)) {
    count(&call, row);
    return;
  }
  call.id = url_decode(call.arena, found->open, false);
  buf_init(&answer);
  found->table->dispatch(row->route, &call);
  if (!call.has_responded)
    http_respond_buf(response, 200, "application/json", &answer);
  count(&call, row);
  buf_clear(&answer);
}
