/* csv_rules.h: what a file format says of delimited files, ready for who reads or writes them. */
#ifndef DATA_CSV_RULES_H
#define DATA_CSV_RULES_H

#include "data/file_format.h"
#include "data/unpack.h"

#define CSV_NO_CHAR (-1)
#define CSV_DELIMITER_SIZE 84

/* A file format's options, ready for reading. */
struct csv_rules {
  char field[CSV_DELIMITER_SIZE], record[CSV_DELIMITER_SIZE];
  size_t field_len, record_len; /* 0: there is none. */
  bool newline;     /* The record delimiter is a line's end, of either kind. */
  int quote;        /* A byte, or CSV_NO_CHAR. */
  int escape;       /* In enclosed fields ... */
  int plain_escape; /* ... and in others. */
  bool trim, skip_blank, empty_is_null, validate, replace_invalid, multi_line, skip_mark;
  int64_t skip_header;
  const struct text *null_if;
  int null_if_count;
  enum packing packing;
  const char *encoding; /* A name that iconv knows; NULL for UTF-8. */
};

/* ERR_UNSUPPORTED for an escape of several bytes, a compression or an encoding that cannot be read.
 * The rules borrow the texts of the format. */
bool csv_rules_of(const struct file_format *format, struct csv_rules *rules,
                  struct err *err) MUST_CHECK;

#endif
