/* avro_value.c: reading the binary encoding of Avro.
 *
 * Whatever the bytes say, the depth and what is written are bounded: each element of an array takes room in the
 * output, also one that takes none in the file. */
#include "data/avro_value.h"

#include <string.h>

#include "data/decimal.h"
#include "data/json_lenient.h"
#include "data/json_text.h"

#define MOST_DEPTH 500
#define MOST_OUTPUT \
 ((size_t)128 << 20) /* docs.snowflake.com/en/sql-reference/data-types-semistructured */
#define MOST_DIGITS 38

struct reading {
  struct avro_bytes *bytes;
  struct avro_scratch *scratch;
  struct buf *out;
  size_t start; /* Of the value, in the output. */
  bool repairs, not_utf8, unfit, too_large;
};

void avro_scratch_init(struct avro_scratch *scratch)
{
  buf_init(&scratch->members);
  buf_init(&scratch->sorted);
}

void avro_scratch_clear(struct avro_scratch *scratch)
{
  buf_clear(&scratch->members);
  buf_clear(&scratch->sorted);
}

/* ---- bytes ---- */

static size_t left(const struct avro_bytes *bytes)
{
  return (size_t)(bytes->end - bytes->at);
}

bool avro_int_read(struct avro_bytes *bytes, int64_t *value)
{
  uint64_t coded = 0;

  for (unsigned shift = 0; shift < 64; shift += 7) {
    uint8_t byte;

    if (bytes->at == bytes->end)
      return false;
    byte = (uint8_t)*bytes->at++;
    if (shift == 63 && byte > 1)
      return false;
    coded |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) {
      *value = (int64_t)(coded >> 1) ^ -(int64_t)(coded & 1);
      return true;
    }
  }
  return false;
}

static bool take(struct reading *reading, size_t count, struct text *taken)
{
  if (count > left(reading->bytes))
    return false;
  *taken = text_from(reading->bytes->at, count);
  reading->bytes->at += count;
  return true;
}

static bool take_counted(struct reading *reading, struct text *taken)
{
  int64_t count;

  return avro_int_read(reading->bytes, &count) && count >= 0 &&
         take(reading, (size_t)count, taken);
}

/* ---- values without parts ---- */

static void put_string(struct reading *reading, struct text text)
{
  struct buf repaired;

  if (text_is_utf8(text)) {
    json_text_quote(text, reading->out);
    return;
  }
  reading->not_utf8 |= !reading->repairs;
  buf_init(&repaired);
  buf_add_repaired(&repaired, text);
  json_text_quote(buf_text(&repaired), reading->out);
  buf_clear(&repaired);
}

static void put_binary(struct text bytes, struct buf *out)
{
  static const char digits[] = "0123456789ABCDEF";

  json_text_mark(JSON_TEXT_BINARY, out);
  buf_add_char(out, '"');
  for (size_t i = 0; i < bytes.len; i++) {
    unsigned byte = (unsigned char)bytes.at[i];

    buf_add_char(out, digits[byte >> 4]);
    buf_add_char(out, digits[byte & 15]);
  }
  buf_add_char(out, '"');
}

/* Two's complement, the highest byte first. */
static bool decimal_of(struct text bytes, int128 *value)
{
  bool negative = bytes.len && bytes.at[0] & 0x80;
  unsigned filler = negative ? 0xff : 0;
  uint128 sum = negative ? ~(uint128)0 : 0;

  for (size_t i = 0; i < bytes.len; i++) {
    if (bytes.len - i > sizeof sum && (unsigned char)bytes.at[i] != filler)
      return false;
    sum = sum << 8 | (unsigned char)bytes.at[i];
  }
  *value = (int128)sum;
  return negative == (*value < 0) && decimal_fits(*value, MOST_DIGITS);
}

static void put_bytes(struct reading *reading, const struct avro_type *type,
                      struct text bytes)
{
  char text[DECIMAL_TEXT_SIZE];
  int128 value;

  if (!type->precision) {
    put_binary(bytes, reading->out);
  } else if (decimal_of(bytes, &value)) {
    json_text_number(text_from(text, decimal_print(value, type->scale, text)),
                     reading->out);
  } else {
    reading->unfit = true;
    buf_add_string(reading->out, "null");
  }
}

static bool read_float(struct reading *reading)
{
  struct text bytes;
  float value;

  if (!take(reading, sizeof value, &bytes))
    return false;
  memcpy(&value, bytes.at, sizeof value);
  json_text_double((double)value, reading->out);
  return true;
}

static bool read_double(struct reading *reading)
{
  struct text bytes;
  double value;

  if (!take(reading, sizeof value, &bytes))
    return false;
  memcpy(&value, bytes.at, sizeof value);
  json_text_double(value, reading->out);
  return true;
}

static bool read_boolean(struct reading *reading)
{
  struct text byte;

  if (!take(reading, 1, &byte) || (unsigned char)byte.at[0] > 1)
    return false;
  buf_add_string(reading->out, byte.at[0] ? "true" : "false");
  return true;
}

static bool read_int(struct reading *reading, const struct avro_type *type)
{
  int64_t value;

  if (!avro_int_read(reading->bytes, &value) ||
      (type->kind == AVRO_INT && (value < INT32_MIN || value > INT32_MAX)))
    return false;
  buf_add_int(reading->out, value);
  return true;
}

static bool read_enum(struct reading *reading, const struct avro_type *type)
{
  int64_t at;

  if (!avro_int_read(reading->bytes, &at) || at < 0 || at >= type->count)
    return false;
  put_string(reading, type->names[at]);
  return true;
}

/* ---- values of parts ---- */

static bool read_value(struct reading *reading, const struct avro_type *type, int depth);

struct member {
  size_t start, end;
};

/* Members were written as they came: brings them into the order of their names. */
static void sort_members(struct reading *reading, const struct avro_type *type,
                         const struct member *members, size_t start)
{
  struct buf *out = reading->out, *sorted = &reading->scratch->sorted;

  buf_reset(sorted);
  for (int i = 0; i < type->count; i++) {
    const struct member *member = &members[type->order[i]];

    buf_add_string(sorted, i ? "," : "");
    buf_add(sorted, out->at + member->start, member->end - member->start);
  }
  out->len = start;
  buf_add_text(out, buf_text(sorted));
}

static bool read_record(struct reading *reading, const struct avro_type *type, int depth)
{
  struct buf *out = reading->out, *members = &reading->scratch->members;
  size_t room = (size_t)type->count * sizeof(struct member), base = members->len, start;
  bool sorted = true;

  buf_add_char(out, '{');
  start = out->len;
  buf_reserve(members, room);
  members->len += room;
  for (int i = 0; i < type->count; i++) {
    struct member member = { out->len + (i ? 1 : 0), 0 };

    sorted &= type->order[i] == i;
    buf_add_string(out, i ? "," : "");
    put_string(reading, type->names[i]);
    buf_add_char(out, ':');
    if (!read_value(reading, type->types[i], depth + 1))
      return false;
    member.end = out->len;
    memcpy(members->at + base + (size_t)i * sizeof member, &member, sizeof member);
  }
  if (!sorted)
    sort_members(reading, type, (const struct member *)(const void *)(members->at + base),
                 start);
  members->len = base;
  buf_add_char(out, '}');
  return true;
}

/* How many elements come next, 0 at the end. A count below 0 has the bytes of them behind it. */
static bool read_count(struct reading *reading, int64_t *count)
{
  int64_t bytes;

  if (!avro_int_read(reading->bytes, count) || *count == INT64_MIN)
    return false;
  if (*count >= 0)
    return true;
  *count = -*count;
  return avro_int_read(reading->bytes, &bytes) && bytes >= 0;
}

static bool read_array(struct reading *reading, const struct avro_type *type, int depth)
{
  bool any = false;
  int64_t count;

  buf_add_char(reading->out, '[');
  while (read_count(reading, &count)) {
    if (!count) {
      buf_add_char(reading->out, ']');
      return true;
    }
    for (; count; count--) {
      buf_add_string(reading->out, any ? "," : "");
      any = true;
      if (!read_value(reading, type->types[0], depth + 1))
        return false;
    }
  }
  return false;
}

/* A name that is there twice has its last value. */
static bool sort_map(struct reading *reading, size_t start)
{
  struct buf *out = reading->out, sorted, problem;
  bool ok;

  buf_init(&sorted);
  buf_init(&problem);
  ok = json_lenient_sort(text_from(out->at + start, out->len - start), JSON_NAMES_LAST,
                         &sorted, &problem);
  out->len = start;
  buf_add_text(out, buf_text(&sorted));
  buf_clear(&sorted);
  buf_clear(&problem);
  return ok;
}

static bool read_map(struct reading *reading, const struct avro_type *type, int depth)
{
  size_t start = reading->out->len;
  bool any = false;
  int64_t count;

  buf_add_char(reading->out, '{');
  while (read_count(reading, &count)) {
    if (!count) {
      buf_add_char(reading->out, '}');
      return sort_map(reading, start);
    }
    for (; count; count--) {
      struct text name;

      if (!take_counted(reading, &name))
        return false;
      buf_add_string(reading->out, any ? "," : "");
      any = true;
      put_string(reading, name);
      buf_add_char(reading->out, ':');
      if (!read_value(reading, type->types[0], depth + 1))
        return false;
    }
  }
  return false;
}

/* Not deeper: a record that holds itself does so in the branch of a union. */
static bool read_union(struct reading *reading, const struct avro_type *type, int depth)
{
  int64_t at;

  return avro_int_read(reading->bytes, &at) && at >= 0 && at < type->count &&
         read_value(reading, type->types[at], depth);
}

static bool read_value(struct reading *reading, const struct avro_type *type, int depth)
{
  struct text text;

  if (depth > MOST_DEPTH || reading->out->len - reading->start > MOST_OUTPUT) {
    reading->too_large = true;
    return false;
  }
  switch (type->kind) {
  case AVRO_NULL: buf_add_string(reading->out, "null"); return true;
  case AVRO_BOOLEAN: return read_boolean(reading);
  case AVRO_INT:
  case AVRO_LONG: return read_int(reading, type);
  case AVRO_FLOAT: return read_float(reading);
  case AVRO_DOUBLE: return read_double(reading);
  case AVRO_BYTES:
  case AVRO_FIXED:
    if (type->kind == AVRO_FIXED ? !take(reading, (size_t)type->size, &text)
                                 : !take_counted(reading, &text))
      return false;
    put_bytes(reading, type, text);
    return true;
  case AVRO_STRING:
    if (!take_counted(reading, &text))
      return false;
    put_string(reading, text);
    return true;
  case AVRO_ENUM: return read_enum(reading, type);
  case AVRO_ARRAY: return read_array(reading, type, depth);
  case AVRO_MAP: return read_map(reading, type, depth);
  case AVRO_UNION: return read_union(reading, type, depth);
  case AVRO_RECORD: return read_record(reading, type, depth);
  }
  return false;
}

enum avro_result avro_value_read(const struct avro_type *type, struct avro_bytes *bytes,
                                 bool repairs, struct avro_scratch *scratch,
                                 struct buf *out)
{
  struct reading reading = {
    .bytes = bytes, .scratch = scratch, .out = out, .start = out->len, .repairs = repairs
  };

  buf_reset(&scratch->members);
  if (!read_value(&reading, type, 0))
    return reading.too_large ? AVRO_TOO_LARGE : AVRO_DAMAGED;
  return reading.not_utf8 ? AVRO_NOT_UTF8 : reading.unfit ? AVRO_UNFIT : AVRO_OK;
}
