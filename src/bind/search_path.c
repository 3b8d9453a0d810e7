/* search_path.c: where a query looks for a table whose name stands alone: SEARCH_PATH. */
#include "bind/search_path.h"

#include "bind/bind_name.h"
#include "sql/ast.h"
#include "sql/parse.h"

/* $current, $public, a schema or database.schema. What cannot be read is not there. */
static struct path place_of(const struct bind_context *context, struct text entry)
{
  struct path path = { .database = context->database };
  const struct name *name;
  struct err ignored;

  if (text_is_nocase(entry, "$current")) {
    path.schema = context->schema;
  } else if (text_is_nocase(entry, "$public")) {
    path.schema = TEXT("PUBLIC");
  } else {
    err_clear(&ignored);
    name = parse_name(context->arena, arena_text(context->arena, entry), &ignored);
    if (name && name->parts.count == 2)
      path.database = ((const struct ident *)name->parts.at[0])->name;
    if (name && name->parts.count <= 2)
      path.schema = ((const struct ident *)name->parts.at[name->parts.count - 1])->name;
  }
  return path;
}

struct table *search_path_find(struct bind_context *context, struct text name,
                               struct path *path)
{
  struct table *table = NULL;
  struct text rest = context->parameter(context->owner, "SEARCH_PATH");

  while (rest.len && !table) {
    size_t comma = text_find(rest, ',');

    *path = place_of(context, text_trim(text_slice(rest, 0, comma)));
    path->name = name;
    table = path_table(context, *path);
    rest = text_slice(rest, comma + 1, rest.len);
  }
  return table;
}
