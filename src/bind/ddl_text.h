/* ddl_text.h: the statement that makes an object again, as GET_DDL gives it. */
#ifndef BIND_DDL_TEXT_H
#define BIND_DDL_TEXT_H

#include "bind/bind_name.h"

struct ddl_text {
  struct bind_context *context;
  bool qualified; /* Names with their database and schema. */
  struct buf *out;
};

void ddl_text_table(const struct ddl_text *ddl, struct path path,
                    const struct table *table); /* Tables and views. */
void ddl_text_sequence(const struct ddl_text *ddl, struct path path,
                       const struct sequence *sequence);
/* With all that is in them. */
void ddl_text_schema(const struct ddl_text *ddl, struct path path, struct schema *schema);
void ddl_text_database(const struct ddl_text *ddl, struct database *database);

#endif
