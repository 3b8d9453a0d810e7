/* recode.c: other character sets as UTF-8, by the C library's iconv. */
#include "data/recode.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#define STEP ((size_t)64 * 1024)
#define REPLACEMENT "\xef\xbf\xbd"

struct recoder {
  struct unpacker *from;
  iconv_t conversion;
  bool replaces, ended;
  char name[256];
  char in[STEP];
  size_t at, left;
};

struct recoder *recoder_open(struct unpacker *from, struct text name,
                             const char *encoding, bool replaces, struct err *err)
{
  struct recoder *recoder = calloc(1, sizeof *recoder);

  if (!recoder)
    abort();
  recoder->from = from;
  recoder->replaces = replaces;
  text_fill(recoder->name, sizeof recoder->name, name);
  recoder->conversion = iconv_open("UTF-8", encoding);
  if (recoder->conversion != (iconv_t)-1)
    return recoder;
  err_set(err, ERR_UNSUPPORTED, "Unsupported feature 'ENCODING = %s'.", encoding);
  free(recoder);
  return NULL;
}

void recoder_close(struct recoder *recoder)
{
  if (!recoder)
    return;
  iconv_close(recoder->conversion);
  free(recoder);
}

static bool read_more(struct recoder *recoder, struct err *err)
{
  size_t got;

  memmove(recoder->in, recoder->in + recoder->at, recoder->left);
  recoder->at = 0;
  if (!unpacker_read(recoder->from, recoder->in + recoder->left, STEP - recoder->left,
                     &got, err))
    return false;
  recoder->left += got;
  recoder->ended = got == 0;
  return true;
}

/* Passes over a byte that begins no character. */
static bool replace(struct recoder *recoder, char **out, size_t *room, struct err *err)
{
  if (!recoder->replaces)
    return err_set(
      err, ERR_INVALID_UTF8,
      "Invalid character found in file '%s' while it was read in its ENCODING.",
      recoder->name);
  if (*room < sizeof REPLACEMENT - 1)
    return true;
  memcpy(*out, REPLACEMENT, sizeof REPLACEMENT - 1);
  *out += sizeof REPLACEMENT - 1;
  *room -= sizeof REPLACEMENT - 1;
  recoder->at++;
  recoder->left--;
  return true;
}

bool recoder_read(struct recoder *recoder, char *to, size_t most, size_t *got,
                  struct err *err)
{
  char *out = to;
  size_t room = most;

  while (out == to) {
    char *in = recoder->in + recoder->at;
    size_t left = recoder->left, result;

    if (!left && recoder->ended)
      break;
    result = iconv(recoder->conversion, &in, &left, &out, &room);
    recoder->at = (size_t)(in - recoder->in);
    recoder->left = left;
    if (result == (size_t)-1 && errno == E2BIG)
      break;
    if (result == (size_t)-1 && (errno == EILSEQ || recoder->ended)) {
      if (!replace(recoder, &out, &room, err))
        return false;
    } else if (out == to && !read_more(recoder, err)) {
      return false;
    }
  }
  *got = (size_t)(out - to);
  return true;
}
