/* byte_window.c: the bytes of a file that are needed at a time, read as they are. */
#include "stage/byte_window.h"

#include <string.h>

#define STEP ((size_t)1 << 18)
#define MOST_BYTES ((size_t)1 << 31)

bool byte_window_open(struct byte_window *window, const char *path, struct text name,
                      const struct file_format *format, struct err *err)
{
  struct text word = format->values[FORMAT_COMPRESSION];
  enum packing packing;

  *window = (struct byte_window){ 0 };
  buf_init(&window->bytes);
  text_fill(window->name, sizeof window->name, name);
  if (!packing_of(word, &packing))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'COMPRESSION = " TEXT_FMT "'.", TEXT_ARG(word));
  window->unpacker = unpacker_open(path, name, packing, err);
  return window->unpacker != NULL;
}

void byte_window_over(struct byte_window *window, struct text bytes)
{
  *window = (struct byte_window){ .ended = true };
  buf_init(&window->bytes);
  buf_add_text(&window->bytes, bytes);
}

void byte_window_close(struct byte_window *window)
{
  unpacker_close(window->unpacker);
  buf_clear(&window->bytes);
  *window = (struct byte_window){ .ended = true };
}

struct text byte_window_text(const struct byte_window *window)
{
  return text_from(window->bytes.at + window->at, window->bytes.len - window->at);
}

bool byte_window_more(struct byte_window *window, struct err *err)
{
  struct buf *bytes = &window->bytes;
  size_t left = bytes->len - window->at, got = 0;
  /* As much again: what is looked at from its begin each time is looked at twice on the whole. */
  size_t most = left > STEP ? left : STEP;

  if (window->at)
    memmove(bytes->at, bytes->at + window->at, left);
  bytes->len = left;
  window->at = 0;
  if (window->ended)
    return true;
  if (left >= MOST_BYTES)
    return err_set(err, ERR_FILE_READ, "Error reading file '%s': it is too large.",
                   window->name);
  if (!unpacker_read(window->unpacker, buf_reserve(bytes, most), most, &got, err))
    return false;
  bytes->len += got;
  window->ended = got == 0;
  return true;
}

bool byte_window_need(struct byte_window *window, size_t count, bool *there,
                      struct err *err)
{
  while (window->bytes.len - window->at < count && !window->ended)
    if (!byte_window_more(window, err))
      return false;
  *there = window->bytes.len - window->at >= count;
  return true;
}
