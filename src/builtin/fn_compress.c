/* fn_compress.c: COMPRESS, DECOMPRESS_BINARY and DECOMPRESS_STRING.
 * https://docs.snowflake.com/en/sql-reference/functions/compress */
#include "builtin/fn.h"
#include "data/codec.h"

static bool read_codec(struct engine_call *call, size_t row, struct codec *codec)
{
  struct text name = call_text(call, 1, row);

  if (codec_from_name(name, codec))
    return true;
  call_fail(call, ERR_INVALID_ARGUMENT, "Invalid compression method: '" TEXT_FMT "'",
            TEXT_ARG(name));
  return false;
}

static void compress(struct engine_call *call)
{
  struct codec codec;
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    if (!read_codec(call, row, &codec))
      break;
    buf_reset(&out);
    codec_compress(codec, call_text(call, 0, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&out);
}

static void decompress(struct engine_call *call, size_t limit, bool text)
{
  struct codec codec;
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    if (!read_codec(call, row, &codec))
      break;
    buf_reset(&out);
    if (!codec_decompress(codec, call_text(call, 0, row), limit, &out))
      call_fail(call, ERR_INVALID_ARGUMENT,
                "Decompression failed: the value is not data of this method");
    else if (text && out.len && !text_is_utf8(buf_text(&out)))
      call_fail(call, ERR_INVALID_ARGUMENT, "Decompression failed: no UTF-8");
    else
      call_set_text(call, row, out.len ? buf_text(&out) : TEXT(""));
  }
  buf_clear(&out);
}

static void decompress_binary(struct engine_call *call)
{
  decompress(call, TYPE_MAX_BINARY, false);
}

static void decompress_string(struct engine_call *call)
{
  decompress(call, TYPE_MAX_VARCHAR, true);
}

const struct engine_function_row fn_compress_rows[] = {
  { "sg_compress", "BLOB, VARCHAR", "BLOB", compress, 0 },
  { "sg_decompress_binary", "BLOB, VARCHAR", "BLOB", decompress_binary, 0 },
  { "sg_decompress_string", "BLOB, VARCHAR", "VARCHAR", decompress_string, 0 },
};

const int fn_compress_count = sizeof fn_compress_rows / sizeof fn_compress_rows[0];
