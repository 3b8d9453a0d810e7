/* s3_store.h: where the objects of an external stage are: a bucket at Amazon S3 or at a store of its kind,
 * and with which keys it is opened. */
#ifndef STAGE_S3_STORE_H
#define STAGE_S3_STORE_H

#include "base/err.h"
#include "net/http_call.h"
#include "stage/s3_sign.h"

/* What the server was told; NULL: not said. */
struct s3_settings {
  const char
    *endpoint; /* Where s3:// is, in the place of Amazon's: "http://host:9000". */
  const char
    *compat_endpoints; /* Those that s3compat:// may name, with commas between them. */
  const char *region;  /* "us-east-1" */
  const char *key_id, *secret; /* Of storage integrations. */
};

struct s3_store {
  struct arena *home; /* Where its texts live. */
  struct http_calls *calls;
  struct text base;   /* "https://bucket.s3.us-east-1.amazonaws.com" */
  struct text host;   /* base without its scheme */
  struct text root;   /* "/bucket" where that is in the path, else empty. */
  struct text bucket; /* "bucket" */
  struct text prefix; /* Of the stage's keys: "path/", or empty. */
  struct s3_keys keys;
  bool is_amazon; /* The region is part of the host. */
  struct text
    encryption; /* x-amz-server-side-encryption of what is written; empty: none. */
  struct text kms_key;
};

/* What CREATE STAGE says. */
struct s3_location {
  struct text url;      /* s3://bucket/path, s3gov://..., s3china://..., s3compat://... */
  struct text endpoint; /* Of s3compat alone. */
  struct text key_id, secret, token;
  bool is_integrated; /* The keys are the server's own. */
  struct text encryption, kms_key;
};

/* "s3://...", "s3compat://..." */
bool s3_is_url(struct text url);
/* ERR_INVALID_VALUE for what is no such URL, ERR_NOT_AUTHORIZED for an endpoint that was not allowed. */
bool s3_store_open(struct arena *arena, const struct s3_settings *settings,
                   struct http_calls *calls, const struct s3_location *location,
                   struct s3_store *store, struct err *err) MUST_CHECK;
/* Amazon says in which region a bucket is to who asks in another. */
void s3_store_move(struct s3_store *store, struct text region);

#endif
