/* file_format.h: what a file format says: its type and its options, as rows with their defaults.
 *
 * docs.snowflake.com/en/sql-reference/sql/create-file-format. Texts live in the arena that a
 * format was made with. */
#ifndef DATA_FILE_FORMAT_H
#define DATA_FILE_FORMAT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum format_type {
  FORMAT_CSV,
  FORMAT_JSON,
  FORMAT_AVRO,
  FORMAT_ORC,
  FORMAT_PARQUET,
  FORMAT_XML,
  FORMAT_CUSTOM
};
#define FORMAT_TYPE_COUNT (FORMAT_CUSTOM + 1)

/* In the order in which Snowflake shows them. */
enum format_option {
  FORMAT_RECORD_DELIMITER,
  FORMAT_FIELD_DELIMITER,
  FORMAT_FILE_EXTENSION,
  FORMAT_SKIP_HEADER,
  FORMAT_PARSE_HEADER,
  FORMAT_DATE_FORMAT,
  FORMAT_TIME_FORMAT,
  FORMAT_TIMESTAMP_FORMAT,
  FORMAT_BINARY_FORMAT,
  FORMAT_ESCAPE,
  FORMAT_ESCAPE_UNENCLOSED_FIELD,
  FORMAT_TRIM_SPACE,
  FORMAT_FIELD_OPTIONALLY_ENCLOSED_BY,
  FORMAT_NULL_IF,
  FORMAT_COMPRESSION,
  FORMAT_ERROR_ON_COLUMN_COUNT_MISMATCH,
  FORMAT_VALIDATE_UTF8,
  FORMAT_SKIP_BLANK_LINES,
  FORMAT_ENABLE_OCTAL,
  FORMAT_ALLOW_DUPLICATE,
  FORMAT_STRIP_OUTER_ARRAY,
  FORMAT_STRIP_NULL_VALUES,
  FORMAT_BINARY_AS_TEXT,
  FORMAT_SNAPPY_COMPRESSION,
  FORMAT_USE_LOGICAL_TYPE,
  FORMAT_USE_VECTORIZED_SCANNER,
  FORMAT_IGNORE_UTF8_ERRORS,
  FORMAT_PRESERVE_SPACE,
  FORMAT_STRIP_OUTER_ELEMENT,
  FORMAT_DISABLE_SNOWFLAKE_DATA,
  FORMAT_DISABLE_AUTO_CONVERT,
  FORMAT_REPLACE_INVALID_CHARACTERS,
  FORMAT_EMPTY_FIELD_AS_NULL,
  FORMAT_SKIP_BYTE_ORDER_MARK,
  FORMAT_ENCODING,
  FORMAT_MULTI_LINE
};
#define FORMAT_OPTION_COUNT (FORMAT_MULTI_LINE + 1)

enum format_value_kind {
  FORMAT_VALUE_TEXT, /* Escapes of delimiters resolved: "\n" is one byte. */
  FORMAT_VALUE_WORD, /* Upper case. */
  FORMAT_VALUE_NUMBER,
  FORMAT_VALUE_BOOLEAN,
  FORMAT_VALUE_LIST
};

struct format_option_row {
  const char *key;
  enum format_value_kind kind;
  const char *value; /* The default; NULL: none. */
  unsigned types;    /* 1 << enum format_type, for each that has it. */
};

struct file_format {
  enum format_type type;
  /* "NONE" and "AUTO" as they are written; "true", "12"; at NULL: none. */
  struct text values[FORMAT_OPTION_COUNT];
  struct text *null_if;
  int null_if_count;
};

const struct format_option_row *format_option_at(enum format_option option);
bool format_has_option(enum format_type type, enum format_option option);
const char *format_type_name(enum format_type type);
bool format_type_of(struct text name, enum format_type *type);

/* A format of a type with its defaults. */
void file_format_init(struct file_format *format, enum format_type type);
/* One option; a list's values are all of `values`, others have one. ERR_INVALID_PROPERTY for what the
 * type has not, ERR_INVALID_VALUE. */
bool file_format_set(struct file_format *format, struct arena *arena, struct text key,
                     const struct text *values, int count, struct err *err) MUST_CHECK;
/* Back to the default. */
bool file_format_unset(struct file_format *format, struct text key,
                       struct err *err) MUST_CHECK;
/* Whether the options go together. */
bool file_format_check(const struct file_format *format, struct err *err) MUST_CHECK;

bool file_format_is(const struct file_format *format, enum format_option option);
int64_t file_format_number(const struct file_format *format, enum format_option option);
/* at NULL where it is NONE. */
struct text file_format_text(const struct file_format *format, enum format_option option);

/* As SHOW FILE FORMATS prints it, and as it is stored: {"TYPE":"CSV",...}. */
void file_format_write(const struct file_format *format, struct buf *out);
bool file_format_read(struct file_format *format, struct arena *arena, struct text json,
                      struct err *err) MUST_CHECK;
/* A value as DESCRIBE prints it, escaped; `standard`: the type's default instead. */
void file_format_print(const struct file_format *format, enum format_option option,
                       bool standard, struct buf *out);

#endif
