/* history_page.c: many statements as one piece of bytes, and back.
 *
 * A byte says whether what follows is compressed. In it are the number of statements, and for each a set
 * of bits, one for each field that differs from the statement before, and those fields: the difference of
 * numbers; the length of a text and one more, its bytes, a NUL; 0 for no text. */
#include "history/history_page.h"

#include <string.h>

#include "data/codec.h"

/* A page ends with the statement that goes beyond the first; what is shorter than the second is not worth
 * the compressing, it will be put together with others; no page is longer than the third, which is more than
 * a history has in memory. */
enum { PAGE_BYTES = 256 * 1024, PLAIN_BYTES = 4096, MOST_BYTES = 64 << 20 };

enum { IS_PLAIN, IS_COMPRESSED };

static const struct codec codec = { CODEC_ZSTD, 1 };

/* ---- writing ---- */

void history_page_init(struct history_page *page)
{
  *page = (struct history_page){ .first = INT64_MAX,
                                 .last = INT64_MIN,
                                 .started_from = INT64_MAX,
                                 .started_to = INT64_MIN,
                                 .ended_from = INT64_MAX,
                                 .ended_to = INT64_MIN };
  buf_init(&page->packed);
}

void history_page_clear(struct history_page *page)
{
  buf_clear(&page->packed);
}

bool history_page_is_full(const struct history_page *page)
{
  return page->packed.len >= PAGE_BYTES;
}

/* What the statement before says; nothing begins at 0, where the first one's bits are. */
static const char *text_before(const struct history_page *page, int field)
{
  if (page->before[field])
    return page->packed.at + page->before[field];
  return history_fields[field].kind == HISTORY_ID ? "" : NULL;
}

static bool is_as_before(const struct history_page *page,
                         const struct history_entry *entry, int field)
{
  const char *text, *before;

  if (history_fields[field].kind == HISTORY_INT)
    return history_field_int(entry, field) == page->before[field];
  text = history_field_text(entry, field);
  before = text_before(page, field);
  return text && before ? strcmp(text, before) == 0 : text == before;
}

static int64_t changed_fields(const struct history_page *page,
                              const struct history_entry *entry)
{
  int64_t changed = 0;

  for (int i = 0; i < HISTORY_FIELDS; i++)
    if (!is_as_before(page, entry, i))
      changed |= (int64_t)1 << i;
  return changed;
}

static void add_text(struct history_page *page, int field, const char *text)
{
  size_t len = text ? strlen(text) : 0;

  pack_small(&page->packed, text ? (int64_t)len + 1 : 0);
  page->before[field] = text ? (int64_t)page->packed.len : 0;
  if (text)
    buf_add(&page->packed, text, len + 1);
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

static void add_int(struct history_page *page, int field, int64_t number)
{
  pack_small(&page->packed, difference(number, page->before[field]));
  page->before[field] = number;
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

void history_page_add(struct history_page *page, const struct history_entry *entry)
{
  int64_t changed = changed_fields(page, entry);

  pack_small(&page->packed, changed);
  for (int i = 0; i < HISTORY_FIELDS; i++) {
    if (!(changed >> i & 1))
      continue;
    if (history_fields[i].kind == HISTORY_INT)
      add_int(page, i, history_field_int(entry, i));
    else
      add_text(page, i, history_field_text(entry, i));
  }
  note(page, entry);
}

/* ---- its bytes ---- */

static void put_statements(struct buf *out, const struct history_page *page)
{
  pack_small(out, page->count);
  buf_add_text(out, buf_text(&page->packed));
}

void history_page_put_plain(struct buf *out, const struct history_page *page)
{
  buf_add_char(out, IS_PLAIN);
  put_statements(out, page);
}

void history_page_put(struct buf *out, const struct history_page *page)
{
  struct buf raw;

  if (page->packed.len < PLAIN_BYTES) {
    history_page_put_plain(out, page);
    return;
  }
  buf_init(&raw);
  put_statements(&raw, page);
  buf_add_char(out, IS_COMPRESSED);
  codec_compress(codec, buf_text(&raw), out);
  buf_clear(&raw);
}

/* ---- reading ---- */

void history_page_open(struct history_page_reader *reader, struct text bytes)
{
  bool is_compressed = bytes.len && bytes.at[0] == IS_COMPRESSED;
  struct text whole = text_slice(bytes, 1, bytes.len);
  bool ok = is_compressed || (bytes.len && bytes.at[0] == IS_PLAIN);

  *reader = (struct history_page_reader){ 0 };
  if (is_compressed) {
    ok = codec_decompress(codec, whole, MOST_BYTES, &reader->unpacked);
    whole = buf_text(&reader->unpacked);
  }
  reader->whole = whole;
  reader->from = (struct unpacking){ .rest = whole, .has_failed = !ok };
  reader->left = unpack_small(&reader->from);
  if (reader->left < 1)
    reader->from.has_failed = true;
}

void history_page_close(struct history_page_reader *reader)
{
  buf_clear(&reader->unpacked);
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

bool history_page_damaged(struct err *err)
{
  return err_set(err, ERR_INTERNAL,
                 "A page of the query history does not hold what was written.");
}

bool history_page_may_have(const struct history_page_reader *reader, struct text query_id)
{
  struct text whole = reader->whole;

  return memmem(whole.at, whole.len, query_id.at, query_id.len) != NULL;
}
