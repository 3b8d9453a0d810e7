/* dash_export.h: a whole result as a file. */
#ifndef DASHBOARD_DASH_EXPORT_H
#define DASHBOARD_DASH_EXPORT_H

#include "wire/call.h"

/* GET /api/queries/<id>/export?format=csv|json: protocol/result_export.h has the forms. The file is whole before
 * the first byte is sent, so that what fails is an answer that says so and not half a file, and its length is
 * known. It lies on the disk, without a name: memory is that of one part of the result. */
void dash_export(struct call *call);

#endif
