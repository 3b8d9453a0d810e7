/* content_type.h: what kind of content a file has: by its name, as a media type; and what Snowflake makes of
 * a media type, for FILE values. */
#ifndef DATA_CONTENT_TYPE_H
#define DATA_CONTENT_TYPE_H

#include "base/text.h"

/* A type may be of several kinds: an AVI file is video and audio. */
enum content_kind {
  CONTENT_IMAGE = 1,
  CONTENT_VIDEO = 2,
  CONTENT_AUDIO = 4,
  CONTENT_DOCUMENT = 8,
  CONTENT_COMPRESSED = 16
};

/* "image/png" of "a/b.png": what the name ends in decides, never the bytes.
 * "application/octet-stream" for an ending that is not known, and for none. */
const char *content_type_of(struct text path);
/* The kinds of a media type as a set: exactly these types count, without parameters and in lower case.
 * 0: none. */
int content_kinds(struct text type);
/* "image", "video", "audio", "document", "compressed": the first that a set has; "unknown" for none. */
const char *content_kind_name(int kinds);

#endif
