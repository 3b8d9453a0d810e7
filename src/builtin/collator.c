/* collator.c: ICU's collators, kept, and what they make of a text. */
#include "builtin/collator.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ucoleitr.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#define MOST_KEPT 256
#define LONGEST_TEXT (64 << 20) /* Snowflake's own limit: 64 MB. */
#define LONGEST_CHAR 8 /* UTF-16 units that one character becomes in another case. */

struct collator {
  const struct collation *collation;
  UCollator *icu; /* NULL: code points. */
  char *locale;   /* Ends in NUL. */
  bool kept;
  struct collator *next;
};

static struct collator *kept;
static int kept_count;
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;

static bool fail(const struct collation *collation, UErrorCode status, struct err *err)
{
  return err_set(err, ERR_INVALID_VALUE, "Collation '" TEXT_FMT "' cannot be used: %s",
                 TEXT_ARG(collation->spec), u_errorName(status));
}

/* ---- collators ---- */

static UColAttributeValue strength_of(const struct collation *collation)
{
  if (collation->accent_insensitive)
    return UCOL_PRIMARY;
  return collation->case_insensitive ? UCOL_SECONDARY : UCOL_TERTIARY;
}

static void set_attributes(UCollator *icu, const struct collation *collation,
                           UErrorCode *status)
{
  ucol_setAttribute(icu, UCOL_STRENGTH, strength_of(collation), status);
  ucol_setAttribute(icu, UCOL_NORMALIZATION_MODE, UCOL_ON, status);
  if (collation->accent_insensitive && !collation->case_insensitive)
    ucol_setAttribute(icu, UCOL_CASE_LEVEL, UCOL_ON, status);
  if (collation->punctuation != PUNCTUATION_BY_LOCALE)
    ucol_setAttribute(icu, UCOL_ALTERNATE_HANDLING,
                      collation->punctuation == PUNCTUATION_IGNORED ? UCOL_SHIFTED
                                                                    : UCOL_NON_IGNORABLE,
                      status);
  if (collation->first != FIRST_BY_LOCALE)
    ucol_setAttribute(
      icu, UCOL_CASE_FIRST,
      collation->first == FIRST_UPPER ? UCOL_UPPER_FIRST : UCOL_LOWER_FIRST, status);
}

static void collator_free(struct collator *collator)
{
  if (collator->icu)
    ucol_close(collator->icu);
  free(collator->locale);
  free(collator);
}

static struct collator *collator_new(const struct collation *collation, struct err *err)
{
  struct collator *collator = calloc(1, sizeof *collator);
  UErrorCode status = U_ZERO_ERROR;

  if (!collator || !(collator->locale = calloc(collation->locale.len + 1, 1)))
    abort();
  collator->collation = collation;
  memcpy(collator->locale, collation->locale.at, collation->locale.len);
  if (!collation->locale.len)
    return collator;
  collator->icu = ucol_open(collator->locale, &status);
  if (U_SUCCESS(status))
    set_attributes(collator->icu, collation, &status);
  if (U_SUCCESS(status))
    return collator;
  fail(collation, status, err);
  collator_free(collator);
  return NULL;
}

static struct collator *find_kept(const struct collation *collation)
{
  struct collator *found = kept;

  while (found && found->collation != collation)
    found = found->next;
  return found;
}

struct collator *collator_take(struct text spec, struct err *err)
{
  const struct collation *collation;
  struct collator *found;

  if (!collation_find(spec, &collation, err))
    return NULL;
  if (!collation) {
    err_set(err, ERR_INTERNAL, "No collation where one is needed.");
    return NULL;
  }
  pthread_mutex_lock(&kept_lock);
  found = find_kept(collation);
  if (!found && (found = collator_new(collation, err)) && kept_count < MOST_KEPT) {
    found->kept = true;
    found->next = kept;
    kept = found;
    kept_count++;
  }
  pthread_mutex_unlock(&kept_lock);
  return found;
}

void collator_give(struct collator *collator)
{
  if (!collator->kept)
    collator_free(collator);
}

/* ---- texts as UTF-16 ---- */

void collator_room_clear(struct collator_room *room)
{
  buf_clear(&room->wide);
  buf_clear(&room->cased);
}

struct text collator_trimmed(const struct collator *collator, struct text text)
{
  const struct collation *collation = collator->collation;

  while (collation->trim_left && text.len && text.at[0] == ' ')
    text = text_slice(text, 1, text.len);
  while (collation->trim_right && text.len && text.at[text.len - 1] == ' ')
    text.len--;
  return text;
}

static bool check_length(const struct collation *collation, struct text text,
                         struct err *err)
{
  return text.len <= LONGEST_TEXT ||
         err_set(err, ERR_STRING_TOO_LONG,
                 "String of %zu bytes is too long for collation '" TEXT_FMT "'", text.len,
                 TEXT_ARG(collation->spec));
}

static UChar *widened(struct text text, struct buf *room, int32_t *length,
                      UErrorCode *status)
{
  UChar *wide;

  buf_reset(room);
  wide = (UChar *)(void *)buf_reserve(room, (text.len + 1) * sizeof *wide);
  u_strFromUTF8WithSub(wide, (int32_t)text.len + 1, length, text.at, (int32_t)text.len,
                       0xFFFD, NULL, status);
  return wide;
}

/* A character in the collation's case, as UTF-16. */
static int32_t convert_case(const struct collator *collator, const UChar *from,
                            int32_t length, UChar *to, int32_t room, UErrorCode *status)
{
  switch (collator->collation->convert) {
  case CASE_UPPER: return u_strToUpper(to, room, from, length, collator->locale, status);
  case CASE_LOWER: return u_strToLower(to, room, from, length, collator->locale, status);
  case CASE_AS_IS: break;
  }
  memcpy(to, from, (size_t)length * sizeof *to);
  return length;
}

/* ---- keys ---- */

/* Three units for one is the most that a change of case makes. */
static UChar *cased(const struct collator *collator, UChar *wide, int32_t *length,
                    struct buf *room, UErrorCode *status)
{
  int32_t most = *length * 3 + 1;
  UChar *out;

  if (collator->collation->convert == CASE_AS_IS)
    return wide;
  buf_reset(room);
  out = (UChar *)(void *)buf_reserve(room, (size_t)most * sizeof *out);
  *length = convert_case(collator, wide, *length, out, most, status);
  return out;
}

static void put_sort_key(const UCollator *icu, const UChar *wide, int32_t length,
                         struct buf *key)
{
  int32_t room = length * 2 + 32, size;

  size = ucol_getSortKey(icu, wide, length, (uint8_t *)buf_reserve(key, (size_t)room),
                         room);
  if (size > room)
    size = ucol_getSortKey(icu, wide, length, (uint8_t *)buf_reserve(key, (size_t)size),
                           size);
  key->len += size > 0 ? (size_t)size - 1 : 0; /* It ends in a zero. */
}

static void put_utf8(const UChar *wide, int32_t length, struct buf *key,
                     UErrorCode *status)
{
  int32_t size = 0;
  char *out = buf_reserve(key, (size_t)length * 3 + 1);

  u_strToUTF8(out, length * 3 + 1, &size, wide, length, status);
  key->len += (size_t)size;
}

bool collator_key(const struct collator *collator, struct text text,
                  struct collator_room *room, struct buf *key, struct err *err)
{
  const struct collation *collation = collator->collation;
  UErrorCode status = U_ZERO_ERROR;
  int32_t length;
  UChar *wide;

  text = collator_trimmed(collator, text);
  buf_reset(key);
  if (!check_length(collation, text, err))
    return false;
  if (!collator->icu && collation->convert == CASE_AS_IS) {
    buf_add_text(key, text);
    return true;
  }
  wide = widened(text, &room->wide, &length, &status);
  if (U_SUCCESS(status))
    wide = cased(collator, wide, &length, &room->cased, &status);
  if (U_SUCCESS(status) && collator->icu)
    put_sort_key(collator->icu, wide, length, key);
  else if (U_SUCCESS(status))
    put_utf8(wide, length, key, &status);
  return U_SUCCESS(status) || fail(collation, status, err);
}

/* ---- elements ---- */

void elements_clear(struct elements *elements)
{
  free(elements->at);
  *elements = (struct elements){ 0 };
}

static void add_element(struct elements *elements, struct element element)
{
  if (elements->count == elements->room) {
    elements->room = elements->room ? elements->room * 2 : 64;
    elements->at = realloc(elements->at, elements->room * sizeof *elements->at);
    if (!elements->at)
      abort();
  }
  elements->at[elements->count++] = element;
}

/* The text in the collation's case, character by character, and where each unit came from: two
 * capitals of one small letter are found together or not at all. */
static int32_t spread(const struct collator *collator, struct text text, struct buf *wide,
                      struct buf *origins, UErrorCode *status)
{
  int32_t at = 0, length = (int32_t)text.len, count = 0;

  buf_reset(wide);
  buf_reset(origins);
  while (at < length && U_SUCCESS(*status)) {
    int32_t from = at, units = 0, made;
    UChar plain[2], out[LONGEST_CHAR];
    UChar32 c;

    U8_NEXT_OR_FFFD(text.at, at, length, c);
    U16_APPEND_UNSAFE(plain, units, c);
    made = convert_case(collator, plain, units, out, LONGEST_CHAR, status);
    for (int32_t i = 0; U_SUCCESS(*status) && i < made; i++) {
      uint32_t origin = (uint32_t)from;

      buf_add(wide, &out[i], sizeof out[i]);
      buf_add(origins, &origin, sizeof origin);
      count++;
    }
  }
  uint32_t end = (uint32_t)length;

  buf_add(origins, &end, sizeof end);
  return count;
}

/* The bytes from which a unit came end where the next character's begin. */
static uint32_t origin_end(const uint32_t *origins, int32_t units, int32_t at)
{
  int32_t next = at;

  while (next < units && at > 0 && origins[next] == origins[at - 1])
    next++;
  return origins[next];
}

static bool is_first_unit(const uint32_t *origins, int32_t at)
{
  return at == 0 || origins[at] != origins[at - 1];
}

static void unit_elements(const UChar *wide, const uint32_t *origins, int32_t units,
                          struct elements *elements)
{
  for (int32_t i = 0; i < units; i++)
    add_element(elements, (struct element){ .weight = wide[i],
                                            .from = origins[i],
                                            .to = origin_end(origins, units, i + 1),
                                            .begins = is_first_unit(origins, i) });
}

static uint32_t weight_mask(const struct collation *collation)
{
  switch (strength_of(collation)) {
  case UCOL_PRIMARY: return 0xFFFF0000U;
  case UCOL_SECONDARY: return 0xFFFFFF00U;
  default: return 0xFFFFFFFFU;
  }
}

static bool icu_elements(const struct collator *collator, const UChar *wide,
                         const uint32_t *origins, int32_t units,
                         struct elements *elements, UErrorCode *status)
{
  UCollationElements *iterator = ucol_openElements(collator->icu, wide, units, status);
  uint32_t mask = weight_mask(collator->collation);
  int32_t from = 0;

  while (U_SUCCESS(*status)) {
    int32_t order = ucol_next(iterator, status), to = ucol_getOffset(iterator);
    uint32_t weight = (uint32_t)order & mask;

    if (order == UCOL_NULLORDER)
      break;
    if (weight) {
      int32_t start = from < to ? from : to;

      add_element(elements, (struct element){ .weight = weight,
                                              .from = origins[start],
                                              .to = origin_end(origins, units, to),
                                              .begins = from < to &&
                                                        ((uint32_t)order & 0xFFFF0000U) &&
                                                        is_first_unit(origins, start) });
    }
    from = to;
  }
  if (iterator)
    ucol_closeElements(iterator);
  return U_SUCCESS(*status);
}

bool collator_elements(const struct collator *collator, struct text text,
                       struct collator_room *room, struct elements *elements,
                       struct err *err)
{
  const struct collation *collation = collator->collation;
  UErrorCode status = U_ZERO_ERROR;
  int32_t units;

  elements->count = 0;
  if (!check_length(collation, text, err))
    return false;
  units = spread(collator, text, &room->wide, &room->cased, &status);
  if (U_SUCCESS(status) && collator->icu)
    icu_elements(collator, (const UChar *)(const void *)room->wide.at,
                 (const uint32_t *)(const void *)room->cased.at, units, elements,
                 &status);
  else if (U_SUCCESS(status))
    unit_elements((const UChar *)(const void *)room->wide.at,
                  (const uint32_t *)(const void *)room->cased.at, units, elements);
  return U_SUCCESS(status) || fail(collation, status, err);
}

void elements_append(struct elements *elements, const struct elements *more)
{
  for (size_t i = 0; i < more->count; i++)
    add_element(elements, more->at[i]);
}

static bool is_boundary(const struct elements *elements, size_t at)
{
  return at == 0 || at >= elements->count || elements->at[at].begins;
}

size_t elements_letter_end(const struct elements *elements, size_t from)
{
  size_t at = from + 1;

  while (!is_boundary(elements, at))
    at++;
  return at;
}

bool elements_match(const struct elements *text, size_t at, const struct element *piece,
                    size_t count)
{
  if (at + count > text->count || !is_boundary(text, at) ||
      !is_boundary(text, at + count))
    return false;
  for (size_t i = 0; i < count; i++)
    if (text->at[at + i].weight != piece[i].weight)
      return false;
  return true;
}
