/* s3_sign.h: requests to S3, signed in Amazon's way (AWS Signature Version 4).
 * (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html) */
#ifndef STAGE_S3_SIGN_H
#define STAGE_S3_SIGN_H

#include "base/arena.h"
#include "base/list.h"

/* The digest of an empty body. */
#define S3_EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

struct s3_keys {
  struct text key_id, secret, token; /* `token` empty: none; `key_id` empty: unsigned. */
  struct text region;
};

struct s3_pair {
  struct text name, value;
};

/* A request as it will be sent: encoded path, parameters as they are meant. */
struct s3_request {
  const char *method;
  struct text host;            /* With its port unless that is the scheme's own. */
  struct text path;            /* "/bucket/a%20b", encoded once. */
  const struct s3_pair *query; /* In order of name; not encoded. */
  int query_count;
  const struct s3_pair *headers; /* More of them, in lower case. */
  int header_count;
  const char *body_sha256; /* In hexadecimal. */
};

/* "a=1&b=x%20y" */
struct text s3_query_text(struct arena *arena, const struct s3_pair *query, int count);
/* The headers to send, struct text "name: value", for a time in seconds since 1970. */
struct list s3_sign(struct arena *arena, const struct s3_keys *keys,
                    const struct s3_request *request, int64_t seconds);

#endif
