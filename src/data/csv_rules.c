/* csv_rules.c: a file format's options, made ready for reading delimited files. */
#include <string.h>

#include "data/csv_rules.h"

/* docs.snowflake.com/en/sql-reference/sql/copy-into-table: the character sets of ENCODING. */
static const struct {
  const char *word, *iconv;
} encodings[] = {
  { "BIG5", "BIG5" },
  { "EUCJP", "EUC-JP" },
  { "EUCKR", "EUC-KR" },
  { "GB18030", "GB18030" },
  { "IBM420", "IBM420" },
  { "IBM424", "IBM424" },
  { "IBM949", "CP949" },
  { "ISO2022CN", "ISO-2022-CN" },
  { "ISO2022JP", "ISO-2022-JP" },
  { "ISO2022KR", "ISO-2022-KR" },
  { "ISO88591", "ISO-8859-1" },
  { "ISO88592", "ISO-8859-2" },
  { "ISO88595", "ISO-8859-5" },
  { "ISO88596", "ISO-8859-6" },
  { "ISO88597", "ISO-8859-7" },
  { "ISO88598", "ISO-8859-8" },
  { "ISO88599", "ISO-8859-9" },
  { "ISO885915", "ISO-8859-15" },
  { "KOI8R", "KOI8-R" },
  { "SHIFTJIS", "SHIFT_JIS" },
  { "UTF16", "UTF-16" },
  { "UTF16BE", "UTF-16BE" },
  { "UTF16LE", "UTF-16LE" },
  { "UTF32", "UTF-32" },
  { "UTF32BE", "UTF-32BE" },
  { "UTF32LE", "UTF-32LE" },
  { "UTF8", NULL },
  { "WINDOWS1250", "CP1250" },
  { "WINDOWS1251", "CP1251" },
  { "WINDOWS1252", "CP1252" },
  { "WINDOWS1253", "CP1253" },
  { "WINDOWS1254", "CP1254" },
  { "WINDOWS1255", "CP1255" },
  { "WINDOWS1256", "CP1256" },
  { "WINDOWS874", "CP874" },
  { "WINDOWS949", "CP949" },
};

/* UTF-8 and UTF8, ISO-8859-1 and ISO88591 are the same. */
static bool is_encoding(struct text written, const char *word)
{
  size_t at = 0;

  for (size_t i = 0; i < written.len; i++) {
    if (written.at[i] == '-' || written.at[i] == '_')
      continue;
    if (!word[at] || written.at[i] != word[at++])
      return false;
  }
  return !word[at];
}

static bool set_encoding(struct text written, struct csv_rules *rules, struct err *err)
{
  for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
    if (is_encoding(written, encodings[i].word)) {
      rules->encoding = encodings[i].iconv;
      return true;
    }
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid value ['" TEXT_FMT
                 "'] for parameter 'ENCODING'",
                 TEXT_ARG(written));
}

static bool set_char(const struct file_format *format, enum format_option option,
                     int *byte, struct err *err)
{
  struct text text = file_format_text(format, option);

  *byte = CSV_NO_CHAR;
  if (!text.len)
    return true;
  if (text.len > 1)
    return err_set(err, ERR_UNSUPPORTED, "Unsupported feature '%s of several bytes'.",
                   format_option_at(option)->key);
  *byte = (unsigned char)text.at[0];
  return true;
}

static void set_delimiter(struct text text, char *to, size_t *len)
{
  *len = text.len < CSV_DELIMITER_SIZE ? text.len : CSV_DELIMITER_SIZE;
  if (*len)
    memcpy(to, text.at, *len);
}

bool csv_rules_of(const struct file_format *format, struct csv_rules *rules,
                  struct err *err)
{
  struct text packing = format->values[FORMAT_COMPRESSION];

  *rules = (struct csv_rules){
    .trim = file_format_is(format, FORMAT_TRIM_SPACE),
    .skip_blank = file_format_is(format, FORMAT_SKIP_BLANK_LINES),
    .empty_is_null = file_format_is(format, FORMAT_EMPTY_FIELD_AS_NULL),
    .validate = file_format_is(format, FORMAT_VALIDATE_UTF8),
    .replace_invalid = file_format_is(format, FORMAT_REPLACE_INVALID_CHARACTERS),
    .multi_line = file_format_is(format, FORMAT_MULTI_LINE),
    .skip_mark = file_format_is(format, FORMAT_SKIP_BYTE_ORDER_MARK),
    .skip_header = file_format_number(format, FORMAT_SKIP_HEADER),
    .null_if = format->null_if,
    .null_if_count = format->null_if_count,
  };
  set_delimiter(file_format_text(format, FORMAT_FIELD_DELIMITER), rules->field,
                &rules->field_len);
  set_delimiter(file_format_text(format, FORMAT_RECORD_DELIMITER), rules->record,
                &rules->record_len);
  rules->newline = rules->record_len == 1 && rules->record[0] == '\n';
  if (!packing_of(packing, &rules->packing))
    return err_set(err, ERR_UNSUPPORTED,
                   "Unsupported feature 'COMPRESSION = " TEXT_FMT "'.",
                   TEXT_ARG(packing));
  if (!set_encoding(format->values[FORMAT_ENCODING], rules, err) ||
      !set_char(format, FORMAT_FIELD_OPTIONALLY_ENCLOSED_BY, &rules->quote, err) ||
      !set_char(format, FORMAT_ESCAPE, &rules->escape, err) ||
      !set_char(format, FORMAT_ESCAPE_UNENCLOSED_FIELD, &rules->plain_escape, err))
    return false;
  if (rules->escape != CSV_NO_CHAR)
    rules->plain_escape = rules->escape;
  return true;
}
