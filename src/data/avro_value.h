/* avro_value.h: values as Avro writes them, as stored JSON. */
#ifndef DATA_AVRO_VALUE_H
#define DATA_AVRO_VALUE_H

#include "base/buf.h"
#include "data/avro_schema.h"

struct avro_bytes {
  const char *at, *end;
};

/* A number of 32 or 64 bits; false where the bytes end first, or are none. */
bool avro_int_read(struct avro_bytes *bytes, int64_t *value);

enum avro_result {
  AVRO_OK,
  AVRO_DAMAGED,  /* The bytes are no value of this type. */
  AVRO_NOT_UTF8, /* A text that is none; the value was passed over. */
  AVRO_UNFIT,    /* A decimal of more than 38 digits; the value was passed over. */
  AVRO_TOO_LARGE /* More, or deeper, than a VARIANT can be. */
};

struct avro_scratch {
  struct buf members, sorted;
};

void avro_scratch_init(struct avro_scratch *scratch);
void avro_scratch_clear(struct avro_scratch *scratch);

/* Adds one value. `repairs`: what is no UTF-8 becomes U+FFFD. */
enum avro_result avro_value_read(const struct avro_type *type, struct avro_bytes *bytes,
                                 bool repairs, struct avro_scratch *scratch,
                                 struct buf *out);

#endif
