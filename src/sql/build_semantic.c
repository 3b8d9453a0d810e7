/* build_semantic.c: constructors of CREATE SEMANTIC VIEW and SEMANTIC_VIEW(...). */
#include "sql/build_semantic.h"

#include "sql/build_create.h"
#include "sql/build_other.h"
#include "sql/create_clauses.h"

struct semantic_item *build_semantic(struct build *b, struct ident *alias,
                                     struct name *name, const struct token *visibility)
{
  struct semantic_item *item = ARENA_NEW(b->arena, struct semantic_item);

  item->alias = alias;
  item->name = name;
  if (visibility)
    item->visibility = arena_upper(b->arena, visibility->text);
  return item;
}

struct ident *build_only_part(struct build *b, const struct name *name)
{
  if (name->parts.count != 1)
    build_syntax_error_at(b, name->place);
  return build_last_part(b, name);
}

void build_word_is(struct build *b, const struct ident *ident, const char *word)
{
  if (ident->quoted || !text_is(ident->name, word))
    build_syntax_error_at(b, ident->place);
}

struct semantic_item *build_semantic_keys(struct build *b, struct list *columns,
                                          bool asof)
{
  struct semantic_item *item = ARENA_NEW(b->arena, struct semantic_item);

  item->ref_columns = columns;
  item->asof = asof;
  return item;
}

struct semantic_item *build_semantic_link(struct build *b, struct ident *alias,
                                          struct name *table, struct list *columns,
                                          struct name *references,
                                          const struct semantic_item *keys)
{
  struct semantic_item *item = build_semantic(b, alias, table, NULL);

  item->columns = columns;
  item->references = references;
  item->ref_columns = keys->ref_columns;
  item->asof = keys->asof;
  return item;
}

struct semantic_part *build_semantic_part(struct build *b, enum semantic_kind kind,
                                          const struct list *items)
{
  struct semantic_part *part = ARENA_NEW(b->arena, struct semantic_part);

  part->kind = kind;
  part->items = *items;
  return part;
}

struct create *build_create_semantic(struct build *b, struct create *create,
                                     const struct token *token, enum semantic_kind kind,
                                     const struct list *items)
{
  build_clause(b, create, token, CLAUSE_SEMANTIC);
  list_add(b->arena, &build_create_more(b, create)->parts,
           build_semantic_part(b, kind, items));
  return create;
}
