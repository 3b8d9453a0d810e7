/* stage_name.h: what is written behind @: which stage, and the path in it. */
#ifndef STAGE_STAGE_NAME_H
#define STAGE_STAGE_NAME_H

#include "base/buf.h"
#include "base/err.h"

enum stage_kind {
  STAGE_NAMED,
  STAGE_OF_TABLE, /* @%t */
  STAGE_OF_USER   /* @~ */
};

struct stage_name {
  enum stage_kind kind;
  /* As they would be stored: in upper case unless they were quoted. Empty: not written. */
  struct text database, schema, name;
  struct text
    path; /* Without the slash before it. Case matters; a prefix of files' names. */
};

/* Reads "@db.schema.s/path", "@%t", "@~/path", '@"db"."schema"."s"/a b'; the @ may be missing, as
 * in a name that was given as text. Parts live in the arena. ERR_SYNTAX for what is no stage. */
bool stage_name_read(struct arena *arena, struct text written, struct stage_name *name,
                     struct err *err) MUST_CHECK;
/* "@DB.SCHEMA.S": without the path, quoted where it must be. */
struct text stage_name_text(struct arena *arena, const struct stage_name *name);

#endif
