/* document_avro.c: an Avro file: its header, and blocks of records. */
#include "stage/document_avro.h"

#include <stdlib.h>
#include <string.h>

#include "data/avro_codec.h"
#include "data/avro_value.h"

#define MAGIC "Obj\1"
#define MAGIC_SIZE 4
#define SYNC_SIZE 16
#define MOST_INT_SIZE 10
#define MOST_BLOCK ((int64_t)1 << 30)

struct header {
  const struct avro_type *type;
  enum avro_codec codec;
  char sync[SYNC_SIZE];
};

struct document_avro {
  const struct file_format *format;
  struct arena *arena;
  struct header header;
  bool begun;
  bool done;            /* A record could not be passed over. */
  int64_t records;      /* Of the block, still to be read ... */
  struct avro_bytes at; /* ... from here on. */
  struct buf block, value;
  struct avro_scratch scratch;
};

static bool damaged(const struct byte_window *window, const char *what, struct err *err)
{
  return err_set(err, ERR_FILE_READ, "Error reading file '%s': %s", window->name, what);
}

/* ---- pieces of the file ---- */

static bool take_int(struct byte_window *window, int64_t *value, struct err *err)
{
  struct avro_bytes bytes;
  struct text text;
  bool there;

  if (!byte_window_need(window, MOST_INT_SIZE, &there, err))
    return false;
  text = byte_window_text(window);
  bytes = (struct avro_bytes){ text.at, text.at + text.len };
  if (!text.len || !avro_int_read(&bytes, value))
    return damaged(window, "it is cut short.", err);
  window->at += (size_t)(bytes.at - text.at);
  return true;
}

/* The bytes are there until more are asked for. */
static bool take_bytes(struct byte_window *window, int64_t count, struct text *bytes,
                       struct err *err)
{
  bool there;

  if (count < 0 || count > MOST_BLOCK)
    return damaged(window, "a length in it cannot be.", err);
  if (!byte_window_need(window, (size_t)count, &there, err))
    return false;
  if (!there)
    return damaged(window, "it is cut short.", err);
  *bytes = text_slice(byte_window_text(window), 0, (size_t)count);
  window->at += (size_t)count;
  return true;
}

static bool take_counted(struct byte_window *window, struct text *bytes, struct err *err)
{
  int64_t count;

  return take_int(window, &count, err) && take_bytes(window, count, bytes, err);
}

/* ---- header ---- */

static bool take_codec(struct byte_window *window, struct text name,
                       enum avro_codec *codec, struct err *err)
{
  return !name.len || avro_codec_of(name, codec) ||
         err_set(err, ERR_UNSUPPORTED,
                 "Unsupported feature 'AVRO with the codec " TEXT_FMT "' (file '%s').",
                 TEXT_ARG(text_slice(name, 0, 40)), window->name);
}

static bool take_pairs(struct arena *arena, struct byte_window *window, int64_t count,
                       struct text *schema, struct text *codec, struct err *err)
{
  for (; count; count--) {
    struct text name, value;
    bool is_schema, is_codec;

    if (!take_counted(window, &name, err))
      return false;
    is_schema = text_is(name, "avro.schema");
    is_codec = text_is(name, "avro.codec");
    if (!take_counted(window, &value, err))
      return false;
    if (is_schema)
      *schema = arena_text(arena, value);
    else if (is_codec)
      *codec = arena_text(arena, value);
  }
  return true;
}

static bool take_metadata(struct arena *arena, struct byte_window *window,
                          struct text *schema, struct text *codec, struct err *err)
{
  int64_t count, size;

  do {
    if (!take_int(window, &count, err))
      return false;
    if (count < -MOST_BLOCK)
      return damaged(window, "a length in it cannot be.", err);
    if (count < 0 && !take_int(window, &size, err))
      return false;
    if (!take_pairs(arena, window, count < 0 ? -count : count, schema, codec, err))
      return false;
  } while (count);
  return true;
}

static bool take_header(struct arena *arena, struct byte_window *window,
                        struct header *header, struct err *err)
{
  struct text magic, sync, schema = { 0 }, codec = { 0 };
  struct err found;
  bool there;

  if (!byte_window_need(window, MAGIC_SIZE, &there, err))
    return false;
  if (!there || !text_starts_with(byte_window_text(window), MAGIC))
    return damaged(window, "it is no Avro file.", err);
  if (!take_bytes(window, MAGIC_SIZE, &magic, err) ||
      !take_metadata(arena, window, &schema, &codec, err) ||
      !take_bytes(window, SYNC_SIZE, &sync, err))
    return false;
  memcpy(header->sync, sync.at, SYNC_SIZE);
  err_clear(&found);
  header->type = avro_schema_read(arena, schema, &found);
  if (!header->type)
    return damaged(window, found.message, err);
  return take_codec(window, codec, &header->codec, err);
}

bool document_avro_type(struct arena *arena, struct byte_window *window,
                        const struct avro_type **type, struct err *err)
{
  struct header header = { 0 };

  if (!take_header(arena, window, &header, err))
    return false;
  *type = header.type;
  return true;
}

/* ---- blocks ---- */

static bool take_block(struct document_avro *avro, struct byte_window *window,
                       struct err *err)
{
  struct text block, sync;
  bool ok;

  buf_reset(&avro->block);
  if (!take_int(window, &avro->records, err) || !take_counted(window, &block, err))
    return false;
  ok = avro->records >= 0 && avro_codec_unpack(avro->header.codec, block, &avro->block);
  if (!ok)
    return damaged(window, "a block of it is damaged.", err);
  if (!take_bytes(window, SYNC_SIZE, &sync, err))
    return false;
  if (memcmp(sync.at, avro->header.sync, SYNC_SIZE) != 0)
    return damaged(window, "the mark behind a block is not that of the file.", err);
  avro->at = (struct avro_bytes){ avro->block.at, avro->block.at + avro->block.len };
  return true;
}

/* Up to a block that has records; *there: whether there is one. */
static bool find_record(struct document_avro *avro, struct byte_window *window,
                        bool *there, struct err *err)
{
  *there = true;
  while (!avro->records) {
    if (avro->at.at != avro->at.end)
      return damaged(window, "a block of it has more bytes than records.", err);
    if (!byte_window_need(window, 1, there, err))
      return false;
    if (!*there)
      return true;
    if (!take_block(avro, window, err))
      return false;
  }
  return true;
}

static void refuse(enum err_code code, struct text problem, struct document *document)
{
  *document = (struct document){ .is_bad = true, .code = code, .problem = problem };
}

static bool take_record(struct document_avro *avro, const struct byte_window *window,
                        struct document *document, struct err *err)
{
  bool repairs = file_format_is(avro->format, FORMAT_REPLACE_INVALID_CHARACTERS);

  buf_reset(&avro->value);
  avro->records--;
  switch (avro_value_read(avro->header.type, &avro->at, repairs, &avro->scratch,
                          &avro->value)) {
  case AVRO_OK: document->value = buf_text(&avro->value); return true;
  case AVRO_NOT_UTF8:
    refuse(ERR_INVALID_UTF8, TEXT("Invalid UTF8 detected in an Avro record"), document);
    return true;
  case AVRO_UNFIT:
    refuse(ERR_FAILED_CAST, TEXT("A decimal of an Avro record has more than 38 digits"),
           document);
    return true;
  case AVRO_TOO_LARGE:
    avro->done = true;
    refuse(ERR_FAILED_CAST, TEXT("An Avro record is larger than a VARIANT can be"),
           document);
    return true;
  case AVRO_DAMAGED: break;
  }
  return damaged(window, "a record of it is damaged.", err);
}

bool document_avro_next(struct document_avro *avro, struct byte_window *window,
                        struct document *document, struct err *err)
{
  bool there;

  if (avro->done)
    return true;
  if (!avro->begun && !take_header(avro->arena, window, &avro->header, err))
    return false;
  avro->begun = true;
  return find_record(avro, window, &there, err) &&
         (!there || take_record(avro, window, document, err));
}

struct document_avro *document_avro_new(const struct file_format *format)
{
  struct document_avro *avro = calloc(1, sizeof *avro);

  if (!avro)
    abort();
  avro->format = format;
  avro->arena = arena_new();
  buf_init(&avro->block);
  buf_init(&avro->value);
  avro_scratch_init(&avro->scratch);
  return avro;
}

void document_avro_free(struct document_avro *avro)
{
  if (!avro)
    return;
  arena_free(avro->arena);
  buf_clear(&avro->block);
  buf_clear(&avro->value);
  avro_scratch_clear(&avro->scratch);
  free(avro);
}
