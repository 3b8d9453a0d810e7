/* id.h: identifiers that nobody else has. Any thread.
 *
 * Not for secrets: those come from net/crypto. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdint.h>

#define ID_QUERY_SIZE 37

/* A query id in Snowflake's form, 8-4-4-4-12 hexadecimal digits and a NUL: begins with the time,
 * so that later ones sort behind earlier ones, also those of the same millisecond. */
void id_query(char out[ID_QUERY_SIZE]);
/* 64 random bits, never 0. */
uint64_t id_random(void);

#endif
