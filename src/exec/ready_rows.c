/* ready_rows.c: queries whose rows the server has without asking the engine. */
#include "exec/ready_rows.h"

static bool is_plain(const struct bound_expr *item)
{
  int64_t number;

  if (item->kind != BOUND_CONST)
    return false;
  if (item->is_null)
    return true;
  switch (item->type.kind) {
  case TYPE_VARCHAR:
  case TYPE_BOOLEAN: return true;
  case TYPE_NUMBER:
    return item->type.scale == 0 && text_to_int64(item->constant, &number);
  default: return false;
  }
}

/* Nothing but items and what they come from. */
static bool is_bare(const struct bound_query *query)
{
  const struct bound_select *select = query->select;

  return query->kind == QUERY_SELECT && !query->cte_count && !query->order_count &&
         !query->limit && !query->offset && !select->distinct && !select->where &&
         !select->having && !select->qualify && !select->group_count;
}

bool ready_is_one_row(const struct bound_query *query)
{
  return query->kind == QUERY_SELECT && !query->select->from;
}

static bool is_constant(const struct bound_query *query)
{
  if (!is_bare(query) || query->select->from)
    return false;
  for (int i = 0; i < query->select->item_count; i++)
    if (!is_plain(query->select->items[i]))
      return false;
  return true;
}

bool ready_is_scan(const struct bound_query *query)
{
  const struct bound_select *select = query->select;
  const struct bound_source *source;

  if (!is_bare(query) || !select->from || !(source = select->from->source) ||
      source->kind != SOURCE_ROWS || source->sample.at ||
      select->item_count != source->column_count)
    return false;
  for (int i = 0; i < select->item_count; i++)
    if (select->items[i]->kind != BOUND_COLUMN ||
        select->items[i]->source != source->id || select->items[i]->column != i)
      return false;
  return true;
}

static enum batch_kind kind_of(const struct bound_expr *item)
{
  switch (item->type.kind) {
  case TYPE_NUMBER: return BATCH_I64;
  case TYPE_BOOLEAN: return BATCH_BOOL;
  default: return BATCH_TEXT;
  }
}

static void add(struct batch_builder *row, int column, const struct bound_expr *item)
{
  int64_t number = 0;

  if (item->is_null)
    batch_add_null(row, column);
  else if (item->type.kind == TYPE_VARCHAR)
    batch_add_text(row, column, item->constant);
  else if (item->type.kind == TYPE_BOOLEAN)
    batch_add_int(row, column, text_is(item->constant, "true"));
  else if (text_to_int64(item->constant, &number))
    batch_add_int(row, column, number);
}

struct batch_builder *ready_constants(struct arena *arena,
                                      const struct bound_query *query)
{
  struct batch_builder *row;
  enum batch_kind *kinds;
  int *scales;

  if (!is_constant(query))
    return NULL;
  kinds = ARENA_ARRAY(arena, (size_t)query->column_count, enum batch_kind);
  scales = ARENA_ARRAY(arena, (size_t)query->column_count, int);
  for (int i = 0; i < query->column_count; i++)
    kinds[i] = kind_of(query->select->items[i]);
  row = batch_builder_new(query->column_count, kinds, scales);
  for (int i = 0; i < query->column_count; i++)
    add(row, i, query->select->items[i]);
  return row;
}
