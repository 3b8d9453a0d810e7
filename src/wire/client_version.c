/* client_version.c: which version of a driver there is at the other end. */
#include "wire/client_version.h"

#define MOST_PART 100000

bool client_version_is_from(struct text version, const int least[3])
{
  size_t at = 0;

  for (int part = 0; part < 3; part++) {
    int number = 0;

    for (; at < version.len && version.at[at] >= '0' && version.at[at] <= '9'; at++)
      if (number < MOST_PART)
        number = number * 10 + (version.at[at] - '0');
    if (number != least[part])
      return number > least[part];
    at += at < version.len && version.at[at] == '.';
  }
  return true;
}
