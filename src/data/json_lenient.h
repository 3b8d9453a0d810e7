/* json_lenient.h: JSON as PARSE_JSON and COPY INTO accept it, brought into the stored form.
 *
 * Accepted beyond JSON, as Snowflake does: names and strings in single quotes, bare names,
 * missing elements of arrays ([1,,2], [1,]: undefined), numbers such as .5, +1 and 007, the words
 * undefined, NaN, Infinity. */
#ifndef DATA_JSON_LENIENT_H
#define DATA_JSON_LENIENT_H

#include "base/buf.h"

enum json_lenient_names {
  JSON_NAMES_UNIQUE, /* A name twice in one object is an error. */
  JSON_NAMES_LAST    /* The last value of a name wins. */
};

/* Adds the value in stored form (json_text.h); nothing for a text of blanks only. False when it
 * is malformed: then `problem` gets Snowflake's words: "missing comma, pos 12". */
bool json_lenient_parse(struct text input, enum json_lenient_names names, struct buf *out,
                        struct buf *problem);
enum json_lenient_option {
  JSON_OCTAL = 1, /* Whole numbers that begin with 0 have the base 8. */
  JSON_STRIP_NULLS =
    2 /* Members that are null are left out; elements become undefined, the last ones
                          are left out, too. */
};
/* The same with options of a file format: some of json_lenient_option. */
bool json_lenient_read(struct text input, enum json_lenient_names names, unsigned options,
                       struct buf *out, struct buf *problem);
/* Brings the members of an object in stored form into order; they may be unsorted. False when a
 * name is there twice: `problem` gets it. */
bool json_lenient_sort(struct text object, enum json_lenient_names names, struct buf *out,
                       struct buf *problem);

#endif
