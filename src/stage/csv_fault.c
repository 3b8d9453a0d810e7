/* csv_fault.c: messages of records that cannot be read, in Snowflake's words. */
#include "stage/csv_fault.h"

static void put_column(const struct csv_column *column, struct buf *out)
{
  buf_printf(out, "\"" TEXT_FMT "\"[", TEXT_ARG(column->table));
  if (column->name.at)
    buf_printf(out, "\"" TEXT_FMT "\":", TEXT_ARG(column->name));
  buf_printf(out, "%d]", column->number);
}

struct text csv_column_text(struct arena *arena, const struct csv_column *column)
{
  struct text text;
  struct buf out;

  buf_init(&out);
  put_column(column, &out);
  text = buf_copy(&out, arena);
  buf_clear(&out);
  return text;
}

/* A delimiter as it is written: \n for a line's end. */
static void put_delimiter(const char *at, size_t len, struct buf *out)
{
  for (size_t i = 0; i < len; i++)
    switch (at[i]) {
    case '\n': buf_add_string(out, "\\n"); break;
    case '\r': buf_add_string(out, "\\r"); break;
    case '\t': buf_add_string(out, "\\t"); break;
    default: buf_add_char(out, at[i]);
    }
}

void csv_fault_error(const struct csv_fault *fault, const struct csv_rules *rules,
                     const struct csv_column *column, struct err *err)
{
  struct buf field, record, name;

  buf_init(&field);
  buf_init(&record);
  buf_init(&name);
  put_delimiter(rules->field, rules->field_len, &field);
  put_delimiter(rules->record, rules->record_len, &record);
  put_column(column, &name);
  switch (fault->kind) {
  case CSV_TOO_MANY_FIELDS:
    err_set(err, ERR_CSV_TOO_MANY_FIELDS,
            "Field delimiter '%s' found while expecting record delimiter '%s'",
            buf_text(&field).at, buf_text(&record).at);
    break;
  case CSV_OPEN_QUOTE:
  case CSV_TOO_FEW_FIELDS:
    err_set(err, ERR_CSV_TOO_FEW_FIELDS,
            "End of record reached while expected to parse column '%s'",
            buf_text(&name).at);
    break;
  case CSV_WRONG_COUNT:
    err_set(err, ERR_CSV_WRONG_COUNT,
            "Number of columns in file (%d) does not match that of the corresponding "
            "table (%d), use file format option error_on_column_count_mismatch=false to "
            "ignore this error",
            fault->fields, fault->expected);
    break;
  case CSV_AFTER_QUOTE:
    err_set(err, ERR_CSV_AFTER_QUOTE, "Found character '%s' instead of %s delimiter '%s'",
            fault->found, fault->is_last ? "record" : "field",
            fault->is_last ? buf_text(&record).at : buf_text(&field).at);
    break;
  case CSV_INVALID_UTF8:
    err_set(err, ERR_INVALID_UTF8, "Invalid UTF8 detected in string '%s'", fault->found);
    break;
  }
  buf_clear(&field);
  buf_clear(&record);
  buf_clear(&name);
}

void csv_place_error(const struct csv_place *place, struct text file,
                     const struct csv_column *column, struct err *err)
{
  struct err cause = *err;
  struct buf name;

  buf_init(&name);
  put_column(column, &name);
  if (place->character)
    err_set(err, cause.code,
            "%s\n  File '" TEXT_FMT "', line %lld, character %lld\n  Row %lld, column %s",
            cause.message, TEXT_ARG(file), (long long)place->line,
            (long long)place->character, (long long)place->row, buf_text(&name).at);
  else
    err_set(err, cause.code, "%s\n  File '" TEXT_FMT "', line %lld\n  Row %lld",
            cause.message, TEXT_ARG(file), (long long)place->line, (long long)place->row);
  err_set_state(err, cause.sqlstate);
  buf_clear(&name);
}
