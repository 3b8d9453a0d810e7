/* sheet.h: rows written cell by cell, left to right: INFORMATION_SCHEMA, SHOW, DESCRIBE. */
#ifndef CATALOG_SHEET_H
#define CATALOG_SHEET_H

#include "data/batch.h"

struct sheet {
  struct batch_builder *rows; /* Borrowed. */
  int next;                   /* The column of the next cell. */
};

void sheet_text(struct sheet *sheet, struct text text);     /* `at` NULL: NULL. */
void sheet_string(struct sheet *sheet, const char *string); /* NULL: NULL. */
/* Texts that Snowflake gives as empty where nothing was said. */
void sheet_said(struct sheet *sheet, struct text text);
void sheet_int(struct sheet *sheet, int64_t value);
void sheet_double(struct sheet *sheet, double value);
void sheet_bool_value(struct sheet *sheet, bool yes);   /* In a BOOLEAN column. */
void sheet_printed(struct sheet *sheet, int64_t value); /* A number in a text column. */
void sheet_flag(struct sheet *sheet, bool yes);         /* 'Y' or 'N' */
void sheet_yes(struct sheet *sheet, bool yes);          /* 'YES' or 'NO' */
void sheet_bool(struct sheet *sheet, bool yes);         /* 'true' or 'false' */
/* Milliseconds since 1970 into a timestamp column; 0: NULL. */
void sheet_time(struct sheet *sheet, int64_t ms);
void sheet_null(struct sheet *sheet, int count);

#endif
