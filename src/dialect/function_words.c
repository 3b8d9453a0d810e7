/* function_words.c: what functions take and give, in the words of Snowflake's documentation. */
#include "dialect/function_words.h"

/* What a word of a row's `takes` or `gives` is called there. */
static const struct {
  const char *word, *meaning;
} words[] = {
  { "$1", "as argument 1" },
  { "$2", "as argument 2" },
  { "$3", "as argument 3" },
  { "ANY", "any" },
  { "CONST", "constant" },
  { "INT", "INTEGER" },
  { "LTZ", "TIMESTAMP_LTZ" },
  { "NTZ", "TIMESTAMP_NTZ" },
  { "PART", "date part" },
  { "T", "T" },
  { "TEMPORAL", "date or time" },
  { "TZ", "TIMESTAMP_TZ" },
  { "U", "U" },
  { "WIDE", "INTEGER" },
  { "rule", "by rule" },
};

static void put_word(struct text word, struct buf *out)
{
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (text_is(word, words[i].word)) {
      buf_add_string(out, words[i].meaning);
      return;
    }
  buf_add_text(out, word);
}

static void put_argument(struct text word, struct buf *out)
{
  bool any_count = text_starts_with(word, "*");
  bool repeats = any_count || text_ends_with(word, "...");
  bool optional = any_count || text_ends_with(word, "?");

  if (any_count)
    word = text_slice(word, 1, word.len);
  else if (repeats)
    word.len -= 3;
  else if (optional)
    word.len--;
  buf_add_string(out, optional ? "[" : "");
  put_word(word, out);
  buf_add_string(out, repeats ? " ..." : "");
  buf_add_string(out, optional ? "]" : "");
}

void function_put_takes(const struct function_row *row, struct buf *out)
{
  struct text rest = text_of(row->takes);
  const char *comma = "";

  while (rest.len) {
    size_t end = text_find(rest, ' ');

    buf_add_string(out, comma);
    put_argument(text_slice(rest, 0, end), out);
    rest = text_trim(text_slice(rest, end, rest.len));
    comma = ", ";
  }
}

void function_put_gives(const struct function_row *row, struct buf *out)
{
  put_word(text_of(row->gives), out);
}
