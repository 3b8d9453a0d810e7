/* external_files.h: which files external tables read: rows of the engine's table _snowglobe.external_files. */
#ifndef CATALOG_EXTERNAL_FILES_H
#define CATALOG_EXTERNAL_FILES_H

#define EXTERNAL_FILES "\"_snowglobe\".\"external_files\""
#define EXTERNAL_FILES_TABLE                                                     \
 "CREATE TABLE " EXTERNAL_FILES " (table_id BIGINT, file VARCHAR, size BIGINT, " \
 "etag VARCHAR, modified_ms BIGINT, registered_ms BIGINT);\n"

#endif
