/* csv_cut.h: one record of a delimited file cut into its fields, where it lies in memory. */
#ifndef DATA_CSV_CUT_H
#define DATA_CSV_CUT_H

#include "data/csv_rules.h"
#include "data/csv_scan.h"

enum csv_fault_kind {
  CSV_TOO_MANY_FIELDS,
  CSV_TOO_FEW_FIELDS,
  CSV_WRONG_COUNT, /* Of the first record. */
  CSV_AFTER_QUOTE, /* Something other than a delimiter follows an enclosed field. */
  CSV_OPEN_QUOTE, /* The file, or with MULTI_LINE off the line, ends in an enclosed field. */
  CSV_INVALID_UTF8
};

#define CSV_ABSENT UINT32_MAX
enum csv_mark { CSV_ENCLOSED = 1, CSV_ESCAPED = 2, CSV_NOT_UTF8 = 4 };

#define CSV_NO_SLOT (-1)

/* How records are cut; csv_cutter_of makes one, which borrows the rules. */
struct csv_cutter {
  const struct csv_rules *rules;
  int columns, expected; /* Fields that are kept; that there must be, 0 for any number. */
  /* Which of the kept each field is, or CSV_NO_SLOT; NULL: they go by their place. */
  int *slots;
  int slot_count;
  /* What ends a stretch of bytes that mean themselves. */
  struct csv_wanted plain, enclosed;
};

/* One record being cut: its fields go to starts, lengths and marks, which the caller gives. */
struct csv_cut {
  const char *at, *end; /* Of what is known. */
  bool is_last;         /* Nothing follows it. */
  int fields;
  const char **starts;
  uint32_t *lengths;
  uint8_t *marks;
  bool has_fault;
  enum csv_fault_kind fault;
  const char *fault_at;
  int fault_field;
  const char *extra; /* The delimiter before the first field too many. */
  const char *close; /* The record's end, without its delimiter. */
};

/* CSV_MORE: the bytes end before the record does. */
enum csv_step { CSV_FIELD, CSV_RECORD, CSV_MORE };

struct csv_cutter csv_cutter_of(const struct csv_rules *rules, int columns, int expected);

/* Where the next field belongs in a batch, or CSV_NO_SLOT. */
static inline int csv_cutter_slot(const struct csv_cutter *cutter, int field)
{
  if (cutter->slots)
    return field < cutter->slot_count ? cutter->slots[field] : CSV_NO_SLOT;
  return field < cutter->columns ? field : CSV_NO_SLOT;
}

/* CSV_RECORD or CSV_MORE. What cannot be understood is passed over, and a fault of the cut. */
enum csv_step csv_cut_record(const struct csv_cutter *cutter, struct csv_cut *cut);
/* The first fault of a record is the one that counts. */
void csv_cut_fault(struct csv_cut *cut, enum csv_fault_kind kind, const char *at);

#endif
