/* fuzz_parquet_footer.c: any bytes are a footer or none; one that was changed has nothing to change any more. */
#include <string.h>

#include "fuzz.h"
#include "stage/parquet_footer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  unsigned char *copy = malloc(size + 1);

  assert(copy);
  memcpy(copy, data, size);
  if (parquet_footer_plain_times(copy, size) >= 0)
    assert(parquet_footer_plain_times(copy, size) == 0);
  free(copy);
  return 0;
}
