/* fuzz_regexp.c: a pattern (the first line, its first byte the flags) over a text. */
#include "fuzz.h"

#include "builtin/regexp.h"

#define MOST_TEXT 2000

static void search_all(struct regexp *regexp, struct text text)
{
  struct regexp_span spans[REGEXP_MOST_GROUPS + 1];
  size_t from = 0;

  regexp_matches(regexp, text);
  while (from <= text.len && regexp_search(regexp, text, from, spans)) {
    assert(spans[0].matched && spans[0].from >= from && spans[0].to <= text.len);
    for (int i = 1; i <= regexp_group_count(regexp); i++)
      assert(!spans[i].matched ||
             (spans[i].from <= spans[i].to && spans[i].to <= text.len));
    from = spans[0].to > from ? spans[0].to : from + 1;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  int flags = fuzz_byte(&rest) & (REGEXP_NOCASE | REGEXP_LINES | REGEXP_DOT_ALL);
  struct text pattern = fuzz_line(&rest);
  struct regexp *regexp;
  struct buf problem;

  if (!text_is_utf8(pattern) || !text_is_utf8(rest))
    return 0;
  buf_init(&problem);
  regexp = regexp_compile(pattern, flags, &problem);
  assert(regexp || problem.len);
  if (regexp)
    search_all(regexp, text_slice(rest, 0, MOST_TEXT));
  regexp_free(regexp);
  buf_clear(&problem);
  return 0;
}
