/* transfer.h: the answer to PUT and GET: by what URLs the client itself moves which files.
 *
 * Stages look like buckets of a Google cloud store, in one of the two ways that drivers know: a URL that
 * is signed for one file, or an endpoint and a bearer token. */
#ifndef PROTOCOL_TRANSFER_H
#define PROTOCOL_TRANSFER_H

#include "base/buf.h"

struct transfer_answer {
  bool is_upload;
  struct text query_id;
  int64_t type_id;
  struct text bucket, path; /* PUT: the folder; GET: empty, names are whole. */
  struct text local;        /* As the statement has it. */
  int count;
  const struct text *names; /* GET */
  int parallel;
  bool auto_compress, overwrite;
  struct text compression;
  /* Either a token and its endpoint, or a URL for each file (PUT: one). */
  struct text token, endpoint;
  const struct text *urls;
};
void transfer_put(struct buf *out, const struct transfer_answer *answer);

#endif
