/* dash_api.h: what the dashboard's API is: its operations, parameters and answers, as rows.
 *
 * GET /api/openapi.json and docs/api.md are made of them; a test compares them with the routes, and what
 * the server really answers with them. */
#ifndef DASHBOARD_DASH_API_H
#define DASHBOARD_DASH_API_H

#include "protocol/openapi.h"
#include "wire/call.h"

struct dash_api {
  const struct openapi_operation *operations;
  const struct openapi_parameter *parameters;
  const struct openapi_field *fields; /* Of bodies and answers: dash_fields.c. */
  const struct openapi_status *statuses;
  int operation_count, parameter_count;
};
extern const struct dash_api dash_api;

/* GET /api/openapi.json */
void dash_openapi(struct call *call);

#endif
