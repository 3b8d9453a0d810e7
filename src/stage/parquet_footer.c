/* parquet_footer.c: the compact form of Thrift in which a footer is written, as far as it is needed. */
#include "stage/parquet_footer.h"

#include <string.h>

#define MOST_DEPTH 60

enum thrift {
  THRIFT_STOP,
  THRIFT_TRUE,
  THRIFT_FALSE,
  THRIFT_BYTE,
  THRIFT_I16,
  THRIFT_I32,
  THRIFT_I64,
  THRIFT_DOUBLE,
  THRIFT_BINARY,
  THRIFT_LIST,
  THRIFT_SET,
  THRIFT_MAP,
  THRIFT_STRUCT
};

/* The fields that count: FileMetaData.schema, SchemaElement.logicalType, LogicalType.TIME and TIMESTAMP, their
 * isAdjustedToUTC and unit, and TimeUnit.NANOS. */
enum {
  SCHEMA = 2,
  LOGICAL = 10,
  TIME = 7,
  TIMESTAMP = 8,
  IN_UTC = 1,
  UNIT = 2,
  NANOS = 3
};

struct footer {
  unsigned char *at, *end;
  bool bad;
  int changed;
};

static unsigned char take(struct footer *footer)
{
  if (footer->at < footer->end)
    return *footer->at++;
  footer->bad = true;
  return 0;
}

static uint64_t take_varint(struct footer *footer)
{
  uint64_t value = 0;

  for (int shift = 0; shift < 64; shift += 7) {
    unsigned char byte = take(footer);

    value |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      return value;
  }
  footer->bad = true;
  return 0;
}

static void pass(struct footer *footer, uint64_t count)
{
  if (count > (uint64_t)(footer->end - footer->at))
    footer->bad = true;
  else
    footer->at += count;
}

/* The next field of a struct; `id` counts on from the one before. */
static enum thrift take_field(struct footer *footer, int64_t *id)
{
  unsigned char head = take(footer);

  if (footer->bad || (head & 15) > THRIFT_STRUCT)
    footer->bad = true;
  if (footer->bad || !(head & 15))
    return THRIFT_STOP;
  if (head >> 4) {
    *id += head >> 4;
  } else {
    uint64_t zigzag = take_varint(footer);

    *id = (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1);
  }
  return (enum thrift)(head & 15);
}

static uint64_t take_list(struct footer *footer, enum thrift *type)
{
  unsigned char head = take(footer);
  uint64_t count = head >> 4;

  *type = (enum thrift)(head & 15);
  if (count == 15)
    count = take_varint(footer);
  /* Each element has a byte at least. */
  if ((head & 15) > THRIFT_STRUCT || count > (uint64_t)(footer->end - footer->at))
    footer->bad = true;
  return footer->bad ? 0 : count;
}

/* `in_list`: a truth value has a byte of its own there. */
static void skip(struct footer *footer, enum thrift type, bool in_list, int depth)
{
  enum thrift of, to;
  int64_t id = 0;
  uint64_t count;

  if (depth > MOST_DEPTH)
    footer->bad = true;
  if (footer->bad)
    return;
  switch (type) {
  case THRIFT_STOP: footer->bad = true; return;
  case THRIFT_TRUE:
  case THRIFT_FALSE: pass(footer, in_list); return;
  case THRIFT_BYTE: pass(footer, 1); return;
  case THRIFT_I16:
  case THRIFT_I32:
  case THRIFT_I64: take_varint(footer); return;
  case THRIFT_DOUBLE: pass(footer, 8); return;
  case THRIFT_BINARY: pass(footer, take_varint(footer)); return;
  case THRIFT_LIST:
  case THRIFT_SET:
    for (count = take_list(footer, &of); count && !footer->bad; count--)
      skip(footer, of, true, depth + 1);
    return;
  case THRIFT_MAP:
    count = take_varint(footer);
    if (!count)
      return;
    of = (enum thrift)(take(footer));
    to = (enum thrift)((unsigned)of & 15);
    of = (enum thrift)((unsigned)of >> 4);
    if (to > THRIFT_STRUCT || of > THRIFT_STRUCT)
      footer->bad = true;
    for (; count && !footer->bad; count--) {
      skip(footer, of, true, depth + 1);
      skip(footer, to, true, depth + 1);
    }
    return;
  case THRIFT_STRUCT:
    while ((of = take_field(footer, &id)) != THRIFT_STOP && !footer->bad)
      skip(footer, of, false, depth + 1);
  }
}

/* TimeUnit: a union, whose one field says which. */
static bool take_is_nanos(struct footer *footer)
{
  enum thrift type;
  bool is_nanos = false;
  int64_t id = 0;

  while ((type = take_field(footer, &id)) != THRIFT_STOP && !footer->bad) {
    is_nanos |= id == NANOS;
    skip(footer, type, false, 0);
  }
  return is_nanos;
}

/* TimeType and TimestampType are made alike. `head`: where the union says which of them it is. */
static void change_time(struct footer *footer, unsigned char *head, bool is_time)
{
  unsigned char *in_utc = NULL, *field = footer->at;
  bool is_nanos = false;
  enum thrift type;
  int64_t id = 0;

  for (; (type = take_field(footer, &id)) != THRIFT_STOP && !footer->bad;
       field = footer->at) {
    if (id == IN_UTC && type == THRIFT_TRUE) {
      footer->bad |= in_utc != NULL;
      in_utc = field;
    }
    if (id == UNIT && type == THRIFT_STRUCT)
      is_nanos = take_is_nanos(footer);
    else
      skip(footer, type, false, 0);
  }
  if (footer->bad || !is_nanos || (!is_time && !in_utc))
    return;
  footer->changed++;
  if (in_utc)
    *in_utc = (unsigned char)((*in_utc & 0xf0) | THRIFT_FALSE);
  if (!is_time)
    return;
  /* The first field of its struct, or its number in full. */
  if (*head == (TIME << 4 | THRIFT_STRUCT))
    *head = (unsigned char)(TIMESTAMP << 4 | THRIFT_STRUCT);
  else if (*head == THRIFT_STRUCT && head[1] == TIME << 1)
    head[1] = TIMESTAMP << 1;
  else
    footer->bad = true;
}

static void change_logical(struct footer *footer)
{
  unsigned char *head = footer->at;
  enum thrift type;
  int64_t id = 0;

  for (; (type = take_field(footer, &id)) != THRIFT_STOP && !footer->bad;
       head = footer->at) {
    if ((id == TIME || id == TIMESTAMP) && type == THRIFT_STRUCT)
      change_time(footer, head, id == TIME);
    else
      skip(footer, type, false, 0);
  }
}

static void change_element(struct footer *footer)
{
  enum thrift type;
  int64_t id = 0;

  while ((type = take_field(footer, &id)) != THRIFT_STOP && !footer->bad)
    if (id == LOGICAL && type == THRIFT_STRUCT)
      change_logical(footer);
    else
      skip(footer, type, false, 0);
}

int parquet_footer_plain_times(unsigned char *bytes, size_t size)
{
  struct footer footer = { .at = bytes, .end = bytes + size };
  enum thrift type, of;
  int64_t id = 0;

  while ((type = take_field(&footer, &id)) != THRIFT_STOP && !footer.bad) {
    if (id != SCHEMA || type != THRIFT_LIST) {
      skip(&footer, type, false, 0);
      continue;
    }
    for (uint64_t count = take_list(&footer, &of); count && !footer.bad; count--)
      if (of == THRIFT_STRUCT)
        change_element(&footer);
      else
        footer.bad = true;
  }
  return footer.bad ? -1 : footer.changed;
}
