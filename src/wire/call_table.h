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

/* Answers a request whose path is in the table; false: it is not there. */
bool call_answer(const struct call_table *table, struct instance *instance,
                 struct http_request *request, struct http_response *response);

#endif
