/* staged_csv.h: the records of staged files as rows for SQL.
 *
 * Several threads read at once: each takes a file of its own as long as there are some, then they take
 * turns at the records of those that are being read. */
#ifndef STAGE_STAGED_CSV_H
#define STAGE_STAGED_CSV_H

#include "data/csv_reader.h"
#include "engine/row_scan.h"

/* The columns of every scan of staged files, before those of the fields. */
enum staged_column {
  STAGED_FILENAME,        /* METADATA$FILENAME */
  STAGED_ROW_NUMBER,      /* METADATA$FILE_ROW_NUMBER */
  STAGED_CONTENT_KEY,     /* METADATA$FILE_CONTENT_KEY */
  STAGED_LAST_MODIFIED,   /* METADATA$FILE_LAST_MODIFIED: nanoseconds since 1970 */
  STAGED_START_SCAN_TIME, /* METADATA$START_SCAN_TIME */
  STAGED_FILE,            /* The file's place in the list. */
  STAGED_PARTITION,       /* METADATA$EXTERNAL_TABLE_PARTITION */
  STAGED_FIELDS           /* $1 and so on from here. */
};

struct staged_input {
  struct text path; /* On this machine. */
  struct text name; /* As METADATA$FILENAME and messages call it. */
  struct text content_key;
  struct text partition; /* Of an external table's file that was added with its values. */
  int64_t modified_ns;
  /* Records that are left out: their numbers, in order. */
  const int64_t *rejected;
  size_t rejected_count;
};

/* Of one file, written while it is read. */
struct staged_count {
  _Atomic int64_t parsed; /* Records, once the file is at its end. */
  _Atomic int64_t rows;   /* Rows that were given. */
};

struct staged_csv_spec {
  const struct staged_input *inputs;
  int count;
  struct csv_rules rules;
  int columns;    /* Fields of a record, from the first on. */
  bool as_object; /* ... or one column: {"c1":"...","c2":...}, as VARIANT is stored. */
  int expected;   /* How many there must be; 0: any number. */
  const struct text *names; /* Of the columns, for csv_reader_match; NULL: by place. */
  bool names_nocase;
  int threads;
  int64_t now_ns;
  bool skips_faults; /* Records that cannot be read give no row; else an error. */
  struct staged_count *counts; /* One for each file, which outlives the scan; or NULL. */
};

/* Copies all of the spec. */
struct engine_scan staged_csv_scan(const struct staged_csv_spec *spec);

#endif
