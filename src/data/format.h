/* format.h: Snowflake's date and time format models, read and written, and AUTO detection.
 *
 * A model is compiled once into a value that needs no freeing and may be shared by threads. */
#ifndef DATA_FORMAT_H
#define DATA_FORMAT_H

#include "base/buf.h"
#include "data/batch.h"

#define FORMAT_MAX 192

enum format_target { FORMAT_DATE, FORMAT_TIME, FORMAT_TIMESTAMP };

struct format_element {
  unsigned char kind;
  char detail; /* A literal's byte; digits of a fraction. */
};

struct format {
  bool automatic; /* Read: whatever AUTO knows. Write: the target's usual form. */
  bool twelve_hours;
  enum format_target target;
  int count;
  struct format_element elements[FORMAT_MAX];
};

/* A moment in its parts: what a text said, or what is to be written. */
struct moment {
  int64_t days;   /* Of the wall clock; 1970-01-01 when the text has no date. */
  int64_t of_day; /* Nanoseconds. */
  bool has_offset;
  int offset;    /* Minutes east of UTC. */
  bool is_epoch; /* The text was a number of seconds (or a finer unit) since 1970 UTC. */
};

/* False when the model is too long. "AUTO" and the empty model are automatic. */
bool format_compile(struct text model, enum format_target target, struct format *format);
/* False when the text does not follow the model or names no valid moment (years 1 to 9999). */
bool format_read(const struct format *format, struct text text, struct moment *moment);
void format_write(const struct format *format, const struct moment *moment,
                  struct buf *out);

int128 moment_wall(const struct moment *moment); /* Nanoseconds. */
struct moment moment_of(int128 wall);            /* Without an offset. */

#endif
