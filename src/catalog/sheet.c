/* sheet.c: rows written cell by cell. */
#include "catalog/sheet.h"

#include <inttypes.h>
#include <stdio.h>

static int take(struct sheet *sheet)
{
  int column = sheet->next;

  sheet->next = (column + 1) % batch_builder_columns(sheet->rows);
  return column;
}

void sheet_null(struct sheet *sheet, int count)
{
  for (int i = 0; i < count; i++)
    batch_add_null(sheet->rows, take(sheet));
}

void sheet_text(struct sheet *sheet, struct text text)
{
  if (text.at)
    batch_add_text(sheet->rows, take(sheet), text);
  else
    sheet_null(sheet, 1);
}

void sheet_string(struct sheet *sheet, const char *string)
{
  if (string)
    batch_add_text(sheet->rows, take(sheet), text_of(string));
  else
    sheet_null(sheet, 1);
}

void sheet_said(struct sheet *sheet, struct text text)
{
  batch_add_text(sheet->rows, take(sheet), text.at ? text : TEXT(""));
}

void sheet_int(struct sheet *sheet, int64_t value)
{
  batch_add_int(sheet->rows, take(sheet), value);
}

void sheet_double(struct sheet *sheet, double value)
{
  batch_add_double(sheet->rows, take(sheet), value);
}

void sheet_bool_value(struct sheet *sheet, bool yes)
{
  batch_add_int(sheet->rows, take(sheet), yes);
}

void sheet_printed(struct sheet *sheet, int64_t value)
{
  char printed[32];

  snprintf(printed, sizeof printed, "%" PRId64, value);
  sheet_string(sheet, printed);
}

void sheet_flag(struct sheet *sheet, bool yes)
{
  sheet_string(sheet, yes ? "Y" : "N");
}

void sheet_yes(struct sheet *sheet, bool yes)
{
  sheet_string(sheet, yes ? "YES" : "NO");
}

void sheet_bool(struct sheet *sheet, bool yes)
{
  sheet_string(sheet, yes ? "true" : "false");
}

void sheet_time(struct sheet *sheet, int64_t ms)
{
  if (ms)
    batch_add_int(sheet->rows, take(sheet), (int128)ms * 1000000);
  else
    sheet_null(sheet, 1);
}
