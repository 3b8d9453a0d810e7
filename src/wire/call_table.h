/* call_table.h: endpoints, and what answers each. */
#ifndef WIRE_CALL_TABLE_H
#define WIRE_CALL_TABLE_H

#include "net/http_route.h"

struct call; /* wire/call.h */
struct instance;

struct call_table {
  const struct http_route *routes;
  int count;
  void (*dispatch)(int route, struct call *call);
};

/* The endpoint of a request; row is NULL when the table has none of its path. */
struct call_row {
  const struct call_table *table;
  const struct http_route *row;
  struct text open; /* As http_route_find gives it. */
};
struct call_row call_find(const struct call_table *table,
                          const struct http_request *request);
/* Answers a request whose endpoint was found. */
void call_answer(const struct call_row *found, struct instance *instance,
                 struct http_request *request, struct http_response *response);

#endif
