/* type.h: Snowflake's data types.
 *
 * A type is a small value. Its physical form inside the engine is another matter, decided here
 * in one place (type_physical) for expressions and by storage for table columns:
 *
 *   NUMBER(p,0)        a DuckDB integer: BIGINT; HUGEINT when wide (see bind/bound.h)
 *   NUMBER(p,s), s>0   DECIMAL(p,s)
 *   FLOAT              DOUBLE
 *   VARCHAR            VARCHAR            BINARY     BLOB
 *   BOOLEAN            BOOLEAN            DATE       DATE
 *   TIME               BIGINT, nanoseconds since midnight
 *   TIMESTAMP_NTZ      HUGEINT, nanoseconds since 1970-01-01 of the wall clock
 *   TIMESTAMP_LTZ      HUGEINT, nanoseconds since 1970-01-01 UTC
 *   TIMESTAMP_TZ       HUGEINT, UTC nanoseconds * 4096 + offset in minutes + 1440: orders by
 *                      instant; equality is of (x >> 12)
 *   VARIANT OBJECT ARRAY MAP  JSON (text); what is structured has the same text and a `shape`
 *   FILE               VARCHAR, the stored form of an OBJECT (data/file_value.h)
 *   GEOGRAPHY GEOMETRY    BLOB, extended well-known binary (data/geo.h)
 *   DECFLOAT           BLOB that sorts as the values do (data/decfloat.h)
 *   VECTOR             BLOB, four bytes an element: little-endian integers or floats
 *
 * Nanoseconds in 128 bits because DuckDB's TIMESTAMP has no nanoseconds and its TIMESTAMP_NS no
 * year before 1677 or after 2262, and Snowflake has both. */
#ifndef DATA_TYPE_H
#define DATA_TYPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "data/collation.h"

enum type_kind {
  TYPE_UNKNOWN, /* The type of a bare NULL: becomes whatever it meets, VARCHAR at last. */
  TYPE_NUMBER,
  TYPE_FLOAT,
  TYPE_DECFLOAT,
  TYPE_VARCHAR,
  TYPE_BOOLEAN,
  TYPE_DATE,
  TYPE_TIME,
  TYPE_TIMESTAMP_NTZ,
  TYPE_TIMESTAMP_LTZ,
  TYPE_TIMESTAMP_TZ,
  TYPE_BINARY,
  TYPE_VARIANT,
  TYPE_OBJECT,
  TYPE_ARRAY,
  TYPE_MAP,
  TYPE_VECTOR,
  TYPE_GEOGRAPHY,
  TYPE_GEOMETRY,
  TYPE_FILE,
  TYPE_INTERVAL /* Only as an operand of date arithmetic. */
};

#define TYPE_MAX_PRECISION 38
/* Where no length is written; what may be written is longer. */
#define TYPE_MAX_VARCHAR 16777216
#define TYPE_MAX_BINARY 8388608
#define TYPE_LONGEST_VARCHAR 134217728
#define TYPE_LONGEST_BINARY 67108864
#define TYPE_MAX_DIMENSION 4096
#define TYPE_MAX_FIELDS 1000

struct type {
  enum type_kind kind;
  int precision; /* NUMBER: 1 to 38; DECFLOAT: 38. */
  int scale; /* NUMBER: 0 to 37. TIME and TIMESTAMP_*: digits of the second, 0 to 9. */
  int64_t length; /* VARCHAR: characters; BINARY: bytes; VECTOR: elements. */
  bool sized;     /* VARCHAR and BINARY: the length was declared, not the default. */
  bool floats;    /* VECTOR: of FLOAT, not of INT. */
  const struct type_shape
    *shape; /* What a structured type is made of; NULL: it is none. */
  /* VARCHAR: how an expression's texts compare; NULL: by their bytes. No column is stored with it,
   * nothing prints it. */
  const struct collation *collation;
  bool collated_here; /* By COLLATE in the statement, which outranks a column's. */
};

/* What an ARRAY holds (one field without a name), a MAP (its key, never NULL, and its value), an
 * OBJECT (its members as they were declared). */
struct type_field {
  struct text name;
  struct type type;
  bool not_null;
};

/* Shapes are never changed nor freed, and equal ones are one: a type stays a small value that
 * outlives requests and catalog objects. Any thread may ask for one. */
struct type_shape {
  int count;
  const struct type_field *fields;
};

/* Copies the fields where no such shape is known yet. */
const struct type_shape *type_shape_of(const struct type_field *fields, int count);

struct type type_of(enum type_kind kind); /* With Snowflake's default sizes. */
struct type type_number(int precision, int scale);
struct type type_varchar(int64_t length);
/* The bytes that so many characters may take. */
int64_t type_text_bytes(int64_t length);
struct type type_timestamp(enum type_kind kind, int scale);
struct type type_array_of(struct type element, bool not_null);
struct type type_vector(bool floats, int64_t dimension);
/* A structured OBJECT's member; NULL when it has none of that name. */
const struct type_field *type_find_field(struct type object, struct text name);
bool type_equal(struct type a, struct type b); /* Collations are not compared. */
struct type type_uncollated(
  struct type type); /* A part of a structured type has no collation. */
bool type_is_timestamp(struct type type); /* The three kinds of timestamp. */
bool type_is_temporal(struct type type);  /* DATE, TIME or a timestamp. */
bool type_is_semi(struct type type); /* VARIANT, OBJECT, ARRAY or MAP: text of JSON. */
bool type_is_structured(struct type type); /* A semi one whose parts have types. */
bool type_is_geo(struct type type);        /* GEOGRAPHY or GEOMETRY. */
/* GEOGRAPHY, GEOMETRY or FILE: never a key, and no cast takes it. */
bool type_is_opaque(struct type type);
bool type_is_numeric(struct type type); /* NUMBER or FLOAT. */

/* "NUMBER(38,0)", "VARCHAR(16777216)", "ARRAY(FLOAT)": as DESCRIBE TABLE and errors print. */
void type_print(struct type type, struct buf *buf);
struct text type_text(struct arena *arena, struct type type);
/* "FIXED", "TEXT", "REAL" ...: as SHOW COLUMNS' JSON and the wire name a kind. Lower case there. */
const char *type_wire_name(struct type type);
/* "NUMBER", "TEXT", "FLOAT" ...: as INFORMATION_SCHEMA.COLUMNS.DATA_TYPE names it. */
const char *type_schema_name(struct type type);

/* A type from its SQL name and up to two numbers (-1 when absent): "DECIMAL", 10, 2. Knows all
 * of Snowflake's synonyms. TIMESTAMP gives TIMESTAMP_NTZ: the caller applies
 * TIMESTAMP_TYPE_MAPPING before. False when there is no such type or a size is out of range
 * (then *bad_size is true). */
bool type_from_name(struct text name, int64_t first, int64_t second, struct type *type,
                    bool *bad_size);

/* A whole written type: "NUMBER(38,0)", "VARCHAR", "MAP(VARCHAR, ARRAY(INT))", as type_print and
 * the program's tables write them. False when it is none. */
bool type_parse(struct text written, struct type *type);

/* The names that type_from_name knows, sorted; NULL past the last. */
const char *type_name_at(int index);

/* The DuckDB type that expressions of this type have, for casts: "BIGINT", "DECIMAL(12,2)".
 * A wide NUMBER(p,0) with p > 18 is HUGEINT. */
void type_physical(struct type type, bool wide, struct buf *buf);

#endif
