/* history_page.c: many statements as one piece of bytes, and back.
 *
 * A byte says whether what follows is compressed. In it are the number of statements, and for each a set
 * of bits, one for each field that differs from the statement before, and those fields: the difference of
 * numbers; the length of a text and one more, its bytes, a NUL; 0 for no text. */
#include "history/history_page.h"

#include <string.h>

#include "data/codec.h"
#include "history/history_fields.h"

/* A page ends with the statement that goes beyond the first; what is shorter than the second is not worth
 * the compressing, it will be put together with others; no page is longer than the third, which is more than
 * a history has in memory. */
enum { PAGE_BYTES = 256 * 1024, PLAIN_BYTES = 4096, MOST_BYTES = 64 << 20 };

enum { IS_PLAIN, IS_COMPRESSED };

static const struct codec codec = { CODEC_ZSTD, 1 };

/* ---- writing ---- */

static bool is_same_text(const char *text, const char *before)
{
  return text == before || (text && before && strcmp(text, before) == 0);
}

static int64_t changed_fields(const struct history_entry *entry,
                              const struct history_entry *before)
{
  int64_t changed = 0;

  for (int i = 0; i < HISTORY_FIELDS; i++) {
    bool same = history_fields[i].kind == HISTORY_INT
                  ? history_field_int(entry, i) == history_field_int(before, i)
                  : is_same_text(history_field_text(entry, i),
                                 history_field_text(before, i));

    if (!same)
      changed |= (int64_t)1 << i;
  }
  return changed;
}

static void put_text(struct buf *out, const char *text)
{
  size_t len = text ? strlen(text) : 0;

  pack_small(out, text ? (int64_t)len + 1 : 0);
  if (text)
    buf_add(out, text, len + 1);
}

/* The difference of any two numbers fits: it goes around, and back when it is added. */
static int64_t difference(int64_t number, int64_t before)
{
  return (int64_t)((uint64_t)number - (uint64_t)before);
}

static int64_t sum(int64_t before, int64_t by)
{
  return (int64_t)((uint64_t)before + (uint64_t)by);
}

static void put_entry(struct buf *out, const struct history_entry *entry,
                      const struct history_entry *before)
{
  int64_t changed = changed_fields(entry, before);

  pack_small(out, changed);
  for (int i = 0; i < HISTORY_FIELDS; i++) {
    if (!(changed >> i & 1))
      continue;
    if (history_fields[i].kind == HISTORY_INT)
      pack_small(out,
                 difference(history_field_int(entry, i), history_field_int(before, i)));
    else
      put_text(out, history_field_text(entry, i));
  }
}

static void widen(int64_t *from, int64_t *to, int64_t value)
{
  *from = value < *from ? value : *from;
  *to = value > *to ? value : *to;
}

static void note(struct history_page *page, const struct history_entry *entry)
{
  page->count++;
  widen(&page->first, &page->last, entry->number);
  widen(&page->started_from, &page->started_to, entry->started_ms);
  widen(&page->ended_from, &page->ended_to, entry->ended_ms);
}

static void put_whole(struct buf *out, struct text raw)
{
  bool is_short = raw.len < PLAIN_BYTES;

  buf_add_char(out, is_short ? IS_PLAIN : IS_COMPRESSED);
  if (is_short)
    buf_add_text(out, raw);
  else
    codec_compress(codec, raw, out);
}

int history_page_put(struct buf *out, const struct history_entry *const *entries,
                     int count, struct history_page *page)
{
  static const struct history_entry none = { 0 };
  const struct history_entry *before = &none;
  struct buf raw, entry;

  buf_init(&raw);
  buf_init(&entry);
  *page = (struct history_page){ .first = INT64_MAX,
                                 .last = INT64_MIN,
                                 .started_from = INT64_MAX,
                                 .started_to = INT64_MIN,
                                 .ended_from = INT64_MAX,
                                 .ended_to = INT64_MIN };
  while (page->count < count && entry.len < PAGE_BYTES) {
    put_entry(&entry, entries[page->count], before);
    before = entries[page->count];
    note(page, before);
  }
  page->bytes = (int64_t)entry.len;
  pack_small(&raw, page->count);
  buf_add_text(&raw, buf_text(&entry));
  put_whole(out, buf_text(&raw));
  buf_clear(&entry);
  buf_clear(&raw);
  return (int)page->count;
}

/* ---- reading ---- */

void history_page_open(struct history_page_reader *reader, struct text bytes)
{
  struct text packed = text_slice(bytes, 1, bytes.len);
  bool ok = true;

  *reader = (struct history_page_reader){ 0 };
  if (bytes.len && bytes.at[0] == IS_PLAIN)
    buf_add_text(&reader->raw, packed);
  else
    ok = bytes.len && bytes.at[0] == IS_COMPRESSED &&
         codec_decompress(codec, packed, MOST_BYTES, &reader->raw);
  reader->from = (struct unpacking){ .rest = buf_text(&reader->raw), .has_failed = !ok };
  reader->left = unpack_small(&reader->from);
  if (reader->left < 1)
    reader->from.has_failed = true;
}

void history_page_close(struct history_page_reader *reader)
{
  buf_clear(&reader->raw);
}

/* A length, that many bytes, and a NUL behind them. */
static const char *read_text(struct unpacking *from)
{
  int64_t size = unpack_small(from);
  const char *at;

  if (!size)
    return NULL;
  at = size > 0 ? unpack_bytes(from, (size_t)size) : NULL;
  if (at && at[size - 1] == '\0')
    return at;
  from->has_failed = true;
  return NULL;
}

static void read_field(struct history_page_reader *reader, int field)
{
  struct history_entry *entry = &reader->entry;
  const char *text;

  if (history_fields[field].kind == HISTORY_INT) {
    history_field_set_int(
      entry, field, sum(history_field_int(entry, field), unpack_small(&reader->from)));
    return;
  }
  text = read_text(&reader->from);
  if (!text && history_fields[field].kind == HISTORY_ID)
    reader->from.has_failed = true;
  history_field_set_text(entry, field, text);
}

const struct history_entry *history_page_next(struct history_page_reader *reader)
{
  int64_t changed;

  if (reader->from.has_failed || !reader->left)
    return NULL;
  changed = unpack_small(&reader->from);
  if (changed >> HISTORY_FIELDS)
    reader->from.has_failed = true;
  for (int i = 0; i < HISTORY_FIELDS && !reader->from.has_failed; i++)
    if (changed >> i & 1)
      read_field(reader, i);
  reader->left--;
  if (!reader->left && reader->from.rest.len)
    reader->from.has_failed = true;
  return reader->from.has_failed ? NULL : &reader->entry;
}

bool history_page_has_failed(const struct history_page_reader *reader)
{
  return reader->from.has_failed;
}

bool history_page_may_have(const struct history_page_reader *reader, struct text query_id)
{
  struct text raw = buf_text(&reader->raw);

  return memmem(raw.at, raw.len, query_id.at, query_id.len) != NULL;
}
