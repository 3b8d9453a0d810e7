/* fuzz_parse.c: any text as SQL: tokens, statements, and the tree as text. */
#include "fuzz.h"

#include "sql/ast_tree.h"
#include "sql/parse.h"
#include "sql/token_list.h"

static void parse_all(struct arena *arena, struct text sql, struct buf *out)
{
  struct list statements = { 0 };
  struct err err;

  err_clear(&err);
  if (!parse_statements(arena, sql, &statements, &err)) {
    assert(err_is_set(&err));
    return;
  }
  for (int i = 0; i < statements.count; i++)
    ast_print(statements.at[i], out);
}

/* Statements follow each other, and none is empty. */
static void parse_all_places(struct arena *arena, struct text sql)
{
  struct list places = { 0 };
  uint32_t end = 0;
  struct err err;

  err_clear(&err);
  if (!parse_places(arena, sql, &places, &err)) {
    assert(err_is_set(&err));
    return;
  }
  for (int i = 0; i < places.count; i++) {
    const struct place *place = places.at[i];

    assert(place->from >= end && place->to > place->from && place->to <= sql.len);
    end = place->to;
  }
}

static void parse_pieces(struct arena *arena, struct text sql, struct buf *out)
{
  struct query *query;
  struct expr *expr;
  struct err err;

  err_clear(&err);
  query = parse_query(arena, sql, &err);
  assert(query || err_is_set(&err));
  if (query)
    ast_print_query(query, out);
  err_clear(&err);
  expr = parse_expr(arena, sql, &err);
  assert(expr || err_is_set(&err));
  if (expr)
    ast_print_expr(expr, out);
  err_clear(&err);
  assert(parse_name(arena, sql, &err) || err_is_set(&err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct text sql = fuzz_text(data, size);
  struct arena *arena = arena_new();
  struct buf out;

  buf_init(&out);
  token_list_print(sql, &out);
  parse_all(arena, sql, &out);
  parse_pieces(arena, sql, &out);
  parse_all_places(arena, sql);
  buf_clear(&out);
  arena_free(arena);
  return 0;
}
