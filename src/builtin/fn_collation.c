/* fn_collation.c: comparing, searching and matching texts by a collation.
 *
 * The last argument of each function is the collation's specification. */
#include <string.h>

#include "builtin/collator.h"
#include "builtin/fn.h"
#include "data/json_text.h"

/* What a run over some rows works with: the collator and the room of two texts. */
struct work {
  struct collator *collator;
  struct collator_room room;
  struct elements text, piece;
  struct buf out;
};

static bool begin(struct engine_call *call, int spec_arg, struct work *work)
{
  struct err err;

  *work = (struct work){ 0 };
  err_clear(&err);
  buf_init(&work->room.wide);
  buf_init(&work->room.cased);
  buf_init(&work->out);
  for (size_t row = 0; call_next(call, &row); row++) {
    work->collator = collator_take(call_text(call, spec_arg, row), &err);
    if (!work->collator)
      call_fail(call, err.code, "%s", err.message);
    return work->collator != NULL;
  }
  return false; /* No row wants an answer. */
}

static void end(struct work *work)
{
  if (work->collator)
    collator_give(work->collator);
  collator_room_clear(&work->room);
  elements_clear(&work->text);
  elements_clear(&work->piece);
  buf_clear(&work->out);
}

static bool fail(struct engine_call *call, const struct err *err)
{
  call_fail(call, err->code, "%s", err->message);
  return false;
}

/* The elements of a text and of the piece that is looked for. */
static bool read_text(struct engine_call *call, int arg, size_t row, struct work *work,
                      struct elements *elements)
{
  struct text text = collator_trimmed(work->collator, call_text(call, arg, row));
  struct err err;

  err_clear(&err);
  return collator_elements(work->collator, text, &work->room, elements, &err) ||
         fail(call, &err);
}

static bool read_both(struct engine_call *call, size_t row, struct work *work)
{
  return read_text(call, 0, row, work, &work->text) &&
         read_text(call, 1, row, work, &work->piece);
}

/* ---- keys ---- */

static void key(struct engine_call *call)
{
  struct work work;
  struct err err;
  bool ready = begin(call, 1, &work);

  err_clear(&err);
  for (size_t row = 0; ready && call_next(call, &row); row++) {
    if (!collator_key(work.collator, call_text(call, 0, row), &work.room, &work.out,
                      &err)) {
      fail(call, &err);
      break;
    }
    call_set_text(call, row, buf_text(&work.out));
  }
  end(&work);
}

/* ---- searching ---- */

static size_t find_from(const struct work *work, size_t at)
{
  for (; at + work->piece.count <= work->text.count; at++)
    if (elements_match(&work->text, at, work->piece.at, work->piece.count))
      return at;
  return work->text.count + 1;
}

/* Whether there is such a place; nothing at all is everywhere. */
static bool found(const struct work *work, size_t at)
{
  return at <= work->text.count;
}

static void contains(struct engine_call *call)
{
  struct work work;
  bool ready = begin(call, 2, &work);

  for (size_t row = 0; ready && call_next(call, &row); row++)
    if (read_both(call, row, &work))
      call_set_int(call, row, found(&work, find_from(&work, 0)));
  end(&work);
}

static void starts_with(struct engine_call *call)
{
  struct work work;
  bool ready = begin(call, 2, &work);

  for (size_t row = 0; ready && call_next(call, &row); row++)
    if (read_both(call, row, &work))
      call_set_int(call, row,
                   elements_match(&work.text, 0, work.piece.at, work.piece.count));
  end(&work);
}

static void ends_with(struct engine_call *call)
{
  struct work work;
  bool ready = begin(call, 2, &work);

  for (size_t row = 0; ready && call_next(call, &row); row++)
    if (read_both(call, row, &work))
      call_set_int(call, row,
                   work.piece.count <= work.text.count &&
                     elements_match(&work.text, work.text.count - work.piece.count,
                                    work.piece.at, work.piece.count));
  end(&work);
}

/* The byte where a character begins, counted from 1. */
static size_t byte_of_char(struct text text, int64_t position)
{
  size_t at = 0;

  for (int64_t i = 1; i < position && at < text.len; i++)
    do
      at++;
    while (at < text.len && ((unsigned char)text.at[at] & 0xC0) == 0x80);
  return at;
}

/* sg_collated_position(text, piece, from, spec): counted in characters from 1; 0 when it is not
 * there. */
static void position(struct engine_call *call)
{
  struct work work;
  bool ready = begin(call, 3, &work);

  for (size_t row = 0; ready && call_next(call, &row); row++) {
    struct text text = call_text(call, 0, row);
    int64_t start = call_int(call, 2, row), from = start < 1 ? 1 : start;
    size_t byte = byte_of_char(text, from), at = 0;

    if (!read_both(call, row, &work))
      break;
    if (!work.piece.count) {
      call_set_int(call, row, from > (int64_t)text_count_chars(text) + 1 ? 0 : from);
      continue;
    }
    while (at < work.text.count && work.text.at[at].from < byte)
      at++;
    at = find_from(&work, at);
    call_set_int(
      call, row,
      found(&work, at)
        ? (int64_t)text_count_chars(text_slice(text, 0, work.text.at[at].from)) + 1
        : 0);
  }
  end(&work);
}

/* ---- taking texts apart ---- */

/* The part before the next separator, and where the search goes on. */
struct parts {
  struct text text;
  size_t byte, element;
  bool more;
};

static struct text take_part(const struct work *work, struct parts *parts)
{
  size_t at = work->piece.count ? find_from(work, parts->element) : work->text.count + 1;
  size_t begin_byte = parts->byte, end_byte = parts->text.len;

  parts->more = found(work, at);
  if (parts->more) {
    end_byte = work->text.at[at].from;
    parts->element = at + work->piece.count;
    parts->byte = work->text.at[parts->element - 1].to;
  }
  return text_slice(parts->text, begin_byte, end_byte - begin_byte);
}

static struct parts parts_of(struct text text)
{
  return (struct parts){ .text = text, .more = true };
}

/* sg_collated_replace(text, piece, replacement, spec) */
static void replace(struct engine_call *call)
{
  struct work work;
  bool ready = begin(call, 3, &work);

  for (size_t row = 0; ready && call_next(call, &row); row++) {
    struct parts parts = parts_of(call_text(call, 0, row));

    if (!read_both(call, row, &work))
      break;
    buf_reset(&work.out);
    while (parts.more) {
      buf_add_text(&work.out, take_part(&work, &parts));
      if (parts.more)
        buf_add_text(&work.out, call_text(call, 2, row));
    }
    call_set_text(call, row, buf_text(&work.out));
  }
  end(&work);
}

static void split(struct engine_call *call)
{
  struct work work;
  bool ready = begin(call, 2, &work);

  for (size_t row = 0; ready && call_next(call, &row); row++) {
    struct parts parts = parts_of(call_text(call, 0, row));

    if (!read_both(call, row, &work))
      break;
    buf_reset(&work.out);
    buf_add_char(&work.out, '[');
    while (parts.more) {
      if (work.out.len > 1)
        buf_add_char(&work.out, ',');
      json_text_quote(take_part(&work, &parts), &work.out);
    }
    buf_add_char(&work.out, ']');
    call_set_text(call, row, buf_text(&work.out));
  }
  end(&work);
}

static int64_t count_parts(const struct work *work, struct text text)
{
  int64_t count = 0;

  for (struct parts parts = parts_of(text); parts.more; count++)
    take_part(work, &parts);
  return count;
}

/* sg_collated_split_part(text, separator, number, spec): negative numbers count from the end. */
static void split_part(struct engine_call *call)
{
  struct work work;
  bool ready = begin(call, 3, &work);

  for (size_t row = 0; ready && call_next(call, &row); row++) {
    struct parts parts = parts_of(call_text(call, 0, row));
    int64_t wanted = call_int(call, 2, row);
    struct text part = TEXT("");

    if (!read_both(call, row, &work))
      break;
    if (wanted < 0)
      wanted += count_parts(&work, parts.text) + 1;
    else if (wanted == 0)
      wanted = 1;
    for (int64_t i = 0; i < wanted; i++) {
      struct text next = parts.more ? take_part(&work, &parts) : TEXT("");

      part = next;
      if (!parts.more && i + 1 < wanted) {
        part = TEXT("");
        break;
      }
    }
    call_set_text(call, row, part);
  }
  end(&work);
}

/* ---- LIKE ---- */

enum item_kind { ITEM_PIECE, ITEM_ONE, ITEM_ANY };

/* A part of a pattern: elements `from` on, as many as `count`, of the pattern's own text. */
struct item {
  enum item_kind kind;
  size_t from, count;
};

struct pattern {
  struct buf written; /* What it was made of. */
  struct buf items;   /* struct item */
  struct buf plain;   /* A piece without its escapes. */
  struct elements elements;
};

static void pattern_init(struct pattern *pattern)
{
  *pattern = (struct pattern){ 0 };
  buf_init(&pattern->written);
  buf_init(&pattern->items);
  buf_init(&pattern->plain);
}

static void pattern_clear(struct pattern *pattern)
{
  buf_clear(&pattern->written);
  buf_clear(&pattern->items);
  buf_clear(&pattern->plain);
  elements_clear(&pattern->elements);
}

static bool end_piece(struct work *work, struct pattern *pattern, struct err *err)
{
  struct item item = { ITEM_PIECE, pattern->elements.count, 0 };

  if (!collator_elements(work->collator, buf_text(&pattern->plain), &work->room,
                         &work->piece, err))
    return false;
  buf_reset(&pattern->plain);
  item.count = work->piece.count;
  elements_append(&pattern->elements, &work->piece);
  if (item.count)
    buf_add(&pattern->items, &item, sizeof item);
  return true;
}

static bool read_pattern(struct work *work, struct text written, struct text escape,
                         struct pattern *pattern, struct err *err)
{
  struct text text = collator_trimmed(work->collator, written);

  buf_reset(&pattern->items);
  buf_reset(&pattern->plain);
  pattern->elements.count = 0;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.at[i];

    if (escape.len && text_equal(text_slice(text, i, escape.len), escape)) {
      i += escape.len;
      if (i >= text.len)
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "Like pattern must not end with escape character!");
      buf_add_char(&pattern->plain, text.at[i]);
    } else if (c == '%' || c == '_') {
      struct item item = { c == '%' ? ITEM_ANY : ITEM_ONE, 0, 0 };

      if (!end_piece(work, pattern, err))
        return false;
      buf_add(&pattern->items, &item, sizeof item);
    } else {
      buf_add_char(&pattern->plain, c);
    }
  }
  return end_piece(work, pattern, err);
}

/* Where the text goes on behind an item; past its end when the item does not stand there. */
static size_t behind(const struct work *work, const struct pattern *pattern,
                     const struct item *item, size_t at)
{
  if (item->kind == ITEM_ONE)
    return at < work->text.count ? elements_letter_end(&work->text, at)
                                 : work->text.count + 1;
  return elements_match(&work->text, at, pattern->elements.at + item->from, item->count)
           ? at + item->count
           : work->text.count + 1;
}

/* The last % takes more and more until what follows it fits. */
static bool matches(const struct work *work, const struct pattern *pattern)
{
  const struct item *items = (const struct item *)(const void *)pattern->items.at;
  size_t count = pattern->items.len / sizeof *items, item = 0, at = 0;
  size_t any = count, taken = 0;

  while (item < count || at < work->text.count) {
    size_t next;

    if (item < count && items[item].kind == ITEM_ANY) {
      any = item++;
      taken = at;
      continue;
    }
    next = item < count ? behind(work, pattern, &items[item], at) : work->text.count + 1;
    if (found(work, next)) {
      at = next;
      item++;
    } else if (any < count && taken < work->text.count) {
      at = taken = elements_letter_end(&work->text, taken);
      item = any + 1;
    } else {
      return false;
    }
  }
  return true;
}

/* sg_collated_like(text, pattern, escape, spec): no escape is the empty text. */
static void like(struct engine_call *call)
{
  struct work work;
  struct pattern pattern;
  struct err err;
  bool ready = begin(call, 3, &work), known = false;

  err_clear(&err);
  pattern_init(&pattern);
  for (size_t row = 0; ready && call_next(call, &row); row++) {
    struct text written = call_text(call, 1, row);

    if (!known || !text_equal(written, buf_text(&pattern.written))) {
      known = read_pattern(&work, written, call_text(call, 2, row), &pattern, &err);
      buf_reset(&pattern.written);
      buf_add_text(&pattern.written, written);
    }
    if (!known) {
      fail(call, &err);
      break;
    }
    if (!read_text(call, 0, row, &work, &work.text))
      break;
    call_set_int(call, row, matches(&work, &pattern));
  }
  pattern_clear(&pattern);
  end(&work);
}

const struct engine_function_row fn_collation_rows[] = {
  { "sg_collated_contains", "VARCHAR, VARCHAR, VARCHAR", "BOOLEAN", contains, 0 },
  { "sg_collated_ends_with", "VARCHAR, VARCHAR, VARCHAR", "BOOLEAN", ends_with, 0 },
  { "sg_collated_like", "VARCHAR, VARCHAR, VARCHAR, VARCHAR", "BOOLEAN", like, 0 },
  { "sg_collated_position", "VARCHAR, VARCHAR, BIGINT, VARCHAR", "BIGINT", position, 0 },
  { "sg_collated_replace", "VARCHAR, VARCHAR, VARCHAR, VARCHAR", "VARCHAR", replace, 0 },
  { "sg_collated_split", "VARCHAR, VARCHAR, VARCHAR", "JSON", split, 0 },
  { "sg_collated_split_part", "VARCHAR, VARCHAR, BIGINT, VARCHAR", "VARCHAR", split_part,
    0 },
  { "sg_collated_starts_with", "VARCHAR, VARCHAR, VARCHAR", "BOOLEAN", starts_with, 0 },
  { "sg_collation_key", "VARCHAR, VARCHAR", "BLOB", key, 0 },
};

const int fn_collation_count = (int)(sizeof(fn_collation_rows) /
                                     sizeof(fn_collation_rows[0]));
