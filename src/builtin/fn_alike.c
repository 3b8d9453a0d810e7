/* fn_alike.c: how alike two texts are, by their characters. */
#include <stdlib.h>
#include <string.h>

#include "builtin/fn.h"

/* Bytes of the character at `at`; text is well-made UTF-8. */
static size_t char_size(const char *at)
{
  unsigned char c = (unsigned char)*at;

  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* ---- Levenshtein ---- */

/* One row of Levenshtein's table at a time, over the starts of characters. */
static int64_t distance(struct text a, struct text b)
{
  size_t width = text_count_chars(b), row = 0;
  int64_t *cost = malloc((width + 1) * sizeof *cost), result;

  if (!cost)
    abort();
  for (size_t i = 0; i <= width; i++)
    cost[i] = (int64_t)i;
  for (size_t i = 0; i < a.len; i += char_size(a.at + i), row++) {
    int64_t corner = cost[0];
    size_t column = 1, size = char_size(a.at + i);

    cost[0] = (int64_t)row + 1;
    for (size_t j = 0; j < b.len; j += char_size(b.at + j), column++) {
      bool same = char_size(b.at + j) == size && memcmp(a.at + i, b.at + j, size) == 0;
      int64_t best = corner + !same;

      corner = cost[column];
      if (corner + 1 < best)
        best = corner + 1;
      if (cost[column - 1] + 1 < best)
        best = cost[column - 1] + 1;
      cost[column] = best;
    }
  }
  result = cost[width];
  free(cost);
  return result;
}

/* A maximum below 0 is none. */
static void editdistance(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    int64_t result = distance(call_text(call, 0, row), call_text(call, 1, row));
    int64_t limit = call_int(call, 2, row);

    call_set_int(call, row, limit >= 0 && result > limit ? limit : result);
  }
}

/* ---- Jaro and Winkler ---- */

#define MOST_PREFIX 4
#define BOOST_FROM 0.7 /* Below, a common beginning counts no more than the rest. */

/* A text's characters, their bytes as one number, and which of them have a partner. */
struct letters {
  uint32_t *at;
  bool *taken;
  size_t count;
};

static struct letters letters_of(struct text text)
{
  struct letters letters = { .count = 0 };
  size_t most = text_count_chars(text) + 1;

  letters.at = calloc(most, sizeof *letters.at);
  letters.taken = calloc(most, sizeof *letters.taken);
  if (!letters.at || !letters.taken)
    abort();
  for (size_t i = 0; i < text.len; i += char_size(text.at + i))
    memcpy(&letters.at[letters.count++], text.at + i, char_size(text.at + i));
  return letters;
}

static void letters_clear(struct letters *letters)
{
  free(letters->at);
  free(letters->taken);
}

/* Pairs equal letters that are not far from each other. */
static size_t pair_letters(struct letters *a, struct letters *b)
{
  size_t longer = a->count > b->count ? a->count : b->count;
  size_t reach = longer < 4 ? 0 : longer / 2 - 1, pairs = 0;

  for (size_t i = 0; i < a->count; i++) {
    size_t from = i > reach ? i - reach : 0;

    for (size_t j = from; j < b->count && j <= i + reach; j++) {
      if (!b->taken[j] && a->at[i] == b->at[j]) {
        a->taken[i] = b->taken[j] = true;
        pairs++;
        break;
      }
    }
  }
  return pairs;
}

/* Paired letters that are not in the same order. */
static size_t misplaced(const struct letters *a, const struct letters *b)
{
  size_t count = 0, j = 0;

  for (size_t i = 0; i < a->count; i++) {
    if (!a->taken[i])
      continue;
    while (!b->taken[j])
      j++;
    count += a->at[i] != b->at[j++];
  }
  return count;
}

static double likeness(struct letters *a, struct letters *b)
{
  double pairs = (double)pair_letters(a, b), jaro;
  size_t prefix = 0;

  if (pairs < 1)
    return 0;
  jaro = (pairs / (double)a->count + pairs / (double)b->count +
          (pairs - (double)(misplaced(a, b) / 2)) / pairs) /
         3;
  while (prefix < MOST_PREFIX && prefix < a->count && prefix < b->count &&
         a->at[prefix] == b->at[prefix])
    prefix++;
  return jaro > BOOST_FROM ? jaro + (double)prefix * 0.1 * (1 - jaro) : jaro;
}

/* In hundredths, cut off; what rounding lost is given back first. */
static void jarowinkler(struct engine_call *call)
{
  for (size_t row = 0; call_next(call, &row); row++) {
    struct letters a = letters_of(call_text(call, 0, row));
    struct letters b = letters_of(call_text(call, 1, row));

    call_set_int(call, row, (int64_t)(100 * likeness(&a, &b) + 1e-9));
    letters_clear(&a);
    letters_clear(&b);
  }
}

const struct engine_function_row fn_alike_rows[] = {
  { "sg_editdistance", "VARCHAR, VARCHAR, BIGINT", "BIGINT", editdistance, 0 },
  { "sg_jarowinkler", "VARCHAR, VARCHAR", "BIGINT", jarowinkler, 0 },
};

const int fn_alike_count = (int)(sizeof(fn_alike_rows) / sizeof(fn_alike_rows[0]));
