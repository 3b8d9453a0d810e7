/* fuzz_type_guess.c: any text is of some type; two guesses have one type that holds both. */
#include "data/type_guess.h"
#include "fuzz.h"

static void check(struct type_guess one, struct type_guess other)
{
  struct type_guess both = type_guess_merge(one, other);
  struct type_guess again = type_guess_merge(both, one);
  struct buf text;

  assert(again.kind == both.kind && again.whole == both.whole &&
         again.scale == both.scale);
  buf_init(&text);
  type_guess_put(both, &text);
  assert(text.len > 0);
  buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct type_guess one = type_guess_text(fuzz_line(&rest));

  check(one, type_guess_text(rest));
  check(one, one);
  return 0;
}
