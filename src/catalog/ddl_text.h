/* ddl_text.h: the statements that would make what exists, as GET_DDL gives them. */
#ifndef CATALOG_DDL_TEXT_H
#define CATALOG_DDL_TEXT_H

#include "base/buf.h"
#include "catalog/catalog.h"

/* How names are written: alone, or with their database and schema before them. */
struct ddl_text {
  struct catalog *catalog;
  struct arena *arena;
  uint64_t session_id;
  bool qualified;
  struct buf *out;
};

/* Under the read lock. Databases and schemas come with all that is in them, but for what belongs
 * to a session. */
void ddl_text_database(struct ddl_text *text, struct database *database);
void ddl_text_schema(struct ddl_text *text, const struct database *database,
                     struct schema *schema);
void ddl_text_table(struct ddl_text *text, struct path in, const struct table *table);
void ddl_text_sequence(struct ddl_text *text, struct path in,
                       const struct sequence *sequence);
void ddl_text_function(struct ddl_text *text, struct path in,
                       const struct function *function);
void ddl_text_format(struct ddl_text *text, struct path in,
                     const struct named_format *format);
void ddl_text_pipe(struct ddl_text *text, struct path in, const struct pipe *pipe);
void ddl_text_warehouse(struct ddl_text *text, const struct warehouse *warehouse);

#endif
