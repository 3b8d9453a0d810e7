/* file_format.c: the options of file formats: rows, checks, and the text in which they are kept. */
#include "data/file_format.h"

#include "base/hex.h"
#include "data/json.h"
#include "data/member.h"

#define CSV (1u << FORMAT_CSV)
#define JSON (1u << FORMAT_JSON)
#define AVRO (1u << FORMAT_AVRO)
#define ORC (1u << FORMAT_ORC)
#define PARQUET (1u << FORMAT_PARQUET)
#define XML (1u << FORMAT_XML)
#define ALL (CSV | JSON | AVRO | ORC | PARQUET | XML)

#define MOST_DELIMITER_CHARS 20

static const char *const type_names[FORMAT_TYPE_COUNT] = {
  [FORMAT_CSV] = "CSV",       [FORMAT_JSON] = "JSON",       [FORMAT_AVRO] = "AVRO",
  [FORMAT_ORC] = "ORC",       [FORMAT_PARQUET] = "PARQUET", [FORMAT_XML] = "XML",
  [FORMAT_CUSTOM] = "CUSTOM",
};

/* clang-format off */
static const struct format_option_row rows[FORMAT_OPTION_COUNT] = {
  [FORMAT_RECORD_DELIMITER] =               { "RECORD_DELIMITER",               FORMAT_VALUE_TEXT,    "\n",    CSV },
  [FORMAT_FIELD_DELIMITER] =                { "FIELD_DELIMITER",                FORMAT_VALUE_TEXT,    ",",     CSV },
  [FORMAT_FILE_EXTENSION] =                 { "FILE_EXTENSION",                 FORMAT_VALUE_TEXT,    NULL,    CSV | JSON },
  [FORMAT_SKIP_HEADER] =                    { "SKIP_HEADER",                    FORMAT_VALUE_NUMBER,  "0",     CSV },
  [FORMAT_PARSE_HEADER] =                   { "PARSE_HEADER",                   FORMAT_VALUE_BOOLEAN, "false", CSV },
  [FORMAT_DATE_FORMAT] =                    { "DATE_FORMAT",                    FORMAT_VALUE_TEXT,    "AUTO",  CSV | JSON },
  [FORMAT_TIME_FORMAT] =                    { "TIME_FORMAT",                    FORMAT_VALUE_TEXT,    "AUTO",  CSV | JSON },
  [FORMAT_TIMESTAMP_FORMAT] =               { "TIMESTAMP_FORMAT",               FORMAT_VALUE_TEXT,    "AUTO",  CSV | JSON },
  [FORMAT_BINARY_FORMAT] =                  { "BINARY_FORMAT",                  FORMAT_VALUE_WORD,    "HEX",   CSV | JSON },
  [FORMAT_ESCAPE] =                         { "ESCAPE",                         FORMAT_VALUE_TEXT,    "NONE",  CSV },
  [FORMAT_ESCAPE_UNENCLOSED_FIELD] =        { "ESCAPE_UNENCLOSED_FIELD",        FORMAT_VALUE_TEXT,    "\\",    CSV },
  [FORMAT_TRIM_SPACE] =                     { "TRIM_SPACE",                     FORMAT_VALUE_BOOLEAN, "false", CSV | JSON | AVRO | ORC | PARQUET },
  [FORMAT_FIELD_OPTIONALLY_ENCLOSED_BY] =   { "FIELD_OPTIONALLY_ENCLOSED_BY",   FORMAT_VALUE_TEXT,    "NONE",  CSV },
  [FORMAT_NULL_IF] =                        { "NULL_IF",                        FORMAT_VALUE_LIST,    "\\N",   CSV | JSON | AVRO | ORC | PARQUET },
  [FORMAT_COMPRESSION] =                    { "COMPRESSION",                    FORMAT_VALUE_WORD,    "AUTO",  CSV | JSON | AVRO | PARQUET | XML },
  [FORMAT_ERROR_ON_COLUMN_COUNT_MISMATCH] = { "ERROR_ON_COLUMN_COUNT_MISMATCH", FORMAT_VALUE_BOOLEAN, "true",  CSV },
  [FORMAT_VALIDATE_UTF8] =                  { "VALIDATE_UTF8",                  FORMAT_VALUE_BOOLEAN, "true",  CSV },
  [FORMAT_SKIP_BLANK_LINES] =               { "SKIP_BLANK_LINES",               FORMAT_VALUE_BOOLEAN, "false", CSV },
  [FORMAT_ENABLE_OCTAL] =                   { "ENABLE_OCTAL",                   FORMAT_VALUE_BOOLEAN, "false", JSON },
  [FORMAT_ALLOW_DUPLICATE] =                { "ALLOW_DUPLICATE",                FORMAT_VALUE_BOOLEAN, "false", JSON },
  [FORMAT_STRIP_OUTER_ARRAY] =              { "STRIP_OUTER_ARRAY",              FORMAT_VALUE_BOOLEAN, "false", JSON },
  [FORMAT_STRIP_NULL_VALUES] =              { "STRIP_NULL_VALUES",              FORMAT_VALUE_BOOLEAN, "false", JSON },
  [FORMAT_BINARY_AS_TEXT] =                 { "BINARY_AS_TEXT",                 FORMAT_VALUE_BOOLEAN, "true",  PARQUET },
  [FORMAT_SNAPPY_COMPRESSION] =             { "SNAPPY_COMPRESSION",             FORMAT_VALUE_BOOLEAN, "true",  PARQUET },
  [FORMAT_USE_LOGICAL_TYPE] =               { "USE_LOGICAL_TYPE",               FORMAT_VALUE_BOOLEAN, "false", PARQUET },
  [FORMAT_USE_VECTORIZED_SCANNER] =         { "USE_VECTORIZED_SCANNER",         FORMAT_VALUE_BOOLEAN, "false", PARQUET },
  [FORMAT_IGNORE_UTF8_ERRORS] =             { "IGNORE_UTF8_ERRORS",             FORMAT_VALUE_BOOLEAN, "false", JSON | XML },
  [FORMAT_PRESERVE_SPACE] =                 { "PRESERVE_SPACE",                 FORMAT_VALUE_BOOLEAN, "false", XML },
  [FORMAT_STRIP_OUTER_ELEMENT] =            { "STRIP_OUTER_ELEMENT",            FORMAT_VALUE_BOOLEAN, "false", XML },
  [FORMAT_DISABLE_SNOWFLAKE_DATA] =         { "DISABLE_SNOWFLAKE_DATA",         FORMAT_VALUE_BOOLEAN, "false", XML },
  [FORMAT_DISABLE_AUTO_CONVERT] =           { "DISABLE_AUTO_CONVERT",           FORMAT_VALUE_BOOLEAN, "false", XML },
  [FORMAT_REPLACE_INVALID_CHARACTERS] =     { "REPLACE_INVALID_CHARACTERS",     FORMAT_VALUE_BOOLEAN, "false", ALL },
  [FORMAT_EMPTY_FIELD_AS_NULL] =            { "EMPTY_FIELD_AS_NULL",            FORMAT_VALUE_BOOLEAN, "true",  CSV },
  [FORMAT_SKIP_BYTE_ORDER_MARK] =           { "SKIP_BYTE_ORDER_MARK",           FORMAT_VALUE_BOOLEAN, "true",  CSV | JSON | XML },
  [FORMAT_ENCODING] =                       { "ENCODING",                       FORMAT_VALUE_WORD,    "UTF8",  CSV },
  [FORMAT_MULTI_LINE] =                     { "MULTI_LINE",                     FORMAT_VALUE_BOOLEAN, "true",  CSV | JSON },
};
/* clang-format on */

static struct text default_null_if[] = { { "\\N", 2 } };

const struct format_option_row *format_option_at(enum format_option option)
{
  return &rows[option];
}

bool format_has_option(enum format_type type, enum format_option option)
{
  return type == FORMAT_CUSTOM || (rows[option].types & (1u << type)) != 0;
}

const char *format_type_name(enum format_type type)
{
  return type_names[type];
}

bool format_type_of(struct text name, enum format_type *type)
{
  for (int i = 0; i < FORMAT_TYPE_COUNT; i++)
    if (text_is_nocase(name, type_names[i])) {
      *type = (enum format_type)i;
      return true;
    }
  return false;
}

/* Of the types with NULL_IF, only CSV has a value in it from the start. */
static void set_default(struct file_format *format, enum format_option option)
{
  if (option == FORMAT_NULL_IF) {
    format->null_if = default_null_if;
    format->null_if_count = format->type == FORMAT_CSV;
  } else {
    format->values[option] = (struct text){ 0 };
    if (rows[option].value)
      format->values[option] = text_of(rows[option].value);
  }
}

void file_format_init(struct file_format *format, enum format_type type)
{
  *format = (struct file_format){ .type = type };
  for (int i = 0; i < FORMAT_OPTION_COUNT; i++)
    if (format_has_option(type, (enum format_option)i))
      set_default(format, (enum format_option)i);
}

/* ---- setting ---- */

static bool take_hex(struct text text, size_t at, char *byte)
{
  if (at + 2 > text.len || hex_digit(text.at[at]) < 0 || hex_digit(text.at[at + 1]) < 0)
    return false;
  *byte = (char)(hex_digit(text.at[at]) * 16 + hex_digit(text.at[at + 1]));
  return true;
}

static bool take_octal(struct text text, size_t at, char *byte)
{
  int value = 0;

  for (size_t i = at; i < at + 3; i++) {
    if (i >= text.len || text.at[i] < '0' || text.at[i] > '7')
      return false;
    value = value * 8 + (text.at[i] - '0');
  }
  *byte = (char)value;
  return value < 256;
}

/* What a letter behind a backslash stands for; 0 for itself. */
static char escape_of(char letter)
{
  static const char letters[] = "bfnrt";
  static const char bytes[] = "\b\f\n\r\t";

  for (int i = 0; letters[i]; i++)
    if (letters[i] == letter)
      return bytes[i];
  return 0;
}

/* A delimiter may be written with escapes, in octal (\\001) or hex (0x01, \x01) digits beside those
 * that a string literal resolves already. */
static struct text resolve(struct arena *arena, struct text text)
{
  char *out = arena_alloc(arena, text.len + 1);
  size_t len = 0;

  if (text.len >= 4 && text.len % 2 == 0 && text_starts_with_nocase(text, "0x")) {
    while (2 + len * 2 < text.len && take_hex(text, 2 + len * 2, &out[len]))
      len++;
    if (2 + len * 2 == text.len)
      return text_from(out, len);
    len = 0;
  }
  for (size_t i = 0; i < text.len; i++) {
    char next = i + 1 < text.len ? text.at[i + 1] : '\0';

    if (text.at[i] != '\\' || i + 1 == text.len) {
      out[len++] = text.at[i];
    } else if (next == 'x' && take_hex(text, i + 2, &out[len])) {
      len++;
      i += 3;
    } else if (take_octal(text, i + 1, &out[len])) {
      len++;
      i += 3;
    } else {
      out[len++] = escape_of(next) ? escape_of(next) : next;
      i++;
    }
  }
  return text_from(out, len);
}

static bool bad_value(enum format_option option, struct text value, struct err *err)
{
  return err_set(err, ERR_INVALID_VALUE,
                 "SQL compilation error:\ninvalid value ['" TEXT_FMT
                 "'] for parameter '%s'",
                 TEXT_ARG(text_slice(value, 0, 200)), rows[option].key);
}

static bool is_none(struct text value)
{
  return text_is_nocase(value, "NONE");
}

static bool is_one_char(struct text value)
{
  return text_is_utf8(value) && text_count_chars(value) == 1;
}

/* What is more than a text: delimiters, escapes, quotes. */
static bool set_text(struct file_format *format, struct arena *arena,
                     enum format_option option, struct text value, struct err *err)
{
  bool is_delimiter = option == FORMAT_RECORD_DELIMITER ||
                      option == FORMAT_FIELD_DELIMITER;
  bool is_char = option == FORMAT_ESCAPE || option == FORMAT_ESCAPE_UNENCLOSED_FIELD ||
                 option == FORMAT_FIELD_OPTIONALLY_ENCLOSED_BY;
  struct text resolved = is_delimiter || is_char ? resolve(arena, value)
                                                 : arena_text(arena, value);

  if (is_none(value) || (is_char && !value.len)) {
    format->values[option] = TEXT("NONE");
    if (option == FORMAT_FILE_EXTENSION)
      format->values[option] = (struct text){ 0 };
    return true;
  }
  if (is_delimiter && (!resolved.len || !text_is_utf8(resolved) ||
                       text_count_chars(resolved) > MOST_DELIMITER_CHARS))
    return bad_value(option, value, err);
  if (is_char && !is_one_char(resolved))
    return bad_value(option, value, err);
  if (option == FORMAT_FIELD_OPTIONALLY_ENCLOSED_BY && resolved.at[0] != '\'' &&
      resolved.at[0] != '"')
    return bad_value(option, value, err);
  format->values[option] = resolved;
  return true;
}

static bool set_boolean(struct file_format *format, enum format_option option,
                        struct text value, struct err *err)
{
  bool yes = text_is_nocase(value, "TRUE");

  if (!yes && !text_is_nocase(value, "FALSE"))
    return bad_value(option, value, err);
  format->values[option] = yes ? TEXT("true") : TEXT("false");
  return true;
}

static bool set_number(struct file_format *format, struct arena *arena,
                       enum format_option option, struct text value, struct err *err)
{
  int64_t number;

  if (!text_to_int64(value, &number) || number < 0)
    return bad_value(option, value, err);
  format->values[option] = arena_printf(arena, "%lld", (long long)number);
  return true;
}

static void set_list(struct file_format *format, struct arena *arena,
                     const struct text *values, int count)
{
  format->null_if = ARENA_ARRAY(arena, (size_t)count, struct text);
  format->null_if_count = count;
  for (int i = 0; i < count; i++)
    format->null_if[i] = arena_text(arena, values[i]);
}

static bool find_option(const struct file_format *format, struct text key,
                        enum format_option *option, struct err *err)
{
  for (int i = 0; i < FORMAT_OPTION_COUNT; i++)
    if (text_is_nocase(key, rows[i].key) &&
        format_has_option(format->type, (enum format_option)i)) {
      *option = (enum format_option)i;
      return true;
    }
  return err_set(err, ERR_INVALID_PROPERTY,
                 "SQL compilation error:\ninvalid property '" TEXT_FMT
                 "' for 'FILE_FORMAT'",
                 TEXT_ARG(key));
}

bool file_format_set(struct file_format *format, struct arena *arena, struct text key,
                     const struct text *values, int count, struct err *err)
{
  struct text value = count ? values[0] : TEXT("");
  enum format_option option;

  if (!find_option(format, key, &option, err))
    return false;
  switch (rows[option].kind) {
  case FORMAT_VALUE_TEXT: return set_text(format, arena, option, value, err);
  case FORMAT_VALUE_WORD: format->values[option] = arena_upper(arena, value); return true;
  case FORMAT_VALUE_NUMBER: return set_number(format, arena, option, value, err);
  case FORMAT_VALUE_BOOLEAN: return set_boolean(format, option, value, err);
  case FORMAT_VALUE_LIST: set_list(format, arena, values, count); return true;
  }
  return true;
}

bool file_format_unset(struct file_format *format, struct text key, struct err *err)
{
  enum format_option option;

  if (!find_option(format, key, &option, err))
    return false;
  set_default(format, option);
  return true;
}

static bool holds(struct text text, struct text piece)
{
  return text.len >= piece.len && text_find_text(text, piece) + piece.len <= text.len;
}

bool file_format_check(const struct file_format *format, struct err *err)
{
  struct text record = file_format_text(format, FORMAT_RECORD_DELIMITER);
  struct text field = file_format_text(format, FORMAT_FIELD_DELIMITER);

  if (record.len && field.len && (holds(record, field) || holds(field, record)))
    return err_set(
      err, ERR_INVALID_VALUE,
      "SQL compilation error:\nThe delimiter for RECORD_DELIMITER or "
      "FIELD_DELIMITER cannot be a substring of the delimiter for the other.");
  if (file_format_is(format, FORMAT_PARSE_HEADER) &&
      file_format_number(format, FORMAT_SKIP_HEADER))
    return err_set(err, ERR_INVALID_VALUE,
                   "SQL compilation error:\nPARSE_HEADER and SKIP_HEADER cannot be used "
                   "together.");
  return true;
}

/* ---- reading ---- */

bool file_format_is(const struct file_format *format, enum format_option option)
{
  return text_is(format->values[option], "true");
}

int64_t file_format_number(const struct file_format *format, enum format_option option)
{
  int64_t number = 0;

  return text_to_int64(format->values[option], &number) ? number : 0;
}

struct text file_format_text(const struct file_format *format, enum format_option option)
{
  struct text none = { 0 };

  return is_none(format->values[option]) ? none : format->values[option];
}

/* ---- as JSON ---- */

static void write_option(const struct file_format *format, enum format_option option,
                         struct buf *out)
{
  json_put_name(out, rows[option].key);
  switch (rows[option].kind) {
  case FORMAT_VALUE_TEXT:
  case FORMAT_VALUE_WORD: json_put_text(out, format->values[option]); return;
  case FORMAT_VALUE_NUMBER: json_put_int(out, file_format_number(format, option)); return;
  case FORMAT_VALUE_BOOLEAN: json_put_bool(out, file_format_is(format, option)); return;
  case FORMAT_VALUE_LIST: break;
  }
  json_put_open(out, '[');
  for (int i = 0; i < format->null_if_count; i++)
    json_put_text(out, format->null_if[i]);
  json_put_close(out, ']');
}

void file_format_write(const struct file_format *format, struct buf *out)
{
  json_put_open(out, '{');
  member_string(out, "TYPE", type_names[format->type]);
  for (int i = 0; i < FORMAT_OPTION_COUNT; i++)
    if (format_has_option(format->type, (enum format_option)i))
      write_option(format, (enum format_option)i, out);
  json_put_close(out, '}');
}

static void read_option(struct file_format *format, struct arena *arena,
                        enum format_option option, const struct json *value)
{
  const struct json *item = NULL;
  struct text *list;
  int count = (int)json_count(value);

  if (rows[option].kind != FORMAT_VALUE_LIST) {
    format->values[option] = json_scalar_text(value, arena);
    return;
  }
  list = ARENA_ARRAY(arena, (size_t)count, struct text);
  for (int i = 0; (item = json_next(value, item)) != NULL; i++)
    list[i] = json_as_text(item);
  set_list(format, arena, list, count);
}

bool file_format_read(struct file_format *format, struct arena *arena, struct text json,
                      struct err *err)
{
  const struct json *root = json_parse(arena, json, err);
  enum format_type type;

  if (!root)
    return false;
  if (!format_type_of(json_as_text(json_member(root, "TYPE")), &type))
    return err_set(err, ERR_INTERNAL, "A stored file format has no type.");
  file_format_init(format, type);
  for (int i = 0; i < FORMAT_OPTION_COUNT; i++) {
    const struct json *value = json_member(root, rows[i].key);

    if (value && format_has_option(type, (enum format_option)i))
      read_option(format, arena, (enum format_option)i, value);
  }
  return true;
}

/* ---- as DESCRIBE prints it ---- */

static void print_escaped(struct text text, struct buf *out)
{
  static const char bytes[] = "\b\f\n\r\t\\";
  static const char letters[] = "bfnrt\\";

  for (size_t i = 0; i < text.len; i++) {
    int at = 0;

    while (bytes[at] && bytes[at] != text.at[i])
      at++;
    if (bytes[at] && text.at[i]) {
      buf_add_char(out, '\\');
      buf_add_char(out, letters[at]);
    } else if ((unsigned char)text.at[i] < ' ') {
      buf_printf(out, "\\x%02x", (unsigned)(unsigned char)text.at[i]);
    } else {
      buf_add_char(out, text.at[i]);
    }
  }
}

void file_format_print(const struct file_format *format, enum format_option option,
                       bool standard, struct buf *out)
{
  struct file_format defaults;

  if (standard) {
    file_format_init(&defaults, format->type);
    format = &defaults;
  }
  if (rows[option].kind != FORMAT_VALUE_LIST) {
    print_escaped(format->values[option], out);
    return;
  }
  buf_add_char(out, '[');
  for (int i = 0; i < format->null_if_count; i++) {
    buf_add_string(out, i ? ", " : "");
    print_escaped(format->null_if[i], out);
  }
  buf_add_char(out, ']');
}
