/* json_text.h: values of VARIANT, OBJECT and ARRAY as text, handled in place without a tree.
 *
 * The stored form is compact JSON: members sorted by the bytes of their names, each name once;
 * strings escaped only where JSON must; whole numbers and decimals as digits without needless
 * zeros ("1.5", not "1.50"), doubles always with an exponent.
 *
 * JSON has fewer types than a VARIANT. Since the stored form has no blanks of its own, blanks
 * before a value are free to mark the others (still JSON for the engine):
 *   ' ' null: undefined, a missing element of an array
 *   '\t' string: DATE         '\n' string: TIME         '\r' string: BINARY, as hexadecimal
 *   "\t\t" TIMESTAMP_NTZ      "\t\n" TIMESTAMP_LTZ      "\t\r" TIMESTAMP_TZ
 *   "\n\n" string: a DOUBLE that is no number ("NaN", "inf", "-inf")
 *   "\n\t" object: an element of XML (xml_text.h), which prints as such
 * Marks never reach a client: json_text_print leaves them out. */
#ifndef DATA_JSON_TEXT_H
#define DATA_JSON_TEXT_H

#include "base/buf.h"

#define JSON_TEXT_XML_MARK "\n\t"

enum json_text_type {
  JSON_TEXT_NULL,
  JSON_TEXT_UNDEFINED,
  JSON_TEXT_BOOLEAN,
  JSON_TEXT_INTEGER,
  JSON_TEXT_DECIMAL,
  JSON_TEXT_DOUBLE,
  JSON_TEXT_STRING,
  JSON_TEXT_DATE,
  JSON_TEXT_TIME,
  JSON_TEXT_TIMESTAMP_NTZ,
  JSON_TEXT_TIMESTAMP_LTZ,
  JSON_TEXT_TIMESTAMP_TZ,
  JSON_TEXT_BINARY,
  JSON_TEXT_ARRAY,
  JSON_TEXT_OBJECT
};

enum json_text_type json_text_type(struct text value);
/* As TYPEOF says: "INTEGER", "VARCHAR", "NULL_VALUE", "TIMESTAMP_NTZ" ... */
const char *json_text_type_name(enum json_text_type type);
/* The value without its mark. */
struct text json_text_bare(struct text value);
/* Adds the mark of a type, before its string. */
void json_text_mark(enum json_text_type type, struct buf *out);

/* Walks the elements of an array or the members of an object; any other value has none. Names
 * come as stored: escaped, without quotes; values with their marks. Borrowed from the value. */
struct json_items {
  const char *at, *end;
  bool object;
};

struct json_items json_items_of(struct text value);
bool json_items_next(struct json_items *items, struct text *name, struct text *value);
int64_t json_items_count(struct text value);

/* An object's member by its name (as stored) or an array's element; at NULL when it is not there.
 * Exact bytes, or ASCII letters without case. */
struct text json_text_member(struct text object, struct text name);
struct text json_text_member_nocase(struct text object, struct text name);
struct text json_text_element(struct text array, int64_t index);
/* A member by its plain name, escapes not yet made. */
struct text json_text_get(struct text value, struct text plain);

/* Adds the plain text of a string value (escapes resolved), or of any other as it is printed. */
void json_text_plain(struct text value, struct buf *out);
/* Adds a string value made of plain text. */
void json_text_quote(struct text plain, struct buf *out);
/* Adds a number as written in decimal or with an exponent, in stored form. */
void json_text_number(struct text number, struct buf *out);
/* Adds a double in stored form; with its mark when it is not finite. */
void json_text_double(double value, struct buf *out);

#define JSON_TEXT_INDENT 2
/* As clients see it: on lines indented by so many blanks (0: compact), or compact as TO_JSON and
 * casts give it. */
void json_text_print_lines(struct text value, int indent, struct buf *out);
void json_text_print(struct text value, struct buf *out);

/* Adds the value in stored form with only what JSON has: null for undefined, strings that
 * JavaScript reads for doubles that are no numbers (STRICT_JSON_OUTPUT). */
void json_text_strict(struct text value, struct buf *out);

/* Adds the plain text of a value with what XML needs escaped. */
void json_text_xml_plain(struct text value, struct buf *out);
/* Adds the value without the marks of XML, as the objects that its elements are. */
void json_text_unmark_xml(struct text value, struct buf *out);

/* Adds bytes whose order and equality are those of values: numbers of all kinds by size, strings
 * by their bytes, null < booleans < numbers < strings < dates and times < binary < arrays <
 * objects. */
void json_text_key(struct text value, struct buf *out);
bool json_text_equal(struct text a, struct text b);

#endif
