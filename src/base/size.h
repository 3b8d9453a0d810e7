/* size.h: how many bytes something has, as people read it. */
#ifndef BASE_SIZE_H
#define BASE_SIZE_H

#include <stdint.h>

enum { SIZE_WORDS = 16 };

/* Three digits and the unit that suits them, of 1000 each, as the dashboard shows sizes: "512 B", "1.5 kB", "45.6 MB".
 * Not for less than 0. Gives words. */
const char *size_put(int64_t bytes, char words[SIZE_WORDS]);

#endif
