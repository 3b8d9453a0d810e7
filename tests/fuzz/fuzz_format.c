/* fuzz_format.c: dates and times by a model (the first line) and by AUTO; what is read can be written. */
#include "fuzz.h"

#include "data/calendar.h"
#include "data/format.h"

static void read_and_write(struct text model, enum format_target target, struct text text)
{
  struct format format, written;
  struct moment moment, again;
  struct buf out;

  if (!format_compile(model, target, &format) || !format_read(&format, text, &moment))
    return;
  assert(calendar_day_in_range(moment.days));
  assert(moment.of_day >= 0 && moment.of_day < NANOS_A_DAY);
  buf_init(&out);
  format_write(&format, &moment, &out);
  buf_reset(&out);
  assert(
    format_compile(TEXT("YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM"), FORMAT_TIMESTAMP, &written));
  format_write(&written, &moment, &out);
  assert(format_read(&written, buf_text(&out), &again));
  assert(again.days == moment.days && again.of_day == moment.of_day);
  buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text rest = fuzz_text(data, size);
  struct text model = fuzz_line(&rest);

  for (int target = FORMAT_DATE; target <= FORMAT_TIMESTAMP; target++) {
    read_and_write(model, target, rest);
    read_and_write(TEXT("AUTO"), target, rest);
  }
  return 0;
}
