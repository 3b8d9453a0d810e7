/* view_table.h: the lists that made views and table functions are kept in. */
#ifndef CATALOG_VIEW_TABLE_H
#define CATALOG_VIEW_TABLE_H

#include "catalog/views.h"

/* A list and its length, for struct info_view. */
#define VIEW_LIST(list) list, (int)(sizeof(list) / sizeof(list)[0])

/* What is said of a column, in COLUMNS of INFORMATION_SCHEMA and of ACCOUNT_USAGE alike;
 * view_column_facts has the cells. */
#define VIEW_COLUMN_FACTS                                                               \
 { "ORDINAL_POSITION", "NUMBER(9,0)" }, { "COLUMN_DEFAULT", "VARCHAR" },                \
   { "IS_NULLABLE", "VARCHAR" }, { "DATA_TYPE", "VARCHAR" }, VIEW_VALUE_FACTS,          \
   { "DOMAIN_CATALOG", "VARCHAR" }, { "DOMAIN_SCHEMA", "VARCHAR" },                     \
   { "DOMAIN_NAME", "VARCHAR" }, VIEW_TYPE_FACTS, { "IS_SELF_REFERENCING", "VARCHAR" }, \
   { "IS_IDENTITY", "VARCHAR" }, { "IDENTITY_GENERATION", "VARCHAR" },                  \
   { "IDENTITY_START", "VARCHAR" }, { "IDENTITY_INCREMENT", "VARCHAR" },                \
   { "IDENTITY_MAXIMUM", "VARCHAR" }, { "IDENTITY_MINIMUM", "VARCHAR" },                \
   { "IDENTITY_CYCLE", "VARCHAR" }, { "IDENTITY_ORDERED", "VARCHAR" },                  \
   { "SCHEMA_EVOLUTION_RECORD", "VARCHAR" },                                            \
 {                                                                                      \
  "COMMENT", "VARCHAR"                                                                  \
 }
/* ... and of a type's values: lengths, precisions, character set and collation; */
#define VIEW_VALUE_FACTS                                                               \
 { "CHARACTER_MAXIMUM_LENGTH", "NUMBER(38,0)" },                                       \
   { "CHARACTER_OCTET_LENGTH", "NUMBER(38,0)" },                                       \
   { "NUMERIC_PRECISION", "NUMBER(38,0)" },                                            \
   { "NUMERIC_PRECISION_RADIX", "NUMBER(38,0)" }, { "NUMERIC_SCALE", "NUMBER(38,0)" }, \
   { "DATETIME_PRECISION", "NUMBER(38,0)" }, { "INTERVAL_TYPE", "VARCHAR" },           \
   { "INTERVAL_PRECISION", "NUMBER(38,0)" }, { "CHARACTER_SET_CATALOG", "VARCHAR" },   \
   { "CHARACTER_SET_SCHEMA", "VARCHAR" }, { "CHARACTER_SET_NAME", "VARCHAR" },         \
   { "COLLATION_CATALOG", "VARCHAR" }, { "COLLATION_SCHEMA", "VARCHAR" },              \
 {                                                                                     \
  "COLLATION_NAME", "VARCHAR"                                                          \
 }
/* ... and of which type it is. */
#define VIEW_TYPE_FACTS                                                                \
 { "UDT_CATALOG", "VARCHAR" }, { "UDT_SCHEMA", "VARCHAR" }, { "UDT_NAME", "VARCHAR" }, \
   { "SCOPE_CATALOG", "VARCHAR" }, { "SCOPE_SCHEMA", "VARCHAR" },                      \
   { "SCOPE_NAME", "VARCHAR" }, { "MAXIMUM_CARDINALITY", "NUMBER(38,0)" },             \
 {                                                                                     \
  "DTD_IDENTIFIER", "VARCHAR"                                                          \
 }

/* One of a list by its name; `at` gives NULL past the last. */
const struct info_view *view_named(const struct info_view *(*at)(int index),
                                   struct text name);
/* Views of kinds that cannot be made here, in order of name; NULL past the last. */
const struct info_view *view_kind_at(int index);
/* Views of ACCOUNT_USAGE that are about the account, the same way. */
const struct info_view *usage_account_view_at(int index);

#endif
