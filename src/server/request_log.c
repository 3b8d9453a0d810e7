/* request_log.c: a line of the log for a request that was answered. */
#include "server/request_log.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"

void request_log(enum log_level level, const struct http_request *request,
                 const struct http_response *response, const struct http_route *route,
                 int64_t began_ns)
{
  int64_t us = (clock_monotonic_ns() - began_ns) / 1000;
  char status[16], bytes[24], ms[32];

  snprintf(status, sizeof status, "%d", http_status(response));
  snprintf(bytes, sizeof bytes, "%zu", http_size(response));
  snprintf(ms, sizeof ms, "%" PRId64 ".%03d", us / 1000, (int)(us % 1000));
  const struct log_field fields[] = {
    { .key = "method", .value = http_method(request) },
    { .key = "route", .value = route ? text_of(route->path) : TEXT("none") },
    { .key = "status", .value = text_of(status), .is_number = true },
    { .key = "bytes", .value = text_of(bytes), .is_number = true },
    { .key = "ms", .value = text_of(ms), .is_number = true },
    { .key = "peer", .value = http_peer(request) },
  };

  log_event(level, "request", fields, sizeof fields / sizeof fields[0]);
}
