/* recode.h: a stream of bytes in another character set, as UTF-8. */
#ifndef DATA_RECODE_H
#define DATA_RECODE_H

#include "data/unpack.h"

struct recoder;

/* Borrows the stream. `encoding` is a name that iconv knows. `replaces`: what is no character becomes
 * U+FFFD; otherwise it is ERR_INVALID_UTF8. */
struct recoder *recoder_open(struct unpacker *from, struct text name,
                             const char *encoding, bool replaces, struct err *err);
void recoder_close(struct recoder *recoder); /* NULL is fine. */
/* As unpacker_read; `most` is at least 16. */
bool recoder_read(struct recoder *recoder, char *to, size_t most, size_t *got,
                  struct err *err) MUST_CHECK;

#endif
