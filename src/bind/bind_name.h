/* bind_name.h: written names, constants and types, without any table in sight. */
#ifndef BIND_BIND_NAME_H
#define BIND_BIND_NAME_H

#include "bind/context.h"

/* Names. Resolves IDENTIFIER(...), fills in the current database and schema (DB..T means
 * PUBLIC). Fails with ERR_NO_DATABASE / ERR_NO_SCHEMA when there is none. For KIND_DATABASE and
 * KIND_WAREHOUSE only `name` is set; for KIND_SCHEMA database and name. */
bool bind_path(struct bind_context *context, const struct name *name, enum kind kind,
               struct path *path, struct err *err) MUST_CHECK;
/* What IDENTIFIER(...) stands for; other names as they are. NULL on an error. */
const struct name *resolved_name(struct bind_context *context, const struct name *name,
                                 struct err *err);
/* The value that the client sent for :name or for the place of a ?; NULL: none. */
const struct bind_constant *bind_sent(const struct bind_context *context,
                                      const struct expr *expr);
/* A constant value of an option or IDENTIFIER(): literals, variables, binds. */
bool bind_constant_of(struct bind_context *context, const struct expr *expr,
                      struct bind_constant *constant, struct err *err) MUST_CHECK;
/* The schema that a path leads to; NULL: there is none. */
struct schema *path_schema(const struct bind_context *context, struct path path);
/* The table or view of a path, the session's own temporary ones too; NULL: there is none. */
struct table *path_table(const struct bind_context *context, struct path path);
bool path_equal(struct path a, struct path b);
/* "DB.SCHEMA.NAME" with quotes where needed, as messages print it. */
struct text path_text(struct arena *arena, struct path path);
/* A name as it was written, A.B."c", for messages; IDENTIFIER(...) as what it resolves to. */
struct text written_name(struct bind_context *context, const struct name *name,
                         struct path path);
struct text ident_text(struct arena *arena, struct text name);
/* A written type; TIMESTAMP follows TIMESTAMP_TYPE_MAPPING. */
bool bind_type(struct bind_context *context, const struct type_name *name,
               struct type *type, struct err *err) MUST_CHECK;

#endif
