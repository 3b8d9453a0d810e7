/* fn_encode.c: hexadecimal, base64, SHA-2 and named UUIDs in C. */
#include <string.h>

#include "base/hex.h"
#include "builtin/fn.h"
#include "builtin/sha2.h"

/* ---- hexadecimal ---- */

/* ---- base64 ---- */

static const char standard_alphabet[] =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct alphabet {
  char digits[64];
  char padding;
  signed char values[256]; /* -1: no digit. */
};

/* Up to three characters replace '+', '/' and '='. */
static struct alphabet alphabet_of(struct text other)
{
  struct alphabet alphabet;

  memcpy(alphabet.digits, standard_alphabet, sizeof alphabet.digits);
  alphabet.padding = other.len > 2 ? other.at[2] : '=';
  if (other.len > 0)
    alphabet.digits[62] = other.at[0];
  if (other.len > 1)
    alphabet.digits[63] = other.at[1];
  memset(alphabet.values, -1, sizeof alphabet.values);
  for (int i = 0; i < 64; i++)
    alphabet.values[(unsigned char)alphabet.digits[i]] = (signed char)i;
  return alphabet;
}

static bool decode_base64(struct text text, const struct alphabet *alphabet,
                          struct buf *out)
{
  unsigned bits = 0;
  int count = 0, padding = 0, digits = 0;

  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];
    int value = alphabet->values[(unsigned char)c];

    if (c == '\n' || c == '\r')
      continue;
    if (c == alphabet->padding) {
      padding++;
      continue;
    }
    if (value < 0 || padding)
      return false;
    bits = bits << 6 | (unsigned)value;
    count += 6;
    digits++;
    if (count >= 8) {
      count -= 8;
      buf_add_char(out, (char)(bits >> count & 0xFF));
    }
  }
  return (digits + padding) % 4 == 0 && padding < 3 && digits % 4 != 1;
}

static void put_digit(struct buf *out, char c, int64_t line, size_t *in_line)
{
  if (line > 0 && *in_line == (size_t)line) {
    buf_add_char(out, '\n');
    *in_line = 0;
  }
  buf_add_char(out, c);
  ++*in_line;
}

static void encode_base64(struct text bytes, int64_t line,
                          const struct alphabet *alphabet, struct buf *out)
{
  size_t in_line = 0;

  for (size_t i = 0; i < bytes.len; i += 3) {
    size_t left = bytes.len - i;
    unsigned bits = (unsigned)(unsigned char)bytes.at[i] << 16;

    if (left > 1)
      bits |= (unsigned)(unsigned char)bytes.at[i + 1] << 8;
    if (left > 2)
      bits |= (unsigned char)bytes.at[i + 2];
    for (int digit = 0; digit < 4; digit++) {
      bool pad = (size_t)digit > left;

      put_digit(out,
                pad ? alphabet->padding : alphabet->digits[bits >> (18 - 6 * digit) & 63],
                line, &in_line);
    }
  }
}

static void base64_encode(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct alphabet alphabet = alphabet_of(call_text(call, 2, row));

    buf_reset(&out);
    encode_base64(call_text(call, 0, row), call_int(call, 1, row), &alphabet, &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

/* ---- decoding: bytes or text, an error or NULL ---- */

enum decode { DECODE_HEX, DECODE_BASE64 };
enum decoded { DECODED_BYTES, DECODED_TEXT };
enum failure { FAILURE_ERROR, FAILURE_NULL };

static bool decode_row(const struct engine_call *call, size_t row, enum decode decode,
                       struct buf *out)
{
  struct alphabet alphabet;

  if (decode == DECODE_HEX)
    return hex_read(call_text(call, 0, row), out);
  alphabet = alphabet_of(call_text(call, 1, row));
  return decode_base64(call_text(call, 0, row), &alphabet, out);
}

static void decode_rows(struct engine_call *call, enum decode decode,
                        enum decoded decoded, enum failure failure)
{
  const char *form = decode == DECODE_HEX ? "hex" : "base64";
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    bool ok;

    buf_reset(&out);
    ok = decode_row(call, row, decode, &out);
    if (ok && (decoded == DECODED_BYTES || text_is_utf8(buf_text(&out))))
      call_set_text(call, row, buf_text(&out));
    else if (failure == FAILURE_NULL)
      call_set_null(call, row);
    else if (ok)
      call_fail(call, ERR_INVALID_UTF8, "Invalid UTF8 detected in string '" TEXT_FMT "'",
                TEXT_ARG(call_text(call, 0, row)));
    else
      call_fail(call, ERR_NOT_BINARY,
                "The following string is not a legal %s-encoded value: '" TEXT_FMT "'",
                form, TEXT_ARG(call_text(call, 0, row)));
  }
  buf_clear(&out);
}

static void hex_decode(struct engine_call *call)
{
  decode_rows(call, DECODE_HEX, DECODED_BYTES, FAILURE_ERROR);
}

static void hex_decode_string(struct engine_call *call)
{
  decode_rows(call, DECODE_HEX, DECODED_TEXT, FAILURE_ERROR);
}

static void try_hex_decode(struct engine_call *call)
{
  decode_rows(call, DECODE_HEX, DECODED_BYTES, FAILURE_NULL);
}

static void try_hex_decode_string(struct engine_call *call)
{
  decode_rows(call, DECODE_HEX, DECODED_TEXT, FAILURE_NULL);
}

static void base64_decode(struct engine_call *call)
{
  decode_rows(call, DECODE_BASE64, DECODED_BYTES, FAILURE_ERROR);
}

static void base64_decode_string(struct engine_call *call)
{
  decode_rows(call, DECODE_BASE64, DECODED_TEXT, FAILURE_ERROR);
}

static void try_base64_decode(struct engine_call *call)
{
  decode_rows(call, DECODE_BASE64, DECODED_BYTES, FAILURE_NULL);
}

static void try_base64_decode_string(struct engine_call *call)
{
  decode_rows(call, DECODE_BASE64, DECODED_TEXT, FAILURE_NULL);
}

/* ---- digests ---- */

static void sha2(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t bits = call_int(call, 1, row);
    unsigned char digest[SHA2_SIZE];
    size_t len = sha2_digest(bits == 0 ? 256 : bits, call_text(call, 0, row), digest);

    if (len)
      call_set_text(call, row, text_from((const char *)digest, len));
    else
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid digest size %lld for SHA2 function",
                (long long)bits);
  }
}

/* UUID version 5: the first 16 bytes of a SHA-1 (in hexadecimal), version and variant set. */
static void uuid_named(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text space = call_text(call, 0, row), sha1 = call_text(call, 1, row);
    char uuid[36];
    size_t at = 0;

    if (space.len != 36 || sha1.len != 40) {
      call_fail(call, ERR_INVALID_ARGUMENT, "Invalid UUID: " TEXT_FMT, TEXT_ARG(space));
      return;
    }
    for (size_t i = 0; i < 32; i++) {
      if (i == 8 || i == 12 || i == 16 || i == 20)
        uuid[at++] = '-';
      uuid[at++] = sha1.at[i];
    }
    uuid[14] = '5';
    uuid[19] = "89ab"[hex_digit(uuid[19]) & 3];
    call_set_text(call, row, text_from(uuid, sizeof uuid));
  }
}

/* ---- bitmaps: bits are counted from the lowest of the first byte ---- */

#define BITMAP_BITS 32768

static void bitmap_bit_position(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t value = call_int(call, 0, row);

    call_set_int(call, row, value > 0 ? (value - 1) % BITMAP_BITS : -value % BITMAP_BITS);
  }
}

static void bitmap_bucket_number(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t value = call_int(call, 0, row);

    call_set_int(call, row,
                 value > 0 ? 1 + (value - 1) / BITMAP_BITS : value / BITMAP_BITS);
  }
}

/* The bytes up to the last that has a bit. */
static void set_bitmap(struct engine_call *call, size_t row, const unsigned char *bits)
{
  size_t len = BITMAP_BITS / 8;

  while (len > 0 && !bits[len - 1])
    len--;
  call_set_text(call, row, text_from((const char *)bits, len));
}

/* From positions as text: "1,2,7". */
static void bitmap_construct(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text list = call_text(call, 0, row);
    unsigned char bits[BITMAP_BITS / 8] = { 0 };

    while (list.len) {
      size_t comma = text_find(list, ',');
      int64_t position;

      if (!text_to_int64(text_slice(list, 0, comma), &position) || position < 0 ||
          position >= BITMAP_BITS) {
        call_fail(call, ERR_INVALID_ARGUMENT, "Bit position must be between 0 and %d",
                  BITMAP_BITS - 1);
        return;
      }
      bits[position / 8] |= (unsigned char)(1u << position % 8);
      list = text_slice(list, comma + 1, list.len);
    }
    set_bitmap(call, row, bits);
  }
}

/* From bitmaps in hexadecimal: "06,0A". */
static void bitmap_or(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text list = call_text(call, 0, row);
    unsigned char bits[BITMAP_BITS / 8] = { 0 };

    while (list.len) {
      size_t comma = text_find(list, ',');

      for (size_t i = 0; i + 1 < comma && i / 2 < sizeof bits; i += 2)
        bits[i / 2] |= (unsigned char)(hex_digit(list.at[i]) * 16 +
                                       hex_digit(list.at[i + 1]));
      list = text_slice(list, comma + 1, list.len);
    }
    set_bitmap(call, row, bits);
  }
}

static void bitmap_count(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text bytes = call_text(call, 0, row);
    int64_t count = 0;

    for (size_t i = 0; i < bytes.len; i++)
      count += __builtin_popcount((unsigned char)bytes.at[i]);
    call_set_int(call, row, count);
  }
}

/* ---- bits of binaries: (a, b, AND or OR or XOR, at which side zeros go before the shorter) ---- */

static unsigned char joined(char operation, unsigned char a, unsigned char b)
{
  return operation == 'A'   ? (unsigned char)(a & b)
         : operation == 'O' ? (unsigned char)(a | b)
                            : (unsigned char)(a ^ b);
}

/* The byte that stands at `at` of `len` when zeros fill the side that is missing. */
static unsigned char padded_byte(struct text bytes, size_t at, size_t len, bool left)
{
  size_t missing = len - bytes.len;

  if (left)
    return at < missing ? 0 : (unsigned char)bytes.at[at - missing];
  return at < bytes.len ? (unsigned char)bytes.at[at] : 0;
}

static void binary_bits(struct engine_call *call)
{
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    struct text a = call_text(call, 0, row), b = call_text(call, 1, row);
    struct text side = call_text(call, 3, row);
    size_t len = a.len > b.len ? a.len : b.len;
    bool left = text_is_nocase(side, "LEFT");

    if (side.len && !left && !text_is_nocase(side, "RIGHT")) {
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Invalid padside '" TEXT_FMT "': it must be LEFT or RIGHT",
                TEXT_ARG(side));
      break;
    }
    if (!side.len && a.len != b.len) {
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Binaries of %zu and %zu bytes: which side to pad must be said", a.len,
                b.len);
      break;
    }
    buf_reset(&out);
    for (size_t i = 0; i < len; i++)
      buf_add_char(&out,
                   (char)joined(*call_text(call, 2, row).at, padded_byte(a, i, len, left),
                                padded_byte(b, i, len, left)));
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

const struct engine_function_row fn_encode_rows[] = {
  { "sg_base64_decode", "VARCHAR, VARCHAR", "BLOB", base64_decode, 0 },
  { "sg_base64_decode_string", "VARCHAR, VARCHAR", "VARCHAR", base64_decode_string, 0 },
  { "sg_base64_encode", "BLOB, BIGINT, VARCHAR", "VARCHAR", base64_encode, 0 },
  { "sg_binary_bits", "BLOB, BLOB, VARCHAR, VARCHAR", "BLOB", binary_bits, 0 },
  { "sg_bitmap_bit_position", "BIGINT", "BIGINT", bitmap_bit_position, 0 },
  { "sg_bitmap_bucket_number", "BIGINT", "BIGINT", bitmap_bucket_number, 0 },
  { "sg_bitmap_construct", "VARCHAR", "BLOB", bitmap_construct, 0 },
  { "sg_bitmap_count", "BLOB", "BIGINT", bitmap_count, 0 },
  { "sg_bitmap_or", "VARCHAR", "BLOB", bitmap_or, 0 },
  { "sg_hex_decode", "VARCHAR", "BLOB", hex_decode, 0 },
  { "sg_hex_decode_string", "VARCHAR", "VARCHAR", hex_decode_string, 0 },
  { "sg_sha2", "BLOB, BIGINT", "BLOB", sha2, 0 },
  { "sg_try_base64_decode", "VARCHAR, VARCHAR", "BLOB", try_base64_decode, 0 },
  { "sg_try_base64_decode_string", "VARCHAR, VARCHAR", "VARCHAR",
    try_base64_decode_string, 0 },
  { "sg_try_hex_decode", "VARCHAR", "BLOB", try_hex_decode, 0 },
  { "sg_try_hex_decode_string", "VARCHAR", "VARCHAR", try_hex_decode_string, 0 },
  { "sg_uuid_named", "VARCHAR, VARCHAR", "VARCHAR", uuid_named, 0 },
};

const int fn_encode_count = (int)(sizeof(fn_encode_rows) / sizeof(fn_encode_rows[0]));
