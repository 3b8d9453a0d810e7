/* dash_kinds.h: the kinds of objects that the dashboard shows in schemas: which SHOW lists each, and what
 * is told of one of its rows. */
#ifndef DASHBOARD_DASH_KINDS_H
#define DASHBOARD_DASH_KINDS_H

#include "dashboard/dash_listing.h"

struct dash_kind {
  const char *show; /* "TABLES" */
  const char *kind; /* "table" */
  bool is_by_names; /* Its rows have a name each, of which LIMIT ... FROM may begin. */
};

/* In the order in which they are shown; NULL past the last. */
const struct dash_kind *dash_kind_at(int index);
/* What the row of a SHOW is: a dynamic table is a table for SHOW TABLES. NULL: nothing of the user's own. */
const char *dash_kind_of_row(const struct dash_kind *kind,
                             const struct dash_listing *listing);
/* "(NUMBER, VARCHAR)", and what it returns; at NULL for what is no function. */
struct text dash_kind_signature(const struct dash_listing *listing, struct arena *arena,
                                struct text *returns);
/* The members of an object of a schema. */
void dash_kind_put(const struct dash_listing *listing, const char *kind,
                   struct arena *arena, struct buf *out);
/* A member whose empty text means that nothing was said: null. */
void dash_kind_put_said(const struct dash_listing *listing, const char *column,
                        const char *name, struct buf *out);

#endif
